import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, at, type Day, type TimeOfDay } from '#core/kernel/time.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'
import { aTeller, type Teller } from '#testing/telling.ts'
import type { Notices } from './queries/notices.ts'

/** What is nobody's debt and is told all the same: who hears it, and who is told who must know of another's debt. */
let product: Product
let world: World
let teller: Teller
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  teller = await aTeller(product)
})
afterAll(async () => {
  await teller?.stop()
  await product?.stop()
})

const all = async <T extends object>(text: string, values: unknown[] = []) =>
  (await product.superuser.query<T & Record<string, unknown>>(text, values)).rows
const round = async (time: string) => {
  await product.setNow(time)
  await teller.round()
}
/** What was told of somebody and still stands: what, and to which team. */
const told = async (person: Person, what: string) => {
  const names = Object.fromEntries(Object.entries(world.teams).map(([name, id]) => [id, name]))
  const rows = await all<{ team_id: string }>(
    'select distinct team_id from tc.notice where person_id = $1 and definition = $2 and closed_at is null',
    [person.id, what],
  )
  return rows.map((r) => names[r.team_id]).sort()
}

describe('nobody answered twice', () => {
  const tries = async (
    person: Person,
    episodeId: string | null,
    from: string,
    more: Record<string, unknown> = {},
  ) =>
    world.plansContact(person, episodeId as string, 0, {
      on_day: from.slice(0, 10),
      window_from_at: from,
      window_until_at: new Date(Date.parse(from) + 3_600_000),
      state: 'no answer',
      no_answer_at: [from],
      recorded_at: from,
      ...(episodeId === null
        ? { service_id: null, team_id: world.teams.maple, organisation_id: world.organisations.northside }
        : {}),
      ...more,
    })
  const aSupport = async (name: string) => {
    const person = await world.person(name)
    const referralId = await world.refers(person, 0)
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    return { person, episode: await world.startsSupport(person, 0, { referralId }) }
  }
  const tenAm = (on: string) => at(on as Day, '10:00' as TimeOfDay)

  it.each([
    ['a week apart', '2026-06-02'],
    ['a week apart over the spring change, 167 hours', '2026-03-26'],
    ['a week apart over the autumn change, 169 hours', '2026-10-22'],
  ])('on weekly support, at the same hour: %s', async (_, first) => {
    const { person, episode } = await aSupport(`Weekly ${first}`)
    const second = addDays(first as Day, 7)
    await tries(person, episode, tenAm(first))
    await round(tenAm(second))
    expect(await told(person, 'no-answer-twice'), 'once is not twice').toEqual([])
    await tries(person, episode, tenAm(second))
    await round(at(second, '11:00' as TimeOfDay))
    expect(await told(person, 'no-answer-twice')).toEqual(['medication'])
  })

  it('though somebody wrote what came of the first, and not when that says they were reached', async () => {
    const settled = (what: string, n: number) => ({
      resolved_at: world.at(n),
      resolved_by: world.staff.sam.id,
      resolution_what: what,
      resolution: 'x',
    })
    const twice = async (what: string) => {
      const { person, episode } = await aSupport(`Settled ${what}`)
      await tries(person, episode, tenAm('2026-06-02'), settled(what, 1))
      await tries(person, episode, tenAm('2026-06-09'))
      await round(at('2026-06-09' as Day, '11:00' as TimeOfDay))
      return told(person, 'no-answer-twice')
    }
    expect(await twice('handed to the referring team')).toEqual(['medication'])
    expect(await twice('rearranged')).toEqual(['medication'])
    expect(await twice('found safe by someone else')).toEqual([])
    expect(await twice('person did not want it')).toEqual([])
  })

  it('and neither when somebody was met between, nor when a step of the chain reached them', async () => {
    const { person, episode } = await aSupport('Met Between')
    await tries(person, episode, tenAm('2026-06-02'))
    await tries(person, episode, tenAm('2026-06-05'), {
      state: 'happened',
      happened_at: tenAm('2026-06-05'),
      no_answer_at: null,
    })
    await tries(person, episode, tenAm('2026-06-09'))
    const reached = await aSupport('Reached Between')
    const first = await tries(reached.person, reached.episode, tenAm('2026-06-02'))
    await insert(product.superuser, 'tc.chain_step_done', {
      id: freshId(),
      contact_id: first,
      person_id: reached.person.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      step_id: 'ring',
      found: 'answered',
      at: tenAm('2026-06-02'),
      by_staff_id: world.staff.sam.id,
    })
    await tries(reached.person, reached.episode, tenAm('2026-06-09'))
    await round(at('2026-06-09' as Day, '11:00' as TimeOfDay))
    expect(await told(person, 'no-answer-twice')).toEqual([])
    expect(await told(reached.person, 'no-answer-twice')).toEqual([])
  })

  it('at a ward’s own contacts too, and not of a ward and a service together', async () => {
    const { person, episode } = await aSupport('Ward Contact')
    await tries(person, episode, tenAm('2026-06-02'))
    await tries(person, null, tenAm('2026-06-03'))
    await round(at('2026-06-03' as Day, '11:00' as TimeOfDay))
    expect(await told(person, 'no-answer-twice')).toEqual([])
    await tries(person, null, tenAm('2026-06-04'))
    await round(at('2026-06-04' as Day, '11:00' as TimeOfDay))
    expect(await told(person, 'no-answer-twice')).toEqual(['maple'])
  })
})

describe('around the day of leaving', () => {
  const offers = (person: Person, stayId: string, team: 'north' | 'harbour', answer: string | null) =>
    insert(product.superuser, 'tc.lead_handover', {
      id: freshId(),
      what: 'lead',
      stay_id: stayId,
      person_id: person.id,
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      by_staff_id: world.staff.jo.id,
      to_team_id: world.teams[team],
      to_staff_id: team === 'north' ? world.staff.noor.id : world.staff.bo.id,
      offered_at: world.at(1),
      ...(answer === null
        ? {}
        : {
            answer,
            answered_at: world.at(2),
            answered_by: world.staff.noor.id,
            ...(answer === 'declined' ? { reason: 'full' } : {}),
          }),
    })

  it('tells the team that accepted to lead, and one that is asked, of the day that came near', async () => {
    await product.setNow('2026-03-05T09:00:00Z')
    const asked = await world.person('Asked Lead')
    const accepted = await world.person('Accepted Lead')
    const declined = await world.person('Declined Lead')
    for (const [person, answer] of [
      [asked, null],
      [accepted, 'accepted'],
      [declined, 'declined'],
    ] as const) {
      const stayId = await world.admits(person, 0)
      await offers(person, stayId, 'north', answer)
      await insert(product.superuser, 'tc.leaving_plan', {
        id: freshId(),
        stay_id: stayId,
        person_id: person.id,
        organisation_id: world.organisations.northside,
        team_id: world.teams.maple,
        version: 1,
        planned_on: '2026-03-06',
        why: 'x',
        at: '2026-03-05T08:00:00Z',
        by_staff_id: world.staff.jo.id,
      })
    }
    await round('2026-03-05T09:01:00Z')
    expect(await Promise.all([asked, accepted, declined].map((p) => told(p, 'leave-date-near')))).toEqual([
      ['north'],
      ['north'],
      [],
    ])
  })

  it('tells whoever leads, and whoever meant to meet them at home, that they did not leave after all', async () => {
    await product.setNow('2026-03-05T09:00:00Z')
    const person = await world.person('Back Undone')
    const stayId = await world.admits(person, 0)
    await offers(person, stayId, 'north', 'accepted')
    const referralId = await world.refers(person, 0, { stayId })
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    const episode = await world.startsSupport(person, 1, { referralId })
    await world.plansContact(person, episode, 4)
    const undone = {
      stay_id: stayId,
      person_id: person.id,
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      end_source: 'message',
      source: 'message',
      why: 'A13',
      by_id: freshId(),
    }
    // one that undid nothing
    await insert(product.superuser, 'tc.stay_end_undone', {
      id: freshId(),
      ...undone,
      ended_at: null,
      at: '2026-03-05T08:00:00Z',
    })
    await round('2026-03-05T09:01:00Z')
    expect(await told(person, 'leaving-undone')).toEqual([])
    await insert(product.superuser, 'tc.stay_end_undone', {
      id: freshId(),
      ...undone,
      ended_at: '2026-03-05T08:30:00Z',
      at: '2026-03-05T09:02:00Z',
    })
    await round('2026-03-05T09:03:00Z')
    expect(await told(person, 'leaving-undone')).toEqual(['medication', 'north'])
    // they leave again
    await product.superuser.query(
      "update tc.stay set ended_at = '2026-03-05T12:00:00Z', ended_known_to = 'minute', end_source = 'by hand' where id = $1",
      [stayId],
    )
    await round('2026-03-05T12:01:00Z')
    expect(await told(person, 'leaving-undone')).toEqual([])
  })
})

describe('a referral without an answer by its date', () => {
  it('is told to who was to answer and who sent it, in their hours and once, and counts on both daily lists', async () => {
    await product.superuser.query('delete from net.obligation')
    await product.setNow('2026-03-05T16:00:00Z')
    for (const team of ['maple', 'medication'] as const)
      await insert(product.superuser, 'tc.duty_team', {
        team_id: world.teams[team],
        organisation_id: world.organisations[team === 'maple' ? 'northside' : 'riverside'],
        weekly: JSON.stringify([4, 5].map((weekday) => ({ weekday, from: '09:00', until: '17:00' }))),
        set_at: '2026-03-05T08:00:00Z',
        set_by: world.staff.lin.id,
        out_words: 'Ring',
        out_email: 'night@northside.example',
      })
    const person = await world.person('Late Answered')
    await world.opensTransition(person, 2)
    const referralId = await world.refers(person, 2)
    await teller.gap(person.id, {
      key: `N5:referral:${referralId}`,
      kind: 'N5',
      gap_from: '2026-03-05T17:00:00Z',
      about_id: referralId,
      team_id: world.teams.medication,
      told_team_id: world.teams.maple,
      organisation_id: world.organisations.riverside,
    })
    await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
    const gaps = async (who: 'jo' | 'lin') =>
      (must(await product.ask(await product.signIn(world.staff[who].email), 'notice.mine', {})) as Notices)
        .gaps
    const before = [await gaps('jo'), await gaps('lin')]
    await round('2026-03-05T17:01:00Z')
    await round('2026-03-06T03:00:00Z')
    expect(await told(person, 'referral-late'), 'nobody is woken for it').toEqual([])
    await round('2026-03-06T09:00:00Z')
    expect(await told(person, 'referral-late')).toEqual(['maple', 'medication'])
    const after = [await gaps('jo'), await gaps('lin')]
    expect(after.map((n, i) => n - (before[i] ?? 0))).toEqual([1, 1])
    // the next opening of both, with a day's minutes behind it
    for (const time of ['06T10:00', '06T16:00', '12T09:30']) await round(`2026-03-${time}:00Z`)
    const rows = await all(
      "select team_id from tc.notice where person_id = $1 and definition = 'referral-late'",
      [person.id],
    )
    expect(rows, 'each team once').toHaveLength(2)
    await world.says(referralId, 'taken on', { answered_at: '2026-03-12T09:31:00Z' })
    await product.superuser.query('delete from net.obligation where person_id = $1', [person.id])
    await round('2026-03-12T09:32:00Z')
    expect(await told(person, 'referral-late')).toEqual([])
  })
})

describe('nobody has acknowledged', () => {
  it('stands on the board again when all were told anew after an acknowledgement that ran out', async () => {
    await product.superuser.query('delete from tc.duty_team')
    await product.setNow('2026-03-05T09:00:00Z')
    await insert(product.superuser, 'tc.duty_team', {
      team_id: world.teams.medication,
      organisation_id: world.organisations.riverside,
      weekly: JSON.stringify([4, 5].map((weekday) => ({ weekday, from: '09:00', until: '17:00' }))),
      set_at: '2026-03-05T08:00:00Z',
      set_by: world.staff.lin.id,
    })
    const person = await world.person('Twice Unheard')
    await world.refers(person, 2)
    await world.opensTransition(person, 2)
    await teller.gap(person.id, {
      key: 'N11:worry:again',
      kind: 'N11',
      gap_from: '2026-03-05T09:00:00Z',
      about_id: freshId(),
      team_id: world.teams.medication,
      organisation_id: world.organisations.riverside,
    })
    await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
    const unanswered = async () => {
      const board = must(
        await product.ask(await product.signIn(world.staff.lin.email), 'safetynet.board', {}),
      ) as { open: { personId: string; unanswered: boolean }[] }
      return board.open.find((l) => l.personId === person.id)?.unanswered
    }
    await round('2026-03-05T09:01:00Z')
    expect(await unanswered()).toBe(false)
    await round('2026-03-05T10:00:00Z')
    expect(await unanswered(), 'all told').toBe(true)
    // by SQL: the command works out anew what the person is owed, and the gap was planted
    await product.superuser.query(
      'update tc.notice set acknowledged_at = ctx.clock(), acknowledged_by = $2 where person_id = $1 and level = 1',
      [person.id, world.staff.lin.id],
    )
    await round('2026-03-05T10:01:00Z')
    expect(await unanswered(), 'Lin sees to it').toBe(false)
    // Lin is off; Friday's opening tells everybody anew, and again nobody answers
    await round('2026-03-06T09:01:00Z')
    expect(await unanswered(), 'told, the minutes run').toBe(false)
    await round('2026-03-06T10:00:00Z')
    expect(await unanswered()).toBe(true)
  })
})

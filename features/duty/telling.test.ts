import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instant } from '#core/kernel/time.ts'
import { remindOn } from '#core/plan/goal.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'
import { aTeller, type Teller } from '#testing/telling.ts'
import type { Notices } from './queries/notices.ts'

/** Thursday 5 March 2026: day 3 of the world. */
const AT = (time: string) => `2026-03-05T${time}:00.000Z`

let product: Product
let world: World
let teller: Teller
type Who = 'lin' | 'sam' | 'ade' | 'wyn' | 'vic'

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.superuser.query(
    `update tc.post set rights = rights || '{duty.manage}' where id = any ($1::uuid[])`,
    [[world.staff.lin.postId, world.staff.wyn.postId]],
  )
  await product.setNow(AT('08:00'))
  teller = await aTeller(product)
})
afterAll(async () => {
  await teller?.stop()
  await product?.stop()
})

/** Signed in anew: the clock of these tests leaps past every session's idle limit. */
const act = async (who: Who, command: string, input: unknown) =>
  product.act(await product.signIn(world.staff[who].email), command, input)
const ask = async (who: Who, query: string, input: unknown) =>
  product.ask(await product.signIn(world.staff[who].email), query, input)
const code = (answer: unknown) => (answer as { refusal?: { code: string } }).refusal?.code
const all = async <T extends object>(text: string, values: unknown[] = []) =>
  (await product.superuser.query<T & Record<string, unknown>>(text, values)).rows

/** A worry about somebody, open from this time, as a gap of the medication team. */
async function aWorry(
  name: string,
  raisedAt: string,
): Promise<{ person: Person; worryId: string; key: string }> {
  const person = await world.person(name)
  await world.refers(person, 2.9)
  await world.opensTransition(person, 2.9)
  const worryId = freshId()
  await insert(product.superuser, 'tc.worry', {
    id: worryId,
    person_id: person.id,
    organisation_id: world.organisations.riverside,
    team_id: world.teams.medication,
    what: 'someone at home unsafe',
    raised_at: raisedAt,
    raised_by: world.staff.sam.id,
  })
  await teller.gap(person.id, {
    key: `N11:worry:${worryId}`,
    kind: 'N11',
    gap_from: raisedAt,
    about_id: worryId,
    team_id: world.teams.medication,
    organisation_id: world.organisations.riverside,
  })
  return { person, worryId, key: `N11:worry:${worryId}` }
}
const told = (person: Person) =>
  all<{ level: number; to_key: string; because: string }>(
    'select level, to_key, because from tc.notice where person_id = $1 order by level',
    [person.id],
  )

describe('who answers', () => {
  it('is set by a manager of the organisation, with hours, shifts, a chain of two and a destination', async () => {
    const teamId = world.teams.medication
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '07:00', until: '21:00' }))
    const hours = { teamId, version: 0, weekly, onBankHolidays: true }
    expect(code(await act('sam', 'duty.set-hours', hours))).toBe('NOT_ALLOWED')
    expect(code(await act('wyn', 'duty.set-hours', hours))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await act('lin', 'duty.set-hours', hours))
    expect(code(await act('lin', 'duty.set-hours', hours))).toBe('STALE_VERSION')
    const who = (id: string) => ({ staffId: id, postId: null })
    const chain = { teamId, version: 1, chain: [who(world.staff.ade.id)] }
    expect(code(await act('lin', 'duty.set-chain', chain))).toBe('DUTY_CHAIN_TOO_SHORT')
    const two = { ...chain, chain: [who(world.staff.ade.id), who(world.staff.lin.id)] }
    expect(
      code(await act('lin', 'duty.set-chain', { ...two, chain: [...two.chain, who(world.staff.jo.id)] })),
    ).toBe('DUTY_NOT_HERE')
    must(await act('lin', 'duty.set-chain', two))
    const out = {
      teamId,
      version: 2,
      words: 'Ring the crisis line on 01632 960999',
      email: null,
      phone: null,
      toTeamId: null,
    }
    expect(code(await act('lin', 'duty.set-out-of-hours', out))).toBe('DUTY_OUT_NEEDS_WHERE')
    must(await act('lin', 'duty.set-out-of-hours', { ...out, email: 'duty@crisis.example' }))
    const shift = { id: freshId(), from: AT('07:00'), until: AT('15:00'), who: who(world.staff.sam.id) }
    must(await act('lin', 'duty.set-shift', { teamId, version: 3, begins: [], shifts: [shift] }))
    const shown = must(await ask('lin', 'duty.team', {})) as { now: object[]; holes: object[] }
    expect(shown.now).toEqual([
      { who: 'Sam Okoro', because: 'on duty' },
      { who: 'Ade Bello', because: 'next in the chain' },
      { who: 'Lin Chau', because: 'next in the chain' },
      { who: 'Ring the crisis line on 01632 960999', because: 'out of hours' },
    ])
    expect(shown.holes).toContainEqual({ from: AT('15:00'), until: AT('21:00'), inHours: true })
  })

  it('is told of a worry at once, then the next, then out of hours; acknowledging quiets it and closes nothing', async () => {
    const { person } = await aWorry('Ava Worried', AT('08:05'))
    await product.setNow(AT('08:06'))
    await teller.round()
    const sam = `staff:${world.staff.sam.id}`
    expect(await told(person)).toEqual([{ level: 1, to_key: sam, because: 'on duty' }])
    await teller.round()
    await product.setNow(AT('08:20'))
    await teller.round()
    expect(await told(person)).toHaveLength(1)
    await product.setNow(AT('08:22'))
    await teller.round()
    expect((await told(person)).at(-1)).toEqual({
      level: 2,
      to_key: `staff:${world.staff.ade.id}`,
      because: 'next in the chain',
    })
    const mine = must(await ask('ade', 'notice.mine', {})) as Notices
    const line = mine.lines.find((l) => l.personId === person.id)
    expect(line).toMatchObject({ title: 'A worry is open', toMe: true, acknowledged: null })
    const acknowledged = { noticeId: line?.id, personId: person.id }
    expect(code(await act('vic', 'notice.acknowledge', acknowledged))).toBe('NOT_ALLOWED')
    expect(code(await act('wyn', 'notice.acknowledge', acknowledged))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await act('ade', 'notice.acknowledge', acknowledged))
    expect(code(await act('sam', 'notice.acknowledge', acknowledged))).toBe('NOTICE_ALREADY_ACKNOWLEDGED')
    await product.setNow(AT('14:00'))
    await teller.round()
    expect(await told(person), 'who acknowledged is at work').toHaveLength(2)
    // the evening: nobody of the team is at work
    await product.setNow(AT('21:30'))
    await teller.round()
    expect((await told(person)).at(-1)).toMatchObject({ level: 3, because: 'out of hours' })
    expect(
      await all('select channel, to_address, template from tc.message_out where person_id = $1', [person.id]),
    ).toEqual(
      // who is told by name gets an email though they never chose one
      [world.staff.sam.email, world.staff.ade.email, 'duty@crisis.example'].map((to_address) => ({
        channel: 'email',
        to_address,
        template: 'something needs you',
      })),
    )
  })

  it('and whoever may open the page may say that they see to it', async () => {
    await product.setNow(AT('09:00'))
    const { person } = await aWorry('Al Tasked', AT('09:00'))
    await product.setNow(AT('09:01'))
    await teller.round()
    const [notice] = await all<{ id: string }>('select id from tc.notice where person_id = $1', [person.id])
    const desk = await world.hires('Des Kay', world.teams.medication, ['tasks.read'])
    const done = await product.act(await product.signIn(desk.email), 'notice.acknowledge', {
      noticeId: notice?.id,
      personId: person.id,
    })
    expect(code(done)).toBeUndefined()
  })

  it('hears no more of it, and nobody of the team does, once the thing is done', async () => {
    await product.setNow(AT('09:00'))
    const { person, key } = await aWorry('Bo Settled', AT('09:00'))
    await product.setNow(AT('09:01'))
    await teller.round()
    const mine = async () =>
      (must(await ask('sam', 'notice.mine', {})) as Notices).lines.some((l) => l.personId === person.id)
    expect(await mine()).toBe(true)
    await product.superuser.query('delete from net.obligation where person_id = $1 and key = $2', [
      person.id,
      key,
    ])
    expect(await mine()).toBe(false)
    await product.setNow(AT('10:00'))
    await teller.round()
    expect(await told(person)).toHaveLength(1)
  })

  it('is everybody in turn; when all were told and none acknowledged, the gap says so', async () => {
    await product.setNow(AT('09:00'))
    const { person } = await aWorry('Cy Unanswered', AT('09:00'))
    for (const time of ['09:01', '09:17', '09:33', '09:49', '10:05', '10:21']) {
      await product.setNow(AT(time))
      await teller.round()
    }
    expect((await told(person)).map((t) => t.because)).toEqual([
      'on duty',
      'next in the chain',
      'next in the chain',
      'out of hours',
    ])
    expect(
      await all('select distinct unanswered_at is not null as un from tc.notice where person_id = $1', [
        person.id,
      ]),
    ).toEqual([{ un: true }])
  })

  it('hears nothing while a death is reported, and hears it again when that is undone', async () => {
    await product.setNow(AT('09:00'))
    const { person } = await aWorry('Di Reported', AT('09:00'))
    const undo = await teller.reportsDeath(person.id, world.organisations.riverside, world.teams.medication)
    await product.setNow(AT('09:01'))
    await teller.round()
    expect(await told(person)).toEqual([])
    await undo()
    await teller.round()
    expect(await told(person)).toHaveLength(1)
  })
})

describe('what is folded', () => {
  it('is the second of one kind about one person for one reader, and never a critical one', async () => {
    await product.setNow(AT('09:00'))
    const person = await world.person('Eva Folded')
    await world.opensTransition(person, 0)
    for (const [key, kind] of [
      ['N4:booked:a', 'N4'],
      ['N4:booked:b', 'N4'],
      ['N11:worry:a', 'N11'],
      ['N11:worry:b', 'N11'],
    ] as const)
      await teller.gap(person.id, {
        key,
        kind,
        gap_from: AT(key.endsWith('a') ? '08:30' : '08:40'),
        about_id: freshId(),
        team_id: world.teams.medication,
        organisation_id: world.organisations.riverside,
      })
    await teller.round()
    await product.setNow(AT('09:01'))
    await teller.round()
    expect(
      await all(
        'select obligation_key as key, folded_into is not null as folded from tc.notice where person_id = $1 order by 1',
        [person.id],
      ),
    ).toEqual([
      { key: 'N11:worry:a', folded: false },
      { key: 'N11:worry:b', folded: false },
      { key: 'N4:booked:a', folded: false },
      { key: 'N4:booked:b', folded: true },
    ])
  })
})

describe('the daily list', () => {
  it('goes once a day at the time each chose, and not at all when nothing waits', async () => {
    await product.setNow(AT('09:00'))
    const wish = { version: 0, byEmail: true, mobile: null, digestAt: '10:30' }
    must(await act('sam', 'notify.set-wishes', wish))
    must(await act('wyn', 'notify.set-wishes', wish))
    expect(code(await act('sam', 'notify.set-wishes', wish))).toBe('STALE_VERSION')
    await teller.round()
    expect(await all('select 1 from tc.digest_sent')).toEqual([])
    const person = await world.person('Gus Accompanied')
    const dead = await world.person('Hal Reported')
    for (const who of [person, dead]) {
      const referralId = await world.refers(who, 1)
      await world.says(referralId, 'started', { answered_at: world.at(1) })
      await world.startsSupport(who, 1, { referralId })
    }
    // whoever the team answers for is known to it, as after any command
    await product.superuser.query('select acl.refresh(array(select id from tc.person))')
    for (const [who, startsAt] of [
      [person, '2026-03-06T14:00:00Z'],
      [person, '2026-03-07T14:00:00Z'],
      [dead, '2026-03-06T15:00:00Z'],
    ] as const)
      await insert(product.superuser, 'tc.appointment', {
        id: freshId(),
        person_id: who.id,
        organisation_id: world.organisations.riverside,
        team_id: world.teams.medication,
        what: 'Housing office',
        place: '',
        with_whom: '',
        topic: 'housing',
        starts_at: startsAt,
        remind_on: remindOn(instant(startsAt)),
        goes_staff_id: world.staff.sam.id,
        made_at: AT('09:00'),
        made_by: world.staff.sam.id,
      })
    const undoes = await teller.reportsDeath(dead.id, world.organisations.riverside, world.teams.medication)
    const counted = async () => {
      const n = must(await ask('sam', 'notice.mine', {})) as Notices
      return n.gaps + n.newReferrals + n.tasks + n.appointmentsTomorrow
    }
    await product.setNow(AT('10:31'))
    await teller.round()
    await teller.round()
    expect(
      await all('select staff_id, things > 0 as some from tc.digest_sent order by things'),
      'Maple has nothing open: its day is done all the same',
    ).toEqual([
      { staff_id: world.staff.wyn.id, some: false },
      { staff_id: world.staff.sam.id, some: true },
    ])
    const shown = must(await ask('sam', 'notice.mine', {})) as Notices
    expect(shown.appointmentsTomorrow, 'not of somebody reported to have died, nor the day after').toBe(1)
    expect(
      await all('select things from tc.digest_sent where things > 0'),
      'the parts on the page are the whole',
    ).toEqual([{ things: await counted() }])
    await undoes()
    expect(
      await all("select channel, slots from tc.message_out where template = 'daily list'"),
    ).toMatchObject([{ channel: 'email', slots: { count: expect.any(Number) } }])
  })
})

describe('what is nobody’s debt and cannot wait', () => {
  const events = (person: Person) =>
    all<{ definition: string; team_id: string; closed: boolean }>(
      'select definition, team_id, closed_at is not null as closed from tc.notice where person_id = $1 order by told_at',
      [person.id],
    )

  it('is a contact at which nobody answered twice, until somebody says what became of it', async () => {
    await product.setNow(AT('09:00'))
    const person = await world.person('Fay Unanswered')
    await world.opensTransition(person, 0)
    const referralId = await world.refers(person, 0)
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    const episode = await world.startsSupport(person, 1, { referralId })
    const contact = await world.plansContact(person, episode, 3, { staff_id: world.staff.sam.id })
    const tried = (times: readonly string[]) =>
      product.superuser.query(
        "update tc.contact set state = 'no answer', no_answer_at = $2, recorded_at = $3 where id = $1",
        [contact, times.map(AT), AT(times[0] ?? '08:00')],
      )
    await tried(['08:30'])
    await teller.round()
    expect(await events(person)).toEqual([])
    await tried(['08:30', '08:50'])
    await teller.round()
    const told = { definition: 'no-answer-twice', team_id: world.teams.medication }
    expect(await events(person)).toEqual([{ ...told, closed: false }])
    await product.superuser.query('update tc.contact set resolved_at = now() where id = $1', [contact])
    await teller.round()
    expect(await events(person)).toEqual([{ ...told, closed: true }])
  })

  it('is a day of leaving that is moved to within 48 hours: for who supports the person, not for the ward', async () => {
    await product.setNow(AT('09:00'))
    const person = await world.person('Gil Moved')
    const stay = await world.admits(person, 0)
    const referralId = await world.refers(person, 0, { stayId: stay })
    await world.says(referralId, 'taken on', { answered_at: world.at(1) })
    const plans = (version: number, plannedOn: string) =>
      insert(product.superuser, 'tc.leaving_plan', {
        id: freshId(),
        stay_id: stay,
        person_id: person.id,
        organisation_id: world.organisations.northside,
        team_id: world.teams.maple,
        version,
        planned_on: plannedOn,
        why: 'x',
        at: AT('08:00'),
        by_staff_id: world.staff.jo.id,
      })
    await plans(1, '2026-03-20')
    await teller.round()
    expect(await events(person)).toEqual([])
    await plans(2, '2026-03-07')
    await teller.round()
    expect(await events(person)).toEqual([
      { definition: 'leave-date-near', team_id: world.teams.medication, closed: false },
    ])
    await plans(3, '2026-03-15')
    await teller.round()
    expect((await events(person)).map((e) => e.closed)).toEqual([true])
  })
})

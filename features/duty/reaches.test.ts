import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Adapter, SendFailed, sendWaiting } from '#platform/notify/index.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'
import { aTeller, type Teller } from '#testing/telling.ts'
import type { Notices } from './queries/notices.ts'

/** Whether what is told reaches somebody who can do something: who reads it, what leaves, and what comes of what does not. */
const AT = (time: string, day = 5) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`

let product: Product
let world: World
let teller: Teller
type Who = 'lin' | 'sam' | 'ade' | 'kit' | 'wyn' | 'noor' | 'jo' | 'bo' | 'rae'

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.superuser.query(
    `update tc.post set rights = rights || '{duty.manage}' where id = any ($1::uuid[])`,
    [[world.staff.lin.postId]],
  )
  await product.setNow(AT('08:00'))
  teller = await aTeller(product)
})
afterAll(async () => {
  await teller?.stop()
  await product?.stop()
})

const act = async (who: Who, command: string, input: unknown) =>
  product.act(await product.signIn(world.staff[who].email), command, input)
const mine = async (who: Who) =>
  must(
    await product.ask(await product.signIn(world.staff[who].email), 'notice.mine', {}),
  ) as unknown as Notices
const lineOf = async (who: Who, person: Person) =>
  (await mine(who)).lines.find((l) => l.personId === person.id)
const code = (answer: unknown) => (answer as { refusal?: { code: string } }).refusal?.code
const all = async <T extends object>(text: string, values: unknown[] = []) =>
  (await product.superuser.query<T & Record<string, unknown>>(text, values)).rows
const round = async (time: string, day = 5, channels?: ('email' | 'text')[]) => {
  await product.setNow(AT(time, day))
  await teller.round(channels)
}

async function aGap(
  name: string,
  more: { key?: string; kind?: string; from?: string; team?: 'medication' | 'north' | 'harbour' } = {},
): Promise<{ person: Person; key: string }> {
  const person = await world.person(name)
  await world.opensTransition(person, 2.9)
  const key = more.key ?? `N11:worry:${freshId()}`
  const team = more.team ?? 'medication'
  await teller.gap(person.id, {
    key,
    kind: more.kind ?? 'N11',
    gap_from: more.from ?? AT('08:00'),
    about_id: freshId(),
    team_id: world.teams[team],
    organisation_id: {
      medication: world.organisations.riverside,
      north: world.organisations.northside,
      harbour: world.organisations.harbour,
    }[team],
  })
  return { person, key }
}
const told = async (person: Person) =>
  (
    await all<{ to_key: string }>('select to_key from tc.notice where person_id = $1 order by level', [
      person.id,
    ])
  ).map((n) => n.to_key)
const messages = (person: Person) =>
  all<{ state: string; why: string | null; to_address: string }>(
    `select m.state, m.why, m.to_address from tc.message_out m join tc.notice n on n.id = m.notice_id where n.person_id = $1 order by m.created_at, m.to_address`,
    [person.id],
  )

describe('another team that answers out of hours', () => {
  it('sees what it is told of, acknowledges it, and hands it back in the morning', async () => {
    const weekly = JSON.stringify([{ weekday: 5, from: '09:00', until: '17:00' }])
    await product.superuser.query(
      `insert into tc.duty_team (team_id, organisation_id, weekly, out_words, out_team_id, set_at, set_by) values ($1, $2, $3, 'Harbour answers', $4, now(), $5)`,
      [
        world.teams.medication,
        world.organisations.riverside,
        weekly,
        world.teams.harbour,
        world.staff.lin.id,
      ],
    )
    const worryId = freshId()
    const { person } = await aGap('Ava Elsewhere', { key: `N11:worry:${worryId}`, from: AT('21:00') })
    await insert(product.superuser, 'tc.worry', {
      id: worryId,
      person_id: person.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      what: 'someone at home unsafe',
      raised_at: AT('21:00'),
      raised_by: world.staff.sam.id,
    })
    await round('21:01')
    expect(await told(person)).toEqual([`team:${world.teams.harbour}`])
    const line = await lineOf('bo', person)
    expect(line).toMatchObject({ title: 'A worry is open', acknowledged: null })
    expect(await lineOf('noor', person), 'a team that was not told').toBeUndefined()
    must(await act('bo', 'notice.acknowledge', { noticeId: line?.id, personId: person.id }))
    expect((await lineOf('bo', person))?.acknowledged).toMatchObject({ by: 'Bo Lind' })
    await round('23:30')
    expect(await told(person), 'who acknowledged answers').toHaveLength(1)
    await round('09:05', 6)
    expect(await told(person), 'the team is back').toEqual([
      `team:${world.teams.harbour}`,
      `staff:${world.staff.lin.id}`,
    ])
    expect((await lineOf('lin', person))?.acknowledged, 'asked anew').toBeNull()
    await product.superuser.query('delete from net.obligation where person_id = $1', [person.id])
    expect(await lineOf('bo', person), 'done is off everybody’s list at once').toBeUndefined()
    await product.superuser.query('delete from tc.duty_team')
  })
})

describe('somebody who does not answer', () => {
  it('is told again on their next shift, as a new level', async () => {
    for (const day of [5, 6])
      await insert(product.superuser, 'tc.duty_shift', {
        id: freshId(),
        team_id: world.teams.north,
        organisation_id: world.organisations.northside,
        from_at: AT('09:00', day),
        until_at: AT('17:00', day),
        staff_id: world.staff.noor.id,
        set_at: AT('08:00'),
        set_by: world.staff.noor.id,
      })
    await product.superuser.query(
      `insert into tc.duty_team (team_id, organisation_id, weekly, set_at, set_by) values ($1, $2, '[]', now(), $3)`,
      [world.teams.north, world.organisations.northside, world.staff.noor.id],
    )
    const { person } = await aGap('Bea Unheard', { team: 'north', from: AT('09:00') })
    for (const time of ['09:01', '09:20', '11:00', '16:00']) await round(time)
    expect(await told(person)).toEqual([`staff:${world.staff.noor.id}`])
    await round('09:01', 6)
    expect(await told(person)).toEqual(Array(2).fill(`staff:${world.staff.noor.id}`))
    await product.superuser.query('delete from net.obligation; delete from tc.duty_shift')
    await product.superuser.query('delete from tc.duty_team')
  })
})

describe('what leaves', () => {
  const noWay = 'this installation has no such way out'
  it('goes to each of a team that set no duty, who wishes it', async () => {
    await product.superuser.query('update tc.team set manager_staff_id = null where id = $1', [
      world.teams.harbour,
    ])
    await insert(product.superuser, 'tc.notify_preference', {
      staff_id: world.staff.bo.id,
      by_email: true,
      digest_at: '23:30',
      set_at: AT('08:00'),
    })
    const { person } = await aGap('Cai Unset', { team: 'harbour' })
    await round('10:00')
    expect(await told(person)).toEqual([`team:${world.teams.harbour}`])
    expect(await messages(person)).toEqual([{ state: 'queued', why: null, to_address: world.staff.bo.email }])
  })

  it('and cannot for want of a way out is failed, with one task of the team', async () => {
    const first = await aGap('Del Dropped', { team: 'harbour' })
    const second = await aGap('Eli Dropped', { team: 'harbour' })
    await round('10:10', 5, ['text'])
    for (const { person } of [first, second])
      expect(await messages(person)).toEqual([
        { state: 'failed', why: noWay, to_address: world.staff.bo.email },
      ])
    expect(await all('select what from tc.task where team_id = $1', [world.teams.harbour])).toEqual([
      {
        what: 'A message did not go out: an email to Bo Lind, "Something needs you in Throughcare". Ring instead.',
      },
    ])
  })

  it('of a reported death tells staff of the report itself, and holds everything else about the person', async () => {
    const worry = await aGap('Fay Reported', { team: 'harbour' })
    await round('10:20')
    const undo = await teller.reportsDeath(worry.person.id, world.organisations.harbour, world.teams.harbour)
    await teller.gap(worry.person.id, {
      key: 'N11:death:x',
      kind: 'N11',
      gap_from: AT('10:20'),
      about_id: freshId(),
      team_id: world.teams.harbour,
      organisation_id: world.organisations.harbour,
    })
    await round('10:21')
    await sendWaiting(teller.client, 'practice', 50)
    expect(
      await all(
        `select n.definition, m.state, m.person_id is null as unnamed, m.template, m.slots from tc.message_out m join tc.notice n on n.id = m.notice_id
          where n.person_id = $1 order by 1`,
        [worry.person.id],
      ),
    ).toEqual([
      {
        definition: 'death-reported',
        state: 'practice',
        unnamed: true,
        template: 'something needs you',
        slots: {},
      },
      { definition: 'worry', state: 'held', unnamed: false, template: 'something needs you', slots: {} },
    ])
    // undone: what was held goes after all
    await undo()
    await product.superuser.query("delete from net.obligation where key = 'N11:death:x'")
    await round('10:25')
    expect(await all('select state from tc.message_out where person_id = $1', [worry.person.id])).toEqual([
      { state: 'queued' },
    ])
  })

  it('and fails in a way that nobody foresaw stops nothing else, and is a task after five tries', async () => {
    await product.superuser.query(
      "update tc.message_out set state = 'sent' where state in ('queued', 'claimed')",
    )
    await product.superuser.query('delete from tc.task')
    const queue = (to: string, more = '') =>
      product.superuser.query(
        `insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, organisation_id, team_id, next_at, created_at, tries, state)
         values ('text', $1, 'staff', $2, 'something needs you', $3, $4, ctx.clock() - interval '1 minute', ctx.clock(), ${more || "0, 'queued'"})`,
        [to, world.staff.bo.id, world.organisations.harbour, world.teams.harbour],
      )
    await queue('07700 900001')
    await queue('07700 900002')
    await queue('07700 900003', "5, 'claimed'")
    const asked: string[] = []
    const adapter: Adapter = {
      async send({ to, again }) {
        asked.push(`${to.slice(-1)} ${again ? 'again' : 'first'}`)
        if (to.endsWith('1')) throw new TypeError('poison')
        if (to.endsWith('2') && !again) throw new SendFailed('answered 500', false)
        return 'x'
      },
      close: async () => {},
    }
    for (let n = 0; n < 6; n += 1) {
      await sendWaiting(teller.client, { text: adapter }, 10)
      await product.superuser.query(
        "update tc.message_out set next_at = ctx.clock() - interval '1 second' where state = 'queued'",
      )
    }
    expect(asked.sort()).toEqual([
      '1 again',
      '1 again',
      '1 again',
      '1 again',
      '1 first',
      '2 again',
      '2 first',
    ])
    expect(
      await all(
        "select right(to_address, 1) as n, state, tries from tc.message_out where channel = 'text' order by 1",
      ),
    ).toEqual([
      { n: '1', state: 'failed', tries: 5 },
      { n: '2', state: 'sent', tries: 2 },
      { n: '3', state: 'failed', tries: 5 },
    ])
    expect(await all("select 1 from tc.task where kind = 'message failed'")).toHaveLength(2)
  })
})

describe('what was folded', () => {
  it('stands by itself once the one above it is done', async () => {
    const { person, key } = await aGap('Gil Folded', { key: 'N4:booked:a', kind: 'N4', team: 'harbour' })
    await teller.gap(person.id, {
      key: 'N4:booked:b',
      kind: 'N4',
      gap_from: AT('08:01'),
      about_id: freshId(),
      team_id: world.teams.harbour,
      organisation_id: world.organisations.harbour,
    })
    await round('10:30')
    expect((await mine('bo')).lines.filter((l) => l.personId === person.id)).toMatchObject([{ more: 1 }])
    await product.superuser.query('delete from net.obligation where person_id = $1 and key = $2', [
      person.id,
      key,
    ])
    expect(await lineOf('bo', person), 'at once').toMatchObject({ more: 0 })
    await round('10:31')
    expect(await lineOf('bo', person)).toMatchObject({ more: 0 })
  })
})

describe('the day of leaving', () => {
  it('is told once a stay and a day, whatever is edited after, and when a day set long before comes near', async () => {
    await product.setNow(AT('09:00'))
    const person = await world.person('Hal Leaving')
    const stay = await world.admits(person, 0)
    await world.says(await world.refers(person, 0, { stayId: stay }), 'taken on', {
      answered_at: world.at(1),
    })
    const plans = (version: number, plannedOn: string, at: string) =>
      insert(product.superuser, 'tc.leaving_plan', {
        id: freshId(),
        stay_id: stay,
        person_id: person.id,
        organisation_id: world.organisations.northside,
        team_id: world.teams.maple,
        version,
        planned_on: plannedOn,
        why: 'x',
        at,
        by_staff_id: world.staff.jo.id,
      })
    const events = () =>
      all(
        'select obligation_key as key, gap_from, closed_at is null as open from tc.notice where person_id = $1 order by told_at',
        [person.id],
      )
    await plans(1, '2026-03-20', AT('08:00'))
    await round('09:00', 17)
    expect(await events()).toEqual([])
    await round('09:00', 18)
    const near = [{ key: `E:leave-date:${stay}:2026-03-20`, gap_from: new Date(AT('09:00', 18)), open: true }]
    expect(await events()).toEqual(near)
    await plans(2, '2026-03-20', AT('09:30', 18))
    await round('09:31', 18)
    expect(await events(), 'another edit of the same plan').toEqual(near)
    await plans(3, '2026-03-19', AT('10:00', 18))
    await round('10:01', 18)
    expect((await events()).map((e) => e.open)).toEqual([false, true])
    await round('09:00', 21)
    expect((await events()).map((e) => e.open)).toEqual([false, false])
  })
})

describe('the daily list', () => {
  it('sums over every post one holds, within two hours of the time, and where there is a way to send it', async () => {
    await product.superuser.query(
      'delete from net.obligation; delete from tc.task; delete from tc.digest_sent',
    )
    await product.superuser.query("update tc.notify_preference set digest_at = '07:00'")
    for (const team of ['maple', 'north'] as const)
      await insert(product.superuser, 'tc.task', {
        id: freshId(),
        organisation_id: world.organisations.northside,
        team_id: world.teams[team],
        kind: 'message failed',
        about_id: freshId(),
        what: 'x',
        since_at: AT('08:00'),
        due_at: AT('08:00'),
      })
    await insert(product.superuser, 'tc.post_holder', {
      id: freshId(),
      post_id: world.staff.noor.postId,
      staff_id: world.staff.jo.id,
      from_at: AT('08:00'),
      employed_by_organisation_id: world.organisations.northside,
    })
    await insert(product.superuser, 'tc.notify_preference', {
      staff_id: world.staff.jo.id,
      by_email: true,
      digest_at: '09:00',
      set_at: AT('08:00'),
    })
    await round('11:00', 24)
    expect(await all('select 1 from tc.digest_sent'), 'two hours after it is no list of the morning').toEqual(
      [],
    )
    await round('09:30', 25, ['text'])
    expect(await all('select 1 from tc.digest_sent'), 'no way to send it').toEqual([])
    await round('10:59', 25)
    expect(await all('select things from tc.digest_sent')).toEqual([{ things: 2 }])
  })
})

describe('a rota', () => {
  it('is set by whoever saw what stands, and nobody answers twice in it', async () => {
    await product.setNow(AT('08:00', 9))
    const who = (id: string) => ({ staffId: id, postId: null })
    const { sam, kit } = world.staff
    const shift = (from: string, until: string, id = sam.id) => ({
      id: freshId(),
      from: AT(from, 9),
      until: AT(until, 9),
      who: who(id),
    })
    const set = (version: number, ...shifts: object[]) =>
      act('lin', 'duty.set-shift', { teamId: world.teams.medication, version, begins: [], shifts })
    must(await set(0, shift('09:00', '17:00')))
    expect(code(await set(0, shift('17:00', '20:00')))).toBe('STALE_VERSION')
    expect(code(await set(1, shift('16:00', '20:00')))).toBe('DUTY_SHIFT_TWICE')
    expect(code(await set(1, shift('18:00', '20:00'), shift('19:00', '21:00')))).toBe('DUTY_SHIFT_TWICE')
    must(await set(1, shift('16:00', '20:00', kit.id)))
    // the same beginning takes the old one back
    must(await set(2, shift('09:00', '12:00')))
    must(await set(3, shift('12:00', '13:00')))
    // two at the same moment: one of them saw what the other did not
    const both = await Promise.all([set(4, shift('13:00', '14:00')), set(4, shift('13:30', '14:30'))])
    expect(both.map(code).sort()).toEqual(['STALE_VERSION', undefined])
  })
})

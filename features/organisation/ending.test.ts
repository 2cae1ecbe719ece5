import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, at, day } from '#core/kernel/time.ts'
import { daysLeft, WARNED_AT, warningDue } from '#core/sharing/grace.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, must, type Product } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aTeller, type Teller } from '#testing/telling.ts'
import type { AgreementsEnding } from './queries/agreements-ending.ts'

let product: Product
let world: World
let teller: Teller
let site: Site
let mara: Person
let other: Person

const nowIs = (text: string) => product.setNow(text)
const count = async (from: string, values: unknown[] = []) =>
  Number((await product.rows<{ n: string }>(`select count(*) as n from ${from}`, values))[0]?.n)
const mayAgree = (postId: string) =>
  product.superuser.query(
    "update tc.post set rights = rights || '{sharing.agreement,tasks.read}' where id = $1",
    [postId],
  )
const tasks = () =>
  product.rows<{ team: string; what: string; open: boolean; done: string | null; due: string }>(
    `select t.name as team, k.what, k.done_at is null as open, k.done_text as done, to_char(k.due_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as due
       from tc.task k join tc.team t on t.id = k.team_id where k.kind = 'agreement ending' order by k.since_at, t.name`,
  )
/** The agreement of Northside and Riverside ends so. */
const endsAt = (until: string | null) =>
  product.superuser.query(
    'update tc.sharing_agreement set until_at = $3 where $1::uuid in (organisation_a, organisation_b) and $2::uuid in (organisation_a, organisation_b)',
    [world.organisations.northside, world.organisations.riverside, until],
  )
const ending = async (email: string) =>
  must(await product.ask(await product.signIn(email), 'agreement.ending', {})) as AgreementsEnding

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await nowIs('2026-03-05T10:00:00.000Z')
  // one hand of each organisation; Harbour House, which has nobody, is told by its root owner
  await mayAgree(world.staff.dot.postId)
  await mayAgree(world.staff.sam.postId)
  ;[mara, other] = [await world.person('Mara Okafor'), await world.person('Sent Invented')]
  const referralId = await world.refers(mara, 0)
  await world.answers(mara, world.services.medication, 'yes', 0)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(mara, 1, { referralId })
  await world.refers(other, 0)
  await product.superuser.query('select acl.refresh($1)', [[mara.id, other.id]])
  teller = await aTeller(product)
  site = await aSite(product)
}, 120_000)
afterAll(async () => {
  await teller?.stop()
  await site?.stop()
  await product?.stop()
})

describe('the warning before an agreement ends', () => {
  it('is told at 30, 7 and 1 London days to both organisations, once a level, day by day over the change of the clock', async () => {
    // the last day is Thursday 9 April; the clock changes on 29 March
    const until = at(day('2026-04-10'), '00:00')
    await endsAt(until)
    let told = 0
    for (let d = day('2026-03-05'); d <= day('2026-04-10'); d = addDays(d, 1)) {
      for (const time of ['00:00', '23:59']) {
        const now = at(d, time)
        await nowIs(now)
        const before = await count('tc.agreement_warning')
        await teller.client.query("select net.warn_agreements('{email}')")
        await teller.client.query("select net.warn_agreements('{email}')")
        const due = now < until ? warningDue(until, now) : null
        const more = (await count('tc.agreement_warning')) - before
        const first = time === '00:00' && due !== null && WARNED_AT.some((l) => daysLeft(until, now) === l)
        expect(more, `${d} ${time}`).toBe(first ? 2 : 0)
        told += more
      }
    }
    expect(told).toBe(6)
    const all = await tasks()
    expect(all.map((t) => [t.team, t.open, t.due])).toEqual([
      ['Records desk', false, '2026-04-02 00:00'],
      ['Riverside medication support', false, '2026-04-02 00:00'],
      ['Records desk', false, '2026-04-08 00:00'],
      ['Riverside medication support', false, '2026-04-08 00:00'],
      ['Records desk', true, '2026-04-10 00:00'],
      ['Riverside medication support', true, '2026-04-10 00:00'],
    ])
    expect(all.at(-1)?.what).toBe(
      'The sharing agreement with Northside Trust ends: its last day is 9 April 2026, tomorrow. Agree with them what follows, a new agreement or who supports whom instead.',
    )
    expect(
      await count(
        "tc.message_out where template = 'something needs you' and slots = '{}' and person_id is null and notice_id is null",
      ),
    ).toBe(6)
  })

  it('is told once by workers at the same moment, and one that is ended leaves nothing half', async () => {
    const until = at(day('2026-06-10'), '00:00')
    await endsAt(until)
    await nowIs(at(day('2026-06-01'), '09:00'))
    await product.superuser.query('delete from tc.agreement_warning')
    await product.superuser.query("delete from tc.task where kind = 'agreement ending'")
    const another = await aTeller(product)
    await teller.client.query('begin')
    await teller.client.query("select net.warn_agreements('{email}')")
    // the other waits on the first's rows; the first is ended before it says that it is done
    const second = another.client.query("select net.warn_agreements('{email}') as n")
    await teller.client.query('rollback')
    expect((await second).rows[0]).toEqual({ n: 0 + 2 })
    await Promise.all([teller, another].map((t) => t.client.query("select net.warn_agreements('{email}')")))
    await another.stop()
    expect(await count('tc.agreement_warning')).toBe(2)
    expect((await tasks()).length).toBe(2)
  })

  it('another end takes it away and is told anew; an end put far off is not', async () => {
    await endsAt(at(day('2026-06-03'), '00:00'))
    await teller.round()
    expect((await tasks()).map((t) => t.done ?? 'open')).toEqual([
      'Its end was changed.',
      'Its end was changed.',
      'open',
      'open',
    ])
    await endsAt(null)
    await teller.round()
    expect((await tasks()).filter((t) => t.open)).toEqual([])
    await endsAt('2030-01-01T00:00:00Z')
    await teller.round()
    expect(await count('tc.agreement_warning')).toBe(4)
  })

  it('without anybody who holds the right the root owner’s team is told; without a way out a task says so', async () => {
    await product.superuser.query(
      'update tc.sharing_agreement set until_at = $2 where $1::uuid in (organisation_a, organisation_b)',
      [world.organisations.harbour, at(day('2026-06-02'), '00:00')],
    )
    await product.superuser.query('update tc.organisation set root_owner_staff_id = $2 where id = $1', [
      world.organisations.harbour,
      world.staff.bo.id,
    ])
    await teller.client.query("select net.warn_agreements('{}')")
    expect(
      await count('tc.agreement_warning where $1 = any (staff_ids) and level = 1', [world.staff.bo.id]),
    ).toBe(1)
    expect(await count("tc.task where kind = 'message failed'")).toBeGreaterThan(0)
  })
})

describe('the board of agreements that end', () => {
  it('names people and owners to whoever may read them, numbers to whoever answers for agreements, and keeps who was in care', async () => {
    await endsAt(at(day('2026-03-20'), '00:00'))
    await nowIs('2026-03-14T10:00:00.000Z')
    const forSam = await ending(world.staff.sam.email)
    expect(forSam.agreements).toMatchObject([
      { organisation: 'Northside Trust', over: false, visibleUntilAt: at(day('2026-04-03'), '00:00') },
    ])
    expect(forSam.agreements[0]?.teams).toEqual([
      expect.objectContaining({ team: 'Riverside medication support', people: 1 }),
    ])
    expect(forSam.people).toMatchObject([
      { personId: mara.id, name: 'Mara Okafor', team: 'Riverside medication support', owner: 'Sam Okoro' },
    ])
    // the other organisation's hand sees nobody, and how many
    const forDot = await ending(world.staff.dot.email)
    expect(forDot.people).toEqual([])
    expect(forDot.agreements[0]?.teams).toEqual([
      expect.objectContaining({ team: 'Riverside medication support', people: 1 }),
    ])
    for (const [now, over] of [
      ['2026-03-20T00:00:00.000Z', true],
      ['2026-04-02T22:59:59.000Z', true],
      ['2026-04-02T23:00:00.000Z', null],
    ] as const) {
      await nowIs(now)
      const found = await ending(world.staff.sam.email)
      expect(found.agreements.map((a) => a.over)).toEqual(over === null ? [] : [true])
      expect(found.people.map((p) => p.personId)).toEqual(over === null ? [] : [mara.id])
    }
    await nowIs('2026-03-20T00:00:00.000Z')
    const sam = await product.signIn(world.staff.sam.email)
    const page = (await site.get('/app/agreements/ending', sam)).body
    expect(page).toContain(
      'Ended at the end of Thursday 19 March 2026. Whoever was in care by then stays visible until the end of Thursday 2 April 2026.',
    )
    expect(page).toContain('Supported since 3 March 2026')
    const file = (await site.get('/app/agreements/ending/download', sam)).body.split('\r\n')
    expect(file).toHaveLength(3)
    expect(file[1]).toContain('"Mara Okafor","Northside Trust","2026-03-20 00:00","2026-04-03 00:00"')
    expect(
      await count(
        "audit.event where action like '%/app/agreements/ending/download' and $1 = any (person_ids)",
        [mara.id],
      ),
    ).toBe(1)
    // whoever has no part in agreements or referrals has no board
    expect((await product.ask(await product.signIn(world.staff.vic.email), 'agreement.ending', {})).ok).toBe(
      false,
    )
  })

  it('a day without anything is empty', async () => {
    await endsAt(null)
    await nowIs('2026-03-14T10:00:00.000Z')
    expect(await ending(world.staff.sam.email)).toMatchObject({ agreements: [], people: [], more: false })
  })
})

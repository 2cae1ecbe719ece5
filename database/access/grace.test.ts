import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Instant } from '#core/kernel/time.ts'
import { graceEnd } from '#core/sharing/grace.ts'
import { daysLater, inGrace } from '#testing/access/grace.ts'
import { compareAccess } from '#testing/access-compare.ts'
import { rules } from '#testing/access-oracle.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, must, type Product } from '#testing/product.ts'

/**
 * The fourteen days by the clock in London, over both of its changes. Three ways of working them out are held against each other: the
 * database, which opens and shuts; core, which says the day on a screen; and the judge, which works from what a London clock shows.
 */
let product: Product
let world: World
let mara: Person
let late: Person
let sam: string
let pair: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await product.setNow('2026-03-05T10:00:00.000Z')
  sam = await product.signIn(world.staff.sam.email)
  ;[mara, late] = [await world.person('Mara Okafor'), await world.person('Late Invented')]
  for (const [p, day] of [
    [mara, 1],
    [late, 20],
  ] as const) {
    const referralId = await world.refers(p, 0)
    await world.answers(p, world.services.medication, 'yes', 0)
    await world.says(referralId, 'started', { answered_at: world.at(day) })
    await world.startsSupport(p, day, { referralId })
  }
  await product.superuser.query('select acl.refresh($1)', [[mara.id, late.id]])
  const row = await product.rows<{ id: string }>(
    'select id from tc.sharing_agreement where $1::uuid in (organisation_a, organisation_b) and $2::uuid in (organisation_a, organisation_b)',
    [world.organisations.northside, world.organisations.riverside],
  )
  pair = row[0]!.id
}, 120_000)
afterAll(() => product?.stop())

const endsAt = (at: string) =>
  product.superuser.query('update tc.sharing_agreement set until_at = $1 where id = $2', [at, pair])
const core = async (p: Person) =>
  (must(await product.ask(sam, 'people.header', { personId: p.id })) as { core?: boolean } | null)?.core
const iso = (ms: number) => new Date(ms).toISOString() as Instant
const { days, clock } = rules.grace

const MINUTE = 60_000

// [ended, shut], both said by hand
const ENDS: readonly (readonly [string, string, string])[] = [
  ['no change of the clock', '2026-03-07T00:00:00Z', '2026-03-21T00:00:00Z'],
  ['over the change in spring: midnight to midnight', '2026-03-22T00:00:00Z', '2026-04-04T23:00:00Z'],
  ['over the change in autumn: midnight to midnight', '2026-10-17T23:00:00Z', '2026-11-01T00:00:00Z'],
  ['to a time that is left out in spring', '2026-03-15T01:30:00Z', '2026-03-29T01:30:00Z'],
  ['to a time that is shown twice in autumn: the first', '2026-10-11T00:30:00Z', '2026-10-25T00:30:00Z'],
  ['from the hour shown twice', '2026-10-25T01:30:00Z', '2026-11-08T01:30:00Z'],
]

describe('the fourteen days', () => {
  it.each(ENDS)('%s: right in each minute about both edges', async (_, ended, shut) => {
    expect(graceEnd(ended as Instant)).toBe(iso(Date.parse(shut)))
    expect(iso(daysLater(Date.parse(ended), days, clock))).toBe(iso(Date.parse(shut)))
    await endsAt(ended)
    const held = [{ from: 0, until: Date.parse(ended) }]
    let minutes = 0
    for (const edge of [ended, shut].map((x) => Date.parse(x))) {
      const found = await product.rows<{ at: string; open: boolean }>(
        `select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, acl.agreed($1, $2, t) as open
           from generate_series($3::timestamptz - interval '3 hours', $3::timestamptz + interval '3 hours', interval '1 minute') t`,
        [pair, '2026-01-01T00:00:00Z', iso(edge)],
      )
      for (const { at, open } of found) {
        const t = Date.parse(at)
        const should = t < Date.parse(ended) || inGrace(held, Date.parse('2026-01-01'), t, rules.grace)
        expect(open, at).toBe(should)
        expect(open, at).toBe(t < Date.parse(shut))
        minutes += 1
      }
    }
    expect(minutes).toBe(722)
  })

  it('at the door: the minute before and the minute of both edges, and nothing of whoever came into care after the end', async () => {
    for (const [, ended, shut] of ENDS.slice(0, 3)) {
      await endsAt(ended)
      for (const [at, open] of [
        [Date.parse(ended) - MINUTE, true],
        [Date.parse(ended), true],
        [Date.parse(shut) - MINUTE, true],
        [Date.parse(shut), false],
      ] as const) {
        await product.setNow(iso(at))
        sam = await product.signIn(world.staff.sam.email)
        expect(await core(mara), iso(at)).toBe(open)
        const inForce = at < Date.parse(ended)
        const came = world.at(20).getTime()
        expect((await core(late)) === true, iso(at)).toBe(
          at >= came && (inForce || (open && came <= Date.parse(ended))),
        )
        expect(await compareAccess(product.superuser, new Date(at))).toEqual([])
      }
    }
  })
})

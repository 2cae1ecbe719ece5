import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes } from '#testing/feed.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, codeOf, freshId, type Product } from '#testing/product.ts'

let product: Product
let world: World
let feed: string
let stay: { id: string; person_id: string }

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  const { organisations, teams } = world
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    organisations.northside,
  ])
  feed = await aFeed(product, { organisationId: organisations.northside, teamId: teams.records })
  await takes(
    product,
    feed,
    aMessage().sentBy('NSD').admitting(MARA).toWard('MAPLE').forVisit('HEAR-1').text(),
  )
  ;[stay] = (await product.rows("select id, person_id from tc.stay where visit_number = 'HEAR-1'")) as [
    typeof stay,
  ]
})
afterAll(() => product.stop())

const said = (more: Record<string, unknown> = {}) => ({
  heardId: freshId(),
  stayId: stay.id,
  personId: stay.person_id,
  what: 'leave began',
  at: '2026-11-20T09:00:00.000Z',
  knownTo: 'minute',
  sentAt: '2026-11-20T09:05:00.000Z',
  unitId: null,
  endSource: null,
  method: null,
  destination: null,
  expectedBackAt: null,
  ...more,
})
const hears = async (as: string, more: Record<string, unknown> = {}) =>
  codeOf(await product.act(as, 'stay.hear', said(more)))

describe('what a message says of a stay', () => {
  it('is taken from the feed of the organisation whose stay it is', async () => {
    expect(await hears(feed)).toBe('done')
    expect(
      await product.rows('select from_at from tc.stay_leave where stay_id = $1', [stay.id]),
    ).toHaveLength(1)
  })

  it('is taken from nobody else: not the ward, not staff with the right, not another hospital, not a machine without it', async () => {
    const { organisations, teams, staff } = world
    expect(await hears(await product.signIn(staff.jo.email))).toBe('NOT_ALLOWED')
    await product.superuser.query("update tc.post set rights = rights || '{import.hl7}' where id = $1", [
      staff.dot.postId,
    ])
    expect(await hears(await product.signIn(staff.dot.email))).not.toBe('done')
    const other = await aFeed(product, { organisationId: organisations.riverside, teamId: teams.medication })
    expect(await hears(other)).not.toBe('done')
    const rightless = await aFeed(
      product,
      { organisationId: organisations.northside, teamId: teams.records },
      ['people.register'],
    )
    expect(await hears(rightless)).toBe('NOT_ALLOWED')
    expect(await product.rows('select id from tc.stay_heard where stay_id = $1', [stay.id])).toHaveLength(2)
  })

  it('is refused about another person, another stay, a ward that is not theirs, and a time that has not come', async () => {
    const [ward] = await product.rows<{ id: string }>(
      'select id from tc.unit where organisation_id <> $1 limit 1',
      [world.organisations.northside],
    )
    expect(await hears(feed, { personId: freshId() })).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(await hears(feed, { stayId: freshId() })).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(await hears(feed, { what: 'moved', unitId: ward?.id ?? freshId() })).toBe('STAY_UNIT_NOT_KNOWN')
    expect(await hears(feed, { at: '2026-11-29T09:00:00.000Z' })).toBe('LEAVE_IN_FUTURE')
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes } from '#testing/feed.ts'
import { aWorld } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'

const SAMPLES = resolve('../shared/samples/hl7v2')
const withSamples = existsSync(SAMPLES)
if (!withSamples) console.log(`skipped: the published HL7 examples are not at ${SAMPLES}`)
const sample = (path: string) => readFileSync(resolve(SAMPLES, path))

describe.skipIf(!withSamples)('published examples through a feed, unchanged', () => {
  let product: Product
  let feed: string
  const code = (ods: string) =>
    product.superuser.query('update tc.organisation set ods_code = $1 where id = $2', [ods, northside])
  let northside: string

  beforeAll(async () => {
    product = await aProduct()
    await product.setNow('2026-11-22T15:44:00Z')
    const world = await aWorld(product.superuser)
    northside = world.organisations.northside
    feed = await aFeed(product, { organisationId: northside, teamId: world.teams.records })
    for (const unit of ['OBS1', 'W'])
      await insert(product.superuser, 'tc.unit', {
        id: freshId(),
        organisation_id: northside,
        team_id: world.teams.maple,
        code: unit,
        name: unit,
        kind: 'ward',
      })
  })
  afterAll(() => product.stop())
  const people = () =>
    product.rows("select k.nhs_number from tc.person_core k where k.nhs_number = '3333333333'")

  it('NHS ITK A28, A04 and A01: one person, added once, and one stay on OBS1', async () => {
    await code('RCB')
    const [a28] = await takes(product, feed, sample('nhs-itk/A28_Example.txt'))
    expect(a28).toMatch(/^13403891320453338075 AA /)
    const [a04] = await takes(product, feed, sample('nhs-itk/A04_example.txt'))
    expect(a04).toMatch(/^14038913245354 AA /)
    expect(await people()).toHaveLength(1)
    expect(await product.rows('select 1 from tc.stay')).toEqual([])
    const [a01] = await takes(product, feed, sample('nhs-itk/A01_example.txt'))
    expect(a01).toMatch(/^1391320453338055 AA /)
    expect(await people()).toHaveLength(1)
    expect(
      await product.rows(
        'select s.visit_number, u.code, s.admitted_at from tc.stay s join tc.unit u on u.id = s.unit_id',
      ),
    ).toEqual([{ visit_number: '2139', code: 'OBS1', admitted_at: new Date('2010-10-20T16:16:00Z') }])
    // Z segments and all: the whole message is kept
    const [kept] = await product.rows<{ raw: string }>(
      "select raw from tc.feed_message where control_id = '1391320453338055'",
    )
    expect(kept?.raw).toContain('ZU4||201010081756|201010090000')
  })

  it('GIG Cymru A01 has no NHS number: it waits whole; an acknowledgement is no message to take in, and waits too', async () => {
    const [other] = await takes(product, feed, sample('gig-cymru/hl7-v2.3-adt-a01-1.hl7'))
    expect(other).toMatch(/ AE /)
    await code('XYZHospC')
    const [a01] = await takes(
      product,
      feed,
      `${sample('gig-cymru/hl7-v2.3-adt-a01-1.hl7')}`.replace('|P|2.5', '|P|2.5|2'),
    )
    expect(a01).toMatch(/^01052901 AE /)
    expect(a01).toContain('NHS number')
    const [ack] = await takes(product, feed, sample('gig-cymru/hl7-v2.3.1-ack-1.hl7'))
    expect(ack).toMatch(/ AR /)
    const waits = await product.rows<{ why: string; raw: string }>(
      'select why, raw from tc.kept_message where done_at is null order by at, id',
    )
    expect(waits.map((w) => w.why)).toEqual([
      'STAY_ORGANISATION_NOT_YOURS',
      'HL7_TWO_IDENTIFIERS',
      'HL7_EVENT_NOT_READ',
    ])
    expect(waits[1]?.raw).toContain('NICKELL')
    expect(waits[2]?.raw).toContain('Patient id was not found')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Listener } from '#platform/hl7/listener.ts'
import { aFeed } from '#testing/feed.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { aListener, anHl7Client } from '#testing/mllp.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'

let product: Product
let world: World
let feed: string
let listener: Listener
const lines: string[] = []

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  feed = await aFeed(product, { organisationId: world.organisations.northside, teamId: world.teams.records })
  listener = await aListener(product, feed, {}, { told: (line) => void lines.push(line) })
})
afterAll(async () => {
  await listener.stop()
  await product.stop()
})

const a01 = () =>
  aMessage().sentBy('NSD').admitting(MARA).toWard('MAPLE', 'BED 4').forVisit('MLLP-1').numbered('M1')
const a03 = () =>
  aMessage().sentBy('NSD').discharging(MARA).fromWard('MAPLE').at('2026-11-20T11:00:00Z').forVisit('MLLP-1')
const event = (name: string, at: string) =>
  a03().at(at).saying('MSH', 9, `ADT^${name}`).saying('PV1', 45, '').numbered(`${name}-M`)
const stay = async () =>
  (
    await product.rows<{ ended_at: Date | null; unit: string; id: string }>(
      "select s.id, s.ended_at, u.code as unit from tc.stay s join tc.unit u on u.id = s.unit_id where visit_number = 'MLLP-1'",
    )
  )[0]

describe('a hospital system over MLLP, by an independent client', () => {
  it('admits, moves, sends on leave, discharges and cancels', async () => {
    const client = anHl7Client(listener.port)
    try {
      expect(await client.send(a01().text())).toMatchObject({
        code: 'AA',
        controlId: 'M1',
        text: 'Taken in.',
      })
      expect(await stay()).toMatchObject({ ended_at: null, unit: 'MAPLE' })
      expect((await client.send(event('A21', '2026-11-18T09:00:00Z').text())).code).toBe('AA')
      expect((await client.send(event('A22', '2026-11-19T09:00:00Z').text())).code).toBe('AA')
      expect((await client.send(a03().numbered('M2').text())).code).toBe('AA')
      expect((await stay())?.ended_at).toEqual(new Date('2026-11-20T11:00:00Z'))
      expect((await client.send(event('A13', '2026-11-20T12:00:00Z').text())).code).toBe('AA')
      expect((await stay())?.ended_at).toBeNull()
    } finally {
      await client.close()
    }
  })
})

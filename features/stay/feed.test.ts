import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Listener } from '#platform/hl7/listener.ts'
import { framed } from '#platform/hl7/mllp.ts'
import { aFeed } from '#testing/feed.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { aListener, anHl7Client, rawBytes } from '#testing/mllp.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'

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
  await insert(product.superuser, 'tc.unit', {
    id: freshId(),
    organisation_id: world.organisations.northside,
    team_id: world.teams.north,
    code: 'ASH',
    name: 'Ash',
    kind: 'ward',
  })
  feed = await aFeed(product, { organisationId: world.organisations.northside, teamId: world.teams.records })
  listener = await aListener(product, feed, {}, { told: (line) => void lines.push(line) })
})
afterAll(async () => {
  await listener.stop()
  await product.stop()
})

const NUMBERS = ['9990001006', '9990001014']
const OTHER = {
  nhsNumber: NUMBERS[0]!,
  hospitalNumber: 'OWN-NEW',
  family: 'Joined',
  given: 'Jan',
  bornOn: '1977-07-07',
  postcode: 'NS4 2QT',
}
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
      const move = event('A02', '2026-11-17T09:00:00Z').fromWard('ASH')
      expect((await client.send(move.text())).code).toBe('AA')
      expect((await stay())?.unit).toBe('ASH')
      expect((await client.send(event('A12', '2026-11-17T09:00:00Z').text())).code).toBe('AA')
      expect((await stay())?.unit).toBe('MAPLE')
      expect((await client.send(event('A21', '2026-11-18T09:00:00Z').text())).code).toBe('AA')
      expect((await client.send(event('A22', '2026-11-19T09:00:00Z').text())).code).toBe('AA')
      expect(await stay()).toMatchObject({ ended_at: null })
      expect((await client.send(a03().numbered('M2').text())).code).toBe('AA')
      expect((await stay())?.ended_at).toEqual(new Date('2026-11-20T11:00:00Z'))
      expect((await client.send(event('A13', '2026-11-20T12:00:00Z').text())).code).toBe('AA')
      expect((await stay())?.ended_at).toBeNull()
      expect(lines.join()).not.toContain('Okafor')
    } finally {
      await client.close()
    }
  })

  it('says the same again, and is answered as before without effect; other words under the same number are taken in', async () => {
    const client = anHl7Client(listener.port)
    try {
      const before = await product.rows('select * from tc.stay_heard order by id')
      const again = await client.send(a01().saying('MSH', 7, '202611221500').text())
      expect(again).toMatchObject({ code: 'AA', controlId: 'M1', text: 'Taken in.' })
      expect(await product.rows('select * from tc.stay_heard order by id')).toEqual(before)
      const other = await client.send(a03().at('2026-11-21T11:00:00Z').numbered('M1').text())
      expect(other.code).toBe('AA')
      expect((await stay())?.ended_at).toEqual(new Date('2026-11-21T11:00:00Z'))
      expect(lines.at(-1)).toContain('another message had the same control id')
      const kept = await product.rows<{ repeats: number; other: number }>(
        `select count(*) filter (where repeat_of is not null)::int as repeats, count(*) filter (where other_content)::int as other
           from tc.feed_message where control_id = 'M1'`,
      )
      expect(kept).toEqual([{ repeats: 1, other: 1 }])
    } finally {
      await client.close()
    }
  })

  it('is told what is wrong, where, in the form of its version; and what was refused waits whole', async () => {
    const client = anHl7Client(listener.port)
    const [older, newer] = [anHl7Client(listener.port, '2.3'), anHl7Client(listener.port, '2.5.1')]
    const of = (version: string) => (name: string, control: string) =>
      a03().saying('MSH', 9, `ADT^${name}`).saying('MSH', 12, version).forVisit('NOBODY').numbered(control)
    try {
      const old = await older.send(of('2.3')('A45', 'E1').text())
      expect(old).toMatchObject({ code: 'AR', controlId: 'E1' })
      expect(old.whole).toMatch(/ERR\|MSH\^1\^9\^201&Unsupported event code&HL70357/)
      const later = await newer.send(of('2.5.1')('A47', 'E2').text())
      expect(later.whole).toMatch(/ERR\|\|MSH\^1\^9\|201\^Unsupported event code\^HL70357\|E/)
      const unknown = of('2.6')('A03', 'E3').text()
      expect(await rawBytes(listener.port, framed(unknown))).toMatch(/MSA\|AR\|E3\|.*203/s)
      const z = await client.send(a01().toWard('NOWHERE').numbered('E4').and('ZU1|201010071234|1').text())
      expect(z).toMatchObject({ code: 'AE', controlId: 'E4' })
      expect(z.whole).not.toContain('Okafor')
      const waits = await product.rows<{ control_id: string; raw: string }>(
        `select k.control_id, k.raw from tc.kept_message k join tc.task t on t.about_id = k.id and t.done_at is null
          where k.control_id like 'E%' order by 1`,
      )
      expect(waits.map((w) => w.control_id)).toEqual(['E1', 'E2', 'E3', 'E4'])
      expect(waits[3]?.raw).toContain('ZU1|201010071234|1')
    } finally {
      await Promise.all([client.close(), older.close(), newer.close()])
    }
  })

  it('takes an admission back, and puts two of its own numbers together without two records', async () => {
    const client = anHl7Client(listener.port)
    const [own, old] = [
      { ...OTHER, hospitalNumber: 'OWN-NEW' },
      { ...OTHER, nhsNumber: NUMBERS[1]!, family: 'Join', hospitalNumber: 'OWN-OLD' },
    ]
    const comes = (person: typeof OTHER, visit: string) =>
      aMessage().sentBy('NSD').admitting(person).toWard('MAPLE').forVisit(visit).numbered(visit)
    try {
      expect((await client.send(comes(own, 'J-1').text())).code).toBe('AA')
      const back = comes(own, 'J-1').saying('MSH', 9, 'ADT^A11').saying('PV1', 44, '').numbered('J-1-A11')
      expect((await client.send(back.text())).code).toBe('AA')
      expect(await product.rows("select 1 from tc.stay where visit_number = 'J-1'")).toEqual([])
      expect((await client.send(comes(own, 'J-2').at('2026-10-01T10:00:00Z').text())).code).toBe('AA')
      const left = comes(own, 'J-2').saying('MSH', 9, 'ADT^A03').saying('PV1', 45, '202610021000')
      expect((await client.send(left.numbered('J-2-A03').text())).code).toBe('AA')
      expect((await client.send(comes(old, 'J-3').text())).code).toBe('AA')
      const join = comes(own, 'J-4').saying('MSH', 9, 'ADT^A40').and('MRG|OWN-OLD^^^NSD^PI')
      expect((await client.send(join.numbered('J-A40').text())).code).toBe('AA')
      const persons = await product.rows<{ visit: string; number: string }>(
        `select s.visit_number as visit, k.nhs_number as number from tc.stay s join tc.person_core k on k.person_id = s.person_id
          where s.visit_number like 'J-%' order by 1`,
      )
      // the stay under the number that went is now of whom the other one stands for
      expect(persons).toEqual([
        { visit: 'J-2', number: NUMBERS[0] },
        { visit: 'J-3', number: NUMBERS[0] },
      ])
      expect(
        await product.rows(
          "select 1 from tc.task where kind = 'possible duplicate' and done_at is null and person_id is not null",
        ),
      ).toHaveLength(1)
      expect(await product.rows('select 1 from tc.merge')).toEqual([])
    } finally {
      await client.close()
    }
  })
})

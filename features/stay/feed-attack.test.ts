import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuse } from '#core/kernel/result.ts'
import { framed } from '#platform/hl7/mllp.ts'
import { aFeed, feedDoor } from '#testing/feed.ts'
import { aMessage, type PersonToSend } from '#testing/hl7-builder.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { feedTaker } from './feed.ts'
import type { FeedDoor } from './hl7-send.ts'

/** What a sender with a wrong clock, a careless engine or a bad hour of ours must not be able to do: have something of a stay lost unseen. */
let product: Product
let world: World
let feed: string
beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  feed = await aFeed(product, { organisationId: world.organisations.northside, teamId: world.teams.records })
})
afterAll(() => product?.stop())

const ANN: PersonToSend = { nhsNumber: '9990001006', family: 'Attack', given: 'Ann', bornOn: '1977-07-07' }
const BEN: PersonToSend = { nhsNumber: '9990001014', family: 'Attack', given: 'Ben', bornOn: '1978-08-08' }
const a01 = (visit: string, person = ANN) =>
  aMessage().sentBy('NSD').admitting(person).toWard('MAPLE').forVisit(visit).numbered(`IN-${visit}`)
const a03 = (visit: string, person = ANN) =>
  aMessage()
    .sentBy('NSD')
    .discharging(person)
    .fromWard('MAPLE')
    .at('2026-11-20T11:00:00Z')
    .forVisit(visit)
    .numbered(`OUT-${visit}`)

/** Sends over a door that refuses the first command of this name. */
const sender = (failing?: string) => {
  const door = feedDoor(product, feed)
  let left = 1
  const bad: FeedDoor = {
    ...door,
    send: async (name, id, input) =>
      name === failing && left-- > 0 ? refuse('BUSY_TRY_AGAIN') : door.send(name, id, input),
  }
  const { take } = feedTaker({ door: bad })
  return async (text: string) => /MSA\|(A[AER])/.exec((await take(frame(text))) ?? '')?.[1]
}
const frame = (text: string) => ({ bytes: framed(text).subarray(1, -2), end: 'whole' as const })
const one = async <R extends object>(sql: string, values: unknown[] = []) =>
  (await product.rows<R>(sql, values))[0]

describe('a sender whose clock runs ahead', () => {
  it('does not outrank every later message: the leaving that follows is filed', async () => {
    const sends = sender()
    expect(await sends(a01('AHEAD').text())).toBe('AA')
    expect(await sends(a03('AHEAD').text())).toBe('AA')
    const undone = a03('AHEAD').saying('MSH', 9, 'ADT^A13').saying('PV1', 45, '').numbered('A13-AHEAD')
    expect(await sends(undone.saying('MSH', 7, '203501010000').text())).toBe('AA')
    const ended = () =>
      one<{ ended: boolean }>(
        "select ended_at is not null as ended from tc.stay where visit_number = 'AHEAD'",
      )
    expect(await ended()).toEqual({ ended: false })
    await product.setNow('2026-11-23T10:00:00Z')
    const again = a03('AHEAD').at('2026-11-23T09:00:00Z').saying('MSH', 7, '202611231001').numbered('OUT-2')
    expect(await sends(again.text())).toBe('AA')
    expect(await ended()).toEqual({ ended: true })
  })

  it('says no time that cannot be written down', async () => {
    const update = a01('NOBODY-1')
      .saying('MSH', 9, 'ADT^A31')
      .saying('MSH', 7, '99991231235959-1400')
      .numbered('FAR')
    expect(await sender()(update.text())).toBe('AA')
    expect(await one("select raw is not null as kept from tc.feed_message where control_id = 'FAR'")).toEqual(
      {
        kept: true,
      },
    )
  })
})

describe('a visit that is not known here', () => {
  const NUMBERS = ['9990001022', '9990001030', '9990001049']
  const someone = (n: number): PersonToSend => ({
    nhsNumber: NUMBERS[n]!,
    family: `Visit${n}`,
    given: 'Vi',
    bornOn: '1977-07-07',
  })
  const comes = (n: number, visit: string, at = '2026-11-10T10:00:00Z') => a01(visit, someone(n)).at(at)
  const ended = async (visit: string) =>
    (
      await one<{ ended: string | null }>(
        `select to_char(ended_at at time zone 'UTC', 'DD HH24') as ended from tc.stay where visit_number = $1`,
        [visit],
      )
    )?.ended

  it('is no other one: the leaving of an outpatient, or of a stay that comes later, ends nothing', async () => {
    const sends = sender()
    expect(await sends(comes(0, 'IN-1').text())).toBe('AA')
    expect(await sends(a03('OUT-1', someone(0)).saying('PV1', 2, 'O').text())).toBe('AE')
    expect(await ended('IN-1')).toBeNull()
    expect(await sends(a03('IN-1', someone(0)).text())).toBe('AA')
    // before its admission: it waits, and is filed with it
    const later = a03('IN-2', someone(0)).at('2026-11-22T09:00:00Z')
    expect(await sends(later.text())).toBe('AE')
    expect(await sends(comes(0, 'IN-2', '2026-11-21T09:00:00Z').text())).toBe('AA')
    expect([await ended('IN-1'), await ended('IN-2')]).toEqual(['20 11', '22 09'])
  })

  it('takes no other admission back, and moves and sends nobody on leave', async () => {
    const sends = sender()
    expect(await sends(comes(1, 'IN-3').text())).toBe('AA')
    const of = (event: string) =>
      a03('OUT-3', someone(1))
        .saying('MSH', 9, `ADT^${event}`)
        .saying('PV1', 45, '')
        .numbered(`${event}-OUT-3`)
    const before = await product.rows('select * from tc.stay_heard order by id')
    for (const event of ['A02', 'A08', 'A11', 'A12', 'A13', 'A21', 'A22'])
      expect(await sends(of(event).text()), event).toBe('AE')
    expect(await product.rows('select * from tc.stay_heard order by id')).toEqual(before)
    expect(await ended('IN-3')).toBeNull()
  })

  it('tells of a death all the same', async () => {
    const sends = sender()
    expect(await sends(comes(2, 'IN-4').text())).toBe('AA')
    const died = a03('OUT-4', someone(2)).saying('MSH', 9, 'ADT^A31').saying('PID', 30, 'Y').numbered('DIED')
    expect(await sends(died.text())).toBe('AA')
    expect(
      await one(
        'select 1 as one from tc.death_report r join tc.stay s on s.person_id = r.person_id where s.visit_number = $1',
        ['IN-4'],
      ),
    ).toEqual({ one: 1 })
  })
})

describe('a number of the hospital that was mistaken for another patient’s', () => {
  const [kept, gone, later]: PersonToSend[] = [
    { nhsNumber: '9990001057', family: 'Kept', given: 'Kay', bornOn: '1961-01-01', hospitalNumber: 'H-KEPT' },
    { nhsNumber: '9990001065', family: 'Gone', given: 'Gil', bornOn: '1972-02-02', hospitalNumber: 'H-GONE' },
    {
      nhsNumber: '9990001073',
      family: 'Later',
      given: 'Lou',
      bornOn: '1983-03-03',
      hospitalNumber: 'H-LATER',
    },
  ]
  const whose = async (visit: string) =>
    (
      await one<{ number: string }>(
        'select k.nhs_number as number from tc.stay s join tc.person_core k on k.person_id = s.person_id where visit_number = $1',
        [visit],
      )
    )?.number
  const joins = (away: string, control: string) =>
    a01('', kept)
      .saying('MSH', 9, 'ADT^A40')
      .saying('PV1', 19, '')
      .and(`MRG|${away}^^^NSD^PI`)
      .numbered(control)

  it('takes no stay to somebody with whom nothing agrees, and files nothing later there', async () => {
    const sends = sender()
    expect(await sends(a01('K-1', kept).text())).toBe('AA')
    expect(await sends(a01('G-1', gone).text())).toBe('AA')
    expect(await sends(joins('H-GONE', 'J-1').text())).toBe('AE')
    expect([await whose('K-1'), await whose('G-1')]).toEqual([kept?.nhsNumber, gone?.nhsNumber])
    // a number that nobody here had yet goes over; whoever comes under it with other identifiers waits
    expect(await sends(joins('H-LATER', 'J-2').text())).toBe('AA')
    expect(await sends(a01('L-1', later).text())).toBe('AE')
    expect(await whose('L-1')).toBeUndefined()
    expect(await one("select why from tc.kept_message where control_id = 'IN-L-1'")).toEqual({
      why: 'HL7_NUMBER_OF_ANOTHER',
    })
  })
})

describe('two people in one message', () => {
  it('are refused and wait: nobody can say of whom the visit is, and the second would be lost', async () => {
    const second =
      a01('TWO', BEN)
        .text()
        .split('\r')
        .find((l) => l.startsWith('PID')) ?? ''
    for (const [control, text] of [
      ['TWO-1', a01('TWO').numbered('TWO-1').and(second).text()],
      ['TWO-2', a01('TWO').numbered('TWO-2').text().replace('PV1|', `${second}\rPV1|`)],
      ['TWO-3', a01('TWO').numbered('TWO-3').and('PV1|1|I|ASH|||||||||||||||OTHER').text()],
    ] as const) {
      expect(await sender()(text), control).toBe('AE')
      expect(await one('select why from tc.kept_message where control_id = $1', [control])).toEqual({
        why: 'HL7_SEGMENT_TWICE',
      })
    }
    expect(await one("select 1 from tc.stay where visit_number in ('TWO', 'OTHER')")).toBeUndefined()
  })
})

describe('what could not be written down', () => {
  it('is not answered as if it were: the sender keeps it, and it is whole when it comes again', async () => {
    const sends = sender('message.log')
    const text = a01('LOG', BEN).and('ZU1|kept whole').text()
    expect(await sends(text)).toBe('AE')
    expect(await sends(text)).toBe('AA')
    expect(
      await one(
        "select answer, raw like '%ZU1|kept whole%' as whole from tc.feed_message where control_id = 'IN-LOG'",
      ),
    ).toEqual({ answer: 'AA', whole: true })
  })

  it('waits on the list when it is sent again', async () => {
    const sends = sender('message.keep')
    const text = a03('NEVER').numbered('KEEP').text()
    const waits = () => one("select 1 as one from tc.kept_message where control_id = 'KEEP'")
    expect(await sends(text)).toBe('AE')
    expect(await waits()).toBeUndefined()
    expect(await sends(text)).toBe('AE')
    expect(await waits()).toEqual({ one: 1 })
  })
})

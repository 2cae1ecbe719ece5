import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMinutes, instant } from '#core/kernel/time.ts'
import { aFeed, feedDoor } from '#testing/feed.ts'
import { aMessage, type PersonToSend } from '#testing/hl7-builder.ts'
import { bookOf, type Said, type VisitFound } from '#testing/hl7-oracle.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { type SeededRandom, seededRandom } from '#testing/random.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { insert } from '#testing/sql.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { takeHl7File } from './index.ts'

const LONG = process.env.LONG === '1'
const TRIALS = Number(process.env.COUNT ?? (LONG ? 1_000 : 12))
const SEED = 2026

let product: Product
let world: World
let feed: string
const WARDS = ['MAPLE', 'ASH', 'ROWAN'] as const

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  for (const [code, teamId] of [
    ['ASH', world.teams.north],
    ['ROWAN', world.teams.maple],
  ] as const)
    await insert(product.superuser, 'tc.unit', {
      id: freshId(),
      organisation_id: world.organisations.northside,
      team_id: teamId,
      code,
      name: code,
      kind: 'ward',
    })
})
afterAll(() => product.stop())

/** An invented number of the 999 range, with its check digit. */
function numberOf(n: number): string {
  for (let nine = 999_200_000 + n * 20; ; nine += 1) {
    const sum = [...String(nine)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

interface Trial {
  readonly said: readonly Said[]
  readonly people: ReadonlyMap<string, PersonToSend>
}

/** One or two visits of one person under one or two numbers of the hospital, as the hospital itself would live them. */
function aTrial(n: number, random: SeededRandom): Trial {
  const of = (k: number): PersonToSend => ({
    nhsNumber: numberOf(n * 2 + k),
    hospitalNumber: `H${n}-${k}`,
    family: `Order${n}x${k}`,
    given: 'Given',
    bornOn: '1990-02-03',
    postcode: 'NS4 2QT',
  })
  const merged = random.chance(0.4)
  const people = new Map([0, 1].slice(0, merged ? 2 : 1).map((k) => [`H${n}-${k}`, of(k)]))
  let clock = instant('2026-11-01T08:00:00Z')
  const said: Said[] = []
  const say = (s: Omit<Said, 'sentAt' | 'at'>, more: Partial<Said> = {}): string => {
    clock = addMinutes(clock, 60 + random.below(600))
    said.push({ at: clock, ...s, ...more, sentAt: addMinutes(clock, 5) })
    return clock
  }
  for (let k = 0; k < people.size; k += 1) {
    const base = { visit: `ORD-${n}-${k}`, number: `H${n}-${k}` }
    say({ ...base, event: 'A01', ward: random.oneOf(WARDS) })
    if (random.chance(0.1) && k === 0) {
      say({ ...base, event: 'A11' })
      if (random.chance(0.5)) say({ ...base, event: 'A01', ward: random.oneOf(WARDS) })
      else continue
    }
    for (let i = random.below(6); i > 0; i -= 1) {
      const what = random.below(5)
      if (what === 0) say({ ...base, event: 'A21' })
      if (what === 0 && random.chance(0.8)) say({ ...base, event: 'A22' })
      if (what === 1 || what === 2) {
        const at = say({ ...base, event: 'A02', ward: random.oneOf(WARDS) })
        if (random.chance(0.3)) say({ ...base, event: 'A12' }, { of: at })
      }
      if (what >= 3) {
        say({ ...base, event: 'A03' })
        say({ ...base, event: 'A13' })
      }
    }
    if (k === 0 && people.size > 1) say({ ...base, event: 'A03' })
    else if (random.chance(0.7)) {
      const at = say({ ...base, event: 'A03' })
      if (random.chance(0.3)) say({ ...base, event: 'A08' }, { at: addMinutes(instant(at), -30) })
    }
  }
  if (merged) say({ event: 'A40', visit: '', number: `H${n}-1` }, { away: `H${n}-0` })
  return { said, people }
}

function shuffled<T>(list: readonly T[], random: SeededRandom): readonly T[] {
  const left = [...list]
  return list.map(() => left.splice(random.below(left.length), 1)[0]!)
}

const minute = (at: string): string => {
  const london = new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/London' })
  return london.replace(/[-: ]/g, '').slice(0, 12)
}

function textOf(s: Said, person: PersonToSend, control: string, stampedAt = s.sentAt): string {
  const base = aMessage().sentBy('NSD').numbered(control).forVisit(s.visit)
  const about =
    s.event === 'A03'
      ? base.discharging(person).fromWard(s.ward ?? 'MAPLE')
      : base.admitting(person).toWard(s.ward ?? 'MAPLE')
  const stamped = about.at(s.at).saying('MSH', 7, minute(stampedAt)).saying('MSH', 9, `ADT^${s.event}`)
  if (s.event === 'A01' || s.event === 'A03') return stamped.text()
  const plain = stamped.saying('PV1', 44, '')
  if (s.event === 'A08') return plain.saying('PV1', 45, minute(s.at)).text()
  if (s.event === 'A12') return plain.saying('EVN', 6, minute(s.of ?? '')).text()
  if (s.event === 'A40') return plain.and(`MRG|${s.away}^^^NSD^PI`).text()
  return plain.text()
}

const FOUND = `select s.visit_number as visit, k.nhs_number as person, u.code as ward, s.admitted_at as "admittedAt", s.ended_at as "endedAt",
    array(select l.from_at::text || '|' || coalesce(l.back_at::text, '') from tc.stay_leave l where l.stay_id = s.id order by l.from_at) as leaves
  from tc.stay s join tc.unit u on u.id = s.unit_id join tc.person_core k on k.person_id = s.person_id where s.visit_number like $1 order by 1`

async function recordOf(n: number): Promise<readonly VisitFound[]> {
  const rows = await product.rows<{
    visit: string
    person: string
    ward: string
    admittedAt: Date
    endedAt: Date | null
    leaves: string[]
  }>(FOUND, [`ORD-${n}-%`])
  const iso = (text: string) => instant(new Date(text).toISOString())
  return rows.map((r) => ({
    ...r,
    admittedAt: r.admittedAt.toISOString(),
    endedAt: r.endedAt?.toISOString() ?? null,
    leaves: r.leaves.map((l) => {
      const [from = '', back = ''] = l.split('|')
      return `${iso(from)} ${back === '' ? 'away' : iso(back)}`
    }),
  }))
}

describe('messages in whatever order they come, and twice', () => {
  it(`reach the record that the hospital's own book has: ${TRIALS} histories, seed ${SEED}${LONG ? '' : ' (short form; 1,000 in npm run test:long feed-orders)'}`, async () => {
    const random = seededRandom(SEED)
    const wrong: string[] = []
    const counts = { messages: 0, repeats: 0, waiting: 0, late: 0 }
    for (let n = 0; n < TRIALS; n += 1) {
      // the clock stands still, and what one feed may tell of in an hour has an end
      if (n % 100 === 0)
        feed = await aFeed(product, {
          organisationId: world.organisations.northside,
          teamId: world.teams.records,
        })
      const { said, people } = aTrial(n, random)
      const order = shuffled(said, random)
      if (order.some((s, i) => s !== said[i])) counts.late += 1
      const lines: string[] = []
      for (const [i, s] of order.entries()) {
        const person = people.get(s.number)!
        const control = `${n}-${said.indexOf(s)}`
        lines.push(...(await takeHl7File(textOf(s, person, control), feedDoor(product, feed))))
        counts.messages += 1
        if (random.chance(0.25)) {
          const again = order[random.below(i + 1)]!
          const stamped = addMinutes(instant(again.sentAt), 3)
          const text = textOf(again, people.get(again.number)!, `${n}-${said.indexOf(again)}`, stamped)
          const [line] = await takeHl7File(text, feedDoor(product, feed))
          if (!line?.includes('the same message came before'))
            wrong.push(`trial ${n}: not known again: ${line}`)
          counts.repeats += 1
        }
      }
      const persons = new Map([...people].map(([number, p]) => [number, p.nhsNumber ?? '']))
      const book = bookOf(said, persons)
      const found = await recordOf(n)
      const waits = (
        await product.rows<{ control_id: string; why: string }>(
          'select control_id, why from tc.kept_message where done_at is null and control_id like $1',
          [`${n}-%`],
        )
      ).map((w) => w.why)
      // what waits is on a list with its content; whatever is filed is right, and nothing else may be missing
      const stays = new Map(found.map((f) => [f.visit, f]))
      const same =
        waits.length === 0
          ? JSON.stringify(found) === JSON.stringify(book)
          : found.every((f) => book.some((b) => b.visit === f.visit && b.person === f.person))
      const onlyOverlap = waits.every((why) => ['STAY_OVERLAPS', 'STAY_NOT_KNOWN'].includes(why))
      if (waits.length > 0) counts.waiting += 1
      if (!same || !onlyOverlap)
        wrong.push(
          `trial ${n}: book ${JSON.stringify(book)} record ${JSON.stringify([...stays.values()])} waits ${waits.join(',')}\n${order.map((s) => `${s.event} ${s.visit} at ${s.at} sent ${s.sentAt} ${s.ward ?? ''} ${s.of ?? ''}`).join('\n')}\n${lines.join('\n')}`,
        )
      if (n % 10 === 0) {
        const ids = (
          await product.rows<{ id: string }>(
            'select person_id as id from tc.person_core where nhs_number = any ($1)',
            [[...people.values()].map((p) => p.nhsNumber)],
          )
        ).map((r) => r.id)
        expect((await compareWithStored(product.superuser, { personIds: ids })).map((d) => d.words)).toEqual(
          [],
        )
        expect(await wrongTransitions(product.superuser, ids)).toEqual([])
      }
    }
    console.log(
      `feed orders: ${TRIALS} histories, ${counts.messages} messages, ${counts.late} not in order, ${counts.repeats} repeats, ${counts.waiting} with a message that waits, ${wrong.length} wrong`,
    )
    expect(wrong.slice(0, 3)).toEqual([])
  }, 3_600_000)
})

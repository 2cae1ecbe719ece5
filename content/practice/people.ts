import { type PersonId, uuidv7 } from '#core/kernel/ids.ts'
import { type Day, day } from '#core/kernel/time.ts'
import type { ContactPoint } from '#core/people/contact-point.ts'
import type { PersonName } from '#core/people/names.ts'
import { type NhsNumber, nhsCheckDigit } from '#core/people/nhs-number.ts'
import type { Address, PersonDetails } from '#core/people/person.ts'
import { KNOWN_AS, NAME_POOLS, type NamePool, SINGLE_NAMES } from './name-pools.ts'
import { PRACTICE_AREAS, type PracticeArea, STREETS, USUALLY_NEAR } from './places.ts'
import { type SeededRandom, seededRandom } from './random.ts'

/** An invented person: details as `person.register` takes them, with a fixed id and the area they call home. */
export interface InventedPerson {
  readonly personId: PersonId
  readonly homeArea: PracticeArea
  readonly details: PersonDetails
}

const MS_DAY = 86_400_000
/** Calendar days counted in plain arithmetic: thirty times quicker than a calendar library, and thousands are invented at once. */
const addDays = (d: Day, days: number) =>
  new Date(Date.parse(d) + days * MS_DAY).toISOString().slice(0, 10) as Day

/** Where invented NHS numbers start inside the 999 range; the practice people by name stand below it. */
const FIRST_NUMBER = 1_000
const LAST_NUMBER = 999_999
/** Ids carry this time, so that they sort and never meet an id made in use. 1 January 2020. */
const ID_EPOCH_MS = 1_577_836_800_000

/**
 * Valid numbers of the 999 range (kept for tests: never issued), each once, about 907,000 of them.
 * Throws when the range is used up: a surprise, since nobody invents that many people.
 */
export function* practiceNhsNumbers(): Generator<NhsNumber, never> {
  for (let n = FIRST_NUMBER; n <= LAST_NUMBER; n += 1) {
    const nine = `999${String(n).padStart(6, '0')}`
    const check = nhsCheckDigit(nine)
    if (check !== null) yield `${nine}${check}` as NhsNumber
  }
  throw new Error('the practice range of NHS numbers is used up')
}

function poolFor(random: SeededRandom): NamePool {
  let left = random.next() * NAME_POOLS.reduce((sum, pool) => sum + pool.share, 0)
  for (const pool of NAME_POOLS) {
    left -= pool.share
    if (left < 0) return pool
  }
  return NAME_POOLS[0]!
}

function inventNames(random: SeededRandom): { names: PersonName[]; sex: 'female' | 'male' } {
  const sex = random.chance(0.5) ? 'female' : 'male'
  if (random.chance(0.006)) return { names: [{ kind: 'legal', given: random.oneOf(SINGLE_NAMES) }], sex }
  const pool = poolFor(random)
  const familyPool = random.chance(0.06) ? poolFor(random) : pool
  const given = random.earlyOf(sex === 'female' ? pool.women : pool.men)
  let family = random.earlyOf(familyPool.family)
  if (random.chance(0.03) && !/[- ]/.test(family)) {
    const second = random.earlyOf(poolFor(random).family)
    if (second !== family && !/[- ]/.test(second)) family = `${family}-${second}`
  }
  const names: PersonName[] = [{ kind: 'legal', given, family }]
  const called = KNOWN_AS[given]
  if (called && random.chance(0.3)) names.push({ kind: 'known-as', given: random.oneOf(called), family })
  else if (random.chance(0.02))
    names.push({ kind: 'known-as', given: random.earlyOf(sex === 'female' ? pool.women : pool.men), family })
  if (random.chance(sex === 'female' ? 0.14 : 0.03)) {
    const former = random.earlyOf(pool.family)
    if (former !== family) names.push({ kind: 'former', given, family: former })
  }
  return { names, sex }
}

/** 01632 960000 to 960999 and 07700 900000 to 900999: kept for drama by Ofcom, so nobody is ever rung by mistake. */
const landline = (random: SeededRandom) => `01632 960${String(random.below(1_000)).padStart(3, '0')}`
const mobile = (random: SeededRandom) => `07700 900${String(random.below(1_000)).padStart(3, '0')}`

function inventContactPoints(random: SeededRandom): ContactPoint[] {
  const points: ContactPoint[] = []
  if (random.chance(0.85))
    points.push({
      kind: 'mobile',
      value: mobile(random),
      safe: random.chance(0.7)
        ? {
            answer: 'may',
            channels: random.chance(0.6) ? ['call', 'text'] : ['call', 'leave-message', 'text'],
          }
        : random.chance(0.15)
          ? { answer: 'do-not-contact' }
          : { answer: 'not-asked' },
    })
  if (random.chance(0.25))
    points.push({ kind: 'landline', value: landline(random), safe: { answer: 'may', channels: ['call'] } })
  if (random.chance(0.5))
    points.push({
      kind: 'post',
      value: 'home',
      safe: random.chance(0.8) ? { answer: 'may', channels: ['letter'] } : { answer: 'do-not-contact' },
    })
  return points
}

const LANGUAGES = [
  'Polish',
  'Urdu',
  'Bengali',
  'Punjabi',
  'Somali',
  'Turkish',
  'British Sign Language',
  'Portuguese',
  'Tamil',
  'Arabic',
] as const
const FORMATS = ['large print', 'easy read', 'audio', 'plain words'] as const

function invent(random: SeededRandom, index: number, nhsNumber: NhsNumber, on: Day): InventedPerson {
  const { names, sex } = inventNames(random)
  const { area, postcode } = random.earlyOf(PRACTICE_AREAS)
  const address: Address = random.chance(0.05)
    ? random.chance(0.5)
      ? { kind: 'no-fixed-address', usuallyNear: random.oneOf(USUALLY_NEAR) }
      : { kind: 'no-fixed-address' }
    : {
        kind: 'place',
        use: random.chance(0.92) ? 'home' : 'temporary',
        lines: [`${random.below(180) + 1} ${random.oneOf(STREETS)}`, area],
        postcode: `${postcode} ${random.below(9) + 1}${'ABDEFGHJLN'[random.below(10)]}${'PQRSTUWXYZ'[random.below(10)]}`,
        area,
      }
  const reviewOn = addDays(on, random.below(360) - 20)
  const need = random.next()
  return {
    personId: uuidv7(ID_EPOCH_MS + index, random.bytes(10)) as PersonId,
    homeArea: area,
    details: {
      names,
      nhsNumber: random.chance(0.94)
        ? { status: random.chance(0.8) ? 'verified' : 'given-not-verified', number: nhsNumber }
        : { status: 'not-known' },
      birth: random.chance(0.99)
        ? {
            state: 'known',
            on: addDays(on, -Math.floor(365.25 * (18 + 60 * random.next() ** 1.3)) - random.below(365)),
          }
        : { state: 'not-known' },
      addresses: [address],
      contactPoints: inventContactPoints(random),
      communication:
        need < 0.06
          ? { answer: 'needs', needs: [{ need: 'interpreter', language: random.oneOf(LANGUAGES) }], reviewOn }
          : need < 0.14
            ? { answer: 'needs', needs: [{ need: 'format', format: random.oneOf(FORMATS) }], reviewOn }
            : need < 0.85
              ? { answer: 'none-needed', reviewOn }
              : { answer: 'not-asked' },
      characteristics: random.chance(0.7)
        ? { sex: { answer: 'said', value: sex } }
        : random.chance(0.2)
          ? { sex: { answer: 'prefer-not-to-say' } }
          : {},
      carers: [],
    },
  }
}

/** As they are on 22 November 2026 unless another day is given: adults, reviews due around the day. */
export interface InventOptions {
  readonly on?: Day
}

/** Invented people without end, one at a time: the same seed and day give the same people in the same order. */
export function* inventPeople(
  seed: number,
  { on = day('2026-11-22') }: InventOptions = {},
): Generator<InventedPerson, never> {
  const random = seededRandom(seed)
  let index = 0
  const numbers = practiceNhsNumbers()
  for (;;) {
    yield invent(random, index, numbers.next().value, on)
    index += 1
  }
}

/** The first `count` people of a seed. NHS numbers are valid, of the 999 range and each once. */
export function generatePeople(count: number, seed: number, options: InventOptions = {}): InventedPerson[] {
  const people: InventedPerson[] = []
  for (const person of inventPeople(seed, options)) {
    if (people.length === count) break
    people.push(person)
  }
  return people
}

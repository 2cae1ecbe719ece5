import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MISSPELLING_KINDS,
  MISSPELLING_SEED,
  misspellings,
  SECOND_MISSPELLING_SEED,
  seenBySomeAsker,
} from '#testing/misspellings.ts'
import { misspeltSearchOver } from '#testing/misspelt-search.ts'
import { generatePeople, PRACTICE_PEOPLE } from '#testing/people-generator.ts'
import { MOST_KEYS, misspeltQuery, nameKeys, queryKeys } from './misspelling.ts'
import { displayName, nameKey, nameWords, type PersonName } from './names.ts'

const EVERYONE = generatePeople(10_000, 1)
const legal = (given: string, family: string): PersonName => ({ kind: 'legal', given, family })
const shares = (typed: string, names: PersonName[]) => {
  const held = new Set(nameKeys(names))
  return queryKeys(typed).filter((key) => held.has(key)).length
}

describe.each([MISSPELLING_SEED, SECOND_MISSPELLING_SEED])(
  'misspelt full names, seed %i, an asker who sees 2,000 of 10,000',
  (seed) => {
    const visible = seenBySomeAsker(EVERYONE, 2_000, seed)
    const search = misspeltSearchOver(visible)
    const typedNames = misspellings(visible, seed)

    it.each(MISSPELLING_KINDS)('%s: at least 45 of 50 in the first ten', (kind) => {
      const ofKind = typedNames.filter((m) => m.kind === kind)
      const missed = ofKind.filter((m) => !search.firstTen(m.typed).includes(m.personId))
      expect(ofKind).toHaveLength(50)
      expect(missed.length, missed.map((m) => `${m.typed} for ${m.meant}`).join('; ')).toBeLessThanOrEqual(5)
    })

    it('names nobody but those whom the asker may see', () => {
      const seen = new Set(visible.map((p) => p.personId))
      for (const { typed } of typedNames)
        for (const id of search.firstTen(typed)) expect(seen.has(id)).toBe(true)
    })
  },
)

describe('one misspelt word alone', () => {
  it('still finds people of that name, 9 times in 10', () => {
    const search = misspeltSearchOver(EVERYONE)
    const byId = new Map(EVERYONE.map((p) => [p.personId, p]))
    const families = misspellings(EVERYONE, MISSPELLING_SEED).flatMap((m) => {
      const [typed, meant] = [m.typed.split(' ').at(-1)!, m.meant.split(' ').at(-1)!]
      return m.meant.includes(' ') && nameKey(typed) !== nameKey(meant) && meant.length > 3
        ? [{ typed, meant }]
        : []
    })
    const found = families.filter(({ typed, meant }) =>
      search
        .firstTen(typed)
        .some((id) =>
          byId
            .get(id)!
            .details.names.some((n) => nameWords(n.family ?? '').includes(nameWords(meant).at(-1)!)),
        ),
    )
    expect(families.length).toBeGreaterThan(60)
    expect(found.length / families.length).toBeGreaterThanOrEqual(0.9)
  })
})

describe('keys', () => {
  it('are distinct int4, never more than the limit, and about 25 a person over the generator', () => {
    let sum = 0
    const unsound: string[] = []
    for (const { details } of EVERYONE) {
      const keys = nameKeys(details.names)
      sum += keys.length
      const sound =
        new Set(keys).size === keys.length &&
        keys.length <= MOST_KEYS &&
        keys.every((key) => key === (key | 0))
      if (!sound) unsound.push(displayName(details.names))
    }
    expect(unsound).toEqual([])
    expect(sum / EVERYONE.length).toBeLessThan(30)
  })

  it('hold for any text, however long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
        (given, family) => {
          const keys = nameKeys([legal(given, family), { kind: 'former', given: family, family: given }])
          return keys.length <= MOST_KEYS && keys.every((key) => Number.isInteger(key) && key === (key | 0))
        },
      ),
      { seed: 20261122, numRuns: 500 },
    )
  })

  it('meet whatever the order of the words, accents, apostrophes, hyphens and small words', () => {
    for (const [typed, names] of [
      ['okafor mara', [legal('Mara', 'Okafor')]],
      ['sian obrien', [legal('Siân', "O'Brien")]],
      ["Sian O'Brien", [legal('Siân', 'O’Brien')]],
      ['anneke vanderberg', [legal('Anneke', 'van der Berg')]],
      ['anneke van der berg', [legal('Anneke', 'van der Berg')]],
      ['leila al hassan', [legal('Leila', 'Al-Hassan')]],
      ['jo bell', [legal('Jo', 'Shaw-Bell')]],
      ['ольга петрова', [legal('Ольга', 'Петрова')]],
      ['秀英 王', [legal('秀英', '王')]],
    ] as [string, PersonName[]][])
      expect(shares(typed, names), typed).toBeGreaterThanOrEqual(9)
  })

  it('meet with a slip in each of two words', () => {
    expect(shares('mraa okafr', [legal('Mara', 'Okafor')])).toBeGreaterThan(0)
    expect(shares('kathrin okafer', [legal('Catherine', 'Okafor')])).toBeGreaterThan(0)
  })

  it('find somebody by the legal, known-as and former name, a known-as without a family name too', () => {
    const names: PersonName[] = [
      { kind: 'known-as', given: 'Mara' },
      legal('Amara', 'Okafor'),
      { kind: 'former', given: 'Amara', family: 'Eze' },
    ]
    for (const typed of ['mara okafr', 'amra okafor', 'amara eez'])
      expect(shares(typed, names), typed).toBeGreaterThan(0)
  })

  it('ask nothing for nothing', () => {
    expect(queryKeys(' - ')).toEqual([])
    expect(misspeltQuery('okafr').by).toBe('one word')
    expect(misspeltQuery('mara okafr').by).toBe('pairs')
  })

  it('find Mara Okafor by "mara okafr", and the near-duplicate as a separate person', () => {
    const found = misspeltSearchOver([
      ...EVERYONE.slice(0, 2_000),
      ...Object.values(PRACTICE_PEOPLE),
    ]).firstTen('mara okafr')
    expect(found).toContain(PRACTICE_PEOPLE.mara.personId)
    expect(found).toContain(PRACTICE_PEOPLE.okafore.personId)
  })
})

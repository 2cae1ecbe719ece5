import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  displayName,
  legalNameBeside,
  nameKey,
  nameWords,
  type PersonName,
  personNameShape,
  personNamesShape,
  prefixRange,
  searchKeys,
} from './names.ts'

const MARA: PersonName[] = [
  { kind: 'legal', given: 'Amara', family: 'Okafor' },
  { kind: 'known-as', given: 'Mara' },
  { kind: 'former', given: 'Amara', family: 'Eze' },
]

/** What a range search over a C-collated column does: bytes of UTF-8 compared. */
const inRange = (stored: string, range: { from: string; until: string }) =>
  Buffer.compare(Buffer.from(range.from), Buffer.from(stored)) <= 0 &&
  Buffer.compare(Buffer.from(stored), Buffer.from(range.until)) < 0

describe('names', () => {
  it('shows the known-as name first, with the legal family name, and the legal name beside it', () => {
    expect(displayName(MARA)).toBe('Mara Okafor')
    expect(legalNameBeside(MARA)).toBe('Amara Okafor')
    expect(displayName([{ kind: 'legal', given: 'Tom', family: 'Hallam' }])).toBe('Tom Hallam')
    expect(legalNameBeside([{ kind: 'legal', given: 'Tom', family: 'Hallam' }])).toBeNull()
  })

  it('does not show a former name while another stands', () => {
    expect(
      displayName([
        { kind: 'former', given: 'Old' },
        { kind: 'legal', given: 'New' },
      ]),
    ).toBe('New')
  })

  it('takes one name only, any script, up to 200 characters, and tidies spaces', () => {
    expect(personNameShape.parse({ kind: 'legal', family: '  Suharto ' })).toEqual({
      kind: 'legal',
      family: 'Suharto',
    })
    expect(personNameShape.parse({ kind: 'legal', given: '王', family: '秀英' }).family).toBe('秀英')
    expect(personNameShape.safeParse({ kind: 'legal', given: '𝒶'.repeat(200) }).success).toBe(true)
    expect(personNameShape.safeParse({ kind: 'legal', given: 'a'.repeat(201) }).success).toBe(false)
    expect(personNameShape.safeParse({ kind: 'legal', given: ' ' }).success).toBe(false)
    expect(personNameShape.safeParse({ kind: 'legal' }).success).toBe(false)
    expect(personNamesShape.safeParse([{ kind: 'former', given: 'Old' }]).success).toBe(false)
    expect(personNamesShape.safeParse([]).success).toBe(false)
  })

  it('keys apostrophes, hyphens, accents, spaces and whole letters away', () => {
    expect(["O'Brien", 'O’Brien', 'O Brien', 'obrien'].map(nameKey)).toEqual([
      'obrien',
      'obrien',
      'obrien',
      'obrien',
    ])
    expect(['Zoë', 'Siân', 'Łukasz', 'Søren', 'Groß', 'Smith-Jones', 'Đặng', 'Müller'].map(nameKey)).toEqual([
      'zoe',
      'sian',
      'lukasz',
      'soren',
      'gross',
      'smithjones',
      'dang',
      'muller',
    ])
    expect(nameKey('Ольга')).toBe('ольга')
    expect(nameKey('مُحَمَّد')).toBe(nameKey('محمد'))
    expect(nameKey("- '")).toBe('')
  })

  it('parts words at spaces and hyphens and closes apostrophes up', () => {
    expect(nameWords("  Mary-Jane O'Neill Smith ")).toEqual(['mary', 'jane', 'oneill', 'smith'])
  })

  it('ranges hold exactly what starts with the key, in the order of a C collation', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (start, other) => {
          const key = nameKey(start)
          const range = prefixRange(key)
          if (!range) return key === ''
          const word = nameKey(other)
          return inRange(key + word, range) && inRange(word, range) === word.startsWith(key)
        },
      ),
      { seed: 20261122, numRuns: 2000 },
    )
    expect(prefixRange('')).toBeNull()
    expect(prefixRange('oka')).toEqual({ from: 'oka', until: 'okb' })
    expect(prefixRange('\ud7ff')?.until).toBe('\ue000')
    expect(prefixRange('a\u{10ffff}')?.until).toBe('b')
  })

  it('finds by any word of any name, former and double-barrelled included', () => {
    expect(searchKeys(MARA)).toEqual(['amara', 'okafor', 'mara', 'eze'])
    expect(searchKeys([{ kind: 'legal', given: 'Jo', family: 'van der Berg-Shah' }])).toEqual([
      'jo',
      'vanderbergshah',
      'van',
      'der',
      'berg',
      'shah',
    ])
  })
})

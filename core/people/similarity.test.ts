import { describe, expect, it } from 'vitest'
import type { PersonId } from '../kernel/ids.ts'
import type { PersonName } from './names.ts'
import { rankBySimilarity, slipsBetween, wordLikeness } from './similarity.ts'
import { soundOf } from './sound.ts'

const someone = (id: string, ...names: PersonName[]) => ({ personId: id as PersonId, names })
const legal = (given: string, family: string): PersonName => ({ kind: 'legal', given, family })

describe('likeness', () => {
  it.each([
    ['okafor', 'okafor', 0],
    ['okafr', 'okafor', 1],
    ['okfaor', 'okafor', 1],
    ['okkafor', 'okafor', 1],
    ['okbfor', 'okafor', 1],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'xyz', 3],
    ['ca', 'abc', 3],
  ])('from %s to %s are %i slips', (a, b, slips) => expect(slipsBetween(a, b)).toBe(slips))

  it.each([
    ['stephen', 'steven'],
    ['catherine', 'kathryn'],
    ['geoffrey', 'jeffrey'],
    ['mcdonald', 'macdonald'],
    ['hallam', 'halam'],
    ['shaun', 'sean'],
    ['thomas', 'tomas'],
    ['wright', 'right'],
    ['aisha', 'ayesha'],
    ['philips', 'fillips'],
    ['knight', 'night'],
    ['hussain', 'husein'],
    ['clark', 'clarke'],
    ['reid', 'reed'],
    ['jackson', 'jaxson'],
  ])('%s and %s sound alike', (a, b) => expect(soundOf(a)).toBe(soundOf(b)))

  it.each([
    ['okafor', 'okonkwo'],
    ['mark', 'mary'],
    ['jones', 'james'],
  ])('%s and %s are told apart by spelling', (a, b) => expect(wordLikeness(a, b)).toBeLessThan(0.85))

  it('puts the meant person first and keeps the near-duplicate beside her', () => {
    const ranked = rankBySimilarity('mara okafr', [
      someone('4', legal('Mary', 'Oakford')),
      someone('3', legal('Tom', 'Hallam')),
      someone('2', legal('Mara', 'Okafore')),
      someone('1', legal('Amara', 'Okafor'), { kind: 'known-as', given: 'Mara' }),
    ])
    expect(
      ranked
        .map((r) => r.personId)
        .slice(0, 2)
        .sort(),
    ).toEqual(['1', '2'])
    expect(ranked.at(-1)?.personId).toBe('3')
  })

  it('reads words in any order and former names', () => {
    const found = rankBySimilarity('hallam tom', [
      someone('1', legal('Tim', 'Hallam')),
      someone('2', legal('Tom', 'Hallam')),
      someone('3', legal('Tom', 'Price'), { kind: 'former', given: 'Tom', family: 'Hallam' }),
    ])
    expect(found.map((r) => r.personId)).toEqual(['2', '3', '1'])
  })

  it('puts equal ones in the order of their ids, whatever order they came in', () => {
    const twins = ['b', 'a', 'c'].map((id) => someone(id, legal('Jo', 'Bell')))
    expect(rankBySimilarity('jo bell', twins).map((r) => r.personId)).toEqual(['a', 'b', 'c'])
  })
})

import type { PersonId } from '../kernel/ids.ts'
import { wordsForRanking } from './misspelling.ts'
import { nameWords, type PersonName } from './names.ts'
import { soundOf, squeezed } from './sound.ts'

/**
 * Slips between two words: a letter put in, left out, changed, or two neighbours swapped, each one slip.
 * Source: optimal string alignment (restricted Damerau-Levenshtein).
 */
export function slipsBetween(a: string, b: string): number {
  const x = [...a]
  const y = [...b]
  let beforeLast: number[] = []
  let last = Array.from({ length: y.length + 1 }, (_, j) => j)
  for (let i = 1; i <= x.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= y.length; j += 1) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[y.length]!
}

/** 1 for the same word, 0 for nothing in common; alike in sound or in all but doubled letters stays high. */
export function wordLikeness(typed: string, held: string): number {
  if (typed === held) return 1
  const longest = Math.max([...typed].length, [...held].length)
  const likeness = 1 - slipsBetween(typed, held) / longest
  if (squeezed(typed) === squeezed(held)) return Math.max(likeness, 0.97)
  if (typed.length >= 3 && held.startsWith(typed)) return Math.max(likeness, 0.85)
  return soundOf(typed) === soundOf(held) ? Math.max(likeness, 0.6 + 0.35 * likeness) : likeness
}

/** Best one-to-one pairing of typed words with held words, in any order; each held word left over costs a little. */
function wordsLikeness(typed: readonly string[], held: readonly string[], costOfLeftOver: number): number {
  const pairs = typed.flatMap((t, i) => held.map((h, j) => ({ i, j, likeness: wordLikeness(t, h) })))
  pairs.sort((a, b) => b.likeness - a.likeness)
  const typedDone = new Set<number>()
  const heldDone = new Set<number>()
  let sum = 0
  for (const { i, j, likeness } of pairs) {
    if (typedDone.has(i) || heldDone.has(j)) continue
    typedDone.add(i)
    heldDone.add(j)
    sum += likeness
  }
  return sum / Math.max(typed.length, 1) - costOfLeftOver * (held.length - heldDone.size)
}

/** A person whom the asker may see, with all their names. */
export interface SimilarityCandidate {
  readonly personId: PersonId
  readonly names: readonly PersonName[]
}

/** `likeness` is at most 1 (every typed word is a word of one name, none left over); ordering only, never shown. */
export interface RankedCandidate {
  readonly personId: PersonId
  readonly likeness: number
}

const LEFT_OVER = 0.03
const FORMER = 0.01

/**
 * Orders candidates by how like their nearest name is to what was typed: words in any order, each name tried alone,
 * then all names together (a known-as given name with the legal family name). Most like first; equal ones by id, so
 * that the same search gives the same list.
 */
export function rankBySimilarity(
  query: string,
  candidates: readonly SimilarityCandidate[],
): RankedCandidate[] {
  const typed = nameWords(query).slice(0, 6)
  const likenessOf = (names: readonly PersonName[]): number => {
    let best = 0
    const all = new Set<string>()
    for (const name of names)
      for (const words of wordsForRanking(name)) {
        const held = words.slice(0, 8)
        for (const word of held) all.add(word)
        best = Math.max(best, wordsLikeness(typed, held, LEFT_OVER) - (name.kind === 'former' ? FORMER : 0))
      }
    return names.length > 1
      ? Math.max(best, wordsLikeness(typed, [...all].slice(0, 12), 0) - LEFT_OVER)
      : best
  }
  return candidates
    .map(({ personId, names }) => ({ personId, likeness: likenessOf(names) }))
    .sort((a, b) => b.likeness - a.likeness || (a.personId < b.personId ? -1 : 1))
}

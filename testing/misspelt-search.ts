import type { PersonId } from '#core/kernel/ids.ts'
import {
  CANDIDATES_BY_PAIRS,
  CANDIDATES_FOR_EACH_KEY,
  misspeltQuery,
  nameKeys,
} from '#core/people/misspelling.ts'
import { rankBySimilarity } from '#core/people/similarity.ts'
import type { InventedPerson } from './people-generator.ts'

/**
 * The database's step in memory: people the asker may see who share a key with what was typed. By pairs: most shared keys
 * first, equal ones by id, at most sixty. One word: up to twenty for each key, in the order they are stored. Then the ranking that the product runs, first ten.
 */
export function misspeltSearchOver(visible: readonly InventedPerson[]) {
  const byKey = new Map<number, number[]>()
  visible.forEach((person, at) => {
    for (const key of nameKeys(person.details.names)) {
      const held = byKey.get(key)
      if (held) held.push(at)
      else byKey.set(key, [at])
    }
  })
  const candidates = (typed: string): InventedPerson[] => {
    const { by, keys } = misspeltQuery(typed)
    if (by === 'one word') {
      const found = new Set(keys.flatMap((key) => (byKey.get(key) ?? []).slice(0, CANDIDATES_FOR_EACH_KEY)))
      return [...found].map((at) => visible[at]!)
    }
    const shared = new Map<number, number>()
    for (const key of keys) for (const at of byKey.get(key) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1)
    return [...shared]
      .map(([at, count]) => ({ person: visible[at]!, count }))
      .sort((a, b) => b.count - a.count || (a.person.personId < b.person.personId ? -1 : 1))
      .slice(0, CANDIDATES_BY_PAIRS)
      .map(({ person }) => person)
  }
  const firstTen = (typed: string): PersonId[] =>
    rankBySimilarity(
      typed,
      candidates(typed).map(({ personId, details }) => ({ personId, names: details.names })),
    )
      .slice(0, 10)
      .map(({ personId }) => personId)
  return { candidates, firstTen }
}

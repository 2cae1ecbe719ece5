import type { Standing } from '../queries/standing.ts'
import type { At } from './kind.ts'
import { type Found, findWho, NotAnswered, type Who } from './who.ts'

/** The value of a question, or the end of the job. */
export async function askedFor<T>(at: At, query: string, input: unknown): Promise<T> {
  const answer = await at.ask(query, input)
  if (!answer.ok) throw new NotAnswered(answer.refusal.code)
  return answer.value as T
}

export interface Known {
  readonly who: Found
  readonly standing: Standing['people'][number] | undefined
}

/** Whom each row means, and what stands of them. */
export async function knownOf(
  at: At,
  rows: readonly Who[],
): Promise<{ readonly of: readonly Known[]; readonly standing: Standing }> {
  const found = await findWho(at, rows)
  const people = [...new Set(found.flatMap((f) => (f.is === 'one' ? [f.person.personId] : [])))]
  const standing = await askedFor<Standing>(at, 'import.standing', { people })
  const of = found.map((who) => ({
    who,
    standing: who.is === 'one' ? standing.people.find((p) => p.personId === who.person.personId) : undefined,
  }))
  return { of, standing }
}

const plain = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, ' ')

/** The one that goes by this name; undefined where none or several do. */
export function named<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const fits = all.filter((one) => plain(one.name) === plain(name))
  return fits.length === 1 ? fits[0] : undefined
}

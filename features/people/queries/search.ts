import * as z from 'zod'
import { readSearch } from '#core/people/search.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { byBirthDate, byLikeness, byNameStart, byNumber, type FoundPerson, LIKE_SHOWN } from './found.ts'

/** With this many exact hits nobody is looking for a misspelt name; a birth date beside it makes one enough. */
const ENOUGH = { byName: 3, byNameAndBirthDate: 1 } as const

export interface SearchAnswer {
  readonly people: readonly FoundPerson[]
  /** The typed number has a slip in it: worth saying when nobody was found. */
  readonly checkDigitWrong: boolean
}

/** Finds people among those the asker may see: number, name, birth date, and names that are like the typed one. */
export const search = defineQuery<{ typed: string }, SearchAnswer>({
  name: 'people.search',
  title: 'Find people by name, birth date or NHS number',
  input: z.object({ typed: z.string().max(200) }),
  right: 'people.read',
  async run(tx, { typed }) {
    const read = readSearch(typed)
    return { people: await find(tx, read), checkDigitWrong: read.checkDigitWrong }
  },
  shows: (answer) => answer.people.map((p) => p.personId),
})

async function find(tx: Tx, read: ReturnType<typeof readSearch>): Promise<readonly FoundPerson[]> {
  if (read.nhsNumber !== null) return byNumber(tx, read.nhsNumber)
  const hits =
    read.bornOn === null
      ? await byNameStart(tx, read.ranges)
      : await byBirthDate(tx, read.bornOn, read.ranges)
  const enough = read.bornOn === null ? ENOUGH.byName : ENOUGH.byNameAndBirthDate
  if (hits.length >= enough || read.ranges.length === 0) return hits
  const like = await byLikeness(tx, read.name, read.bornOn)
  const seen = new Set(hits.map((h) => h.personId))
  return [...hits, ...like.filter((l) => !seen.has(l.personId)).slice(0, LIKE_SHOWN - hits.length)]
}

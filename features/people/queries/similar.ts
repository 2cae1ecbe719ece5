import * as z from 'zod'
import { displayName, fullName, nameWords, personNamesShape, prefixRange } from '#core/people/names.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { byBirthDate, byLikeness, byNumber, type FoundPerson } from './found.ts'

const input = z.object({
  names: personNamesShape,
  nhsNumber: z.string().max(10).nullable(),
  bornOn: z.nullable(dayShape),
})

/** Shown side by side before saving. */
const SHOWN = 5

/**
 * "Is this the same person?": those the asker may see who have the number, or the birth date and a like name, or a very
 * like name. Nobody else is looked at here, so an empty answer says nothing about anybody else.
 */
export const similar = defineQuery<z.infer<typeof input>, readonly FoundPerson[]>({
  name: 'people.similar',
  title: 'People who may be the same as one about to be added',
  input,
  right: 'people.register',
  async run(tx, { names, nhsNumber, bornOn }) {
    const typed = displayName(names)
    const family = names
      .flatMap((n) => nameWords(n.family ?? fullName(n)))
      .map(prefixRange)
      .filter((r) => r !== null)
    const [numbered, born, bornLike, like] = await Promise.all([
      nhsNumber === null ? [] : byNumber(tx, nhsNumber),
      bornOn === null ? [] : byBirthDate(tx, bornOn, family.slice(0, 1)),
      bornOn === null ? [] : byLikeness(tx, typed, bornOn, SHOWN),
      byLikeness(tx, typed, null, SHOWN),
    ])
    const found = new Map<string, FoundPerson>()
    for (const one of [...numbered, ...born, ...bornLike, ...like])
      if (!found.has(one.personId)) found.set(one.personId, one)
    return [...found.values()].slice(0, SHOWN)
  },
  shows: (found) => found.map((f) => f.personId),
})

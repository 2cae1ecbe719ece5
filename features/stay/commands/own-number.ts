import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { NOTE_NUMBER } from './open.ts'

const text = z.string().min(1).max(200)
const noteInput = z.strictObject({
  personId: z.uuid(),
  authority: text,
  number: text,
  otherPersonId: z.uuid().nullable(),
})

/** Writes down a hospital's own number of somebody whom its feed has just added. */
export const noteOwnNumber = defineCommand<z.infer<typeof noteInput>, null, null>({
  name: 'person.own-number',
  version: 1,
  title: "Write down a hospital's own number of a person",
  input: noteInput,
  right: 'import.hl7',
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_none, _input, by) => (by.asker.kind === 'machine' ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _none, i) {
    const noted = await tx.row<{ people: readonly string[] }>(NOTE_NUMBER, [
      i.personId,
      i.authority,
      i.number,
      i.otherPersonId,
    ])
    return { made: { personId: i.personId }, people: noted?.people ?? [] }
  },
})

const joinInput = z.strictObject({
  authority: text,
  keep: text,
  away: text,
  nhsNumber: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  bornOn: z.iso.date().nullable(),
  familyKeys: z.array(z.string().min(1).max(400)).max(20),
})

const JOIN = 'select outcome, people, moved from tc.join_own_numbers($1, $2, $3, $4, $5, $6::text[])'

/**
 * Two numbers of a hospital are one (A40): its own number moves, and its stays that came under it and that messages alone made. The
 * records of two people are never put together by this; the hospital's records desk is asked to compare them.
 */
export const joinOwnNumbers = defineCommand<z.infer<typeof joinInput>, null, null>({
  name: 'person.join-own-numbers',
  version: 1,
  title: "Put two of a hospital's own numbers together",
  input: joinInput,
  right: 'import.hl7',
  people: () => [],
  load: async () => null,
  decide: (_none, _input, by) => (by.asker.kind === 'machine' ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _none, i, by) {
    const done = await tx.row<{ outcome: string; people: readonly string[]; moved: number }>(JOIN, [
      i.authority,
      i.keep,
      i.away,
      i.nhsNumber,
      i.bornOn,
      i.familyKeys,
    ])
    const people = done?.people ?? []
    const moved = done?.moved ?? 0
    return {
      made: { outcome: done?.outcome ?? 'against', known: people.length > 0, moved },
      people,
      timeline:
        moved === 0
          ? []
          : people.map((personId) => ({
              personId,
              at: by.now,
              what: 'a stay went over with a number of the hospital',
              aboutId: personId,
              classBit: 2,
            })),
    }
  },
})

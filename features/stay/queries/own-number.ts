import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

const input = z.strictObject({
  authority: z.string().min(1).max(200),
  number: z.string().min(1).max(200),
  nhsNumber: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  bornOn: z.iso.date().nullable(),
  familyKeys: z.array(z.string().min(1).max(400)).max(20),
})

/** 'against': the number stands for somebody else than the message says. 'merged': it went into another number, which stands for `personId`. */
export interface OwnNumberHolder {
  readonly personId: string
  readonly how: 'fits' | 'against' | 'merged'
}

const HOLDER = `select person_id as "personId", how from tc.own_number_holder($1, $2, $3, $4, $5::text[])`

/** Whom a hospital's own number stands for, held against what a message says of them; null for nobody. */
export const ownNumberHolder = defineQuery<z.infer<typeof input>, OwnNumberHolder | null>({
  name: 'person.own-number-holder',
  title: "Whom a hospital's own number stands for",
  input,
  right: 'import.hl7',
  run: async (tx, i) =>
    (await tx.row<OwnNumberHolder>(HOLDER, [i.authority, i.number, i.nhsNumber, i.bornOn, i.familyKeys])) ??
    null,
  shows: (found) => (found ? [found.personId] : []),
})

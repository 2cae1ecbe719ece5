import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { SheetAppointment, SheetVisit } from './sheet.ts'

/** What a carer is shown: a part that was not chosen is null, whether or not there is anything in it. */
export interface Supporting {
  readonly personId: string
  readonly person: string
  readonly carer: string
  readonly relation: string
  readonly topics: readonly string[]
  readonly now: Instant
  readonly ward: string | null
  readonly visits: readonly SheetVisit[] | null
  readonly appointments: readonly SheetAppointment[] | null
  readonly medicines: readonly string[] | null
  readonly reach: { readonly team: string; readonly telephone: string; readonly hours: string } | null
}

const nobody = z.strictObject({})

/** What the person chose to show the carer who asks. */
export const mySupporting = defineQuery<z.infer<typeof nobody>, Supporting | null>({
  name: 'my.supporting',
  title: 'What a carer was chosen to see, at the carer’s own door',
  input: nobody,
  right: 'my.supporting',
  run: async (tx) =>
    (await tx.row<{ supporting: Supporting | null }>('select my.supporting() as supporting'))?.supporting ??
    null,
  shows: (s) => (s ? [s.personId] : []),
})

import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** A message that waits, for the feed that brought it. */
export interface WaitingMessage {
  readonly keptId: string
  readonly raw: string
  readonly why: string
}

const WAITING = `select id as "keptId", raw, why from tc.kept_message where kept_by = (select ctx.actor()) and done_at is null
    and (visit_number = $1 or ($2 and why in ('STAY_OVERLAPS', 'HL7_NUMBER_OF_ANOTHER')))
  order by at, id limit 50`

/** `freed`: a stay is over or gone, or numbers were put together, so that what stood in another's way is asked for too. */
const input = z.strictObject({ visitNumber: z.string().min(1).max(200).nullable(), freed: z.boolean() })

/** What waits of one visit, oldest first: tried again when that visit is known or changed. A feed reads what it brought itself. */
export const waitingForVisit = defineQuery<z.infer<typeof input>, readonly WaitingMessage[]>({
  name: 'message.waiting-for-visit',
  title: 'Messages of one visit that wait',
  input,
  right: 'import.hl7',
  run: (tx, { visitNumber, freed }) => tx.rows<WaitingMessage>(WAITING, [visitNumber, freed]),
  shows: () => [],
})

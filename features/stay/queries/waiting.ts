import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** What a desk found out of who is meant. */
export interface WhoIsMeant {
  readonly nhsNumber: string
  readonly family: string
  readonly bornOn: string | null
}

/** A message that waits, for the feed that brought it. */
export interface WaitingMessage {
  readonly keptId: string
  readonly raw: string
  readonly said: WhoIsMeant | null
}

const COLUMNS =
  'select id as "keptId", raw, said from tc.kept_message where kept_by = (select ctx.actor()) and done_at is null'
const WAITING = `${COLUMNS} and (visit_number = $1 or ($2 and why in ('STAY_OVERLAPS', 'HL7_NUMBER_OF_ANOTHER')))
  order by at, id limit 50`
const AGAIN = `${COLUMNS} and again_at is not null order by again_at, id limit 50`

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

/** What a desk asked to be tried again, with what it found out. */
export const messagesToTry = defineQuery<Record<string, never>, readonly WaitingMessage[]>({
  name: 'message.to-try',
  title: 'Messages that are to be tried again',
  input: z.strictObject({}),
  right: 'import.hl7',
  run: (tx) => tx.rows<WaitingMessage>(AGAIN),
  shows: () => [],
})

import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** A message that waits, for the feed that brought it. */
export interface WaitingMessage {
  readonly keptId: string
  readonly raw: string
  readonly why: string
}

const WAITING = `select id as "keptId", raw, why from tc.kept_message where kept_by = (select ctx.actor()) and visit_number = $1 and done_at is null
  order by at, id limit 50`

/** What waits of one visit, oldest first: tried again when that visit is known or changed. A feed reads what it brought itself. */
export const waitingForVisit = defineQuery<{ visitNumber: string }, readonly WaitingMessage[]>({
  name: 'message.waiting-for-visit',
  title: 'Messages of one visit that wait',
  input: z.strictObject({ visitNumber: z.string().min(1).max(200) }),
  right: 'import.hl7',
  run: (tx, { visitNumber }) => tx.rows<WaitingMessage>(WAITING, [visitNumber]),
  shows: () => [],
})

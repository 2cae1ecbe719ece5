import * as z from 'zod'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** `known`: this very message came before, and how it was answered. `otherContent`: another with its control id came and said something else. */
export interface MessageSeen {
  readonly known: { readonly answer: 'AA' | 'AE' | 'AR'; readonly why: RefusalCode | null } | null
  readonly otherContent: boolean
}

const SEEN = `select (select jsonb_build_object('answer', m.answer, 'why', m.why) from tc.feed_message m where m.id = $1 and m.repeat_of is null) as known,
  exists (select from tc.feed_message o where o.client_id = (select ctx.actor()) and o.control_id = $2 and o.id <> $1 and o.repeat_of is null) as "otherContent"`

/** Whether this feed brought this message before. A feed knows its own messages alone. */
export const messageSeen = defineQuery<{ receivedId: string; controlId: string | null }, MessageSeen>({
  name: 'message.seen',
  title: 'Whether a hospital message came before',
  input: z.strictObject({ receivedId: z.uuid(), controlId: z.string().min(1).max(200).nullable() }),
  right: 'import.hl7',
  run: async (tx, i) =>
    (await tx.row<MessageSeen>(SEEN, [i.receivedId, i.controlId])) ?? { known: null, otherContent: false },
  shows: () => [],
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/place/stay-shape.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { LONGEST_KEPT } from './keep-message.ts'

const input = z.strictObject({
  receivedId: z.uuid(),
  controlId: z.string().min(1).max(200).nullable(),
  /** SHA-256 of the message apart from its timestamp, in hexadecimal. */
  content: z.string().regex(/^[0-9a-f]{64}$/),
  event: z.string().max(20).nullable(),
  version: z.string().max(20).nullable(),
  sentAt: z.nullable(instantShape),
  answer: z.enum(['AA', 'AE', 'AR']),
  why: z.string().max(60).nullable(),
  waits: z.boolean(),
  repeatOf: z.uuid().nullable(),
  otherContent: z.boolean(),
  personId: z.uuid().nullable(),
  raw: z.string().min(1).max(LONGEST_KEPT).nullable(),
})
type Input = z.infer<typeof input>

const ADD = `insert into tc.feed_message (id, organisation_id, client_id, control_id, content_sha256, event, version, sent_at, received_at,
    answer, why, waits, repeat_of, other_content, person_id, raw)
  values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`

/**
 * Writes down that a message came and how it was answered, and keeps the whole of it (of a repeat, which message it repeats): after it
 * was filed, so that one that was not brought to its end is taken in again when it is sent again.
 */
export const logMessage = defineCommand<Input, null, null>({
  name: 'message.log',
  version: 1,
  title: 'Write down that a hospital message came and how it was answered',
  input,
  right: 'import.hl7',
  people: () => [],
  load: async () => null,
  decide: (_none, _input, by) => (by.asker.kind === 'machine' ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _none, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.receivedId,
        by.asker.organisationId,
        by.asker.actorId,
        i.controlId,
        i.content,
        i.event,
        i.version,
        i.sentAt as Instant | null,
        by.now,
        i.answer,
        i.why,
        i.waits,
        i.repeatOf,
        i.otherContent,
        i.personId,
        i.raw,
      ]),
    )
    return { made: { receivedId: i.receivedId } }
  },
})

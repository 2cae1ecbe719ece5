import * as z from 'zod'
import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'

const code = z.custom<RefusalCode>((v) => typeof v === 'string' && Object.hasOwn(REFUSALS, v))
const input = z.strictObject({
  keptId: z.uuid(),
  /** Null: it was filed. */
  why: code.nullable(),
  params: z.record(z.string().max(40), z.union([z.string().max(80), z.number()])),
})
const TRIED = 'select net.message_tried($1, $2, $3::jsonb, $4) as done'

/** A message that waited was tried again by the feed that brought it: filed, or why not. */
export const messageTried = defineCommand<z.infer<typeof input>, null, null>({
  name: 'message.tried',
  version: 1,
  title: 'Say what came of a message that was tried again',
  input,
  right: 'import.hl7',
  people: () => [],
  load: async () => null,
  decide: (_none, _input, by) => (by.asker.kind === 'machine' ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _none, { keptId, why, params }) {
    const words =
      why === null
        ? 'It was filed when it was tried again.'
        : `A hospital message waits, because it could not be filed. ${refusalSentence(why, params)}`
    const done = await tx.row<{ done: boolean }>(TRIED, [keptId, why, JSON.stringify(params), words])
    return { made: { keptId, done: done?.done ?? false } }
  },
})

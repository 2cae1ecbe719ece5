import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'

const input = z.strictObject({ keptId: z.uuid() })
const FILED = 'select net.message_filed($1, $2) as done'

/** A message that waited could be filed after all: by the feed that brought it, once what it speaks of was known. */
export const messageFiled = defineCommand<z.infer<typeof input>, null, null>({
  name: 'message.filed',
  version: 1,
  title: 'Say that a message which waited was filed',
  input,
  right: 'import.hl7',
  people: () => [],
  load: async () => null,
  decide: (_none, _input, by) => (by.asker.kind === 'machine' ? ok(null) : refuse('NOT_ALLOWED')),
  async store(tx, _none, { keptId }) {
    const words = 'Filed by itself: another message told what it speaks of.'
    await tx.row(FILED, [keptId, words])
    return { made: { keptId } }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadMerge, type MergeFacts } from '../facts.ts'

const input = z.strictObject({
  mergeId: z.uuid(),
  keepId: z.uuid(),
  awayId: z.uuid(),
  /** Of each thing written since that hangs on nothing older: to which of the two it belongs. */
  answers: z
    .array(
      z.strictObject({
        table: z.string().max(60),
        key: z.record(z.string().max(60), z.string().max(200)),
        goes: z.enum(['keep', 'away']),
      }),
    )
    .max(2000),
})
type Input = z.infer<typeof input>

/**
 * Takes two records apart that were put together: every row goes back where it was; what was written since goes where somebody said.
 * Within 30 days, and not while something written since is unanswered. Access and what is owed are worked out again for both.
 */
export const undoMerge = defineCommand<Input, MergeFacts, null>({
  name: 'merge.undo',
  version: 1,
  title: 'Take two records apart again',
  input,
  right: 'people.merge',
  people: (i) => [i.keepId, i.awayId],
  load: loadMerge,
  decide({ pair, sides, found }, _i, by) {
    if (!pair || sides === null || found === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (pair.state !== 'together' || pair.undoUntilAt === null) return refuse('MERGE_SETTLED')
    if (pair.undoUntilAt <= by.now) return refuse('MERGE_UNDO_TOO_LATE')
    return found.tables > 0 ? refuse('MERGE_TABLE_NOT_REVIEWED') : ok(null)
  },
  async store(tx, _decision, i) {
    await tx.row('select tc.unmerge_people($1, $2::jsonb)', [i.mergeId, JSON.stringify(i.answers)])
    return { made: { mergeId: i.mergeId } }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideMerge } from '#core/people/merge.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadMerge, type MergeFacts } from '../facts.ts'

const input = z.strictObject({ mergeId: z.uuid(), keepId: z.uuid(), awayId: z.uuid() })
type Input = z.infer<typeof input>

/**
 * Puts the two records of a proposal together: everything of the one now stands in the other, and access and what is owed to them are
 * worked out again for both in the same command. By somebody other than who proposed it. Undone by `merge.undo` within 30 days.
 */
export const confirmMerge = defineCommand<Input, MergeFacts, null>({
  name: 'merge.confirm',
  version: 1,
  title: 'Put two records of one person together',
  input,
  right: 'people.merge',
  people: (i) => [i.keepId, i.awayId],
  load: loadMerge,
  decide({ pair, sides, found }, _i, by) {
    if (!pair || sides === null || found === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (pair.state !== 'proposed') return refuse('MERGE_SETTLED')
    if (pair.proposedById === by.asker.actorId && (sides[0].inUse || sides[1].inUse))
      return refuse('MERGE_NEEDS_SECOND')
    // the proposal itself does not stand in its way; what else did may have changed since it was made
    const agreed = decideMerge(sides[0], sides[1], { ...found, proposed: null })
    return agreed.ok ? ok(null) : agreed
  },
  async store(tx, _decision, i) {
    await tx.row('select tc.merge_people($1)', [i.mergeId])
    return { made: { mergeId: i.mergeId } }
  },
})

/** Settles a proposal without doing it. */
export const takeBackMerge = defineCommand<Input, MergeFacts, null>({
  name: 'merge.take-back',
  version: 1,
  title: 'Leave two records apart',
  input,
  right: 'people.merge',
  people: (i) => [i.keepId, i.awayId],
  load: loadMerge,
  decide({ pair, sides }) {
    if (!pair || sides === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return pair.state === 'proposed' ? ok(null) : refuse('MERGE_SETTLED')
  },
  async store(tx, _decision, i) {
    await tx.row('select tc.take_back_merge($1)', [i.mergeId])
    return { made: { mergeId: i.mergeId } }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideMerge, type Identifier } from '#core/people/merge.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadMerge, type MergeFacts } from '../facts.ts'

const input = z.strictObject({
  mergeId: z.uuid(),
  /** The record that goes on. */
  keepId: z.uuid(),
  /** The record that becomes another name of it. */
  awayId: z.uuid(),
  why: z.string().trim().max(1000),
})
type Input = z.infer<typeof input>

interface Decision {
  readonly agreed: readonly Identifier[]
  /** Nothing of care is written in either: nobody else need decide. */
  readonly atOnce: boolean
}

/**
 * Proposes that two records are of one person. Where care is written in either, somebody else decides (`merge.confirm`); two
 * records in which nothing is written yet are put together at once.
 */
export const proposeMerge = defineCommand<Input, MergeFacts, Decision>({
  name: 'merge.propose',
  version: 1,
  title: 'Propose that two records are of one person',
  input,
  right: 'people.merge',
  people: (i) => [i.keepId, i.awayId],
  load: (tx, i) => (i.keepId === i.awayId ? Promise.resolve(NOTHING) : loadMerge(tx, i)),
  decide({ sides, found }, i) {
    if (i.keepId === i.awayId) return refuse('MERGE_SAME_RECORD')
    if (sides === null || found === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const agreed = decideMerge(sides[0], sides[1], found)
    if (!agreed.ok) return agreed
    if (i.why === '') return refuse('MERGE_WHY', { field: 'why' })
    return ok({ agreed: agreed.value, atOnce: !sides[0].inUse && !sides[1].inUse })
  },
  async store(tx, { agreed, atOnce }, i) {
    await tx.row('select tc.propose_merge($1, $2, $3, $4, $5)', [
      i.mergeId,
      i.keepId,
      i.awayId,
      agreed,
      i.why,
    ])
    if (atOnce) await tx.row('select tc.merge_people($1)', [i.mergeId])
    return { made: { mergeId: i.mergeId, state: atOnce ? 'together' : 'proposed' } }
  },
})

const NOTHING: MergeFacts = { pair: undefined, sides: null, found: null }

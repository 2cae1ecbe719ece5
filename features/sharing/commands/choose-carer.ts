import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { CarerTopic } from '#core/people/carer.ts'
import { carerTopicsShape, chosenTopics } from '#core/sharing/carer-choice.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const short = z.string().trim().max(200).default('')
const input = z.object({
  choiceId: z.uuid(),
  personId: z.uuid(),
  carerId: z.uuid(),
  /** What the carer may be told from now on, all of it. None is a no. */
  topics: carerTopicsShape,
  how: short,
  whoWasThere: short,
})
type Input = z.infer<typeof input>

const CARER = `select true as ours from tc.carer c where c.id = $2 and c.person_id = $1 and c.ended_at is null and c.team_id = (select ctx.team())
  and (select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1)`
const ADD = `insert into tc.carer_choice (id, person_id, carer_id, topics, how, who_was_there, chosen_at, recorded_by, organisation_id, team_id)
  values ($1, $2, $3, $4, $5, $6, (select ctx.now()), (select ctx.actor()), (select ctx.organisation()), (select ctx.team()))`

/**
 * What the person chose that one carer may be told, topic by topic. Only their yes to a topic opens it; listening to a carer needs none.
 * Refuses: NOT_FOUND_OR_NOT_YOURS.
 */
export const chooseCarer = defineCommand<Input, boolean, readonly CarerTopic[]>({
  name: 'carer.choose',
  version: 1,
  title: 'Record what a carer may be told',
  input,
  right: ['sharing.record', 'people.details'],
  people: (i) => [i.personId],
  load: async (tx, i) => (await tx.row<{ ours: boolean }>(CARER, [i.personId, i.carerId])) !== undefined,
  decide: (ours, i) => (ours ? ok(chosenTopics(i.topics)) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, topics, i, by) {
    await expectWritten(
      tx.write(ADD, [i.choiceId, i.personId, i.carerId, topics, i.how || null, i.whoWasThere || null]),
    )
    return {
      made: { choiceId: i.choiceId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'carer may be told', aboutId: i.choiceId, classBit: 8 },
      ],
    }
  },
})

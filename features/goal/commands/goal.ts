import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideGoal, decideTell, type NextStep, type StepTold } from '#core/plan/goal.ts'
import { goalShape, tellStepShape } from '#core/plan/shapes.ts'
import { classOfTeam } from '#features/plan/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { ADD_STEP, GOAL_AND_STEP, type GoalRow } from '../rows.ts'

const input = z.strictObject({ ...goalShape.shape })
type Input = z.infer<typeof input>
const tell = z.strictObject({ ...tellStepShape.shape })
type Tell = z.infer<typeof tell>

const ADD = `insert into tc.goal (id, person_id, organisation_id, team_id, class_bit, words, topic, set_at, set_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/** Sets a goal with its next step: by whom, by when. */
export const setGoal = defineCommand<Input, null, { readonly words: string; readonly next: NextStep }>({
  name: 'goal.set',
  version: 1,
  title: 'Set a goal with its next step',
  input,
  right: 'goals.record',
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_, i, by) => decideGoal(i.words, i, dayOf(by.now)),
  async store(tx, { words, next }, i, by) {
    const { organisationId, teamId, actorId } = by.asker
    const classBit = await classOfTeam(tx, teamId)
    const own = [i.personId, organisationId, teamId, classBit]
    await expectWritten(tx.write(ADD, [i.goalId, ...own, words, i.topic, by.now, actorId]))
    await expectWritten(
      tx.write(ADD_STEP, [i.stepId, i.goalId, ...own, next.step, next.byWhom, next.byOn, by.now, actorId]),
    )
    return {
      made: { goalId: i.goalId, personId: i.personId },
      timeline: [{ personId: i.personId, at: by.now, what: 'goal set', aboutId: i.goalId, classBit }],
    }
  },
})

const TELL = `update tc.goal_step set outcome = $2, how_it_went = $3, told_at = $4, told_by = $5 where id = $1 and outcome is null`
const END = `update tc.goal set state = $2, ended_at = $3, ended_by = $4, version = version + 1 where id = $1 and state = 'open'`

/** Tells how the next step went, and what becomes of the goal. */
export const tellStep = defineCommand<
  Tell,
  GoalRow | undefined,
  { readonly row: GoalRow; readonly told: StepTold }
>({
  name: 'goal.tell-step',
  version: 1,
  title: 'Write how the next step went',
  input: tell,
  right: 'goals.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<GoalRow>(GOAL_AND_STEP, [i.goalId, i.stepId]),
  decide(row, i, by) {
    if (!row || row.personId !== i.personId || row.stepId === null || !by.asker.grantees.includes(row.teamId))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    const told = decideTell({ open: row.state === 'open', stepTold: row.stepTold }, i, dayOf(by.now))
    return told.ok ? { ok: true, value: { row, told: told.value } } : told
  },
  async store(tx, { row, told }, i, by) {
    await expectWritten(tx.write(TELL, [i.stepId, told.outcome, told.howItWent, by.now, by.asker.actorId]))
    if (told.goal !== 'goes on')
      await expectWritten(tx.write(END, [row.id, told.goal, by.now, by.asker.actorId]))
    if (told.next !== null)
      await expectWritten(
        tx.write(ADD_STEP, [
          i.nextStepId,
          row.id,
          row.personId,
          row.organisationId,
          row.teamId,
          row.classBit,
          told.next.step,
          told.next.byWhom,
          told.next.byOn,
          by.now,
          by.asker.actorId,
        ]),
      )
    return {
      made: { goalId: row.id, personId: row.personId },
      timeline: [
        { personId: row.personId, at: by.now, what: 'goal told', aboutId: row.id, classBit: row.classBit },
      ],
    }
  },
})

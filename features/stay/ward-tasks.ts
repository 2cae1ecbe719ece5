import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { type MissingFact, type Stay, stayTasks } from '#core/place/stay.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import type { Decider } from '#platform/commands/command.ts'
import { expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** The kinds of task a stay can have, by the fact that is missing. `about_id` of such a task is the stay. */
export const TASK_KINDS: Readonly<Record<MissingFact, string>> = {
  'home area': 'stay home area',
  distance: 'stay distance',
  reason: 'stay reason',
  'time of leaving': 'stay time of leaving',
}

const ADD = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
const CLOSE = `update tc.task set done_at = $3, done_by = $4, done_text = 'The ward has said it.'
  where about_id = $1 and kind = any ($2::text[]) and done_at is null`

/**
 * One task of the ward for each fact that this change leaves unsaid, and an end to those it has said.
 * `before`: undefined for a stay that is new. Returns the facts still missing, in words.
 */
export async function settleTasks(
  tx: Tx,
  by: Decider,
  teamId: string,
  before: Stay | undefined,
  after: Stay,
): Promise<readonly MissingFact[]> {
  const had = new Set(before ? stayTasks(before).map((t) => t.fact) : [])
  const missing = stayTasks(after)
  const now = new Set(missing.map((t) => t.fact))
  const due = stayTaskDueAt(by.now, englandHolidays)
  const added = missing
    .filter((task) => !had.has(task.fact))
    .map(({ fact, words }) =>
      expectWritten(
        tx.write(ADD, [
          by.newId(),
          after.personId,
          after.organisationId,
          teamId,
          TASK_KINDS[fact],
          after.id,
          words,
          by.now,
          due,
        ]),
      ),
    )
  const said = [...had].filter((fact) => !now.has(fact)).map((fact) => TASK_KINDS[fact])
  const closed =
    said.length === 0
      ? []
      : [tx.write(CLOSE, [after.id, said, by.now, by.asker.kind === 'staff' ? by.asker.actorId : null])]
  await Promise.all([...added, ...closed])
  return missing.map((task) => task.fact)
}

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { endsInItsOwnPlace } from '#core/place/own-place.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** `personId`: whom the task is about, as the list shows it; null for a task about nobody. */
const input = z.strictObject({
  taskId: z.uuid(),
  personId: z.uuid().nullable(),
  doneText: z.string().max(2000),
})
type Input = z.infer<typeof input>

interface TaskRow {
  readonly id: string
  readonly person_id: string | null
  readonly kind: string
  readonly about_id: string | null
  readonly done_at: string | null
  /** A second look at what the asker did: somebody else's to take. */
  readonly mineToLeave: boolean
}

const TASK = `select t.id, t.person_id, t.kind, t.about_id, t.done_at,
    t.kind = 'second look' and exists (select from tc.supports_in_place s where s.id = t.about_id and s.by_staff_id = (select ctx.actor())) as "mineToLeave"
  from tc.task t where t.id = $1`
const DONE = 'update tc.task set done_at = $2, done_by = $3, done_text = $4 where id = $1 and done_at is null'
const SETTLE_MESSAGE =
  "update tc.kept_message set done_at = $2, done_by = $3, done_how = 'task done', done_text = $4 where id = $1 and done_at is null"

/** A task of one's team is done, with what was done. Its kept message is settled with it; the text of both stays. */
export const taskDone = defineCommand<Input, TaskRow | undefined, TaskRow>({
  name: 'task.done',
  version: 1,
  title: 'Say that a task is done',
  input,
  right: 'tasks.read',
  people: (i) => (i.personId === null ? [] : [i.personId]),
  load: (tx, i) => tx.row<TaskRow>(TASK, [i.taskId]),
  decide(task, i, by) {
    // done by a named staff member: a machine has nobody to ask about it later
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    if (!task || task.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (task.done_at !== null) return refuse('TASK_ALREADY_DONE')
    if (endsInItsOwnPlace(task.kind)) return refuse('SECOND_LOOK_AT_DESK')
    if (task.mineToLeave) return refuse('SECOND_LOOK_NOT_YOURS')
    if (i.doneText.trim() === '') return refuse('TASK_NEEDS_WORDS', { field: 'doneText' })
    return ok(task)
  },
  async store(tx, task, i, by) {
    await Promise.all([
      expectWritten(tx.write(DONE, [task.id, by.now, by.asker.actorId, i.doneText.trim()])),
      ...(task.kind === 'kept message' && task.about_id
        ? [tx.write(SETTLE_MESSAGE, [task.about_id, by.now, by.asker.actorId, i.doneText.trim()])]
        : []),
    ])
    return {
      made: { taskId: task.id },
      timeline:
        task.person_id === null
          ? []
          : [{ personId: task.person_id, at: by.now, what: 'task done', aboutId: task.id, classBit: 8 }],
    }
  },
})

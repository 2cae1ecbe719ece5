import * as z from 'zod'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One thing that waits for a team. `name` is null for a task about nobody. */
export interface TaskShown {
  readonly id: string
  readonly personId: string | null
  readonly name: string | null
  readonly kind: string
  readonly aboutId: string | null
  readonly what: string
  readonly sinceAt: Instant
  readonly dueAt: Instant
  /** The staff member it is for, where it is for one; who has left has nothing, and it is their team's. */
  readonly forName: string | null
  /** Of which team; with `forName` it says whose it is. */
  readonly team: string
  readonly organisationId: string
}

export interface TaskList {
  readonly now: Instant
  readonly counts: Readonly<Record<TaskFilter, number>>
  readonly tasks: readonly TaskShown[]
  /** Whether something is open on the gap board, for whoever may read that: an empty list of tasks is not an empty day. */
  readonly gapsOpen: boolean
}

const filters = ['all', 'late', 'mine', 'outside'] as const
export type TaskFilter = (typeof filters)[number]
export const TASK_FILTERS: readonly TaskFilter[] = filters
/**
 * What came from outside and could not be taken in, or was to go out and did not: messages of hospitals and referrals of other systems that nobody
 * could file, spreadsheets, and what a partner's system or somebody's telephone was not told (N11, N12).
 */
const FROM_OUTSIDE = [
  'kept message',
  'spreadsheet',
  'spreadsheet rows',
  'message failed',
  'partner not reached',
  'referral not delivered',
]
/** One page of tasks; the oldest come first, so that what is left out is what came last. */
export const TASKS_SHOWN = 200

const COUNTS = `select (select ctx.now()) as now, count(*) as all, count(*) filter (where t.due_at < (select ctx.now())) as late,
    count(*) filter (where t.staff_id = (select ctx.actor())) as mine, count(*) filter (where t.kind = any ($1)) as outside,
    (select ctx.has_right('board.read')) and exists (select from net.obligation where team_id = (select ctx.team())
      and gap_from <= (select ctx.now()) and gap_until > (select ctx.now())) as "gapsOpen"
  from tc.task t where t.team_id = any ((select ctx.grantees())::uuid[]) and t.done_at is null`
const LIST = `select t.id, t.person_id as "personId", p.display_name as name, t.kind, t.about_id as "aboutId", t.what, t.since_at as "sinceAt",
    t.due_at as "dueAt", case when s.left_at is null or s.left_at > (select ctx.now()) then s.name end as "forName", m.name as team, t.organisation_id as "organisationId"
  from (select * from tc.task t where t.team_id = any ((select ctx.grantees())::uuid[]) and t.done_at is null
           and ($1 <> 'late' or t.due_at < (select ctx.now())) and ($1 <> 'mine' or t.staff_id = (select ctx.actor()))
           and ($1 <> 'outside' or t.kind = any ($2))
         order by t.since_at, t.id limit 200) t
  join tc.team m on m.id = t.team_id left join tc.person p on p.id = t.person_id left join tc.staff s on s.id = t.staff_id
  order by t.since_at, t.id`

/** Everything that waits for the asker's team, oldest first. */
export const taskList = defineQuery<{ filter: TaskFilter }, TaskList>({
  name: 'task.list',
  title: 'What waits for my team',
  input: z.strictObject({ filter: z.enum(filters) }),
  right: 'tasks.read',
  async run(tx, { filter }) {
    const [counts, tasks] = await Promise.all([
      tx.row<Record<TaskFilter, number> & { now: Instant; gapsOpen: boolean }>(COUNTS, [FROM_OUTSIDE]),
      tx.rows<TaskShown>(LIST, [filter, FROM_OUTSIDE]),
    ])
    const { now, gapsOpen, ...numbers } = counts ?? {
      now: '' as Instant,
      gapsOpen: false,
      all: 0,
      late: 0,
      mine: 0,
      outside: 0,
    }
    return { now, counts: numbers, tasks, gapsOpen }
  },
  shows: (list) => list.tasks.flatMap((t) => (t.personId === null ? [] : [t.personId])),
})

export interface KeptMessage {
  readonly id: string
  readonly controlId: string | null
  readonly raw: string
  readonly at: Instant
  readonly doneAt: Instant | null
  readonly doneHow: string | null
  readonly doneBy: string | null
  readonly doneText: string | null
  readonly why: RefusalCode
  readonly params: Readonly<Record<string, string | number>>
  readonly team: string
  /** The machine login that brought it. */
  readonly sender: string | null
  readonly task: { readonly id: string; readonly what: string } | null
}

const ONE_TASK = `select t.id, t.person_id as "personId", p.display_name as name, t.kind, t.about_id as "aboutId", t.what, t.since_at as "sinceAt",
    t.due_at as "dueAt", null as "forName", '' as team, t.organisation_id as "organisationId", t.done_at as "doneAt", d.name as "doneBy", t.done_text as "doneText",
    i.override_reason as "whySaid", w.name as "saidBy"
  from tc.task t left join tc.person p on p.id = t.person_id left join tc.staff d on d.id = t.done_by
  left join tc.supports_in_place i on t.kind = 'second look' and i.id = t.about_id left join tc.staff w on w.id = i.by_staff_id where t.id = $1`

/** A task with what became of it: `doneAt` is null while it waits. */
export interface TaskFound extends TaskShown {
  readonly doneAt: Instant | null
  readonly doneBy: string | null
  readonly doneText: string | null
  /** Of a second look: the reason that was given, and by whom, for whoever may read the core of the person. */
  readonly whySaid: string | null
  readonly saidBy: string | null
}

/** One task of the asker's team. */
export const oneTask = defineQuery<{ taskId: string }, TaskFound | null>({
  name: 'task.one',
  title: 'One task',
  input: z.strictObject({ taskId: z.uuid() }),
  right: 'tasks.read',
  run: async (tx, { taskId }) => (await tx.row<TaskFound>(ONE_TASK, [taskId])) ?? null,
  shows: (task) => (task?.personId ? [task.personId] : []),
})

const KEPT = `select k.id, k.control_id as "controlId", k.raw, k.at, k.done_at as "doneAt", k.done_how as "doneHow", s.name as "doneBy", k.done_text as "doneText",
    k.why, k.why_params as params, m.name as team, ctx.machine_of_ours(k.kept_by) as sender, t.id as "taskId", t.what
  from tc.kept_message k join tc.team m on m.id = k.team_id left join tc.staff s on s.id = k.done_by left join tc.task t on t.about_id = k.id and t.team_id = k.team_id and t.done_at is null where k.id = $1`

/** A kept message whole, for the team on whose list it stands. */
export const keptMessage = defineQuery<{ keptId: string }, KeptMessage | null>({
  name: 'message.kept',
  title: 'A hospital message that waits',
  input: z.strictObject({ keptId: z.uuid() }),
  right: 'tasks.read',
  async run(tx, { keptId }) {
    const row = await tx.row<Omit<KeptMessage, 'task'> & { taskId: string | null; what: string }>(KEPT, [
      keptId,
    ])
    if (!row) return null
    const { taskId, what, ...kept } = row
    return { ...kept, task: taskId === null ? null : { id: taskId, what } }
  },
  shows: () => [],
})

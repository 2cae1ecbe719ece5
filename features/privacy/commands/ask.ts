import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const asking = z.strictObject({
  askId: z.uuid(),
  taskId: z.uuid(),
  /** In the asker's own words: nothing is looked up. */
  who: z.string().trim().min(2).max(300),
  why: z.string().trim().min(10).max(2000),
  /** The page that did not open. */
  page: z
    .string()
    .regex(/^\/app\/[A-Za-z0-9/_-]{0,200}$/)
    .nullable(),
})

/** Asked in an hour by one staff member. Ours. */
const MOST_AN_HOUR = 10
const LATELY = `select (select count(*)::int from tc.access_ask a where a.staff_id = (select ctx.actor()) and a.asked_at > (select ctx.now()) - interval '1 hour') as lately,
    t.manager_staff_id as "managerId" from tc.team t where t.id = (select ctx.team())`
const ADD = `insert into tc.access_ask (id, staff_id, team_id, organisation_id, who, why, page, asked_at)
  values ($1, (select ctx.actor()), (select ctx.team()), (select ctx.organisation()), $2, $3, $4, (select ctx.now()))`
const TASK = `insert into tc.task (id, person_id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  values ($1, null, (select ctx.organisation()), (select ctx.team()), $2, 'access asked for', $3, 'Somebody of your team asks for access. Answer them.', (select ctx.now()), $4)`

interface Facts {
  readonly lately: number
  readonly managerId: string | null
}

/**
 * Asks one's own manager for access to what did not open. The same whether or not there is such a person: nothing is looked up, and the
 * answer says only that it was asked. Refuses: TOO_MANY_TRIES.
 */
export const askForAccess = defineCommand<z.output<typeof asking>, Facts | undefined, Facts>({
  name: 'access.ask',
  version: 1,
  title: 'Ask for access',
  input: asking,
  right: ['people.read', 'tasks.read', 'board.read', 'insight.read', 'sharing.agreement'],
  people: () => [],
  load: (tx) => tx.row<Facts>(LATELY),
  decide(facts, _i, by) {
    if (by.asker.kind !== 'staff' || !facts) return refuse('NOT_ALLOWED')
    return facts.lately >= MOST_AN_HOUR ? refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } }) : ok(facts)
  },
  async store(tx, { managerId }, i, by) {
    const due = stayTaskDueAt(by.now, englandHolidays)
    await Promise.all([
      expectWritten(tx.write(ADD, [i.askId, i.who, i.why, i.page])),
      tx.write(TASK, [i.taskId, managerId === by.asker.actorId ? null : managerId, i.askId, due]),
    ])
    return { made: { askId: i.askId } }
  },
})

const answering = z.strictObject({ askId: z.uuid(), answer: z.string().trim().min(3).max(2000) })
interface AskRow {
  readonly staff_id: string
  readonly answered_at: string | null
}

/** What the manager, or the desk, says to whoever asked. It opens nothing by itself. Refuses: ASK_NOT_YOURS, ASK_ANSWERED. */
export const answerAsk = defineCommand<z.output<typeof answering>, AskRow | undefined, null>({
  name: 'access.answer',
  version: 1,
  title: 'Answer who asks for access',
  input: answering,
  right: ['staff.manage', 'tasks.read', 'privacy.desk'],
  people: () => [],
  load: (tx, i) => tx.row<AskRow>('select staff_id, answered_at from tc.access_ask where id = $1', [i.askId]),
  decide(row, _i, by) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.staff_id === by.asker.actorId) return refuse('ASK_NOT_YOURS')
    return row.answered_at === null ? ok(null) : refuse('ASK_ANSWERED')
  },
  async store(tx, _, i, by) {
    await expectWritten(
      tx.write(
        'update tc.access_ask set answer = $2, answered_by = $3, answered_at = $4 where id = $1 and answered_at is null',
        [i.askId, i.answer, by.asker.actorId, by.now],
      ),
    )
    await tx.row('select net.ask_answered($1)', [i.askId])
    return { made: { askId: i.askId } }
  },
})

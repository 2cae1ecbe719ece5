import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { hoursBetween, type Instant } from '#core/kernel/time.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { DO_JOB } from './upload.ts'

const input = z.strictObject({ importId: z.uuid(), version: z.int() })
type Input = z.infer<typeof input>

interface Facts {
  readonly state: 'reading' | 'refused' | 'ready' | 'doing' | 'done' | 'removed'
  readonly version: number
  readonly movedAt: Instant
  readonly toMend: number
  readonly left: number
}
const FACTS = `select i.state, i.version, i.moved_at as "movedAt",
    (select count(*)::int from tc.import_row r where r.import_id = i.id and (r.verdict = 'problem' or r.outcome = 'failed')) as "toMend",
    (select count(*)::int from tc.import_row r where r.import_id = i.id and r.verdict in ('new', 'changed') and r.outcome is null) as left
  from tc.import i where i.id = $1`
const load = (tx: Tx, i: { readonly importId: string }) => tx.row<Facts>(FACTS, [i.importId])

/** So long nothing moves before somebody may say "go on": the worker takes a job again after two minutes, five times. */
export const STUCK_HOURS = 0.25

const CONFIRM = `update tc.import set state = 'doing', confirmed_at = coalesce(confirmed_at, (select ctx.now())), confirmed_by = (select ctx.actor()), moved_at = (select ctx.now()), version = version + 1
  where id = $1 and version = $2 and state in ('ready', 'doing')`

/** Takes the rows of a spreadsheet in, as whoever confirms; again, where that came to a stop. Refuses: IMPORT_NOT_READY. */
export const confirm = defineCommand<Input, Facts | undefined, null>({
  name: 'import.confirm',
  version: 1,
  title: 'Confirm a spreadsheet',
  input,
  right: 'import.spreadsheet',
  people: () => [],
  load,
  decide(facts, i, by): Result<null> {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    const stuck = facts.state === 'doing' && hoursBetween(facts.movedAt, by.now) >= STUCK_HOURS
    if (facts.state !== 'ready' && !stuck) return refuse('IMPORT_NOT_READY')
    return facts.version === i.version ? ok(null) : refuse('STALE_VERSION')
  },
  async store(tx, _decision, i, by) {
    await Promise.all([
      expectWritten(tx.write(CONFIRM, [i.importId, i.version])),
      tx.row('select jobs.enqueue($1, $2, $3)', [by.newId(), DO_JOB, i.importId]),
    ])
    return { made: { importId: i.importId } }
  },
})

const END = `update tc.import set state = 'done', ended_at = (select ctx.now()), moved_at = (select ctx.now()), version = version + 1 where id = $1 and state = 'doing'`
const TASK = `insert into tc.task (id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, (select ctx.organisation()), (select ctx.team()), 'spreadsheet rows', $2, $3, $4, $5)`

const TASK_DONE = `update tc.task set done_at = (select ctx.now()), done_by = (select ctx.actor()), done_text = $3
  where about_id = $1 and kind = any ($2) and done_at is null`

const ending = z.strictObject({ importId: z.uuid() })

/** Ends a spreadsheet whose rows are all done; rows that were not taken in wait for the team as a task. Refuses: IMPORT_NOT_READY. */
export const end = defineCommand<z.infer<typeof ending>, Facts | undefined, number>({
  name: 'import.end',
  version: 1,
  title: 'End a spreadsheet whose rows are done',
  input: ending,
  right: 'import.spreadsheet',
  people: () => [],
  load,
  decide(facts): Result<number> {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return facts.state === 'doing' && facts.left === 0 ? ok(facts.toMend) : refuse('IMPORT_NOT_READY')
  },
  async store(tx, toMend, { importId }, by) {
    await expectWritten(tx.write(END, [importId]))
    await tx.write(TASK_DONE, [importId, ['spreadsheet'], 'The spreadsheet was taken in.'])
    if (toMend > 0)
      await tx.write(TASK, [
        by.newId(),
        importId,
        `A spreadsheet has ${toMend === 1 ? 'one row' : `${toMend} rows`} that could not be taken in. Download them, mend them and send them again.`,
        by.now,
        stayTaskDueAt(by.now, englandHolidays),
      ])
    return { made: { importId, toMend } }
  },
})

const REMOVE = `update tc.import set state = 'removed', ended_at = coalesce(ended_at, (select ctx.now())), version = version + 1 where id = $1 and version = $2 and state not in ('doing', 'removed')`
/** Takes the rows of a spreadsheet away at once: nothing of the record changes by it. Refuses: IMPORT_NOT_READY. */
export const remove = defineCommand<Input, Facts | undefined, null>({
  name: 'import.remove',
  version: 1,
  title: 'Take a spreadsheet away',
  input,
  right: 'import.spreadsheet',
  people: () => [],
  load,
  decide(facts, i): Result<null> {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.state === 'doing' || facts.state === 'removed') return refuse('IMPORT_NOT_READY')
    return facts.version === i.version ? ok(null) : refuse('STALE_VERSION')
  },
  async store(tx, _decision, i) {
    await Promise.all([
      expectWritten(tx.write(REMOVE, [i.importId, i.version])),
      tx.row('select tc.import_clear($1, true, true)', [i.importId]),
      tx.write(TASK_DONE, [
        i.importId,
        ['spreadsheet', 'spreadsheet rows'],
        'The spreadsheet was taken away.',
      ]),
    ])
    return { made: { importId: i.importId } }
  },
})

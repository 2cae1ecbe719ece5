import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { LONGEST_ORIGINAL } from '#core/referral/receive.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const code = z.custom<RefusalCode>((v) => typeof v === 'string' && Object.hasOwn(REFUSALS, v))
const input = z.strictObject({
  keptId: z.uuid(),
  controlId: z.string().min(1).max(200).nullable(),
  raw: z.string().min(1).max(LONGEST_ORIGINAL),
  why: code,
  params: z.record(z.string().max(40), z.union([z.string().max(80), z.number()])),
})
type Input = z.infer<typeof input>
interface Facts {
  readonly deskId: string | null
}

const FACTS = `select (select id from tc.team where organisation_id = (select ctx.organisation()) and kind = 'records desk' and closed_at is null order by id limit 1) as "deskId"`
const KEEP = `insert into tc.kept_message (id, organisation_id, team_id, control_id, raw, why, why_params, at, kept_by)
  values ($1, (select ctx.organisation()), $2, $3, $4, $5, $6, (select ctx.now()), (select ctx.actor()))`
const ADD = `insert into tc.task (id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, (select ctx.organisation()), $2, 'kept message', $3, $4, (select ctx.now()), $5)`

/** Keeps a referral of another system that could not be filed, whole, with a task for the records desk (or the machine's own team without one). */
export const keep = defineCommand<Input, Facts | undefined, { readonly teamId: string }>({
  name: 'referral.keep',
  version: 1,
  title: 'Keep a referral from another system that could not be filed',
  input,
  right: 'referral.send',
  people: () => [],
  load: (tx) => tx.row<Facts>(FACTS),
  decide: (facts, _input, by) =>
    by.asker.kind === 'machine' ? ok({ teamId: facts?.deskId ?? by.asker.teamId }) : refuse('NOT_ALLOWED'),
  async store(tx, { teamId }, i, by) {
    const taskId = by.newId()
    const words = `A referral from another system waits, because it could not be filed. ${refusalSentence(i.why, i.params)}`
    await Promise.all([
      expectWritten(tx.write(KEEP, [i.keptId, teamId, i.controlId, i.raw, i.why, JSON.stringify(i.params)])),
      expectWritten(tx.write(ADD, [taskId, teamId, i.keptId, words, stayTaskDueAt(by.now, englandHolidays)])),
    ])
    return { made: { keptId: i.keptId, taskId } }
  },
})

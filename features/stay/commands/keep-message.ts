import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import { ok } from '#core/kernel/result.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** Longest message kept; more is refused as too large and stays with its sender. */
export const LONGEST_KEPT = 500_000

const code = z.custom<RefusalCode>((v) => typeof v === 'string' && Object.hasOwn(REFUSALS, v))
const input = z.strictObject({
  keptId: z.uuid(),
  controlId: z.string().min(1).max(200).nullable(),
  raw: z.string().min(1).max(LONGEST_KEPT),
  why: code,
  params: z.record(z.string().max(40), z.union([z.string().max(80), z.number()])),
  /** Of the stay that it speaks of, so that it is tried again when that is known. */
  visitNumber: z.string().min(1).max(200).nullable().default(null),
})
type Input = z.infer<typeof input>

const DESK = `select id from tc.team where organisation_id = (select ctx.organisation()) and kind = 'records desk' and closed_at is null order by id limit 1`
const KEEP = `insert into tc.kept_message (id, organisation_id, team_id, control_id, raw, why, why_params, at, kept_by, visit_number)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
const ADD = `insert into tc.task (id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, 'kept message', $4, $5, $6, $7)`

/** Keeps a message that could not be filed, whole, with a task for the records desk (or the feed's own team without one). */
export const keepMessage = defineCommand<
  Input,
  { readonly deskId: string | undefined },
  { readonly teamId: string }
>({
  name: 'message.keep',
  version: 1,
  title: 'Keep a hospital message that could not be filed',
  input,
  right: 'import.hl7',
  people: () => [],
  load: async (tx) => ({ deskId: (await tx.row<{ id: string }>(DESK))?.id }),
  decide: ({ deskId }, _input, by) => ok({ teamId: deskId ?? by.asker.teamId }),
  async store(tx, { teamId }, i, by) {
    const { organisationId, actorId } = by.asker
    const taskId = by.newId()
    const words = `A hospital message waits, because it could not be filed. ${refusalSentence(i.why, i.params)}`
    await Promise.all([
      expectWritten(
        tx.write(KEEP, [
          i.keptId,
          organisationId,
          teamId,
          i.controlId,
          i.raw,
          i.why,
          JSON.stringify(i.params),
          by.now,
          actorId,
          i.visitNumber,
        ]),
      ),
      expectWritten(
        tx.write(ADD, [
          taskId,
          organisationId,
          teamId,
          i.keptId,
          words,
          by.now,
          stayTaskDueAt(by.now, englandHolidays),
        ]),
      ),
    ])
    return { made: { keptId: i.keptId, taskId } }
  },
})

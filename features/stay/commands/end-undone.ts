import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/place/stay-shape.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { decideUndoEnd, type UndoEndOutcome } from '#core/place/undo-end.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

/** `version`: the one a form has seen; null from a message. `sentAt`: of the message; left out by hand. */
const input = z.strictObject({
  undoneId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  version: z.int().min(1).nullable(),
  why: z.string().max(500),
  sentAt: z.nullable(instantShape).default(null),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly row: StayRow | undefined
  readonly endSentAt: Instant | null
  readonly others: readonly StayRow[]
}

const SENT = 'select end_sent_at as at from tc.stay where id = $1'
const OTHERS = `select id, person_id, (select ctx.organisation()) as organisation_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, null as home_area, null as distance_miles, null as reason, null as reason_code,
  'by hand' as source, version from tc.stays_here($1, null)`
const ADD = `insert into tc.stay_end_undone (id, stay_id, person_id, organisation_id, team_id, ended_at, end_source, source, sent_at, why, at, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
const REOPEN = `update tc.stay set ended_at = null, ended_known_to = null, end_source = null, end_sent_at = null,
  end_method = null, end_destination = null, version = version + 1
  where id = $1 and version = $2 and ended_at is not null`

const ASK_WARD = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, 'end by hand', $5, 'A hospital message says that they did not leave after all. The leaving was written by hand. Look at which is right.', $6, $7)`

/**
 * They did not leave after all: by hand, or by a hospital message (A13). The stay is open again and what followed from its end
 * is no longer owed; the sheet and the end stay readable as history. The same again has no effect. Of a leaving that was written by
 * hand a message undoes nothing: it becomes a task of the ward.
 */
export const endUndone = defineCommand<
  Input,
  Facts,
  { readonly row: StayRow; readonly outcome: UndoEndOutcome; readonly machine: boolean; readonly why: string }
>({
  name: 'stay.end-undone',
  version: 1,
  title: 'Record that somebody did not leave the ward after all',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [row, sent, others] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<{ at: Instant | null }>(SENT, [i.stayId]),
      tx.rows<StayRow>(OTHERS, [i.personId]),
    ])
    return { row, endSentAt: sent?.at ?? null, others }
  },
  decide({ row, endSentAt, others }, i, by) {
    const machine = by.asker.kind === 'machine'
    if (!holds(by.asker, machine ? 'import.hl7' : 'stay.record')) return refuse('NOT_ALLOWED')
    if (!row || row.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const ours = machine
      ? row.organisation_id === by.asker.organisationId
      : by.asker.grantees.includes(row.team_id)
    if (!ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (!machine && i.version !== row.version) return refuse('STALE_VERSION')
    const own = others.filter((o) => o.person_id === row.person_id).map(stayOf)
    const outcome = decideUndoEnd(stayOf(row), endSentAt, own, {
      by: machine ? 'machine' : 'worker',
      why: i.why,
      sentAt: i.sentAt,
    })
    const why = i.why.trim() || 'A hospital message says that they did not leave (A13).'
    return outcome.ok ? ok({ row, outcome: outcome.value, machine, why }) : outcome
  },
  async store(tx, { row, outcome, machine, why }, i, by) {
    const before = outcome.effect === 'undone' ? outcome.before : null
    if (i.version !== null && i.version !== row.version) staleVersion()
    const sent: Promise<unknown>[] = [
      expectWritten(
        tx.write(ADD, [
          i.undoneId,
          row.id,
          row.person_id,
          row.organisation_id,
          row.team_id,
          before?.endedAt ?? null,
          before?.endSource ?? null,
          machine ? 'message' : 'by hand',
          i.sentAt,
          why,
          by.now,
          by.asker.actorId,
        ]),
      ),
    ]
    if (before)
      sent.push(
        expectWritten(tx.write(REOPEN, [row.id, row.version])),
        settleTasks(tx, by, row.team_id, before, outcome.stay),
      )
    if (outcome.effect === 'asked')
      sent.push(
        tx.write(ASK_WARD, [
          by.newId(),
          row.person_id,
          row.organisation_id,
          row.team_id,
          row.id,
          by.now,
          stayTaskDueAt(by.now, englandHolidays),
        ]),
      )
    await Promise.all(sent)
    return {
      made: {
        undoneId: i.undoneId,
        stayId: row.id,
        personId: row.person_id,
        effect: outcome.effect as string,
      },
      timeline: before
        ? [
            {
              personId: row.person_id,
              at: by.now,
              what: 'did not leave after all',
              aboutId: row.id,
              classBit: 2,
            },
          ]
        : [],
    }
  },
})

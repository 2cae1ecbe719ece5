import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { leftUnplannedShape } from '#core/place/leaving-shape.ts'
import { decideLeftUnplanned, type LeftUnplannedOutcome } from '#core/place/left-unplanned.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { END_STAY, ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

const input = z.strictObject({ ...leftUnplannedShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly row: StayRow | undefined
  readonly told: boolean
  readonly leavingNo: number
}

// one sheet for each leaving: that of a leaving which was cancelled is history
const TOLD = `select n.no, l.id is not null as told
  from (select count(*)::int as no from tc.stay_end_undone where stay_id = $1 and ended_at is not null) n
  left join tc.unplanned_leaving l on l.stay_id = $1 and l.leaving_no = n.no`
// a second sheet at the same moment touches no row
const ADD = `insert into tc.unplanned_leaving (id, stay_id, person_id, organisation_id, team_id, how, where_to, told, arranged, at, by_staff_id, leaving_no)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (stay_id, leaving_no) do nothing`

/**
 * Somebody left and nothing was planned: how, when, where to, who was told, what is arranged. One sheet, which ends the stay
 * where no message has ended it.
 */
export const leftUnplanned = defineCommand<
  Input,
  Facts,
  { readonly row: StayRow; readonly outcome: LeftUnplannedOutcome; readonly leavingNo: number }
>({
  name: 'stay.left-unplanned',
  version: 1,
  title: 'Record that somebody left and nothing was planned',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [row, told] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<{ no: number; told: boolean }>(TOLD, [i.stayId]),
    ])
    return { row, told: told?.told === true, leavingNo: told?.no ?? 0 }
  },
  decide({ row, told, leavingNo }, i, by) {
    if (!row || row.person_id !== i.personId || !by.asker.grantees.includes(row.team_id))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    const left = i.leftAt === null ? null : { at: i.leftAt, knownTo: i.leftKnownTo }
    const outcome = decideLeftUnplanned(stayOf(row), told, { how: i.how, left }, by.now)
    return outcome.ok ? ok({ row, outcome: outcome.value, leavingNo }) : outcome
  },
  async store(tx, { row, leavingNo, outcome: { stay, effect } }, i, by) {
    if (effect === 'ended' && i.version !== row.version) staleVersion()
    const sent: Promise<unknown>[] = [
      expectWritten(
        tx.write(ADD, [
          i.leavingId,
          row.id,
          row.person_id,
          row.organisation_id,
          row.team_id,
          i.how,
          i.whereTo,
          i.told,
          i.arranged,
          by.now,
          by.asker.actorId,
          leavingNo,
        ]),
      ),
    ]
    if (effect === 'ended')
      sent.push(
        expectWritten(
          tx.write(END_STAY, [
            stay.id,
            row.version,
            stay.endedAt,
            stay.endedKnownTo,
            stay.endSource,
            null,
            null,
            null,
          ]),
        ),
        settleTasks(tx, by, row.team_id, stayOf(row), stay),
      )
    await Promise.all(sent)
    const about = { personId: row.person_id, aboutId: row.id }
    return {
      made: { leavingId: i.leavingId, stayId: row.id, personId: row.person_id, effect: effect as string },
      timeline: [
        ...(effect === 'ended' ? [{ ...about, at: stay.endedAt, what: 'stay ended', classBit: 2 }] : []),
        { ...about, aboutId: i.leavingId, at: by.now, what: 'left, nothing planned', classBit: 4 },
      ],
    }
  },
})

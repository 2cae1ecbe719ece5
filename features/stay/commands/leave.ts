import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import {
  decideLeaveBack,
  decideLeaveStart,
  decideReturnHeard,
  decideStartHeard,
  LEAVE_KINDS,
  type LeaveKept,
  type LeaveStart,
} from '#core/place/stay-leave.ts'
import { instantShape } from '#core/place/stay-shape.ts'
import { type Asker, holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'

const startInput = z.strictObject({
  leaveId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  kind: z.enum(LEAVE_KINDS),
  fromAt: instantShape,
  expectedBackAt: z.nullable(instantShape),
})
type StartInput = z.infer<typeof startInput>
/** `leaveId`: the one that was seen; null from a message, which means the one that is open. */
const backInput = z.strictObject({
  leaveId: z.uuid().nullable(),
  stayId: z.uuid(),
  personId: z.uuid(),
  backAt: instantShape,
})
type BackInput = z.infer<typeof backInput>

interface LeaveRow {
  readonly id: string
  readonly person_id: string
  readonly kind: string
  readonly from_at: Instant
  readonly back_at: Instant | null
}
interface Facts {
  readonly stay: StayRow | undefined
  readonly leave: LeaveRow | undefined
  /** Every leave of the stay: what a message is held against. */
  readonly leaves: readonly LeaveKept[]
}
type Started = LeaveStart & { readonly backAt: Instant | null }

const OPEN =
  'select id, person_id, kind, from_at, back_at from tc.stay_leave where stay_id = $1 and back_at is null'
const ONE = 'select id, person_id, kind, from_at, back_at from tc.stay_leave where stay_id = $1 and id = $2'
const ALL = 'select id, from_at as "fromAt", back_at as "backAt" from tc.stay_leave where stay_id = $1'
const ADD = `insert into tc.stay_leave (id, stay_id, person_id, organisation_id, team_id, kind, from_at, expected_back_at, source, recorded_at, recorded_by,
    back_at, back_recorded_at, back_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
const BACK = `update tc.stay_leave set back_at = $2, back_recorded_at = $3, back_by = $4 where id = $1 and back_at is null`

/** The ward of the stay, or a feed of its organisation. */
function theirs(stay: StayRow | undefined, personId: string, asker: Asker): Result<StayRow> {
  const machine = asker.kind === 'machine'
  if (!holds(asker, machine ? 'import.hl7' : 'stay.record')) return refuse('NOT_ALLOWED')
  if (!stay || stay.person_id !== personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const ours = machine ? stay.organisation_id === asker.organisationId : asker.grantees.includes(stay.team_id)
  return ours ? ok(stay) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** Somebody goes on leave, or is away without it. It ends no stay, opens no way out and starts no clock. */
export const leaveStart = defineCommand<
  StartInput,
  Facts,
  { readonly stay: StayRow; readonly start: Started }
>({
  name: 'stay.leave-start',
  version: 1,
  title: 'Record that somebody is on leave or away from the ward',
  input: startInput,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [stay, leave, leaves] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<LeaveRow>(OPEN, [i.stayId]),
      tx.rows<LeaveKept>(ALL, [i.stayId]),
    ])
    return { stay, leave, leaves }
  },
  decide({ stay, leave, leaves }, i, by) {
    const ours = theirs(stay, i.personId, by.asker)
    if (!ours.ok) return ours
    if (by.asker.kind === 'machine') {
      const heard = decideStartHeard(stayOf(ours.value), leaves, i, by.now)
      return heard.ok ? ok({ stay: ours.value, start: heard.value }) : heard
    }
    const start = decideLeaveStart(stayOf(ours.value), leave !== undefined, i, by.now)
    return start.ok ? ok({ stay: ours.value, start: { ...start.value, backAt: null } }) : start
  },
  async store(tx, { stay, start }, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.leaveId,
        stay.id,
        stay.person_id,
        stay.organisation_id,
        stay.team_id,
        start.kind,
        start.fromAt,
        start.expectedBackAt,
        by.asker.kind === 'machine' ? 'message' : 'by hand',
        by.now,
        by.asker.actorId,
        start.backAt,
        start.backAt && by.now,
        start.backAt && by.asker.actorId,
      ]),
    )
    return {
      made: { leaveId: i.leaveId, stayId: stay.id, personId: stay.person_id, over: start.backAt !== null },
      timeline: [
        {
          personId: stay.person_id,
          at: start.fromAt,
          what: start.kind === 'away without leave' ? 'away from hospital without leave' : `on ${start.kind}`,
          aboutId: i.leaveId,
          classBit: 2,
        },
      ],
    }
  },
})

/** They are back on the ward. */
export const leaveBack = defineCommand<
  BackInput,
  Facts,
  { readonly stay: StayRow; readonly leaveId: string | null; readonly backAt: Instant }
>({
  name: 'stay.leave-back',
  version: 1,
  title: 'Record that somebody is back on the ward',
  input: backInput,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [stay, leave, leaves] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      i.leaveId === null ? tx.row<LeaveRow>(OPEN, [i.stayId]) : tx.row<LeaveRow>(ONE, [i.stayId, i.leaveId]),
      tx.rows<LeaveKept>(ALL, [i.stayId]),
    ])
    return { stay, leave, leaves }
  },
  decide({ stay, leave, leaves }, i, by) {
    const ours = theirs(stay, i.personId, by.asker)
    if (!ours.ok) return ours
    if (by.asker.kind === 'machine') {
      const heard = decideReturnHeard(stayOf(ours.value), leaves, i.backAt, by.now)
      return heard.ok ? ok({ stay: ours.value, leaveId: heard.value?.id ?? null, backAt: i.backAt }) : heard
    }
    if (!leave) return i.leaveId === null ? refuse('LEAVE_ALREADY_BACK') : refuse('NOT_FOUND_OR_NOT_YOURS')
    const back = decideLeaveBack({ fromAt: leave.from_at, backAt: leave.back_at }, i.backAt, by.now)
    return back.ok ? ok({ stay: ours.value, leaveId: leave.id, backAt: back.value }) : back
  },
  async store(tx, { stay, leaveId: ends, backAt }, i, by) {
    const leaveId = ends ?? by.newId()
    const { actorId } = by.asker
    await expectWritten(
      ends === null
        ? tx.write(ADD, [
            leaveId,
            stay.id,
            stay.person_id,
            stay.organisation_id,
            stay.team_id,
            'overnight leave',
            backAt,
            null,
            'message',
            by.now,
            actorId,
            backAt,
            by.now,
            actorId,
          ])
        : tx.write(BACK, [ends, backAt, by.now, actorId]),
    )
    return {
      made: { leaveId, stayId: i.stayId, personId: i.personId },
      timeline: [
        { personId: i.personId, at: backAt, what: 'back on the ward', aboutId: leaveId, classBit: 2 },
      ],
    }
  },
})

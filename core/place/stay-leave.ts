import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, type Instant } from '../kernel/time.ts'
import { CLOCK_TOLERANCE_MINUTES } from './open-stay.ts'
import type { Stay } from './stay.ts'

/** Away from the ward inside a stay. None of these is leaving: none ends the stay and none starts a clock. */
export const LEAVE_KINDS = ['overnight leave', 'short leave', 'away without leave'] as const
export type LeaveKind = (typeof LEAVE_KINDS)[number]

/** `expectedBackAt`: null where nobody knows. */
export interface LeaveStart {
  readonly kind: LeaveKind
  readonly fromAt: Instant
  readonly expectedBackAt: Instant | null
}

/**
 * Somebody goes on leave, or is away without it. `away`: they are away already.
 * Refuses: LEAVE_STAY_ENDED, LEAVE_ALREADY_AWAY, LEAVE_BEFORE_ADMISSION, LEAVE_IN_FUTURE, LEAVE_BACK_BEFORE_START.
 * Source: HL7 2.4 ADT A21 and A22; section 17 leave is not discharge.
 */
export function decideLeaveStart(
  stay: Stay,
  away: boolean,
  start: LeaveStart,
  now: Instant,
): Result<LeaveStart> {
  if (stay.state === 'ended') return refuse('LEAVE_STAY_ENDED')
  if (away) return refuse('LEAVE_ALREADY_AWAY')
  if (start.fromAt < stay.admittedAt) return refuse('LEAVE_BEFORE_ADMISSION', { field: 'fromAt' })
  if (start.fromAt > addMinutes(now, CLOCK_TOLERANCE_MINUTES))
    return refuse('LEAVE_IN_FUTURE', { field: 'fromAt' })
  if (start.expectedBackAt !== null && start.expectedBackAt <= start.fromAt)
    return refuse('LEAVE_BACK_BEFORE_START', { field: 'expectedBackAt' })
  return ok(start)
}

/** One leave of a stay as it is kept; `backAt` null while they are away. One that ends when it begins is a return without a start. */
export interface LeaveKept {
  readonly id: string
  readonly fromAt: Instant
  readonly backAt: Instant | null
}

/**
 * A message says that they went on leave. One that comes after the message of its return has begun and ended at once (`backAt`);
 * the same start again refuses LEAVE_ALREADY_AWAY. Refuses beside as `decideLeaveStart`.
 * Why by their own times: feeds bring messages late and twice, and nobody may stand as away who is back.
 */
export function decideStartHeard(
  stay: Stay,
  leaves: readonly LeaveKept[],
  start: LeaveStart,
  now: Instant,
): Result<LeaveStart & { readonly backAt: Instant | null }> {
  const same = leaves.some((l) => l.fromAt === start.fromAt && l.backAt !== l.fromAt)
  if (same) return refuse('LEAVE_ALREADY_AWAY')
  const [backAt = null] = leaves
    .flatMap((l) => l.backAt ?? [])
    .filter((at) => at >= start.fromAt)
    .sort()
  const away = backAt === null && leaves.some((l) => l.backAt === null)
  const said = decideLeaveStart(stay, away, start, now)
  return said.ok ? ok({ ...said.value, backAt }) : said
}

/**
 * A message says that they are back: the leave that it ends, or null for a return whose start has not come; that is kept, so that the
 * start is known for what it is when it comes. Refuses: LEAVE_ALREADY_BACK (a later return is known, or the stay is over),
 * LEAVE_BEFORE_ADMISSION, LEAVE_IN_FUTURE.
 */
export function decideReturnHeard(
  stay: Stay,
  leaves: readonly LeaveKept[],
  backAt: Instant,
  now: Instant,
): Result<LeaveKept | null> {
  if (backAt > addMinutes(now, CLOCK_TOLERANCE_MINUTES)) return refuse('LEAVE_IN_FUTURE', { field: 'backAt' })
  const open = leaves.find((l) => l.backAt === null)
  if (open && open.fromAt <= backAt) return ok(open)
  if (stay.state === 'ended' || leaves.some((l) => l.backAt !== null && l.backAt >= backAt))
    return refuse('LEAVE_ALREADY_BACK')
  return backAt < stay.admittedAt ? refuse('LEAVE_BEFORE_ADMISSION', { field: 'backAt' }) : ok(null)
}

/** They are back. Refuses: LEAVE_ALREADY_BACK, LEAVE_BACK_BEFORE_START, LEAVE_IN_FUTURE. */
export function decideLeaveBack(
  leave: { readonly fromAt: Instant; readonly backAt: Instant | null },
  backAt: Instant,
  now: Instant,
): Result<Instant> {
  if (leave.backAt !== null) return refuse('LEAVE_ALREADY_BACK')
  if (backAt < leave.fromAt) return refuse('LEAVE_BACK_BEFORE_START', { field: 'backAt' })
  if (backAt > addMinutes(now, CLOCK_TOLERANCE_MINUTES)) return refuse('LEAVE_IN_FUTURE', { field: 'backAt' })
  return ok(backAt)
}

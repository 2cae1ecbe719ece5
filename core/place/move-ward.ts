import type { UnitId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, dayOf, type Instant } from '../kernel/time.ts'
import { CLOCK_TOLERANCE_MINUTES } from './open-stay.ts'
import type { KnownTo, OpenStay, Stay } from './stay.ts'

/** A move to another unit of the same organisation, as a ward or a message says it. */
export interface WardMove {
  readonly toUnitId: UnitId
  readonly at: Instant
  readonly knownTo: KnownTo
  readonly by: 'worker' | 'machine'
}

/**
 * 'moved': they are on the other unit from `at`. 'none': they are there already. 'older': a message tells of a move before the last
 * one that is known; where they are now stands.
 */
export type WardMoveOutcome =
  | { readonly effect: 'moved'; readonly stay: OpenStay; readonly at: Instant }
  | { readonly effect: 'none' | 'older'; readonly stay: Stay; readonly at: Instant }

/**
 * Moves somebody to another unit inside their stay. The stay goes on, so that nothing of the way out is lost or begun: the dates, what stops
 * it, who leads and the decision to meet them sooner hang on the stay, and no clock starts. `lastMovedAt`: when they were last moved.
 * Of a move known to the day, on a day on which they were admitted or moved before, the hour is taken as no earlier than that.
 * Refuses: STAY_MOVE_ENDED, STAY_MOVE_BEFORE, STAY_MOVE_IN_FUTURE.
 * Why by time and not by arrival: feeds bring messages late, and an old move must not put somebody back on a ward they have left.
 * Source: HL7 2.4 ADT A02, which keeps the visit number; length of stay in the national statistics runs over ward stays.
 */
export function decideMoveWard(
  stay: Stay,
  lastMovedAt: Instant | null,
  move: WardMove,
  now: Instant,
): Result<WardMoveOutcome> {
  if (stay.state === 'ended') return refuse('STAY_MOVE_ENDED')
  const since = lastMovedAt ?? stay.admittedAt
  const sameDay = move.knownTo === 'day' && dayOf(move.at) === dayOf(since)
  const at = sameDay && move.at < since ? since : move.at
  if (at > addMinutes(now, CLOCK_TOLERANCE_MINUTES))
    return refuse('STAY_MOVE_IN_FUTURE', { field: 'movedAt' })
  if (at < stay.admittedAt) return refuse('STAY_MOVE_BEFORE', { field: 'movedAt' })
  if (at < since)
    return move.by === 'machine'
      ? ok({ effect: 'older', stay, at })
      : refuse('STAY_MOVE_BEFORE', { field: 'movedAt' })
  if (stay.unitId === move.toUnitId) return ok({ effect: 'none', stay, at })
  return ok({ effect: 'moved', stay: { ...stay, unitId: move.toUnitId }, at })
}

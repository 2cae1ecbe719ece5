import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, dayOf, type Instant } from '../kernel/time.ts'
import type { EndedStay, Stay } from './stay.ts'

/** Minutes by which the clock of whoever writes may run ahead. */
const AHEAD_MINUTES = 5

/**
 * A contact that the ward itself had with somebody who has left: a visit, a call or a video call at which they were seen or
 * spoken with. Refuses: AFTER_NOT_LEFT, AFTER_BEFORE_LEAVING, AFTER_AHEAD.
 * Why the ward: it owes the first contact until somebody leads, and what is owed can be done by whoever owes it.
 */
export function decideMetAfterLeaving(stay: Stay, at: Instant, now: Instant): Result<EndedStay> {
  if (stay.state === 'open') return refuse('AFTER_NOT_LEFT')
  if (at < stay.endedAt) return refuse('AFTER_BEFORE_LEAVING', { field: 'at' })
  if (at > addMinutes(now, AHEAD_MINUTES)) return refuse('AFTER_AHEAD', { field: 'at' })
  return ok(stay)
}

/** A contact that the ward, or the team that leads, books itself. Refuses: WARD_CONTACT_NOT_AHEAD (over, or not within one London day). */
export function decideWardContact(
  window: { readonly fromAt: Instant; readonly untilAt: Instant },
  now: Instant,
): Result<typeof window> {
  const { fromAt, untilAt } = window
  const ahead = untilAt > now && untilAt > fromAt && dayOf(fromAt) === dayOf(untilAt)
  return ahead ? ok(window) : refuse('WARD_CONTACT_NOT_AHEAD', { field: 'from' })
}

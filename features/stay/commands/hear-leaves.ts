import { addMinutes, type Instant } from '#core/kernel/time.ts'
import type { HeardLeave } from '#core/place/heard.ts'
import type { Stay } from '#core/place/stay.ts'

/** A leave that the ward wrote; null while they are away. */
export interface HandLeave {
  readonly id: string
  readonly fromAt: Instant
  readonly backAt: Instant | null
}

/** A ward and its system write the same leave some minutes apart. Our own proposal. */
const SAME_LEAVE_MINUTES = 120

/**
 * Leave as messages tell it, without what the ward wrote itself and without what lies outside the stay: the ward's own stands, and its
 * word that somebody is away or back is not put right by a message. Nobody is away twice at once.
 */
export function leavesBesideHand(
  leaves: readonly HeardLeave[],
  byHand: readonly HandLeave[],
  stay: Stay,
): readonly HeardLeave[] {
  const open = byHand.some((h) => h.backAt === null)
  const same = (leave: HeardLeave) =>
    byHand.some(
      (h) =>
        leave.fromAt >= addMinutes(h.fromAt, -SAME_LEAVE_MINUTES) &&
        (h.backAt === null || leave.fromAt <= addMinutes(h.backAt, SAME_LEAVE_MINUTES)),
    )
  return leaves.filter(
    (l) =>
      !same(l) &&
      !(open && l.backAt === null) &&
      l.fromAt >= stay.admittedAt &&
      (stay.state === 'open' || l.fromAt <= stay.endedAt),
  )
}

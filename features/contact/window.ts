import { dayOf, type Instant } from '#core/kernel/time.ts'

/** Whether a window is still to come, ends after it begins, and lies in one London day. */
export const isAhead = (
  window: { readonly fromAt: Instant; readonly untilAt: Instant },
  now: Instant,
): boolean =>
  window.fromAt > now && window.untilAt > window.fromAt && dayOf(window.fromAt) === dayOf(window.untilAt)

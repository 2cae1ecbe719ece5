import type { Instant } from '#core/kernel/time.ts'
import { dayOf, daysBetween, hoursBetween } from '#core/kernel/time.ts'
import { gapTitle, notYetKeptLine } from '#core/safetynet/kinds.ts'
import { count } from '#platform/ui/words.ts'

/** What is missing, as a heading of a row says it. */
export const missing = gapTitle

/** How long something has been open, in whole units people say. */
export function age(since: Instant, now: Instant): string {
  const hours = Math.floor(hoursBetween(since, now))
  if (hours < 1) return 'less than an hour'
  if (hours < 48) return count(hours, 'hour')
  return count(daysBetween(dayOf(since), dayOf(now)), 'day')
}

/** The line that names what this version does not yet watch, so that nobody takes silence for safety. */
export const notYetKept = `${notYetKeptLine} A transition stays open until closing it is built. Nobody is told outside these screens yet.`

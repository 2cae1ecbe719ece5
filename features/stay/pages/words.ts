import { dayOf, daysBetween, hoursBetween, type Instant } from '#core/kernel/time.ts'
import { gapTitleOfKey } from '#core/safetynet/kinds.ts'
import { count } from '#platform/ui/index.ts'

/** How long something has waited, in whole units people say. */
export function age(since: Instant, now: Instant): string {
  const hours = Math.floor(hoursBetween(since, now))
  if (hours < 1) return 'less than an hour'
  return hours < 48 ? count(hours, 'hour') : count(daysBetween(dayOf(since), dayOf(now)), 'day')
}

/** "No next contact": what a gap of this key is, in a few words. */
export const gapWords = gapTitleOfKey

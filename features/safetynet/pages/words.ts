import type { Instant } from '#core/kernel/time.ts'
import { dayOf, daysBetween, hoursBetween } from '#core/kernel/time.ts'
import { gapTitle, notYetKeptLine } from '#core/safetynet/kinds.ts'
import { NATIONAL_NOT_COUNTED, nationalDays } from '#core/safetynet/leaving/difference.ts'
import { count, longDay, shortDay, windowAndDay } from '#platform/ui/words.ts'
import type { GapAbout } from '../queries/board.ts'

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

/** Which contact, referral, service or worry a gap is about, in a few words; nothing where the asker may not see it. */
export function aboutWords({ worry, contact, referralSentAt, service }: GapAbout): string {
  if (worry) return `${worry.what}: ${worry.told === null ? 'nobody is told yet' : `${worry.told} was told`}`
  const what = contact
    ? windowAndDay(contact.fromAt, contact.untilAt)
    : referralSentAt && `referral sent on ${longDay(dayOf(referralSentAt))}`
  return [service, what].filter((part) => part !== null).join(', ')
}

/** "31 hours left", "5 hours late". Whole hours, rounded so that nobody is told of an hour that is not there. */
export function hoursWords(dueAt: Instant, now: Instant): string {
  const hours = hoursBetween(now, dueAt)
  return hours >= 0 ? `${count(Math.floor(hours), 'hour')} left` : `${count(Math.floor(-hours), 'hour')} late`
}

/** Over which days the national count runs, said beside ours; why it is not told yet stands in `whole`. */
export function nationalWords(leftAt: Instant, whole: boolean): string {
  const { firstOn, lastOn } = nationalDays(dayOf(leftAt))
  const days = `The national count runs over whole days, ${shortDay(firstOn)} to ${shortDay(lastOn)}.`
  return whole ? `${days} ${NATIONAL_NOT_COUNTED}` : `${days} Not counted here yet.`
}

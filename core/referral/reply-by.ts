import * as z from 'zod/mini'
import { ok, type Result } from '../kernel/result.ts'
import { addDays, addHours, at, dayOf, type Instant, timeOf } from '../kernel/time.ts'
import { addWorkingDays, type HolidayCalendar } from '../kernel/working-days.ts'

/** How long a service has to answer, as its pathway definition says (`obligations`, from `referral-sent`). */
export const replyRuleShape = z.union([
  z.object({ hours: z.int() }),
  z.object({ days: z.int() }),
  z.object({ workingDays: z.int() }),
  z.object({ weeks: z.int() }),
])
export type ReplyRule = z.infer<typeof replyRuleShape>

/** Where a pathway names no time to answer in. Our proposal, unsigned: shorter than the 10 days usual elsewhere. */
export const REPLY_RULE_UNSAID: ReplyRule = { workingDays: 2 }

/** Days end at 5pm: what is sent later than that counts from the next day. */
export const END_OF_DAY = '17:00'

/**
 * The instant by which a referral is answered: elapsed hours as they are, otherwise 5pm London time of the day counted.
 * Working days leave out weekends and bank holidays; the day of sending is day 0, and a referral sent on a day off or
 * after 5pm counts as sent on the next working day (or day).
 * Refuses: HOLIDAYS_NOT_KNOWN past the end of the holiday list.
 */
export function replyBy(sentAt: Instant, rule: ReplyRule, holidays: HolidayCalendar): Result<Instant> {
  if ('hours' in rule) return ok(addHours(sentAt, rule.hours))
  const sentOn = timeOf(sentAt) >= END_OF_DAY ? addDays(dayOf(sentAt), 1) : dayOf(sentAt)
  if ('workingDays' in rule) {
    const day = addWorkingDays(sentOn, rule.workingDays, holidays)
    return day.ok ? ok(at(day.value, END_OF_DAY)) : day
  }
  const days = 'days' in rule ? rule.days : rule.weeks * 7
  return ok(at(addDays(sentOn, days), END_OF_DAY))
}

import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, addMonths, at, type Day, dayOf, daysBetween, type Instant } from '../kernel/time.ts'
import { addWorkingDays, type HolidayCalendar } from '../kernel/working-days.ts'

/** Months in which an organisation answers, and further months where it is complex or many were asked. Source: UK GDPR Art. 12(3). */
export const COPY_MONTHS = 1
export const COPY_MONTHS_MORE = 2
/** Days before the last one from which a request is shown as pressing, and by which harm should be decided. Ours, unsigned. */
export const COPY_PRESSING_DAYS = 7

/**
 * The last day on which a copy is owed: the day of the same number in the next month; where that month has no such day, its last; where
 * that is a weekend or a bank holiday, the next working day. Counted in London days from the day of asking, that day included.
 * Past the end of the holiday list the day itself: never later than the guidance allows.
 * Source: UK GDPR Art. 12(3); ICO, Right of access, "How long do we have to comply?" and "How do we calculate the time limit?" (read 23 November 2026).
 */
export const copyDueOn = (askedOn: Day, calendar: HolidayCalendar): Day =>
  inMonths(askedOn, COPY_MONTHS, calendar)

/** The same with the extension: three months from the day of asking. */
export const copyExtendedOn = (askedOn: Day, calendar: HolidayCalendar): Day =>
  inMonths(askedOn, COPY_MONTHS + COPY_MONTHS_MORE, calendar)

function inMonths(askedOn: Day, months: number, calendar: HolidayCalendar): Day {
  const same = addMonths(askedOn, months)
  const working = addWorkingDays(same, 0, calendar)
  return working.ok ? working.value : same
}

/** Whole London days from now to the last day; negative when it is over. */
export const daysLeft = (dueOn: Day, now: Instant): number => daysBetween(dayOf(now), dueOn)

/** When a decision about harm is owed: 5pm a week before the last day, and not before tomorrow. Ours, unsigned. */
export function harmDueAt(dueOn: Day, now: Instant): Instant {
  const week = addDays(dueOn, -COPY_PRESSING_DAYS)
  const tomorrow = addDays(dayOf(now), 1)
  return at(week > tomorrow ? week : tomorrow, '17:00')
}

export interface Extension {
  readonly askedOn: Day
  readonly dueOn: Day
  readonly extended: boolean
  /** On which day the person was told why it takes longer. */
  readonly toldOn: Day
}

/**
 * The new last day. Once, and only where the person is told within the first month. Refuses: COPY_EXTENDED_ALREADY, COPY_EXTEND_LATE,
 * COPY_TOLD_DAY. Source: UK GDPR Art. 12(3), third sentence.
 */
export function extendCopy(r: Extension, now: Instant, calendar: HolidayCalendar): Result<Day> {
  if (r.extended) return refuse('COPY_EXTENDED_ALREADY')
  if (dayOf(now) > r.dueOn) return refuse('COPY_EXTEND_LATE')
  if (r.toldOn < r.askedOn || r.toldOn > dayOf(now)) return refuse('COPY_TOLD_DAY', { field: 'toldOn' })
  return ok(copyExtendedOn(r.askedOn, calendar))
}

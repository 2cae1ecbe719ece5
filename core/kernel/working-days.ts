import { ok, type Result, refuse } from './result.ts'
import { addDays, type Day, weekdayOf } from './time.ts'

/**
 * Bank holidays of one nation, as content with an end (`content/terms/bank-holidays`).
 * `knownUntilOn`: the last day the list speaks for; counting past it is refused rather than guessed.
 */
export interface HolidayCalendar {
  readonly nation: 'england-and-wales' | 'scotland' | 'northern-ireland'
  readonly days: ReadonlySet<string>
  readonly knownUntilOn: Day
}

/** Monday to Friday and not a bank holiday. Refuses: HOLIDAYS_NOT_KNOWN past the list's end. */
export function isWorkingDay(d: Day, calendar: HolidayCalendar): Result<boolean> {
  if (d > calendar.knownUntilOn)
    return refuse('HOLIDAYS_NOT_KNOWN', { params: { until: calendar.knownUntilOn } })
  return ok(weekdayOf(d) <= 5 && !calendar.days.has(d))
}

/** The day that is `count` working days after `from` (count >= 0; 0 gives `from` or the next working day). */
export function addWorkingDays(from: Day, count: number, calendar: HolidayCalendar): Result<Day> {
  let d = from
  let left = count
  for (;;) {
    const working = isWorkingDay(d, calendar)
    if (!working.ok) return working
    if (working.value) {
      if (left === 0) return ok(d)
      left -= 1
    }
    d = addDays(d, 1)
  }
}

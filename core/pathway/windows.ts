import { ok, type Result } from '../kernel/result.ts'
import { addDays, addHours, dayOf, type Instant, startOfDay } from '../kernel/time.ts'
import { addWorkingDays, type HolidayCalendar } from '../kernel/working-days.ts'
import type { Within } from './definition.ts'

/**
 * The instant by which something that starts its clock at `from` is due.
 * Shape: hours are elapsed hours, whatever the clocks do. Days, working days and weeks are London days and last until the
 * end of the last day (the start of the day after it).
 * Refuses: HOLIDAYS_NOT_KNOWN when working days are counted past the list.
 * Why: "within 2 working days" of Friday evening is Tuesday night, as people say it.
 */
export function dueAt(within: Within, from: Instant, holidays: HolidayCalendar): Result<Instant> {
  if ('hours' in within) return ok(addHours(from, within.hours))
  const on = dayOf(from)
  if ('workingDays' in within) {
    const last = addWorkingDays(on, within.workingDays, holidays)
    return last.ok ? ok(startOfDay(addDays(last.value, 1))) : last
  }
  return ok(startOfDay(addDays(on, ('days' in within ? within.days : within.weeks * 7) + 1)))
}

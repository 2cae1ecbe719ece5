import { addDays, at, dayOf, type Instant } from '../kernel/time.ts'
import { addWorkingDays, type HolidayCalendar } from '../kernel/working-days.ts'

/** Working days a ward has for saying what a message did not. Our own choice, unsigned; no national rule sets one. */
export const STAY_TASK_WORKING_DAYS = 2

/**
 * When the ward's answer is due: 5pm, two working days on.
 * Why days of the calendar past the holiday list's end: an admission is never refused because a list of holidays is old;
 * four days always hold two that are not of one weekend, and the list's end warns elsewhere.
 */
export function stayTaskDueAt(now: Instant, calendar: HolidayCalendar): Instant {
  const due = addWorkingDays(dayOf(now), STAY_TASK_WORKING_DAYS, calendar)
  return at(due.ok ? due.value : addDays(dayOf(now), 4), '17:00')
}

/** When a second look is due: 5pm, one working day on. Source: docs/architecture.md, the safety net (N6, an override). */
export function secondLookDueAt(now: Instant, calendar: HolidayCalendar): Instant {
  const due = addWorkingDays(dayOf(now), 1, calendar)
  return at(due.ok ? due.value : addDays(dayOf(now), 3), '17:00')
}

/** Working days in which a complaint is answered or at least said to be looked at. */
export const COMPLAINT_WORKING_DAYS = 3

/**
 * When whoever complains has been told that it is looked at: 5pm, three working days on. Source: The Local Authority Social Services and
 * National Health Service Complaints (England) Regulations 2009, regulation 13(3): not later than 3 working days after it was received.
 */
export function complaintDueAt(now: Instant, calendar: HolidayCalendar): Instant {
  const due = addWorkingDays(dayOf(now), COMPLAINT_WORKING_DAYS, calendar)
  return at(due.ok ? due.value : addDays(dayOf(now), 3), '17:00')
}

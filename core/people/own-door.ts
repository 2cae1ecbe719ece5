import { addDays, at, type Day, dayOf, type Instant, timeOf, weekdayOf } from '../kernel/time.ts'
import { type HolidayCalendar, isWorkingDay } from '../kernel/working-days.ts'

/** How long a one-time code holds, in minutes. Our own choice, unsigned: long enough to type it while the worker sits beside. */
export const CODE_MINUTES = 15

/** What is wrong with a PIN somebody chose; undefined when it may be used. That it says their birth date is asked where that is known. */
export type PinProblem = 'not six digits' | 'easy to guess' | 'not alike'

/**
 * Six digits, twice. Refused: one or two digits over and over, digits that run up or down, and pairs or threes that repeat.
 * Why so few rules: ten wrong PINs end the device, so that a guess has ten tries in a million and not more.
 */
export function pinProblem(pin: string, again: string): PinProblem | undefined {
  if (!/^\d{6}$/.test(pin)) return 'not six digits'
  const digits = [...pin].map(Number)
  const step = (n: number) => digits.every((d, i) => i === 0 || (d - digits[i - 1]! + 10) % 10 === n)
  const repeats = (length: number) => digits.every((d, i) => i < length || d === digits[i - length])
  if (step(1) || step(9) || repeats(1) || repeats(2) || repeats(3)) return 'easy to guess'
  return pin === again ? undefined : 'not alike'
}

/**
 * By when a team reads what somebody told it: 5pm today when that is a working day and it is not past 4pm, else 5pm on the next working
 * day. Past the end of the holiday list it counts days of the week alone: what somebody says is never refused because a list is old.
 */
export function wordDueAt(now: Instant, calendar: HolidayCalendar): Instant {
  const works = (day: Day): boolean => {
    const said = isWorkingDay(day, calendar)
    return said.ok ? said.value : weekdayOf(day) <= 5
  }
  const today = dayOf(now)
  if (works(today) && timeOf(now) < '16:00') return at(today, '17:00')
  let next = addDays(today, 1)
  while (!works(next)) next = addDays(next, 1)
  return at(next, '17:00')
}

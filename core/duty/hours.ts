import {
  addDays,
  addHours,
  at,
  type Day,
  dayOf,
  hoursBetween,
  type Instant,
  type Interval,
  startOfDay,
  type TimeOfDay,
  weekdayOf,
} from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'

/**
 * One stretch of a team's week, by the clock of London. `weekday`: 1 = Monday to 7 = Sunday, of its start.
 * `until`: an end at or before its start is on the next day, and '24:00' is the end of the day.
 */
export interface HoursOfDay {
  readonly weekday: number
  readonly from: TimeOfDay
  readonly until: TimeOfDay
}

/** When a team is at work. `onBankHolidays` false: a stretch that would start on a bank holiday is not worked. */
export interface TeamHours {
  readonly weekly: readonly HoursOfDay[]
  readonly onBankHolidays: boolean
}

/** Every day, day and night, bank holidays too. */
export const ALWAYS: TeamHours = {
  weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    from: '00:00' as TimeOfDay,
    until: '24:00' as TimeOfDay,
  })),
  onBankHolidays: true,
}

const endOf = (on: Day, { from, until }: HoursOfDay): Instant =>
  until === '24:00' ? startOfDay(addDays(on, 1)) : at(until <= from ? addDays(on, 1) : on, until)

/**
 * The stretches worked that start on one London day, in order.
 * Why a day that the holiday list does not reach counts as no holiday: guessing a day off would leave nobody told.
 */
export function stretchesOf(hours: TeamHours, on: Day, holidays: HolidayCalendar): Interval[] {
  if (!hours.onBankHolidays && holidays.days.has(on)) return []
  return hours.weekly
    .filter((h) => h.weekday === weekdayOf(on))
    .map((h) => ({ from: at(on, h.from), until: endOf(on, h) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1))
}

/** Whether a team is at work at an instant: also in a night that began the day before. */
export function isOpen(hours: TeamHours, when: Instant, holidays: HolidayCalendar): boolean {
  const today = dayOf(when)
  return [addDays(today, -1), today].some((on) =>
    stretchesOf(hours, on, holidays).some((s) => s.from <= when && (s.until === null || when < s.until)),
  )
}

/** An opening of so long is nobody's day's work: it says that the team is at work, and not who. */
const DAY_AND_NIGHT_HOURS = 24

/**
 * Whether a team's hours say who of it is at work at an instant: they were set, and this opening closes within a day. Stretches
 * that follow each other without a break are one opening.
 */
export function saysWhoIsAtWork(hours: TeamHours | null, when: Instant, holidays: HolidayCalendar): boolean {
  if (hours === null) return false
  // without a stretch that reaches midnight none is so long
  if (!hours.weekly.some((h) => h.until === '24:00' || h.until <= h.from)) return true
  const today = dayOf(when)
  const joined: { from: Instant; until: Instant }[] = []
  for (const s of [-2, -1, 0, 1, 2].flatMap((n) => stretchesOf(hours, addDays(today, n), holidays))) {
    const [last, until] = [joined.at(-1), s.until ?? s.from]
    if (last && s.from <= last.until) last.until = until > last.until ? until : last.until
    else joined.push({ from: s.from, until })
  }
  const now = joined.find((s) => s.from <= when && when < s.until)
  return now === undefined || hoursBetween(now.from, now.until) < DAY_AND_NIGHT_HOURS
}

/** So far back a closing is looked for: longer than any run of bank holidays. */
const LOOK_BACK_DAYS = 8

/**
 * When the stretch began that an instant lies in: this opening of the team, or this closing. A closing of more than a day counts
 * as one a day, from the hour at which it began. Hours that were never set, and a team without any, go by the day of London.
 * Why: whoever was told in one opening and did not answer is told again in the next.
 */
export function stretchBegan(hours: TeamHours | null, when: Instant, holidays: HolidayCalendar): Instant {
  const today = dayOf(when)
  if (hours === null) return startOfDay(today)
  const found = Array.from({ length: LOOK_BACK_DAYS + 1 }, (_, i) => addDays(today, i - LOOK_BACK_DAYS))
    .flatMap((on) => stretchesOf(hours, on, holidays))
    .filter((s) => s.from <= when)
  const open = found.find((s) => s.until === null || when < s.until)
  if (open) return open.from
  const closed = found
    .map((s) => s.until ?? s.from)
    .sort()
    .at(-1)
  return closed === undefined
    ? startOfDay(today)
    : addHours(closed, Math.floor(hoursBetween(closed, when) / 24) * 24)
}

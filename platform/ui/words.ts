import {
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type TimeOfDay,
  timeOf,
  weekdayOf,
} from '#core/kernel/time.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** A space that never breaks a line. */
export const HARD_SPACE = '\u00a0'

const parts = (d: Day) => {
  const [year, month, date] = d.split('-').map(Number)
  return { year: year!, month: MONTHS[month! - 1]!, date: date! }
}

export const weekdayWord = (d: Day): string => WEEKDAYS[weekdayOf(d) - 1]!

/** "Tuesday 24 November 2026": the form for every date that stands in a sentence. */
export const longDay = (d: Day): string => `${weekdayWord(d)} ${dayWithoutWeekday(d)}`

/** "24 November 2026": birth dates, and dates whose weekday says nothing. */
export function dayWithoutWeekday(d: Day): string {
  const { date, month, year } = parts(d)
  return `${date} ${month} ${year}`
}

/** "24 Nov 2026": tight tables only. Screen readers stumble on it, so show it through ContextualDate or ShortDate. */
export function shortDay(d: Day): string {
  const { date, month, year } = parts(d)
  return `${date} ${month.slice(0, 3)} ${year}`
}

/** "Tuesday 24 November": no year, where the year is plain from the page. */
export function dayThisYear(d: Day): string {
  const { date, month } = parts(d)
  return `${weekdayWord(d)} ${date} ${month}`
}

/** "5pm", "5:30pm", "midday", "midnight". */
export function clockOf(time: TimeOfDay): string {
  const [hours, minutes] = time.split(':').map(Number)
  if (minutes === 0 && hours === 0) return 'midnight'
  if (minutes === 0 && hours === 12) return 'midday'
  const twelve = hours! % 12 === 0 ? 12 : hours! % 12
  const past = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`
  return `${twelve}${past}${hours! < 12 ? 'am' : 'pm'}`
}

/** The London time of an instant in words. */
export const clock = (moment: Instant): string => clockOf(timeOf(moment))

/** "5pm on Tuesday 24 November 2026". */
export const clockAndDay = (moment: Instant): string => `${clock(moment)} on ${longDay(dayOf(moment))}`

/** "between 5:30pm and 8:30pm on Tuesday 24 November 2026": a window of one day. */
export const windowAndDay = (from: Instant, until: Instant): string =>
  `between ${clock(from)} and ${clockAndDay(until)}`

/** "Tuesday 24 November 2026 at 5pm": for histories, where the day is looked for first. */
export const dayAndClock = (moment: Instant): string => `${longDay(dayOf(moment))} at ${clock(moment)}`

/** "1 reply", "2 replies", "1,204 replies". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`

/** "9 days", "1 day". */
export const daysLong = (n: number): string => count(n, 'day')

/** "6 hours 30 minutes", "45 minutes", "0 minutes"; whole minutes. */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = Math.round(minutes % 60)
  if (hours === 0) return count(rest, 'minute')
  return rest === 0 ? count(hours, 'hour') : `${count(hours, 'hour')} ${count(rest, 'minute')}`
}

/** "today", "tomorrow", "yesterday", "in 4 days", "4 days ago". Never alone: stands under a date. */
export function relativeDay(d: Day, today: Day): string {
  const ahead = daysBetween(today, d)
  if (ahead === 0) return 'today'
  if (ahead === 1) return 'tomorrow'
  if (ahead === -1) return 'yesterday'
  return ahead > 0 ? `in ${daysLong(ahead)}` : `${daysLong(-ahead)} ago`
}

/** As relativeDay, for something that should have happened by then: "2 days late". */
export function dueDay(d: Day, today: Day): string {
  const ahead = daysBetween(today, d)
  return ahead < 0 ? `${daysLong(-ahead)} late` : relativeDay(d, today)
}

/** Digits in groups that stay on one line: grouped('9990000018', [3, 3, 4]) is "999 000 0018". */
export function grouped(digits: string, sizes: readonly number[]): string {
  const groups: string[] = []
  let from = 0
  for (const size of sizes) {
    groups.push(digits.slice(from, from + size))
    from += size
  }
  return groups.join(HARD_SPACE)
}

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** A word or sentence with its first letter large, as it stands at the head of a row. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

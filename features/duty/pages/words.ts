import type { HoursOfDay, TeamHours } from '#core/duty/hours.ts'
import type { TimeOfDay } from '#core/kernel/time.ts'
import { clockOf as wordsOf } from '#platform/ui/words.ts'

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

/** "7am to 9pm", "day and night". */
const stretch = ({ from, until }: Pick<HoursOfDay, 'from' | 'until'>): string =>
  from === '00:00' && until === '24:00' ? 'day and night' : `${clockOf(from)} to ${clockOf(until)}`

/** The end of a day is the midnight after it. */
const clockOf = (time: string): string => wordsOf((time === '24:00' ? '00:00' : time) as TimeOfDay)

/** "Monday to Friday": days that follow each other and say the same are said once. */
const runWords = (first: number, last: number): string =>
  first === 0 && last === 6
    ? 'Every day'
    : first === last
      ? (WEEKDAYS[first] ?? '')
      : `${WEEKDAYS[first]} ${last - first === 1 ? 'and' : 'to'} ${WEEKDAYS[last]}`

/** "Monday to Friday, 9am to 5pm", a line for each run of equal days; never set says so. */
export function hoursLines(hours: TeamHours | null): string[] {
  if (hours === null) return ['Never set: every hour counts as the team’s own']
  const days = WEEKDAYS.map((_, i) =>
    hours.weekly
      .filter((h) => h.weekday === i + 1)
      .map(stretch)
      .join(' and '),
  )
  const firsts = days.flatMap((said, i) => (said !== '' && said !== days[i - 1] ? [i] : []))
  const lines = firsts.map((first) => {
    const after = days.findIndex((said, i) => i > first && said !== days[first])
    return `${runWords(first, after === -1 ? 6 : after - 1)}, ${days[first]}`
  })
  return [
    ...(lines.length === 0 ? ['No hours of its own'] : lines),
    hours.onBankHolidays ? 'bank holidays too' : 'not on bank holidays',
  ]
}

/** What stands in one day's box: "9am to 5pm", several with a comma. */
export const boxOf = (hours: TeamHours | null, weekday: number): string =>
  (hours?.weekly ?? [])
    .filter((h) => h.weekday === weekday)
    .map(stretch)
    .join(', ')

const TIMES = /^(?:(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?|(midday|midnight))$/

/** "9am", "5:30pm", "17:00", "midday" as 'HH:MM'; null where it is not a time. `end`: midnight is the end of the day. */
export function timeTyped(typed: string, end = false): string | null {
  const found = TIMES.exec(typed.trim().toLowerCase())
  if (!found) return null
  const [, hours, minutes = '00', half, word] = found
  if (word === 'midday') return '12:00'
  if (word === 'midnight') return end ? '24:00' : '00:00'
  // a bare number could be either half of the day
  if (hours === undefined || (half === undefined && found[2] === undefined)) return null
  const h = Number(hours)
  if (Number(minutes) > 59 || (half === undefined ? h > 24 : h < 1 || h > 12)) return null
  const hour = half === undefined ? h : (h % 12) + (half === 'pm' ? 12 : 0)
  if (hour === 24) return end && minutes === '00' ? '24:00' : null
  if (end && half === 'am' && hour === 0 && minutes === '00') return '24:00'
  return `${String(hour).padStart(2, '0')}:${minutes}`
}

/** Reads one day's box; null where it is not understood, an empty list where it is empty. */
export function stretchesTyped(typed: string): { readonly from: string; readonly until: string }[] | null {
  if (typed.trim() === '') return []
  const found = typed.split(',').map((part) => {
    if (/^\s*day and night\s*$/i.test(part)) return { from: '00:00', until: '24:00' }
    const [begin, finish, ...more] = part.replaceAll(/\s+/g, ' ').split(/ to |[-–]/i)
    const [from, until] = [timeTyped(begin ?? ''), timeTyped(finish ?? '', true)]
    return more.length > 0 || from === null || until === null ? null : { from, until }
  })
  return found.every((m) => m !== null) ? found : null
}

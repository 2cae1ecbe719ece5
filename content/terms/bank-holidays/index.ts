import { addDays, addMonths, type Day, day, weekdayOf } from '#core/kernel/time.ts'
import type { HolidayCalendar } from '#core/kernel/working-days.ts'
import england from './england.json' with { type: 'json' }

/** A holiday list as its file holds it. */
export interface HolidayFile {
  readonly nation: string
  readonly knownFromOn: string
  readonly knownUntilOn: string
  readonly days: readonly { readonly on: string; readonly name: string }[]
}

const NATIONS = ['england-and-wales', 'scotland', 'northern-ireland'] as const

/**
 * A holiday list read from its file. Throws when the file contradicts itself: a wrong list moves every working-day clock.
 * Checks: a known nation, real days in order, each once, none on a weekend, all inside the list's own span, none of the
 * span's years empty.
 */
export function readHolidays(file: HolidayFile): HolidayCalendar {
  const nation = NATIONS.find((n) => n === file.nation)
  if (!nation) throw new Error(`bank holidays: "${file.nation}" is not a nation this product knows`)
  const days = file.days.map((d) => day(d.on))
  const [from, until] = [day(file.knownFromOn), day(file.knownUntilOn)]
  days.forEach((on, i) => {
    if (i > 0 && on <= days[i - 1]!) throw new Error(`bank holidays: ${on} is out of order or written twice`)
    if (on < from || on > until) throw new Error(`bank holidays: ${on} is outside ${from} to ${until}`)
    if (weekdayOf(on) > 5)
      throw new Error(`bank holidays: ${on} is a weekend day, the list names substitute days`)
  })
  for (let year = Number(from.slice(0, 4)); year <= Number(until.slice(0, 4)); year += 1) {
    if (!days.some((on) => on.startsWith(String(year)))) throw new Error(`bank holidays: none in ${year}`)
  }
  return { nation, days: new Set(days), knownUntilOn: until }
}

/** The bank holidays of England and Wales that this release ships with. */
export const englandHolidays: HolidayCalendar = readHolidays(england)

/** The first day on which the product warns that a list is about to end: six months before, plus a day. */
export const holidaysWarnFromOn = (calendar: HolidayCalendar): Day =>
  addMonths(addDays(calendar.knownUntilOn, 1), -6)

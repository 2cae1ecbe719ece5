import { Temporal } from 'temporal-polyfill'

/**
 * An instant in UTC, always in the one form `2026-11-22T15:44:00.000Z`, so that text order is time order.
 * Stored instants are UTC; days and "by 5pm" are Europe/London (docs/architecture.md, "Time").
 */
export type Instant = string & { readonly __time: 'instant' }

/** A calendar day in Europe/London, `2026-11-22`; text order is day order. */
export type Day = string & { readonly __time: 'day' }

/** A time of day in Europe/London, `08:30`. */
export type TimeOfDay = string & { readonly __time: 'time of day' }

export const LONDON = 'Europe/London'
const MS_HOUR = 3_600_000

export const instant = (text: string): Instant => fromEpochMs(Temporal.Instant.from(text).epochMilliseconds)
export const fromEpochMs = (ms: number): Instant => new Date(ms).toISOString() as Instant
export const toEpochMs = (at: Instant): number => Date.parse(at)
export const day = (text: string): Day => Temporal.PlainDate.from(text).toString() as Day

/** Elapsed hours, whatever the clocks do: 72 hours are 72 hours over both clock changes. */
export const addHours = (at: Instant, hours: number): Instant => fromEpochMs(toEpochMs(at) + hours * MS_HOUR)
export const addMinutes = (at: Instant, minutes: number): Instant =>
  fromEpochMs(toEpochMs(at) + minutes * 60_000)
export const hoursBetween = (from: Instant, to: Instant): number =>
  (toEpochMs(to) - toEpochMs(from)) / MS_HOUR

/** The London calendar day in which an instant falls. */
export function dayOf(at: Instant): Day {
  const known = dayMemo.get(at)
  if (known) return known
  const value = Temporal.Instant.from(at).toZonedDateTimeISO(LONDON).toPlainDate().toString() as Day
  if (dayMemo.size > 50_000) dayMemo.clear()
  dayMemo.set(at, value)
  return value
}
const dayMemo = new Map<Instant, Day>()

/** The London time of day of an instant, `HH:mm`. */
export function timeOf(at: Instant): TimeOfDay {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(LONDON)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' }) as TimeOfDay
}

// A calendar day has no zone: counted in whole UTC days, which is what a plan of weeks does thousands of times
const MS_DAY = 86_400_000

/** ISO weekday, 1 = Monday to 7 = Sunday. */
export const weekdayOf = (d: Day): number => new Date(d).getUTCDay() || 7
export const addDays = (d: Day, days: number): Day =>
  new Date(Date.parse(d) + days * MS_DAY).toISOString().slice(0, 10) as Day
/** Months are added as people count them: 31 January plus one month is the last day of February. */
export const addMonths = (d: Day, months: number): Day =>
  Temporal.PlainDate.from(d).add({ months }, { overflow: 'constrain' }).toString() as Day
/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MS_DAY

const instantMemo = new Map<string, Instant>()

/**
 * The instant of a London time on a London day.
 * Why 'compatible': a time that the spring change skips moves forward, one that the autumn change repeats means the first.
 */
export function at(d: Day, time: string): Instant {
  const key = `${d}T${time}`
  const known = instantMemo.get(key)
  if (known) return known
  const value = fromEpochMs(
    Temporal.PlainDateTime.from(key).toZonedDateTime(LONDON, { disambiguation: 'compatible' })
      .epochMilliseconds,
  )
  if (instantMemo.size > 50_000) instantMemo.clear()
  instantMemo.set(key, value)
  return value
}

export const startOfDay = (d: Day): Instant => at(d, '00:00')

/** Half-open time: `until` null means for ever. */
export interface Interval {
  readonly from: Instant
  readonly until: Instant | null
}

/** Whole years of age on a day; a birthday on 29 February counts from 1 March in common years. */
export function ageOn(bornOn: Day, on: Day): number {
  return Temporal.PlainDate.from(bornOn).until(Temporal.PlainDate.from(on), { largestUnit: 'year' }).years
}

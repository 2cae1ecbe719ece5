import { Temporal } from 'temporal-polyfill'
import { type Day, day, fromEpochMs, type Instant, LONDON } from '#core/kernel/time.ts'

export type Hl7Precision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

/**
 * `at`: the start of what was said (a day alone is its London midnight).
 * `clock`: how often the London clock showed a time without offset. 'twice' (autumn): the first is taken;
 * 'never' (skipped in spring): moved forward, as `core/kernel/time.ts` does.
 */
export interface Hl7Time {
  readonly at: Instant
  readonly precision: Hl7Precision
  readonly offsetGiven: boolean
  readonly clock: 'once' | 'twice' | 'never'
}

// YYYY[MM[DD[HH[MM[SS[.S to .SSSS]]]]]][+/-ZZZZ]; each step only after the one before it.
const SHAPE =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?(?:([+-])(\d{2})(\d{2}))?$/
const PRECISIONS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
const EARLIEST_YEAR = 1800

interface Parts {
  readonly wall: Temporal.PlainDateTime
  readonly precision: Hl7Precision
  readonly offsetMinutes: number | undefined
}

function partsOf(text: string): Parts | undefined {
  const found = SHAPE.exec(text)
  if (!found) return undefined
  const [, year = '', month, date, hour, minute, second, fraction, sign, offsetHours = '', offsetRest = ''] =
    found
  const sent = [year, month, date, hour, minute, second].filter((part) => part !== undefined)
  const offset = sign && (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetRest))
  const impossible = Number(year) < EARLIEST_YEAR || Number(second ?? 0) > 59 || Number(offsetRest) > 59
  if (impossible || (typeof offset === 'number' && Math.abs(offset) > 14 * 60)) return undefined
  try {
    const wall = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month ?? 1),
        day: Number(date ?? 1),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
        millisecond: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
      },
      { overflow: 'reject' },
    )
    return {
      wall,
      precision: PRECISIONS[sent.length - 1]!,
      offsetMinutes: typeof offset === 'number' ? offset : undefined,
    }
  } catch {
    return undefined
  }
}

/**
 * An HL7 time; undefined when it is no time (month 13, 30 February, words). UK local unless an offset is given.
 * Why an offset on a bare day is not used: a day is the sender's calendar day, wherever the sender is.
 */
export function hl7Timestamp(text: string): Hl7Time | undefined {
  const parts = partsOf(text)
  if (!parts) return undefined
  const { wall, precision, offsetMinutes } = parts
  const offsetGiven = offsetMinutes !== undefined
  const hasTime = precision === 'hour' || precision === 'minute' || precision === 'second'
  if (offsetGiven && hasTime) {
    const at = fromEpochMs(wall.toZonedDateTime('UTC').epochMilliseconds - offsetMinutes * 60_000)
    // the last hours of the year 9999, elsewhere: a year that no text of ours has
    return /^\d{4}-/.test(at) ? { at, precision, offsetGiven, clock: 'once' } : undefined
  }
  const earlier = wall.toZonedDateTime(LONDON, { disambiguation: 'earlier' })
  const later = wall.toZonedDateTime(LONDON, { disambiguation: 'later' })
  const compatible = wall.toZonedDateTime(LONDON, { disambiguation: 'compatible' })
  const once = earlier.epochMilliseconds === later.epochMilliseconds
  const clock = once ? 'once' : earlier.toPlainDateTime().equals(wall) ? 'twice' : 'never'
  return { at: fromEpochMs(compatible.epochMilliseconds), precision, offsetGiven, clock }
}

/** The calendar day as written, whatever time or offset follows it; undefined for a bare year or month. */
export function hl7Day(text: string): Day | undefined {
  const parts = partsOf(text)
  if (!parts || parts.precision === 'year' || parts.precision === 'month') return undefined
  return day(parts.wall.toPlainDate().toString())
}

/** An instant as London wall time with its offset, to the second: `20261122154400+0000`. */
export function writeHl7Timestamp(at: Instant): string {
  const london = Temporal.Instant.from(at).toZonedDateTimeISO(LONDON)
  const wall = london.toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/[-T:]/g, '')
  return `${wall}${london.offset.slice(0, 6).replace(':', '')}`
}

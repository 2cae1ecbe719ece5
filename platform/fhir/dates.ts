import { type Day, day, at as londons, startOfDay } from '#core/kernel/time.ts'
import type { Range } from './map.ts'

const DATE =
  /^(eq|gt|lt|ge|le|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d{0,6})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

interface Said {
  readonly prefix: string
  /** The first day that is meant, and the first one after. */
  readonly days: { readonly from: Day; readonly until: Day }
  /** The first instant that is meant and the first one after, where a time was said. */
  readonly instants: { readonly from: string; readonly until: string } | undefined
}

function read(value: string): Said | undefined {
  const [, prefix = 'eq', year, month, day_, hour, minute, second, parts, zone] =
    // a plus that was not encoded has become a space
    DATE.exec(value.replace(' ', '+')) ?? []
  if (year === undefined) return undefined
  const [y, m, d] = [year, month ?? '01', day_ ?? '01'].map(Number) as [number, number, number]
  // a year that the machine or the database counts otherwise is none
  if (y < 1000 || y > 9998) return undefined
  if (m < 1 || m > 12 || d < 1 || d > new Date(Date.UTC(y, m, 0)).getUTCDate()) return undefined
  const from = iso(y, m, d)
  const until =
    day_ !== undefined ? iso(y, m, d + 1) : month !== undefined ? iso(y, m + 1, 1) : iso(y + 1, 1, 1)
  if (hour === undefined) return { prefix, days: { from, until }, instants: undefined }
  if (Number(hour) > 23) return undefined
  const time = `${hour}:${minute}:${second ?? '00'}${parts === undefined ? '' : `.${parts}`}`
  const said = Date.parse(`${from}T${time}${zone ?? 'Z'}`)
  if (Number.isNaN(said)) return undefined
  const at = zone === undefined ? Date.parse(londons(from, time)) : said
  const lasts = second === undefined ? 60_000 : parts === undefined ? 1_000 : 10 ** (3 - parts.length)
  const instants = { from: new Date(at).toISOString(), until: new Date(at + lasts).toISOString() }
  return { prefix, days: { from, until }, instants }
}

/** A date with its prefix, as the instants that it means, to the part of a second that was said. What has no zone is London's. */
export function readDate(value: string): Range | undefined {
  const said = read(value)
  if (!said) return undefined
  const { days, instants } = said
  return within(
    said.prefix,
    instants ?? { from: startOfDay(day(days.from)), until: startOfDay(day(days.until)) },
  )
}

/** A date with its prefix, as the days that it means; with a time it is none. */
export function readDays(value: string): Range | undefined {
  const said = read(value)
  return said && !said.instants ? within(said.prefix, said.days) : undefined
}

function within(prefix: string, { from, until }: { readonly from: string; readonly until: string }): Range {
  switch (prefix) {
    case 'gt':
    case 'sa':
      return { from: until }
    case 'lt':
    case 'eb':
      return { until: from }
    case 'ge':
      return { from }
    case 'le':
      return { until }
    default:
      return { from, until }
  }
}

const iso = (y: number, m: number, d: number): Day =>
  new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10) as Day

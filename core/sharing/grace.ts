import { Temporal } from 'temporal-polyfill'
import { dayOf, daysBetween, fromEpochMs, type Instant, LONDON, toEpochMs } from '../kernel/time.ts'

/** Days for which somebody in care stays visible after the agreement ended (design 6). A proposal, not signed. */
export const GRACE_DAYS = 14

/** London days before an agreement is over on which both organisations are told (design 6). */
export const WARNED_AT = [30, 7, 1] as const
export type WarningLevel = (typeof WARNED_AT)[number]

/**
 * When the days after an end are over: the same time by the clock in London, fourteen days later. Of a time that the clock shows twice
 * the first; for one that it leaves out an hour later. As `ctx.grace_until` of the database, which is the one that opens and shuts.
 */
export const graceEnd = (ended: Instant): Instant =>
  fromEpochMs(
    Temporal.Instant.from(ended).toZonedDateTimeISO(LONDON).add({ days: GRACE_DAYS }).epochMilliseconds,
  )

/** Days left until the last day on which an agreement holds all day, in London: 0 on that day. `until`: the first instant without it. */
export const daysLeft = (until: Instant, now: Instant): number =>
  daysBetween(dayOf(now), dayOf(fromEpochMs(toEpochMs(until) - 1)))

/**
 * At which level both organisations must have been told by now; null while it is too early. Of several that are due the nearest to the
 * end alone: an agreement made for five days is told once, and a worker that was off for a month does not tell thrice.
 */
export const warningDue = (until: Instant, now: Instant): WarningLevel | null =>
  WARNED_AT.filter((level) => daysLeft(until, now) <= level).at(-1) ?? null

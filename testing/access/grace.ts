/** The days after an agreement ends, for the judge of access: by the clock in London, worked out from what it shows and from nothing else. */
export interface AgreementFact {
  readonly from: number
  readonly until: number | null
}

const shown = new Map<string, Intl.DateTimeFormat>()

/** What a clock there shows at this instant, as if it were UTC. */
function wallClock(at: number, clock: string): number {
  const format =
    shown.get(clock) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: clock,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
  shown.set(clock, format)
  const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) + (at % 1000)
}

const HOUR = 3_600_000

/**
 * The same time by that clock so many days later. Shown twice: the first. Left out: an hour later, which is what the clock shows
 * when the hour before has run.
 */
export function daysLater(at: number, days: number, clock: string): number {
  const wanted = wallClock(at, clock) + days * 24 * HOUR
  const candidates = [wanted, wanted - HOUR].filter((t) => wallClock(t, clock) === wanted)
  return candidates.length > 0 ? Math.min(...candidates) : wanted
}

/** Whether somebody who has been in care since then is still open at `t`, though no agreement of the two is in force. */
export function inGrace(
  agreements: readonly AgreementFact[],
  inCareFrom: number,
  t: number,
  grace: { readonly days: number; readonly clock: string },
): boolean {
  const ends = agreements.flatMap((a) =>
    a.until !== null && a.until > a.from && a.until <= t ? [a.until] : [],
  )
  if (ends.length === 0) return false
  const ended = Math.max(...ends)
  return inCareFrom <= ended && t < daysLater(ended, grace.days, grace.clock)
}

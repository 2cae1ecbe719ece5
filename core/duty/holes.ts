import { addDays, dayOf, type Instant, type Interval } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { stretchesOf, type TeamHours } from './hours.ts'

/** A stretch in which nobody is set to answer. `inHours` false: the team is not at work then. */
export interface Hole {
  readonly from: Instant
  readonly until: Instant
  readonly inHours: boolean
}

/**
 * The stretches of a week that no shift covers, in order: inside the team's hours and outside them apart, because the first is
 * a mistake and the second is what the out-of-hours destination is for. Hours that were never set are every hour.
 */
export function holesOf(o: {
  readonly hours: TeamHours | null
  readonly shifts: readonly { readonly from: Instant; readonly until: Instant }[]
  readonly from: Instant
  readonly until: Instant
  readonly holidays: HolidayCalendar
}): Hole[] {
  const { hours } = o
  const open: readonly Interval[] =
    hours === null
      ? [{ from: o.from, until: o.until }]
      : days(o).flatMap((on) => stretchesOf(hours, on, o.holidays))
  const edges = [
    ...new Set([o.from, o.until, ...[...open, ...o.shifts].flatMap((i) => [i.from, i.until ?? o.until])]),
  ]
    .filter((at) => at >= o.from && at <= o.until)
    .sort()
  const covered = (list: readonly Interval[], at: Instant) =>
    list.some((i) => i.from <= at && (i.until === null || at < i.until))
  const holes: Hole[] = []
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const until = edges[i + 1]!
    if (covered(o.shifts, from)) continue
    const inHours = covered(open, from)
    const before = holes.at(-1)
    if (before && before.until === from && before.inHours === inHours)
      holes[holes.length - 1] = { ...before, until }
    else holes.push({ from, until, inHours })
  }
  return holes
}

/** The London days that a stretch which touches these could have begun on. */
const days = ({ from, until }: { from: Instant; until: Instant }) => {
  const found = []
  for (let on = addDays(dayOf(from), -1); on <= dayOf(until); on = addDays(on, 1)) found.push(on)
  return found
}

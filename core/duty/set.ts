import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { HoursOfDay, TeamHours } from './hours.ts'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
/** From and until in minutes of the day; a night goes on past 1440. */
const span = ({ from, until }: HoursOfDay): readonly [number, number] => {
  const [a, b] = [minutesOf(from), minutesOf(until)]
  return [a, b <= a ? b + 1440 : b]
}

/**
 * A team's own hours. Refuses: DUTY_HOURS_NOT_SOUND with the day, where two stretches that begin on one day lie over each
 * other or one begins and ends at the same minute ('24:00' says "until the end of the day").
 */
export function decideHours(hours: TeamHours): Result<TeamHours> {
  for (const [i, day] of DAYS.entries()) {
    const spans = hours.weekly
      .filter((h) => h.weekday === i + 1)
      .map(span)
      .sort((a, b) => a[0] - b[0])
    const wrong =
      hours.weekly.some((h) => h.weekday === i + 1 && h.from === h.until) ||
      spans.some(([from], n) => n > 0 && from < (spans[n - 1]?.[1] ?? 0))
    if (wrong) return refuse('DUTY_HOURS_NOT_SOUND', { params: { day } })
  }
  return ok(hours)
}

/** Who is told next, in order: at least two, each once. Refuses: DUTY_CHAIN_TOO_SHORT. */
export const decideChain = (keys: readonly string[]): Result<readonly string[]> =>
  keys.length < 2 || new Set(keys).size !== keys.length
    ? refuse('DUTY_CHAIN_TOO_SHORT', { field: 'chain' })
    : ok(keys)

const LONGEST_SHIFT_MS = 36 * 3_600_000

/** Refuses: DUTY_SHIFT_NOT_SOUND, DUTY_SHIFT_PAST (one that is over already; a shift that runs now may be set). */
export function decideShift(from: Instant, until: Instant, now: Instant): Result<null> {
  const length = Date.parse(until) - Date.parse(from)
  if (length <= 0 || length > LONGEST_SHIFT_MS) return refuse('DUTY_SHIFT_NOT_SOUND')
  return until <= now ? refuse('DUTY_SHIFT_PAST') : ok(null)
}

/** One shift as it is set: `who` is a staff member's id or a post's. */
export interface ShiftOf {
  readonly from: Instant
  readonly until: Instant
  readonly who: string
}

/**
 * The shifts of a team that are set together, beside those that `stand`. Refuses: as decideShift, and DUTY_SHIFT_TWICE where one
 * staff member or post would answer twice at the same time.
 */
export function decideShifts(set: readonly ShiftOf[], stand: readonly ShiftOf[], now: Instant): Result<null> {
  for (const [i, shift] of set.entries()) {
    const sound = decideShift(shift.from, shift.until, now)
    if (!sound.ok) return sound
    const twice = [...stand, ...set.slice(0, i)].some(
      (other) => other.who === shift.who && other.from < shift.until && shift.from < other.until,
    )
    if (twice) return refuse('DUTY_SHIFT_TWICE')
  }
  return ok(null)
}

/** Whether a telephone number is a mobile of this country, however it is spaced: to any other no text is sent. */
export const takesTexts = (phone: string): boolean =>
  /^((\+44|0044)0?|0)7[0-9]{9}$/.test(phone.replace(/[ ().-]/g, ''))

/**
 * Where messages go out of hours. `nothingSent`: said on purpose, of words and a number that only whoever looks can ring.
 * Refuses: DUTY_OUT_NEEDS_WHERE (words, and a number, an address or a team), DUTY_OUT_IS_ITSELF, DUTY_OUT_NOTHING_SENT (neither an
 * address, a mobile nor a team, and nobody said that nothing is to be sent).
 */
export function decideOutOfHours(
  teamId: string,
  out: {
    readonly words: string
    readonly email: string | null
    readonly phone: string | null
    readonly toTeamId: string | null
    readonly nothingSent: boolean
  },
): Result<null> {
  if (out.toTeamId === teamId) return refuse('DUTY_OUT_IS_ITSELF', { field: 'toTeamId' })
  if (out.words.trim() === '' || (out.email === null && out.phone === null && out.toTeamId === null))
    return refuse('DUTY_OUT_NEEDS_WHERE', { field: 'words' })
  const sends = out.email !== null || out.toTeamId !== null || (out.phone !== null && takesTexts(out.phone))
  if (!sends && !out.nothingSent) return refuse('DUTY_OUT_NOTHING_SENT', { field: 'nothingSent' })
  return ok(null)
}

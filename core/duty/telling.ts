import type { StaffId } from '../kernel/ids.ts'
import { addMinutes, type Instant } from '../kernel/time.ts'
import type { Acknowledged, Answerer } from './answers.ts'

/** What was told of one gap to one team already, in order of level. */
export interface Told {
  readonly level: number
  readonly key: string
  readonly staffIds: readonly StaffId[]
  readonly at: Instant
  readonly acknowledged: { readonly at: Instant; readonly by: StaffId } | null
}

/** 'nobody acknowledged': everybody who answers now was told, the minutes have run out, and the gap says so. */
export type NextTelling =
  | { readonly do: 'tell'; readonly level: number; readonly who: Answerer; readonly lookAt: Instant }
  | { readonly do: 'wait'; readonly lookAt: Instant }
  | { readonly do: 'nobody acknowledged'; readonly lookAt: Instant }

/** How soon a gap that was told is looked at again: shifts change, people fall ill and come back. */
export const LOOK_AGAIN_MINUTES = 1

/**
 * Whether this answerer was told by that telling: in their present stretch of duty, and everybody who is reached under the key
 * now. A new shift, a new opening of the team and a post's new holder are told anew.
 */
const wasTold = (a: Answerer, t: Told): boolean =>
  t.key === a.key && t.at >= a.since && a.staffIds.every((id) => t.staffIds.includes(id))

/**
 * Who is told next of a gap that cannot wait and is still open.
 * Acknowledged by somebody who sees to it still: nobody. Acknowledged by somebody who is off shift since, or whom
 * only hours bore and those have run out: whoever answers now, as if anew. Not acknowledged: the next who answers and was not told in their present stretch of duty, once the minutes of the last
 * have run out, or at once when whoever was told last answers no more.
 * Why acknowledging ends nothing: the gap stays open until the thing is done.
 * Needs: `answers` of this instant, at least one. Source: docs/architecture.md, the safety net (N13).
 */
export function nextTelling(
  told: readonly Told[],
  answers: readonly Answerer[],
  minutes: number,
  now: Instant,
  seesToIt: (acknowledged: Acknowledged) => boolean,
): NextTelling {
  const lookAt = addMinutes(now, LOOK_AGAIN_MINUTES)
  const level = told.reduce((highest, t) => Math.max(highest, t.level), 0) + 1
  const held = told
    .flatMap((t) => (t.acknowledged === null ? [] : [{ ...t.acknowledged, key: t.key }]))
    .sort((a, b) => (a.at < b.at ? 1 : -1))[0]
  if (held && seesToIt(held)) return { do: 'wait', lookAt }
  const round = held ? told.filter((t) => t.at > held.at) : told
  const last = round.reduce<Told | null>(
    (latest, t) => (latest === null || t.level > latest.level ? t : latest),
    null,
  )
  const running = last !== null && now < addMinutes(last.at, minutes)
  // a destination or a whole team has no shift to go off
  if (running && (last.staffIds.length === 0 || answers.some((a) => wasTold(a, last))))
    return { do: 'wait', lookAt }
  const next = answers.find((a) => !round.some((t) => wasTold(a, t)))
  if (next) return { do: 'tell', level, who: next, lookAt }
  return { do: running ? 'wait' : 'nobody acknowledged', lookAt }
}

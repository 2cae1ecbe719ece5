import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Day } from '../kernel/time.ts'
import { dayShape } from './shapes.ts'

/**
 * Who speaks or decides for somebody. Attorney: under a lasting power of attorney (Mental Capacity Act 2005, sections 9 to 14). Deputy: appointed
 * by the Court of Protection (the same, sections 15 to 21). Nearest relative: Mental Health Act 1983, section 26. Nominated person: takes the
 * nearest relative's place when that part of the Mental Health Act 2025 is in force. Advocate: speaks beside the person and decides nothing.
 */
export const DEPUTY_KINDS = [
  'attorney',
  'deputy',
  'nearest relative',
  'nominated person',
  'advocate',
] as const
export type DeputyKind = (typeof DEPUTY_KINDS)[number]

const words = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))

/** `scope`: about what, in words. `evidence`: which paper was seen, on which day; null where nobody has seen one. `untilOn`: the last day. */
export const deputyShape = z.strictObject({
  kind: z.enum(DEPUTY_KINDS),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  telephone: z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(50))),
  scope: words,
  evidence: z.nullable(words),
  seenOn: z.nullable(dayShape),
  fromOn: dayShape,
  untilOn: z.nullable(dayShape),
})
export type Deputy = z.infer<typeof deputyShape>

/**
 * Does what is to be written down hold together? It opens nothing to anybody, so nobody's yes is asked; whoever relies on it asks for the paper.
 * Refuses: DEPUTY_SEEN_HALF, DEPUTY_SEEN_AHEAD, DEPUTY_UNTIL_BEFORE.
 */
export function decideDeputy(deputy: Deputy, today: Day): Result<Deputy> {
  if ((deputy.evidence === null) !== (deputy.seenOn === null))
    return refuse('DEPUTY_SEEN_HALF', { field: deputy.evidence === null ? 'evidence' : 'seenOn' })
  if (deputy.seenOn !== null && deputy.seenOn > today) return refuse('DEPUTY_SEEN_AHEAD', { field: 'seenOn' })
  if (deputy.untilOn !== null && deputy.untilOn < deputy.fromOn)
    return refuse('DEPUTY_UNTIL_BEFORE', { field: 'untilOn' })
  return ok(deputy)
}

/** What an end is decided on. */
export interface HeldDeputy {
  readonly fromOn: Day
  readonly endedOn: Day | null
}

/** It ended on that day. Refuses: DEPUTY_OVER, DEPUTY_ENDS_AHEAD, DEPUTY_UNTIL_BEFORE. */
export function decideDeputyEnd(held: HeldDeputy, endedOn: Day, today: Day): Result<Day> {
  if (held.endedOn !== null) return refuse('DEPUTY_OVER')
  if (endedOn > today) return refuse('DEPUTY_ENDS_AHEAD', { field: 'endedOn' })
  return endedOn < held.fromOn ? refuse('DEPUTY_UNTIL_BEFORE', { field: 'endedOn' }) : ok(endedOn)
}

/** How it stands on a day: one that is over by its own last day counts as ended too. */
export type DeputyStanding = 'to come' | 'now' | 'over'
export const deputyStanding = (
  d: { readonly fromOn: Day; readonly untilOn: Day | null; readonly endedOn: Day | null },
  today: Day,
): DeputyStanding =>
  d.endedOn !== null || (d.untilOn !== null && d.untilOn < today)
    ? 'over'
    : d.fromOn > today
      ? 'to come'
      : 'now'

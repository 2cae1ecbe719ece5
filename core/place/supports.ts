import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Stay } from './stay.ts'

/** What somebody needs on the day of leaving; each line is worked out from rows, none is ticked by hand. */
export const SUPPORTS = ['lead', 'first contact', 'home', 'plan shared', 'medicines', 'substitution'] as const
export type Support = (typeof SUPPORTS)[number]

/** Whether a line is in place. 'not kept': this version does not watch it, so nobody is told that it is safe. */
export interface SupportLine {
  readonly support: Support
  readonly state: 'in place' | 'open' | 'not kept'
}

export interface InPlaceSaid {
  /** Whoever says it may say it over something open. */
  readonly mayOverride: boolean
  readonly overrideReason: string | null
}

/**
 * Says that supports are in place. `lines`: as the rows say now. Returns what was open when it was said.
 * Refuses: SUPPORTS_STAY_ENDED, SUPPORTS_OPEN (something is open and no reason is given), SUPPORTS_OVERRIDE_NOT_YOURS.
 * It never delays the ready date, the planned date or leaving itself: nothing asks it.
 * Source: docs/architecture.md, the safety net (N1a, N3, N4, N6, N8).
 */
export function decideSupportsInPlace(
  stay: Stay,
  lines: readonly SupportLine[],
  { mayOverride, overrideReason }: InPlaceSaid,
): Result<{ readonly openThen: readonly Support[]; readonly overrideReason: string | null }> {
  if (stay.state === 'ended') return refuse('SUPPORTS_STAY_ENDED')
  const openThen = lines.filter((l) => l.state === 'open').map((l) => l.support)
  if (openThen.length === 0) return ok({ openThen, overrideReason: null })
  const reason = overrideReason?.trim() ?? ''
  if (reason === '') return refuse('SUPPORTS_OPEN', { params: { open: openThen.join(', ') } })
  if (!mayOverride) return refuse('SUPPORTS_OVERRIDE_NOT_YOURS')
  return ok({ openThen, overrideReason: reason })
}

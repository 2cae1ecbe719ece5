import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { decideEndStay } from './end-stay.ts'
import type { EndedStay, KnownTo, Stay } from './stay.ts'

/** How somebody came to leave without a plan. Being away without leave, or on leave overnight, is not leaving. */
export const UNPLANNED_WAYS = ['self-discharge', 'tribunal', 'discharge message', 'other'] as const
export type UnplannedWay = (typeof UNPLANNED_WAYS)[number]

/** The other answers of the sheet, in words; null is "nobody knows", "nobody yet", "nothing yet": a value, and never guessed. */
export interface UnplannedWords {
  readonly whereTo: string | null
  readonly told: string | null
  readonly arranged: string | null
}

export interface LeftUnplanned {
  readonly how: UnplannedWay
  /** When they left; null where the stay has ended already, by a message. */
  readonly left: { readonly at: Instant; readonly knownTo: KnownTo } | null
}

export type LeftUnplannedOutcome =
  | { readonly effect: 'ended'; readonly stay: EndedStay }
  | { readonly effect: 'told'; readonly stay: EndedStay }

/**
 * Somebody left and nothing was planned: how and when. It ends the stay where no message has; leaving is never held up by what is
 * missing, which opens as gaps of its own.
 * Refuses: LEFT_ALREADY_TOLD, LEFT_NEEDS_TIME, and those of `decideEndStay`.
 */
export function decideLeftUnplanned(
  stay: Stay,
  told: boolean,
  { left }: LeftUnplanned,
  now: Instant,
): Result<LeftUnplannedOutcome> {
  if (told) return refuse('LEFT_ALREADY_TOLD')
  if (stay.state === 'ended') return ok({ effect: 'told', stay })
  if (left === null) return refuse('LEFT_NEEDS_TIME', { field: 'leftAt' })
  const ended = decideEndStay(
    stay,
    { endedAt: left.at, endedKnownTo: left.knownTo, endSource: 'by hand' },
    now,
  )
  return ended.ok ? ok({ effect: 'ended', stay: ended.value.stay }) : ended
}

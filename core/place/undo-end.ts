import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { EndedStay, OpenStay, Stay } from './stay.ts'

/** A leaving that did not happen after all, as a worker or a message says it. */
export interface EndUndone {
  readonly by: 'worker' | 'machine'
  readonly why: string
  /** When the message was sent; null by hand, and where a message does not say. */
  readonly sentAt: Instant | null
}

/**
 * 'undone': the stay is open again. 'noted': nothing had ended yet, or the stay ended by a message that was sent later; what was
 * said is kept, so that an older discharge which comes late is known by it. 'asked': a message says so of an end that somebody wrote
 * by hand; that stands, and the ward is asked.
 */
export type UndoEndOutcome =
  | { readonly effect: 'undone'; readonly before: EndedStay; readonly stay: OpenStay }
  | { readonly effect: 'asked'; readonly stay: Stay }
  | { readonly effect: 'noted'; readonly stay: Stay }

/**
 * Undoes the end of a stay: what stood before stands again. `endSaidAt`: when the message that ended it was sent or, where it did not
 * say, taken in; null where no message did.
 * `others`: the person's other stays in this organisation.
 * Refuses: STAY_NOT_ENDED (by hand), STAY_END_IS_A_MOVE, STAY_OVERLAPS (they have been admitted here since), STAY_UNDO_NEEDS_WHY.
 * Why a machine never undoes a hand: whoever wrote it was there, and when the message was sent says nothing of what they saw.
 * Why by the time of sending: feeds bring messages late and twice, and a cancelled discharge must not undo a newer one.
 * Source: HL7 2.4 ADT A13; a cancelled discharge reopens the stay and voids what followed from it, with history.
 */
export function decideUndoEnd(
  stay: Stay,
  endSaidAt: Instant | null,
  others: readonly Stay[],
  { by, why, sentAt }: EndUndone,
): Result<UndoEndOutcome> {
  if (stay.state === 'open')
    return by === 'machine' ? ok({ effect: 'noted', stay }) : refuse('STAY_NOT_ENDED')
  if (stay.endSource === 'moved to another stay') return refuse('STAY_END_IS_A_MOVE')
  const endKnownAt = endSaidAt ?? stay.endedAt
  if (by === 'machine' && sentAt !== null && sentAt < endKnownAt) return ok({ effect: 'noted', stay })
  if (by === 'machine' && stay.endSource === 'by hand') return ok({ effect: 'asked', stay })
  if (others.some((o) => o.id !== stay.id && (o.state === 'open' || o.admittedAt >= stay.endedAt)))
    return refuse('STAY_OVERLAPS')
  if (by === 'worker' && why.trim() === '') return refuse('STAY_UNDO_NEEDS_WHY', { field: 'why' })
  const { endedAt: _at, endedKnownTo: _to, endSource: _source, ...facts } = stay
  return ok({ effect: 'undone', before: stay, stay: { ...facts, state: 'open' } })
}

/** Whether a discharge that comes now was cancelled by a message that was sent after it. */
export const cancelledSince = (sentAt: Instant | null, undoneSentAt: Instant | null): boolean =>
  sentAt !== null && undoneSentAt !== null && undoneSentAt > sentAt

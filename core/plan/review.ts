import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Day } from '../kernel/time.ts'

/**
 * What is looked at again by a day. 'schedule': the present step of support; 'stage': the stage of the pathway; both fall due after
 * their target length. 'plan': where a service has signed after how many weeks. 'communication' and 'sharing': by the day that was
 * set when the person was asked.
 */
export const REVIEW_KINDS = ['schedule', 'stage', 'plan', 'communication', 'sharing'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]

/** What each is called on a screen. */
export const REVIEW_WORDS: Readonly<Record<ReviewKind, string>> = {
  schedule: 'Support schedule',
  stage: 'Stage of support',
  plan: 'Plan',
  communication: 'How to communicate',
  sharing: 'What may be shared',
}

/** Those which somebody asks the person again: they have no length of their own, so the next day is said, or why there is none. */
const ASKED_AGAIN: ReadonlySet<ReviewKind> = new Set<ReviewKind>(['communication', 'sharing'])

/**
 * What was looked at, what changed ('' is nothing), and the day on which it is looked at next. Null: for a schedule, a stage and a plan
 * the length that is targeted or signed, counted from this review; for what is asked again, that it is not, because of `notAgain`.
 */
export interface ReviewText {
  readonly lookedAt: string
  readonly changed: string
  readonly nextOn: Day | null
  /** Why it is not asked again; '' or left out where it is. */
  readonly notAgain?: string
}

/**
 * Writes that somebody looked at it. `dueOn`: the day on which it falls due now; null when nothing is due.
 * Refuses: REVIEW_NOT_DUE, REVIEW_NEEDS_WORDS, REVIEW_NEXT_PASSED (the next day is after today, and after the day that is settled),
 * REVIEW_NEEDS_NEXT (what is asked again has neither a day nor why it is not).
 * Why: an empty day would switch reviewing off, and nobody decided that.
 */
export function decideReview(
  dueOn: Day | null,
  said: ReviewText,
  today: Day,
  kind: ReviewKind,
): Result<Required<ReviewText>> {
  if (dueOn === null) return refuse('REVIEW_NOT_DUE')
  const lookedAt = said.lookedAt.trim()
  if (lookedAt === '') return refuse('REVIEW_NEEDS_WORDS', { field: 'lookedAt' })
  if (said.nextOn !== null && (said.nextOn <= today || said.nextOn <= dueOn))
    return refuse('REVIEW_NEXT_PASSED', { field: 'nextOn' })
  const notAgain = said.nextOn === null && ASKED_AGAIN.has(kind) ? (said.notAgain ?? '').trim() : ''
  if (said.nextOn === null && ASKED_AGAIN.has(kind) && notAgain === '')
    return refuse('REVIEW_NEEDS_NEXT', { field: 'nextOn' })
  return ok({ lookedAt, changed: said.changed.trim(), nextOn: said.nextOn, notAgain })
}

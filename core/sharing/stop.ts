import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day } from '../kernel/time.ts'
import type { TakesPart } from './basis.ts'
import { type Answer, REVIEW_AFTER_DAYS, type SharingDecision } from './decision.ts'

/** What a stop is decided on. */
export interface StopFacts {
  /** The last answer about this service that whoever stops may know of; null where none is known to them. */
  readonly last: { readonly answer: Answer; readonly takesPart: TakesPart } | null
}

/** How the person said it; by their own door they pressed it themselves. */
export interface StopSaid {
  readonly how: string
  readonly whoWasThere: string
  readonly language: string
}

/**
 * The row that a stop writes, the same by a worker's hand and by the person's own door: the answer "no", marked as withdrawn. From the
 * next request on it closes core, shared and drug-and-alcohol to the service (content/access/rules.yaml, no-closes); the service keeps its own
 * rows, and what was seen before stays in the audit. The service is told what to stop using (`tc.ask_to_stop`). A stop says nothing about
 * agreeing to take part, which stays as it was, and it needs no reason.
 * Refuses: SHARING_STOPPED_ALREADY.
 */
export function decideStop(facts: StopFacts, said: StopSaid, today: Day): Result<SharingDecision> {
  if (facts.last?.answer === 'no') return refuse('SHARING_STOPPED_ALREADY')
  return ok({
    answer: 'no',
    items: [],
    how: said.how || null,
    whoWasThere: said.whoWasThere || null,
    language: said.language || null,
    reviewOn: addDays(today, REVIEW_AFTER_DAYS),
    legalBasis: 'not recorded',
    confidentialityRoute: 'not recorded',
    takesPart: facts.last?.takesPart ?? 'not asked',
    capacity: null,
    withdrawn: true,
  })
}

import { addHours, type Day, type Instant } from '../kernel/time.ts'
import { UNANSWERED, type Word } from './words.ts'

/** Hours in which a question is answered before it is on the sender's board. Our proposal, unsigned; the safety net counts the same. */
export const QUESTION_ANSWERED_WITHIN_HOURS = 48

/** What the next step is worked out from: facts that both parties may read. */
export interface ReferralState {
  readonly word: Word
  readonly replyByAt: Instant
  readonly questionAskedAt: Instant | null
  readonly startOn: Day | null
  readonly placeInQueue: number | null
  readonly wayOnward: 'hand-on' | 'introduction' | 'unmet need' | null
  /** True once the referral was handed on to the suggested service. */
  readonly handedOn: boolean
}

/** Who acts next, on what, and by when: shown to the sender without a press. */
export type NextStep =
  | { readonly step: 'open it and answer' | 'answer it'; readonly who: 'receiver'; readonly byAt: Instant }
  | {
      readonly step: 'answer their question'
      readonly who: 'sender'
      readonly byAt: Instant
      readonly replyByAt: Instant
    }
  | {
      readonly step: 'make the first contact'
      readonly who: 'receiver'
      readonly onDay: Day | null
      readonly placeInQueue: number | null
    }
  | {
      readonly step: 'send it to the service they suggest' | 'ring those they introduced you to'
      readonly who: 'sender'
    }
  | { readonly step: 'go on with support'; readonly who: 'receiver' }
  | { readonly step: 'nothing'; readonly who: 'nobody' }

/** The one next step of a referral. Ownership of the person is another matter (`core/safetynet`, N1b). */
export function nextStep(r: ReferralState): NextStep {
  switch (r.word) {
    case 'sent':
      return { step: 'open it and answer', who: 'receiver', byAt: r.replyByAt }
    case 'seen':
      return { step: 'answer it', who: 'receiver', byAt: r.replyByAt }
    case 'question asked':
      return {
        step: 'answer their question',
        who: 'sender',
        byAt: addHours(r.questionAskedAt ?? r.replyByAt, QUESTION_ANSWERED_WITHIN_HOURS),
        replyByAt: r.replyByAt,
      }
    case 'taken on':
      return {
        step: 'make the first contact',
        who: 'receiver',
        onDay: r.startOn,
        placeInQueue: r.placeInQueue,
      }
    case 'started':
      return { step: 'go on with support', who: 'receiver' }
    case 'not taken on':
      if (r.wayOnward === 'hand-on' && !r.handedOn)
        return { step: 'send it to the service they suggest', who: 'sender' }
      if (r.wayOnward === 'introduction') return { step: 'ring those they introduced you to', who: 'sender' }
      return { step: 'nothing', who: 'nobody' }
    case 'finished':
    case 'withdrawn':
      return { step: 'nothing', who: 'nobody' }
  }
}

/** Past its reply-by time without an answer. The word "Late" and nothing else is said of it. */
export const isLate = (r: Pick<ReferralState, 'word' | 'replyByAt'>, now: Instant): boolean =>
  UNANSWERED.includes(r.word) && r.replyByAt < now

import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import {
  decideSharing,
  earlierAnswerStands,
  type SharingAnswer,
  type SharingDecision,
} from '../sharing/decision.ts'
import { type Asks, asAgreed } from './asks.ts'
import { type ReplyRule, replyBy } from './reply-by.ts'

/** What says whether a service takes referrals at all. Capacity 0 is how a service closes its door; full is not closed. */
export interface ServiceDoor {
  readonly capacity: number
  readonly teamClosedAt: Instant | null
  readonly pilotFromOn: Day | null
  readonly pilotUntilOn: Day | null
}

/** True when the service may be sent a referral now. Being full makes a wait, not a refusal. */
export function takesReferrals(door: ServiceDoor, now: Instant): boolean {
  const today = dayOf(now)
  if (door.capacity === 0) return false
  if (door.teamClosedAt !== null && door.teamClosedAt <= now) return false
  if (door.pilotFromOn !== null && door.pilotFromOn > today) return false
  return door.pilotUntilOn === null || door.pilotUntilOn >= today
}

/** The facts under which somebody wants to send; each as far as the sender may see it. */
export interface SendFacts {
  /** The sender's team may write about this person. */
  readonly maySend: boolean
  /** Null when there is no such service. */
  readonly service: ServiceDoor | null
  /** Same organisation, or a sharing agreement of the two in force now. */
  readonly agreementLive: boolean
  /** Null when the pathway names no time to answer in. */
  readonly replyRule: ReplyRule
  /** A referral of this person to this service that is not over. */
  readonly openSentAt: Instant | null
  readonly earlierReferralId: string | null
  /** True when the stay named is this person's own, or none is named. */
  readonly stayFits: boolean
  /** What the person said last about this service. */
  readonly lastAnswer: Pick<SharingDecision, 'answer' | 'items'> | null
}

export interface Sending {
  readonly asks: Asks
  readonly replyByAt: Instant
  readonly earlierReferralId: string | null
  /** Null when an earlier answer of the person stands. */
  readonly sharing: SharingDecision | null
}

/**
 * May this referral be sent, and what goes out? A person's "no" stops it: nothing is sent against their word, and the
 * screen says what can be done instead.
 * Refuses: NOT_FOUND_OR_NOT_YOURS, REFERRAL_SERVICE_CLOSED, REFERRAL_NO_AGREEMENT, REFERRAL_ALREADY_OPEN,
 * REFERRAL_SAID_NO, REFERRAL_SAID_NO_BEFORE, the refusals of `decideSharing` and `replyBy`.
 */
export function decideSend(
  facts: SendFacts,
  input: { readonly asks: Asks; readonly sharing: SharingAnswer },
  now: Instant,
  holidays: HolidayCalendar,
): Result<Sending> {
  if (!facts.maySend || !facts.service || !facts.stayFits) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (!takesReferrals(facts.service, now)) return refuse('REFERRAL_SERVICE_CLOSED', { field: 'serviceId' })
  if (!facts.agreementLive) return refuse('REFERRAL_NO_AGREEMENT', { field: 'serviceId' })
  if (facts.openSentAt !== null) {
    return refuse('REFERRAL_ALREADY_OPEN', { field: 'serviceId', params: { on: dayOf(facts.openSentAt) } })
  }
  if (input.sharing.answer === 'no') return refuse('REFERRAL_SAID_NO', { field: 'sharing.answer' })
  const earlier = facts.lastAnswer
  const stands = earlier !== null && earlierAnswerStands(earlier.answer, input.sharing.answer)
  if (stands && earlier.answer === 'no') return refuse('REFERRAL_SAID_NO_BEFORE', { field: 'sharing.answer' })
  const sharing = decideSharing(input.sharing, dayOf(now))
  if (!sharing.ok) return sharing
  const replyByAt = replyBy(now, facts.replyRule, holidays)
  if (!replyByAt.ok) return replyByAt
  return ok({
    asks: asAgreed(input.asks, stands ? earlier : sharing.value),
    replyByAt: replyByAt.value,
    earlierReferralId: facts.earlierReferralId,
    sharing: stands ? null : sharing.value,
  })
}

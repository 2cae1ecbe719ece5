import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import { decideAct, decideDecline, type Onward } from '#core/referral/answer.ts'
import { type Asks, asksShape, blockOf } from '#core/referral/asks.ts'
import { replyRuleShape } from '#core/referral/reply-by.ts'
import { decideSend } from '#core/referral/send.ts'
import type { Act as ReferralAct, Word } from '#core/referral/words.ts'
import type { Answer, SharingAnswer } from '#core/sharing/decision.ts'
import { decided } from './pen.ts'
import type { PersonStory } from './person-story.ts'
import { organisationOf, SERVICES, type ServiceKey, type StaffKey, staffId, teamOf } from './world.ts'

export interface Sent {
  readonly by: StaffKey
  readonly at: Instant
  readonly stayId: string | null
  readonly reason: string
  readonly whatMatters: string
  readonly answer: Answer
}

const NOTHING_ELSE = { how: '', whoWasThere: '', language: '' }

/** One referral from sending to its answer, each act judged by the rule that judges it at the door. */
export class ReferralStory {
  readonly story: PersonStory
  readonly serviceId: string
  readonly referralId: string
  readonly sentBy: StaffKey
  readonly row: Record<string, unknown>
  #word: Word = 'sent'
  #version = 1

  constructor(story: PersonStory, service: ServiceKey, definition: PathwayDefinition, sent: Sent) {
    const { pen, personId } = story
    const { by, at, stayId } = sent
    this.story = story
    this.serviceId = SERVICES[service].id
    this.referralId = pen.id(at)
    this.sentBy = by
    const asks: Asks = asksShape.parse({
      reason: blockOf(sent.reason),
      whatMatters: blockOf(sent.whatMatters),
    })
    const sharing: SharingAnswer = {
      answer: sent.answer,
      items: sent.answer === 'yes' ? ['core', 'shared'] : [],
      ...NOTHING_ELSE,
      how: sent.answer === 'yes' ? 'asked on the ward' : '',
    }
    const door = {
      capacity: SERVICES[service].capacity,
      teamClosedAt: null,
      pilotFromOn: null,
      pilotUntilOn: null,
    }
    const replyRule = replyRuleShape.parse(
      definition.obligations.find((o) => o.from === 'referral-sent')?.within,
    )
    const sending = decided(
      decideSend(
        {
          maySend: true,
          service: door,
          agreementLive: true,
          replyRule,
          openSentAt: null,
          earlierReferralId: null,
          stayFits: true,
          lastAnswer: null,
        },
        { asks, sharing },
        at,
        englandHolidays,
      ),
      'a referral',
    )
    pen.act(at, by, 'referral.send', {
      referralId: this.referralId,
      personId,
      serviceId: this.serviceId,
      stayId,
      urgent: false,
      asks,
      sharing,
      source: 'form',
    })
    this.row = pen.add('referral', {
      id: this.referralId,
      person_id: personId,
      service_id: this.serviceId,
      from_organisation_id: organisationOf(by),
      from_team_id: teamOf(by),
      from_staff_id: staffId(by),
      stay_id: stayId,
      earlier_referral_id: sending.earlierReferralId,
      word: 'sent',
      urgent: false,
      asks: sending.asks,
      sent_at: at,
      reply_by_at: sending.replyByAt,
      seen_at: null,
      seen_by: null,
      question_asked_at: null,
      answered_at: null,
      answered_by: null,
      start_on: null,
      place_in_queue: null,
      decline_reason: null,
      way_onward: null,
      onward_service_id: null,
      onward_note: null,
      withdrawn_at: null,
      withdrawn_reason: null,
      finished_at: null,
      closed_at: null,
      source: 'form',
      recorded_at: at,
      version: 1,
    })
    const said = sending.sharing
    if (said) {
      pen.add('sharing_decision', {
        id: pen.id(at),
        person_id: personId,
        recipient_service_id: this.serviceId,
        referral_id: this.referralId,
        answer: said.answer,
        items: said.items,
        how: said.how,
        who_was_there: said.whoWasThere,
        language: said.language,
        review_on: said.reviewOn,
        decided_at: at,
        recorded_by: staffId(by),
        organisation_id: organisationOf(by),
        team_id: teamOf(by),
      })
    }
    this.#line(by, at, 'referral sent')
  }

  get replyByAt(): Instant {
    return this.row.reply_by_at as Instant
  }

  sees(by: StaffKey, at: Instant): void {
    this.story.pen.act(at, by, 'referral.see', this.#about())
    this.#acts('see')
    Object.assign(this.row, { word: this.#word, seen_at: at, seen_by: staffId(by) })
    this.#line(by, at, 'referral seen')
  }

  asks(by: StaffKey, at: Instant, question: string): void {
    const messageId = this.story.pen.id(at)
    this.story.pen.act(at, by, 'referral.ask', {
      ...this.#about(),
      messageId,
      version: this.#version,
      question,
    })
    this.#acts('ask')
    Object.assign(this.row, { word: this.#word, question_asked_at: at })
    this.#message(by, at, messageId, 'question', question)
    this.#line(by, at, 'referral question asked')
  }

  answersQuestion(by: StaffKey, at: Instant, answer: string): void {
    const messageId = this.story.pen.id(at)
    this.story.pen.act(at, by, 'referral.answer-question', {
      ...this.#about(),
      messageId,
      version: this.#version,
      answer,
    })
    this.#acts('answer question')
    Object.assign(this.row, { word: this.#word, question_asked_at: null })
    this.#message(by, at, messageId, 'answer', answer)
    this.#line(by, at, 'referral question answered')
  }

  declines(by: StaffKey, at: Instant, reason: string, onward: Onward): void {
    this.story.pen.act(at, by, 'referral.decline', {
      ...this.#about(),
      version: this.#version,
      reason,
      onward,
    })
    this.#acts('decline')
    const d = decided(decideDecline({ serviceId: this.serviceId, onwardOpen: null }, onward), 'declining')
    Object.assign(this.row, {
      word: this.#word,
      answered_at: at,
      answered_by: staffId(by),
      closed_at: at,
      question_asked_at: null,
      decline_reason: reason,
      way_onward: d.wayOnward,
      onward_service_id: d.onwardServiceId,
      onward_note: d.onwardNote,
    })
    this.#line(by, at, 'referral not taken on')
    if (!d.unmetNeed) return
    const needId = this.story.pen.id(at)
    this.story.pen.add('unmet_need', {
      id: needId,
      person_id: this.story.personId,
      referral_id: this.referralId,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      ...d.unmetNeed,
      at,
      by_staff_id: staffId(by),
    })
    this.story.pen.line(at, by, this.story.personId, 'unmet need recorded', needId, 4)
  }

  withdraws(by: StaffKey, at: Instant, reason: string): void {
    this.story.pen.act(at, by, 'referral.withdraw', { ...this.#about(), version: this.#version, reason })
    this.#acts('withdraw')
    Object.assign(this.row, {
      word: this.#word,
      withdrawn_at: at,
      withdrawn_reason: reason,
      closed_at: at,
      question_asked_at: null,
    })
    this.#line(by, at, 'referral withdrawn')
  }

  /** Taken on; the episode that it opens is told by `support-story.ts`. */
  takenOn(
    by: StaffKey,
    at: Instant,
    set: { startOn: string; placeInQueue: number | null },
  ): { version: number } {
    const saw = { version: this.#version }
    this.#acts('accept')
    Object.assign(this.row, {
      word: this.#word,
      answered_at: at,
      answered_by: staffId(by),
      question_asked_at: null,
      start_on: set.startOn,
      place_in_queue: set.placeInQueue,
    })
    this.#line(by, at, 'referral taken on')
    return saw
  }

  started(): void {
    this.#acts('start')
    this.row.word = this.#word
  }

  finished(at: Instant): void {
    this.#acts('finish')
    Object.assign(this.row, { word: this.#word, finished_at: at, closed_at: at })
  }

  #about() {
    return { personId: this.story.personId, referralId: this.referralId }
  }

  #acts(act: ReferralAct): void {
    this.#word = decided(
      decideAct(
        { word: this.#word, version: this.#version, sides: ['sender', 'receiver'] },
        act,
        this.#version,
      ),
      `to ${act} a referral`,
    )
    this.#version += 1
    this.row.version = this.#version
  }

  #message(by: StaffKey, at: Instant, id: string, kind: 'question' | 'answer', body: string): void {
    this.story.pen.add('referral_message', {
      id,
      referral_id: this.referralId,
      person_id: this.story.personId,
      kind,
      body,
      at,
      by_staff_id: staffId(by),
      team_id: teamOf(by),
    })
  }

  #line(by: StaffKey, at: Instant, what: string): void {
    this.story.pen.line(at, by, this.story.personId, what, this.referralId, 4)
  }
}

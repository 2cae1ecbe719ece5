import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Day, dayOf, type Instant } from '../kernel/time.ts'
import { dayShape } from '../people/shapes.ts'
import { type Act, PARTY_OF, type Party, type Word, wordAfter } from './words.ts'

/** One referral as its parties see it, for any act on it. */
export interface ReferralFacts {
  readonly word: Word
  readonly version: number
  /** On which side the asker's team stands; both when a team refers to its own service; none when neither. */
  readonly sides: readonly Party[]
}

/**
 * May this act be taken now, and what is the word after it?
 * Refuses: NOT_FOUND_OR_NOT_YOURS (absent, or the other party's act), STALE_VERSION, REFERRAL_WORD.
 */
export function decideAct(facts: ReferralFacts | undefined, act: Act, version: number | null): Result<Word> {
  if (!facts?.sides.includes(PARTY_OF[act])) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const word = wordAfter(facts.word, act)
  if (word === null) return refuse('REFERRAL_WORD', { params: { word: facts.word } })
  // after the word: somebody whose page is old learns that it was answered, not only that it changed
  if (version !== null && version !== facts.version) return refuse('STALE_VERSION')
  return ok(word)
}

const words = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

/**
 * When support starts: on a day, or when the queue comes to this person, with the day the service expects that to be.
 * Why a day with the queue too: a place alone is watched by nobody; a start that slips past its day is a gap (N2).
 */
export const startShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('date'), on: dayShape }),
  z.object({
    kind: z.literal('queue'),
    place: z.int().check(z.minimum(1), z.maximum(10_000)),
    expectedOn: dayShape,
  }),
])
export type Start = z.infer<typeof startShape>

export interface AcceptFacts {
  /** Null: the key worker is left open. */
  readonly keyWorkerFits: boolean
  readonly pathwayLoaded: boolean
}

export interface Acceptance {
  readonly startOn: Day
  readonly placeInQueue: number | null
}

/** Taking a referral on. Refuses: REFERRAL_START_PASSED, REFERRAL_KEY_WORKER, REFERRAL_NO_PATHWAY. */
export function decideAccept(facts: AcceptFacts, start: Start, now: Instant): Result<Acceptance> {
  const startOn = start.kind === 'date' ? start.on : start.expectedOn
  if (startOn < dayOf(now))
    return refuse('REFERRAL_START_PASSED', { field: start.kind === 'date' ? 'start.on' : 'start.expectedOn' })
  if (!facts.keyWorkerFits) return refuse('REFERRAL_KEY_WORKER', { field: 'keyWorkerId' })
  if (!facts.pathwayLoaded) return refuse('REFERRAL_NO_PATHWAY')
  return ok({ startOn, placeInQueue: start.kind === 'queue' ? start.place : null })
}

/** The way onward that a decline must carry: exactly one of three. */
export const onwardShape = z.discriminatedUnion('kind', [
  /** Another service, to which the sender sends the same referral in one press. */
  z.object({
    kind: z.literal('hand-on'),
    serviceId: z.uuid(),
    note: z._default(z.string().check(z.trim(), z.maxLength(2000)), ''),
  }),
  /** Somebody outside this system who was told and expects the sender's call: who, and how to reach them. */
  z.object({ kind: z.literal('introduction'), to: words(2000) }),
  /** A need that nobody can meet now. */
  z.object({ kind: z.literal('unmet need'), need: words(2000), area: words(200), missing: words(2000) }),
])
export type Onward = z.infer<typeof onwardShape>

export interface DeclineFacts {
  readonly serviceId: string
  /** Of the suggested service: it takes referrals, and the sender's organisation has an agreement with it. Null when none is named. */
  readonly onwardOpen: boolean | null
}

export interface Decline {
  readonly wayOnward: Onward['kind']
  readonly onwardServiceId: string | null
  /** What the sender reads about the way onward. */
  readonly onwardNote: string | null
  /** A row of its own for what nobody could meet. */
  readonly unmetNeed: { readonly need: string; readonly area: string; readonly missing: string } | null
}

/** Not taking a referral on. Refuses: REFERRAL_ONWARD_ITSELF, REFERRAL_ONWARD_SHUT. */
export function decideDecline(facts: DeclineFacts, onward: Onward): Result<Decline> {
  switch (onward.kind) {
    case 'hand-on':
      if (onward.serviceId === facts.serviceId)
        return refuse('REFERRAL_ONWARD_ITSELF', { field: 'onward.serviceId' })
      if (facts.onwardOpen !== true) return refuse('REFERRAL_ONWARD_SHUT', { field: 'onward.serviceId' })
      return ok({
        wayOnward: onward.kind,
        onwardServiceId: onward.serviceId,
        onwardNote: onward.note || null,
        unmetNeed: null,
      })
    case 'introduction':
      return ok({ wayOnward: onward.kind, onwardServiceId: null, onwardNote: onward.to, unmetNeed: null })
    case 'unmet need': {
      const { need, area, missing } = onward
      return ok({
        wayOnward: onward.kind,
        onwardServiceId: null,
        onwardNote: [`Needed: ${need}`, `Where: ${area}`, `What was missing: ${missing}`].join('\n'),
        unmetNeed: { need, area, missing },
      })
    }
  }
}

export interface HandOnFacts {
  readonly word: Word
  readonly wayOnward: Onward['kind'] | null
  readonly handedOn: boolean
  /** What the person said about the service that declined. */
  readonly answerBefore: string | null
}

/**
 * May the same referral go to the suggested service in one press, before the person was asked about it?
 * Not where they limited what the first service could see: that limit says nothing about the second, so they are asked.
 * Refuses: REFERRAL_NOT_HANDED_ON, REFERRAL_ASK_FIRST.
 */
export function decideHandOn(facts: HandOnFacts): Result<true> {
  if (facts.word !== 'not taken on' || facts.wayOnward !== 'hand-on' || facts.handedOn)
    return refuse('REFERRAL_NOT_HANDED_ON')
  if (facts.answerBefore === 'some') return refuse('REFERRAL_ASK_FIRST')
  return ok(true)
}

import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day } from '../kernel/time.ts'
import { dayShape } from '../people/shapes.ts'
import { type Basis, CONFIDENTIALITY_ROUTES, decideBasis, LEGAL_BASES, TAKES_PART } from './basis.ts'

/** What can be said when somebody is asked about sharing, and the three ways of not having an answer. */
export const ANSWERS = ['yes', 'some', 'no', 'not asked', 'ask me later', 'could not be asked'] as const
export type Answer = (typeof ANSWERS)[number]

/** Answers that the person gave; the others say only that there is none yet. */
export const isAnswered = (answer: Answer): boolean =>
  answer === 'yes' || answer === 'some' || answer === 'no'

/**
 * What an answer may name beside the referral itself. The words are those of the access rule (`content/access/rules.yaml`):
 * core opens the facts needed for direct care, shared what teams write for one another, drug-and-alcohol what a
 * drug-and-alcohol team writes (opened by a yes only, never by "some"), home-entry how to get into their home (opened only where it is named).
 */
export const ITEMS = ['core', 'shared', 'drug-and-alcohol', 'home-entry'] as const
export type Item = (typeof ITEMS)[number]

/** Days after which the question is asked again unless another day is set: 12 weeks. Our proposal, unsigned. */
export const REVIEW_AFTER_DAYS = 84

const short = z.string().check(z.trim(), z.maxLength(200))

/** One answer about one recipient service, with how it was given. Empty text means "not recorded". */
export const sharingAnswerShape = z.object({
  answer: z.enum(ANSWERS),
  items: z._default(z.array(z.enum(ITEMS)).check(z.maxLength(ITEMS.length)), []),
  how: z._default(short, ''),
  whoWasThere: z._default(short, ''),
  language: z._default(short, ''),
  /** The day on which to ask again; left out, 12 weeks from today. */
  reviewOn: z.optional(dayShape),
  /** Three questions apart from the answer (`basis.ts`); left out, they are not recorded. */
  legalBasis: z.optional(z.enum(LEGAL_BASES)),
  confidentialityRoute: z.optional(z.enum(CONFIDENTIALITY_ROUTES)),
  takesPart: z.optional(z.enum(TAKES_PART)),
  capacity: z.optional(z.string().check(z.trim(), z.maxLength(500))),
})
export type SharingAnswer = z.infer<typeof sharingAnswerShape>

export interface SharingDecision extends Basis {
  readonly answer: Answer
  readonly items: readonly Item[]
  readonly how: string | null
  readonly whoWasThere: string | null
  readonly language: string | null
  readonly reviewOn: Day
  /** They took back what they had said, or stopped what opened without an answer. */
  readonly withdrawn: boolean
}

/**
 * The decision to keep. Only "yes" and "some" name items: with any other answer they are dropped, so that a box ticked
 * before the answer changed opens nothing.
 * Refuses: SHARING_SOME_NEEDS_ITEMS, SHARING_SOME_IS_NOT_THAT (drug and alcohol opens with a yes only),
 * SHARING_REVIEW_PASSED, and those of `decideBasis`.
 */
export function decideSharing(said: SharingAnswer, today: Day): Result<SharingDecision> {
  const reviewOn = said.reviewOn ?? addDays(today, REVIEW_AFTER_DAYS)
  if (reviewOn <= today) return refuse('SHARING_REVIEW_PASSED', { field: 'sharing.reviewOn' })
  if (said.answer === 'some') {
    if (said.items.includes('drug-and-alcohol'))
      return refuse('SHARING_SOME_IS_NOT_THAT', { field: 'sharing.items' })
    if (said.items.length === 0) return refuse('SHARING_SOME_NEEDS_ITEMS', { field: 'sharing.items' })
  }
  const named = said.answer === 'yes' || said.answer === 'some'
  const basis = decideBasis(named, {
    legalBasis: said.legalBasis ?? 'not recorded',
    confidentialityRoute: said.confidentialityRoute ?? 'not recorded',
    takesPart: said.takesPart ?? 'not asked',
    capacity: said.capacity || null,
  })
  if (!basis.ok) return basis
  const { legalBasis, confidentialityRoute, takesPart, capacity } = basis.value
  return ok({
    answer: said.answer,
    items: named ? ITEMS.filter((item) => said.items.includes(item)) : [],
    how: said.how || null,
    whoWasThere: said.whoWasThere || null,
    language: said.language || null,
    reviewOn,
    legalBasis,
    confidentialityRoute,
    takesPart,
    capacity,
    withdrawn: false,
  })
}

/**
 * Does the answer kept before stay the one that counts? The newest row counts everywhere, so "not asked" written after a
 * "no" would open what the person closed. A real answer is only ever replaced by another real answer.
 */
export const earlierAnswerStands = (earlier: Answer, now: Answer): boolean =>
  isAnswered(earlier) && !isAnswered(now)

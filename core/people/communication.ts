import * as z from 'zod/mini'
import type { Day } from '../kernel/time.ts'
import { dayShape } from './shapes.ts'

const short = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))

/**
 * One need, as something staff can meet.
 * Source: Accessible Information Standard, DAPB1605 (NHS England): identify, record, flag, share, meet, review.
 */
export const communicationNeedShape = z.discriminatedUnion('need', [
  z.object({ need: z.literal('interpreter'), language: short }),
  z.object({
    need: z.literal('format'),
    format: z.enum(['large print', 'easy read', 'braille', 'audio', 'email', 'plain words', 'pictures']),
  }),
  z.object({ need: z.literal('language'), language: short, use: z.enum(['speaking', 'reading', 'both']) }),
  z.object({ need: z.literal('support'), support: short }),
])
export type CommunicationNeed = z.infer<typeof communicationNeedShape>

/** Asked and nothing needed is an answer, and so is not asked; either way somebody looks again on the review day. */
export const communicationShape = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('needs'),
    needs: z.array(communicationNeedShape).check(z.minLength(1), z.maxLength(20)),
    reviewOn: dayShape,
  }),
  z.object({ answer: z.literal('none-needed'), reviewOn: dayShape }),
  z.object({ answer: z.literal('not-asked') }),
])
export type Communication = z.infer<typeof communicationShape>

/** The review has come: the sixth step of the standard. Never asked is due at once. */
export const communicationReviewDue = (held: Communication, on: Day): boolean =>
  held.answer === 'not-asked' || held.reviewOn <= on

import * as z from 'zod/mini'
import { dayShape } from '../people/shapes.ts'
import { instantShape } from '../place/stay-shape.ts'
import { TOPICS } from './goal.ts'
import { SECTION_KEYS } from './plan.ts'
import { REVIEW_KINDS } from './review.ts'

const id = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/))
const words = (most: number) => z.string().check(z.maxLength(most))

const sectionShape = z.strictObject({ words: words(2000), own: words(2000) })
const namedShape = z.strictObject({
  id,
  name: words(200).check(z.minLength(1)),
  role: words(200),
  staffId: z.nullable(id),
  teamId: z.nullable(id),
  organisationId: z.nullable(id),
})

/** Input of writing a version. `versionId`: the row; it is the plan's own id in its first version. `version`: the one that was seen. */
export const writePlanShape = z.strictObject({
  personId: id,
  versionId: id,
  planId: id,
  stayId: z.nullable(id),
  version: z.int().check(z.minimum(0)),
  sections: z.partialRecord(z.enum(SECTION_KEYS as [string, ...string[]]), sectionShape),
  named: z.array(namedShape).check(z.maxLength(30)),
})

/** Input of opening a plan, and of a machine's word that its organisation has it. */
export const planSeenShape = z.strictObject({
  personId: id,
  planId: id,
  version: z.int().check(z.minimum(1)),
})

/** Input of writing how somebody was given a version of a plan. */
export const handOverShape = z.strictObject({
  ...planSeenShape.shape,
  receiptId: id,
  recipientId: id,
  way: z.enum(['handed over', 'posted']),
  how: words(500),
  at: instantShape,
})

/** Input of writing a version of the safety plan. `version`: the one that was seen, 0 for none. */
export const safetyPlanShape = z.strictObject({
  personId: id,
  safetyPlanId: id,
  version: z.int().check(z.minimum(0)),
  helps: words(2000),
  signs: words(2000),
  setsOff: words(2000),
  ring: z.array(z.strictObject({ name: words(200), number: words(40) })).check(z.maxLength(6)),
  madeWith: words(200),
  madeOn: dayShape,
})

/** Input of writing what matters to somebody, in their own words. */
export const whatMattersShape = z.strictObject({
  personId: id,
  wordsId: id,
  version: z.int().check(z.minimum(0)),
  words: words(2000),
})

const stepFields = { step: words(500), byWhom: words(200), byOn: dayShape }

/** Input of setting a goal with its first step. */
export const goalShape = z.strictObject({
  personId: id,
  goalId: id,
  stepId: id,
  words: words(500),
  topic: z.enum(TOPICS),
  ...stepFields,
})

/** Input of telling how a step went. `nextStepId`, `next`: the step after it, where the goal goes on. */
export const tellStepShape = z.strictObject({
  personId: id,
  goalId: id,
  stepId: id,
  nextStepId: id,
  outcome: z.enum(['done', 'not done']),
  howItWent: words(1000),
  goal: z.enum(['goes on', 'done', 'changed']),
  next: z.nullable(z.strictObject(stepFields)),
})

/** Input of an appointment. */
export const appointmentShape = z.strictObject({
  personId: id,
  appointmentId: id,
  what: words(200),
  place: words(200),
  withWhom: words(200),
  topic: z.enum(TOPICS),
  startsAt: instantShape,
  goesStaffId: z.nullable(id),
})

/** Input of what became of an appointment. `movedToId`: the new one, where it moved. */
export const tellAppointmentShape = z.strictObject({
  personId: id,
  appointmentId: id,
  movedToId: id,
  version: z.int().check(z.minimum(1)),
  told: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('went'), withStaffId: z.nullable(id), words: words(1000) }),
    z.strictObject({ kind: z.literal('did not'), words: words(1000) }),
    z.strictObject({ kind: z.literal('moved'), to: instantShape, words: words(1000) }),
  ]),
})

/** Input of who goes along: somebody of the asker's team, or nobody. */
export const goesAlongShape = z.strictObject({
  personId: id,
  appointmentId: id,
  version: z.int().check(z.minimum(1)),
  goesStaffId: z.nullable(id),
})

/** Input of a review that was done. `aboutId`: the episode, the plan, the person or the recipient service. */
export const reviewShape = z.strictObject({
  personId: id,
  reviewId: id,
  kind: z.enum(REVIEW_KINDS),
  aboutId: id,
  lookedAt: words(1000),
  changed: words(1000),
  nextOn: z.nullable(dayShape),
  notAgain: z.optional(words(500)),
})

/** Input of after how many weeks a service looks at plans again; null switches it off. */
export const reviewSettingShape = z.strictObject({
  settingId: id,
  serviceId: id,
  kind: z.literal('plan'),
  weeks: z.nullable(z.int().check(z.minimum(1), z.maximum(104))),
  signedBy: words(200).check(z.minLength(1)),
  signedAs: words(200).check(z.minLength(1)),
  signedOn: dayShape,
})

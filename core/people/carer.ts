import * as z from 'zod/mini'
import { contactPointShape } from './contact-point.ts'
import { personNameShape } from './names.ts'

/** What a carer can be told, each its own yes. Drug and alcohol matters are never among them by default or by bundle. */
export const CARER_TOPICS = [
  'that they are in hospital',
  'leave dates',
  'visits and appointments',
  'medicines',
  'worries about how they are',
  'drug and alcohol support',
] as const
export type CarerTopic = (typeof CARER_TOPICS)[number]

/** What the person answered about telling this carer. */
export const carerMayBeToldShape = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('yes'), topics: z.array(z.enum(CARER_TOPICS)).check(z.minLength(1)) }),
  z.object({ answer: z.literal('no') }),
  z.object({ answer: z.literal('not-asked') }),
  z.object({ answer: z.literal('could-not-be-asked') }),
])

/** Somebody who cares for the person, in their own words of relation ("my aunt", "friend from church"). */
export const carerShape = z.object({
  name: personNameShape,
  relation: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  contactPoints: z.array(contactPointShape).check(z.maxLength(10)),
  mayBeTold: carerMayBeToldShape,
})
export type Carer = z.infer<typeof carerShape>

/** Only the person's own yes to this topic opens it (content/access/SOURCE.md, 16). Listening to a carer needs no yes. */
export const mayTellCarer = (carer: Carer, topic: CarerTopic): boolean =>
  carer.mayBeTold.answer === 'yes' && carer.mayBeTold.topics.includes(topic)

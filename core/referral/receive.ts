import * as z from 'zod/mini'
import { nameKey } from '../people/names.ts'
import { type PersonDetails, personDetailsShape } from '../people/person.ts'
import { asksShape } from './asks.ts'

/** Longest original that is kept beside a referral, in characters; a longer one is refused whole and stays with its sender. */
export const LONGEST_ORIGINAL = 500_000

/** One thing that another system sent and that stands nowhere else in the record: where it stood, and its text. */
export const unmappedShape = z.object({
  path: z.string().check(z.minLength(1), z.maxLength(400)),
  text: z.string().check(z.maxLength(4_000)),
})
export type Unmapped = z.infer<typeof unmappedShape>

/** Whom a referral from another system is about: one that it reads here already, or one that it describes. */
export const aboutShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('known'), personId: z.uuid() }),
  z.object({ kind: z.literal('described'), callsIt: z.uuid(), details: personDetailsShape }),
])

/** A referral as another system sends it, read into the record's own words. */
export const receivedShape = z.object({
  referralId: z.uuid(),
  about: aboutShape,
  serviceId: z.uuid(),
  urgent: z._default(z.boolean(), false),
  asks: asksShape,
  /** Whom the message names as sender, as it says it. */
  fromSaid: z.nullable(z.string().check(z.minLength(1), z.maxLength(300))),
  /** The person said no to it in the message itself. */
  refused: z._default(z.boolean(), false),
  original: z.object({
    form: z.enum(['FHIR', 'BaRS']),
    senderId: z.nullable(z.string().check(z.minLength(1), z.maxLength(400))),
    raw: z.string().check(z.minLength(1), z.maxLength(LONGEST_ORIGINAL)),
    unmapped: z.array(unmappedShape).check(z.maxLength(2_000)),
  }),
})
export type Received = z.infer<typeof receivedShape>

/**
 * Two identifiers without which another system's words match nobody: the NHS number, and a birth date or a family name (hazard 21: an
 * item filed to the wrong person).
 */
export const hasTwoIdentifiers = (details: PersonDetails): boolean =>
  details.nhsNumber.status !== 'not-known' &&
  'number' in details.nhsNumber &&
  (details.birth.state === 'known' ||
    details.names.some((name) => name.family !== undefined && nameKey(name.family) !== ''))

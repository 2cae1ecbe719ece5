import * as z from 'zod/mini'

/** The ways a person can be reached. Leaving a message and speaking are two permissions: others may hear a message. */
export const CHANNELS = ['call', 'leave-message', 'text', 'email', 'letter'] as const
export type Channel = (typeof CHANNELS)[number]

export const CONTACT_POINT_KINDS = ['mobile', 'landline', 'email', 'post'] as const
export type ContactPointKind = (typeof CONTACT_POINT_KINDS)[number]

/** What each kind of contact point can carry at all. Post goes to the person's address. */
const CARRIES: Readonly<Record<ContactPointKind, readonly Channel[]>> = {
  mobile: ['call', 'leave-message', 'text'],
  landline: ['call', 'leave-message'],
  email: ['email'],
  post: ['letter'],
}

const short = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))

/** What the person said about being reached here. "Not asked" is not a yes. */
export const safeContactShape = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('may'),
    channels: z.array(z.enum(CHANNELS)).check(z.minLength(1)),
    how: z.exactOptional(short),
  }),
  z.object({ answer: z.literal('do-not-contact') }),
  z.object({ answer: z.literal('not-asked') }),
])
export type SafeContact = z.infer<typeof safeContactShape>

/**
 * A number or address with its safe-contact rule. `how` is the person's own words ("before 3pm; say it is Sam").
 * `value` is the number or email address; for post it says whose address ("home", "care of my sister").
 */
export const contactPointShape = z.object({
  kind: z.enum(CONTACT_POINT_KINDS),
  value: short,
  safe: safeContactShape,
})
export type ContactPoint = z.infer<typeof contactPointShape>

/** Why a channel may or may not be used: three kinds of no, since each asks something else of the staff member. */
export type ContactAnswer = 'yes' | 'ask the person first' | 'the person said no' | 'cannot carry it'

/**
 * May this channel be used at this contact point?
 * Why: missing means no. An unasked person is asked, never tried: a text on a shared phone can tell a household.
 */
export function mayContact(point: ContactPoint, channel: Channel): ContactAnswer {
  if (!CARRIES[point.kind].includes(channel)) return 'cannot carry it'
  switch (point.safe.answer) {
    case 'not-asked':
      return 'ask the person first'
    case 'do-not-contact':
      return 'the person said no'
    case 'may':
      return point.safe.channels.includes(channel) ? 'yes' : 'the person said no'
  }
}

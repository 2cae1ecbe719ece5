import type { ContactPoint } from '#core/people/contact-point.ts'

/**
 * Where the person said they may be reached, and how. A number at which they said no, or at which nobody asked them, is not told: a
 * machine would use it.
 */
export const telecomOf = ({ kind, value, safe }: ContactPoint) =>
  kind === 'post' || safe.answer !== 'may'
    ? []
    : [
        {
          extension:
            safe.how === undefined ? [] : [{ url: 'urn:throughcare:safe-contact', valueString: safe.how }],
          system: kind === 'email' ? 'email' : safe.channels.includes('call') ? 'phone' : 'sms',
          value,
          ...(kind === 'mobile' ? { use: 'mobile' } : {}),
        },
      ]

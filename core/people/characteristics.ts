import * as z from 'zod/mini'

/**
 * Protected characteristics that are asked. The ninth, age, is read from the birth date: asked twice it could differ.
 * Source: Equality Act 2010, section 4. For monitoring only; kept in a table of their own, out of every clinical view.
 */
export const CHARACTERISTICS = [
  'disability',
  'gender-reassignment',
  'marriage-or-civil-partnership',
  'pregnancy-or-maternity',
  'race',
  'religion-or-belief',
  'sex',
  'sexual-orientation',
] as const
export type Characteristic = (typeof CHARACTERISTICS)[number]

/** Each answer stands alone; "prefer not to say" is an answer and is not asked again. */
export const characteristicAnswerShape = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('said'),
    value: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  }),
  z.object({ answer: z.literal('prefer-not-to-say') }),
  z.object({ answer: z.literal('not-asked') }),
])
export type CharacteristicAnswer = z.infer<typeof characteristicAnswerShape>

/** Answers that have been given; one that is missing has not been asked. */
export const characteristicsShape = z.partialRecord(z.enum(CHARACTERISTICS), characteristicAnswerShape)
export type Characteristics = z.infer<typeof characteristicsShape>

/** The answer held for one characteristic: missing reads as not asked, never as prefer not to say. */
export const characteristicOf = (held: Characteristics, which: Characteristic): CharacteristicAnswer =>
  held[which] ?? { answer: 'not-asked' }

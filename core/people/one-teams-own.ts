import * as z from 'zod/mini'

/** What is known of a safeguarding concern, as a named lead writes it: 1 to 4,000 characters. */
export const safeguardingWords = z.string().check(z.trim(), z.minLength(1), z.maxLength(4000))

/** Whom to ring about it, and on which number, for whoever is told no more than that it is held: 1 to 200 characters. */
export const ringWords = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))

/** What a person told one team, for that team alone: 1 to 2,000 characters. */
export const toldWords = z.string().check(z.trim(), z.minLength(1), z.maxLength(2000))

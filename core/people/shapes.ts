import * as z from 'zod/mini'
import { type Day, day, type Instant, instant } from '../kernel/time.ts'

/** A calendar day that exists, `2026-11-22`. */
export const dayShape = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  z.transform((text, ctx): Day => {
    try {
      return day(text)
    } catch {
      ctx.issues.push({ code: 'custom', message: 'no such day', input: text })
      return z.NEVER
    }
  }),
)

/** An instant with its offset or Z; handed on in the one UTC form. */
export const instantShape = z.pipe(
  z.string().check(z.maxLength(40)),
  z.transform((text, ctx): Instant => {
    try {
      return instant(text)
    } catch {
      ctx.issues.push({ code: 'custom', message: 'no such instant', input: text })
      return z.NEVER
    }
  }),
)

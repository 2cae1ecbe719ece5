import * as z from 'zod/mini'
import { type Day, day } from '../kernel/time.ts'
import { UNPLANNED_WAYS } from './left-unplanned.ts'
import { instantShape, knownToShape } from './stay-shape.ts'

const id = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/))
const words = z.string().check(z.maxLength(500))

/** A calendar day as text; days that do not exist fail the shape. */
const dayShape = z.pipe(
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

const ofStay = { stayId: id, personId: id }

/** Input of planning the leaving. `version`: the plan that was seen, 0 when there was none. */
export const planLeavingShape = z.strictObject({
  ...ofStay,
  planId: id,
  version: z.int().check(z.minimum(0)),
  readyOn: z.nullable(dayShape),
  plannedOn: z.nullable(dayShape),
  why: words,
})

/** Input of noting what stops somebody leaving. */
export const addBlockerShape = z.strictObject({
  ...ofStay,
  blockerId: id,
  code: z.nullable(z.string().check(z.regex(/^\d{2}$/))),
  words,
  whoActs: z.string().check(z.maxLength(200)),
  sinceOn: dayShape,
})

/** Input of writing that it no longer stops them. */
export const endBlockerShape = z.strictObject({ ...ofStay, blockerId: id, endedOn: dayShape })

/** Input of deciding that somebody is met within 48 hours of leaving. */
export const soonerContactShape = z.strictObject({
  ...ofStay,
  decisionId: id,
  reason: z.string().check(z.maxLength(1000)),
})

/** Input of a contact that the ward itself had after somebody left; it happened, and the person was seen or spoken with. */
export const metAfterLeavingShape = z.strictObject({
  ...ofStay,
  contactId: id,
  mode: z.enum(['visit', 'phone', 'video']),
  at: instantShape,
})

const wordsOrNot = z.nullable(z.string().check(z.minLength(1), z.maxLength(500)))

/** Input of the sheet for somebody who left and nothing was planned. `leftAt`: null where the stay has ended already. */
export const leftUnplannedShape = z.strictObject({
  ...ofStay,
  leavingId: id,
  version: z.int().check(z.minimum(1)),
  how: z.enum(UNPLANNED_WAYS),
  leftAt: z.nullable(instantShape),
  leftKnownTo: knownToShape,
  whereTo: wordsOrNot,
  told: wordsOrNot,
  arranged: wordsOrNot,
})

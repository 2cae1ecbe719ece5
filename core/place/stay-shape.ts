import * as z from 'zod/mini'
import { type Instant, instant } from '../kernel/time.ts'

/** UTC or offset instant as text, made canonical; days that do not exist fail the shape. */
export const instantShape = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/)),
  z.transform((text, ctx): Instant => {
    try {
      return instant(text)
    } catch {
      ctx.issues.push({ code: 'custom', message: 'no such time', input: text })
      return z.NEVER
    }
  }),
)

const id = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/))
const short = z.string().check(z.minLength(1), z.maxLength(200))
const notKnown = z.literal('not known')

/** Home area: the outward half of a postcode or the name of a district. */
export const homeAreaShape = z.union([
  z.strictObject({ area: short }),
  z.literal('no fixed address'),
  notKnown,
])

/** Miles with at most one decimal; 1,000 is farther than any two places in these islands. */
export const distanceShape = z.union([
  z.strictObject({ miles: z.number().check(z.minimum(0), z.maximum(1000), z.multipleOf(0.1)) }),
  notKnown,
])

export const stayReasonShape = z.union([
  z.strictObject({ words: z.string().check(z.minLength(1), z.maxLength(500)), code: z.exactOptional(short) }),
  notKnown,
])

export const knownToShape = z.enum(['minute', 'day'])

/** Input of opening a stay, by hand or from a message; ids are the sender's. */
export const openStayShape = z.strictObject({
  stayId: id,
  personId: id,
  unitId: id,
  visitNumber: z.nullable(short),
  admittedAt: instantShape,
  admittedKnownTo: knownToShape,
  homeArea: homeAreaShape,
  distance: distanceShape,
  reason: stayReasonShape,
  source: z.enum(['message', 'by hand']),
  /** Always null: a move to another ward is `stay.move`. Kept because every sender of version 1 says it. */
  movedFrom: z.null(),
})

/** Input of ending a stay that the sender can name. */
export const endStayShape = z.strictObject({
  stayId: id,
  endedAt: instantShape,
  endedKnownTo: knownToShape,
  endSource: z.enum(['PV1-45', 'EVN-6', 'inferred from MSH-7', 'by hand']),
})

/** Input of saying what a stay still lacks; at least one fact. */
export const tellStayShape = z
  .strictObject({
    stayId: id,
    version: z.int().check(z.minimum(1)),
    homeArea: z.exactOptional(homeAreaShape),
    distance: z.exactOptional(distanceShape),
    reason: z.exactOptional(stayReasonShape),
  })
  .check(
    z.refine(
      (told) => told.homeArea !== undefined || told.distance !== undefined || told.reason !== undefined,
    ),
  )

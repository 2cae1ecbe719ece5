import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day, dayOf, type Instant, toEpochMs } from '../kernel/time.ts'
import { dayShape, instantShape } from '../people/shapes.ts'

/** Why something may be told without agreement. Our list after the common law of confidentiality; no Caldicott Guardian has signed it. */
export const GROUNDS = [
  'serious harm to the person',
  'serious harm to somebody else',
  'a child or adult at risk',
  'a court or the law requires it',
  'cannot decide this now, and it is in their best interests',
] as const
export type Ground = (typeof GROUNDS)[number]

/** What is opened: who they are comes with anything; the wider ones need core, without which they are misread. */
export const WITHOUT_ITEMS = ['identity', 'core', 'shared', 'drug-and-alcohol'] as const

/** About this one decision on one day (Mental Capacity Act 2005, sections 2 and 3). */
export const CAPACITIES = ['can decide this', 'cannot decide this now', 'not asked'] as const

/** It ends by itself after at most so many days; another look and another act go on. Our proposal, unsigned. */
export const LONGEST_DAYS = 31

const words = z.string().check(z.trim(), z.maxLength(2000))
export const sharingWithoutShape = z.object({
  items: z.array(z.enum(WITHOUT_ITEMS)).check(z.minLength(1), z.maxLength(4)),
  ground: z.enum(GROUNDS),
  /** What was weighed: for and against. */
  weighed: words.check(z.minLength(10)),
  weighedBy: z.uuid(),
  capacity: z.enum(CAPACITIES),
  capacityOn: z.nullable(dayShape),
  capacityFinding: words,
  told: z.enum(['yes', 'not yet']),
  notToldWhy: words,
  toldReviewOn: z.nullable(dayShape),
  /** Why this is the least that will do. */
  least: words.check(z.minLength(3)),
  untilAt: instantShape,
})
export type SharingWithout = z.infer<typeof sharingWithoutShape>

/**
 * Weighs nothing itself: sees that everything was said. Refuses: WITHOUT_NEEDS_CORE, WITHOUT_TOO_LONG, WITHOUT_ENDS_BEFORE,
 * WITHOUT_CAPACITY_SAYS, WITHOUT_CAPACITY_DAY, WITHOUT_CAN_DECIDE, WITHOUT_TOLD_WHY.
 */
export function decideSharingWithout(s: SharingWithout, now: Instant): Result<SharingWithout> {
  const today: Day = dayOf(now)
  if (!s.items.includes('core') && (s.items.includes('shared') || s.items.includes('drug-and-alcohol')))
    return refuse('WITHOUT_NEEDS_CORE', { field: 'items' })
  if (s.untilAt <= now) return refuse('WITHOUT_ENDS_BEFORE', { field: 'untilAt' })
  if (toEpochMs(s.untilAt) - toEpochMs(now) > LONGEST_DAYS * 86_400_000)
    return refuse('WITHOUT_TOO_LONG', { field: 'untilAt', params: { days: LONGEST_DAYS } })
  if (s.capacity === 'not asked') {
    if (s.ground === 'cannot decide this now, and it is in their best interests')
      return refuse('WITHOUT_CAPACITY_SAYS', { field: 'capacity' })
  } else {
    if (s.capacityOn === null || s.capacityFinding.length < 3)
      return refuse('WITHOUT_CAPACITY_SAYS', { field: 'capacityFinding' })
    if (s.capacityOn > today) return refuse('WITHOUT_CAPACITY_DAY', { field: 'capacityOn' })
    if (
      s.capacity === 'can decide this' &&
      s.ground === 'cannot decide this now, and it is in their best interests'
    )
      return refuse('WITHOUT_CAN_DECIDE', { field: 'ground' })
  }
  if (s.told === 'not yet') {
    if (s.notToldWhy.length < 3 || s.toldReviewOn === null)
      return refuse('WITHOUT_TOLD_WHY', { field: 'notToldWhy' })
    if (s.toldReviewOn < today || s.toldReviewOn > addDays(today, LONGEST_DAYS))
      return refuse('WITHOUT_TOLD_DAY', { field: 'toldReviewOn', params: { days: LONGEST_DAYS } })
  }
  return ok(s)
}

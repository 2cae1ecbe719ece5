import * as z from 'zod/mini'
import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMonths, type Day, dayOf, type Instant } from '../kernel/time.ts'
import { dayShape } from './shapes.ts'

const words = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))

/** What a staff member types. `expiresOn` may be missing from the form; the rule refuses it then, in words. */
export const staffSafetyInputShape = z.object({
  action: words,
  reason: words,
  expiresOn: z.exactOptional(dayShape),
})
export type StaffSafetyInput = z.infer<typeof staffSafetyInputShape>

/**
 * What staff should do to be safe: an action with an author and an end, never a label on the person.
 * `reason` is kept apart and read only by those who need it. In force to the end of `expiresOn`, unless ended before.
 */
export interface StaffSafetyAction {
  readonly action: string
  readonly reason: string
  readonly decidedBy: StaffId
  readonly decidedAt: Instant
  readonly expiresOn: Day
  readonly ending:
    | { readonly state: 'runs to its end' }
    | { readonly state: 'ended early'; readonly endedAt: Instant; readonly endedBy: StaffId }
}

/** Longest time an action may run before somebody decides again. Ours: a yearly look at most (unsigned: docs/hazards.md). */
export const STAFF_SAFETY_LONGEST_MONTHS = 12

const LABEL = /\b(?:low|medium|moderate|high|severe) risk\b|\brisk ?(?:level|rating|score|:)/i
/** Hyphens and runs of space do not hide a label. */
const oneSpace = (text: string): string => text.replaceAll(/[\s-]+/g, ' ')

/**
 * Refuses: STAFF_SAFETY_NEEDS_AN_END, STAFF_SAFETY_END_PASSED, STAFF_SAFETY_END_TOO_FAR, STAFF_SAFETY_IS_A_LABEL.
 * Why: an undated warning follows a person for life, and a level of risk tells nobody what to do.
 */
export function decideStaffSafetyAction(
  input: StaffSafetyInput,
  by: { readonly staffId: StaffId; readonly at: Instant },
): Result<StaffSafetyAction> {
  const today = dayOf(by.at)
  if (input.expiresOn === undefined) return refuse('STAFF_SAFETY_NEEDS_AN_END', { field: 'expiresOn' })
  if (input.expiresOn <= today) return refuse('STAFF_SAFETY_END_PASSED', { field: 'expiresOn' })
  const latest = addMonths(today, STAFF_SAFETY_LONGEST_MONTHS)
  if (input.expiresOn > latest)
    return refuse('STAFF_SAFETY_END_TOO_FAR', { field: 'expiresOn', params: { latest } })
  if (LABEL.test(oneSpace(input.action))) return refuse('STAFF_SAFETY_IS_A_LABEL', { field: 'action' })
  return ok({
    action: input.action,
    reason: input.reason,
    decidedBy: by.staffId,
    decidedAt: by.at,
    expiresOn: input.expiresOn,
    ending: { state: 'runs to its end' },
  })
}

/** The actions that hold on a day, the one that ends first at the top. The day of expiry itself still counts. */
export const actionsInForce = <A extends StaffSafetyAction>(actions: readonly A[], on: Day): A[] =>
  actions
    .filter(
      (a) =>
        dayOf(a.decidedAt) <= on &&
        on <= a.expiresOn &&
        (a.ending.state === 'runs to its end' || on < dayOf(a.ending.endedAt)),
    )
    .sort((a, b) => (a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : 0))

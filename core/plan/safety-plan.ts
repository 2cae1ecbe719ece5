import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Day } from '../kernel/time.ts'

/** Somebody to ring: the number as it was said. */
export interface Ring {
  readonly name: string
  readonly number: string
}

/**
 * A safety plan, made with the person: what helps, signs, what sets things off, and who to ring first. Never a score, never a label
 * of risk (NHS England, Staying safe from suicide, 2025). '' where nothing was said; `ring` in the order in which to ring.
 */
export interface SafetyPlan {
  readonly version: number
  readonly helps: string
  readonly signs: string
  readonly setsOff: string
  readonly ring: readonly Ring[]
  readonly madeWith: string
  readonly madeOn: Day
}

export type SafetyPlanText = Omit<SafetyPlan, 'version'>

/**
 * Writes a version of the safety plan, whole. The same text again has no effect (null).
 * Refuses: SAFETY_PLAN_SAYS_NOTHING (neither what helps nor whom to ring), SAFETY_PLAN_NEEDS_WITH, SAFETY_PLAN_IN_FUTURE,
 * SAFETY_PLAN_NUMBER (somebody to ring has no number that can be rung).
 */
export function decideSafetyPlan(
  before: SafetyPlan | null,
  next: SafetyPlanText,
  today: Day,
): Result<SafetyPlan | null> {
  const ring = next.ring
    .map((r) => ({ name: r.name.trim(), number: r.number.trim() }))
    .filter((r) => r.name !== '' || r.number !== '')
  const text: SafetyPlanText = {
    helps: next.helps.trim(),
    signs: next.signs.trim(),
    setsOff: next.setsOff.trim(),
    ring,
    madeWith: next.madeWith.trim(),
    madeOn: next.madeOn,
  }
  if (text.helps === '' && ring.length === 0) return refuse('SAFETY_PLAN_SAYS_NOTHING', { field: 'helps' })
  if (ring.some((r) => r.name === '' || r.number.replace(/\D/g, '').length < 3))
    return refuse('SAFETY_PLAN_NUMBER', { field: 'ring' })
  if (text.madeWith === '') return refuse('SAFETY_PLAN_NEEDS_WITH', { field: 'madeWith' })
  if (text.madeOn > today) return refuse('SAFETY_PLAN_IN_FUTURE', { field: 'madeOn' })
  const { version, ...was } = before ?? { version: 0 }
  const plain = (t: Partial<SafetyPlanText>) =>
    JSON.stringify([
      t.helps,
      t.signs,
      t.setsOff,
      t.madeWith,
      t.madeOn,
      t.ring?.map((r) => [r.name, r.number]),
    ])
  return ok(plain(was) === plain(text) ? null : { version: version + 1, ...text })
}

import type { StaffId } from '../kernel/ids.ts'

/** Continuity of worker for one person: with how many visits it was reckoned, and by whom. */
export type Continuity =
  | { readonly state: 'no visits yet' }
  | {
      readonly state: 'reckoned'
      readonly visits: number
      readonly byTheTwo: number
      readonly share: number
      readonly theTwo: readonly StaffId[]
    }

/**
 * The share of visits that the two most usual workers made.
 * Shape: 0 to 1, with its n. A visit made by several counts once, when either of the two was there. Equal numbers: the
 * lower id is taken, so that the answer is always the same.
 * Needs: one entry for each visit that happened (mode visit), with everybody who made it.
 * Source: content/reports/SOURCE.md, "the same few faces"; two is our reading of "few".
 */
export function continuity(visits: readonly { readonly by: readonly StaffId[] }[]): Continuity {
  if (visits.length === 0) return { state: 'no visits yet' }
  const made = new Map<StaffId, number>()
  for (const visit of visits)
    for (const staffId of new Set(visit.by)) made.set(staffId, (made.get(staffId) ?? 0) + 1)
  const theTwo = [...made]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, 2)
    .map(([staffId]) => staffId)
  const byTheTwo = visits.filter((v) => v.by.some((s) => theTwo.includes(s))).length
  return { state: 'reckoned', visits: visits.length, byTheTwo, share: byTheTwo / visits.length, theTwo }
}

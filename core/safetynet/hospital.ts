import type { Interval } from '#core/kernel/time.ts'
import type { PersonFacts } from './facts.ts'
import { union } from './intervals.ts'

/**
 * When the person is back in hospital after the transition opened: every stay that began since, each until its end.
 * Why by stays and not only by the present state: contacts planned inside a stay that is over were never owed.
 */
export function backInHospital({ transition, stays }: PersonFacts): Interval[] {
  if (transition.state === 'none') return []
  const since = (stays ?? [])
    .filter((s) => s.admittedAt > transition.openedAt)
    .map((s) => ({ from: s.admittedAt, until: s.endedAt }))
  return union(
    transition.state === 'suspended' ? [...since, { from: transition.suspendedAt, until: null }] : since,
  )
}

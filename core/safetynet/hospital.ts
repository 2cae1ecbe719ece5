import type { Interval } from '#core/kernel/time.ts'
import type { PersonFacts } from './facts.ts'
import { union } from './intervals.ts'

/**
 * When the person is back in hospital: every stay that began after the way out opened, each until its end. What lies before the
 * last closing belongs to the way out that was closed, and where nothing is open since then, a stay is being back.
 * Why by stays and not only by the present state: contacts planned inside a stay that is over were never owed, and a closing
 * must not make them so.
 */
export function backInHospital({ transition, stays = [], closings = [] }: PersonFacts): Interval[] {
  const closedAt = closings
    .map((c) => c.at)
    .sort()
    .at(-1)
  const back = stays.filter((s) => {
    if (transition.state === 'none') return closedAt !== undefined
    return (
      s.admittedAt > transition.openedAt ||
      (closedAt !== undefined && s.endedAt !== null && s.endedAt <= closedAt)
    )
  })
  const since = back.map((s) => ({ from: s.admittedAt, until: s.endedAt }))
  return union(
    transition.state === 'suspended' ? [...since, { from: transition.suspendedAt, until: null }] : since,
  )
}

import type { Instant } from '#core/kernel/time.ts'
import type { ContactFacts, PersonFacts } from './facts.ts'
import { backInHospital } from './hospital.ts'
import { contains } from './intervals.ts'
import { earliest, from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS = 'Write what became of this contact.'

/**
 * N7: a contact that did not happen stays open until somebody writes what became of it; closing an episode never
 * hides it. Open from the end of the window, or from the moment it is known that it failed where that is earlier.
 * Void only for contacts which would have begun while the person was back in hospital.
 * Source: docs/architecture.md, the safety net.
 */
export function n7(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const hospital = backInHospital(facts)
  return facts.contacts.flatMap((c) => {
    if (c.resolvedAt !== null || c.state === 'happened' || c.state === 'void') return []
    if (contains(hospital, c.windowFromAt)) return []
    return owed(
      {
        key: `N7:contact:${c.id}`,
        kind: 'N7',
        aboutId: c.id,
        teamId: c.teamId,
        serviceTeamId: c.serviceTeamId,
        ownerStaffId: c.keyWorkerStaffId,
        gaps: [from(missedAt(c))],
        clears: CLEARS,
      },
      staffing,
    )
  })
}

const missedAt = (c: ContactFacts): Instant =>
  c.state === 'planned' ? c.windowUntilAt : earliest(c.windowUntilAt, c.recordedAt)

import { addDays, startOfDay } from '#core/kernel/time.ts'
import { answersNow } from './answers.ts'
import type { PersonFacts, ReviewFacts } from './facts.ts'
import { backInHospital } from './hospital.ts'
import { subtract } from './intervals.ts'
import { leadNow } from './lead.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const WHAT: Readonly<Record<ReviewFacts['kind'], string>> = {
  schedule: 'Look together at the step of support, and write what you found. Until then nothing changes.',
  stage: 'Look together at the stage of support, and write what you found. Until then nothing changes.',
  plan: 'Look at the plan together, and write what changed.',
  communication: 'Ask again how to communicate, and write the answer.',
  sharing: 'Ask again what may be shared, and write the answer.',
}

/**
 * N9: what falls due for being looked at is looked at on its day: open from the end of the due day until somebody has done it.
 * Owed by the key worker, or by whoever leads. The schedule and its stages wait while the person is back in hospital, when support is paused.
 * Without a way out, as long as somebody supports the person: afterwards nobody is left who would look.
 * Why passing a day changes nothing else: support steps down by a decision, never by a calendar.
 * Source: docs/architecture.md, the safety net; target lengths are the service's pathway definition.
 */
export function n9(facts: PersonFacts, staffing: Staffing): Obligation[] {
  if (facts.transition.state === 'none' && facts.episodes.length === 0) return []
  const lead = leadNow(facts)
  const hospital = backInHospital(facts)
  return (facts.reviews ?? []).flatMap((r) => {
    const own =
      r.teamId === null
        ? answersNow(facts)
        : { teamId: r.teamId, staffId: r.staffId ?? (lead?.teamId === r.teamId ? lead.staffId : null) }
    if (own === null) return []
    const late = [from(startOfDay(addDays(r.dueOn, 1)))]
    return owed(
      {
        key: `N9:${r.kind}:${r.aboutId}`,
        kind: 'N9',
        aboutId: r.aboutId,
        teamId: own.teamId,
        serviceTeamId: r.serviceTeamId ?? own.teamId,
        ownerStaffId: own.staffId,
        gaps: r.kind === 'schedule' || r.kind === 'stage' ? subtract(late, hospital) : late,
        clears: WHAT[r.kind],
        coreOnly: r.kind === 'communication',
      },
      staffing,
    )
  })
}

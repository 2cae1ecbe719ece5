import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import type { DeathFacts, PersonFacts } from './facts.ts'
import { leadNow } from './lead.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS_REPORTED = 'Confirm or correct today that they have died. Until then nothing is sent to them.'
const CLEARS_AFTER =
  'Write what your team has done after the death: who was told, what was stopped, who stays in touch with the family.'

/**
 * N11 about a death. Reported: the lead is asked at once to confirm or correct, and everything else stays as it is.
 * Confirmed: one item for the lead and one for each service that supported the person then, each settled by writing what was done.
 * Owed whether or not a way out is open; without a lead, by the ward that has the person, else by the team that reported it.
 * Source: docs/architecture.md, the safety net; `docs/decisions/0018-a-death.md`.
 */
export function ofDeath(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const { death } = facts
  if (!death) return []
  const lead = asked(facts, death)
  if (death.confirmed === null)
    return owed(
      {
        key: `N11:death:${death.reportId}`,
        kind: 'N11',
        aboutId: death.reportId,
        teamId: lead.teamId,
        serviceTeamId: lead.teamId,
        ownerStaffId: lead.staffId,
        gaps: [from(death.reportedAt)],
        clears: CLEARS_REPORTED,
        coreOnly: true,
      },
      staffing,
    )
  const { id, at, services, done } = death.confirmed
  const teams = [...new Set([lead.teamId, ...services])].filter((team) => !done.includes(team))
  return teams.flatMap((teamId) =>
    owed(
      {
        key: `N11:after-death:${id}:${teamId}`,
        kind: 'N11',
        aboutId: id,
        teamId,
        serviceTeamId: teamId,
        ownerStaffId: teamId === lead.teamId ? lead.staffId : null,
        gaps: [from(at)],
        clears: CLEARS_AFTER,
        coreOnly: true,
      },
      staffing,
    ),
  )
}

/** Whether everything but what a death asks for has stopped. */
export const stoppedByDeath = ({ death }: PersonFacts): boolean => !!death && death.confirmed !== null

function asked(facts: PersonFacts, death: DeathFacts): { teamId: TeamId; staffId: StaffId | null } {
  const lead = leadNow(facts)
  if (lead) return lead
  const here = (facts.stays ?? [])
    .filter((s) => s.endedAt === null)
    .sort((a, b) => (`${a.admittedAt} ${a.id}` < `${b.admittedAt} ${b.id}` ? 1 : -1))[0]?.ward
  return here
    ? { teamId: here.teamId, staffId: here.managerStaffId }
    : { teamId: death.teamId, staffId: null }
}

import type { TeamId } from '#core/kernel/ids.ts'
import { addHours } from '#core/kernel/time.ts'
import type { PersonFacts, PlanFacts } from './facts.ts'
import { type Lead, leadNow } from './lead.ts'
import { type LeftStay, stayLeft } from './n4.ts'
import { from, latest, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

/** Hours in which a plan reaches everyone named in it. Source: NICE QS159 (2019), statement 3. */
export const PLAN_RECEIVED_WITHIN_HOURS = 24

/**
 * N8: the plan reached everyone named in it within 24 hours of leaving; a version made later, within 24 hours of being made.
 * One obligation for each who is named in the newest version; received is: opened here, acknowledged by a machine, or a worker wrote
 * how it was handed over or posted. A receipt of a later version settles the earlier ones. Receipts are owed by the plan's own team;
 * whoever leads is told, unless it is a drug-and-alcohol team's plan, which nobody else learns of.
 * Without a plan that is shared, or the lead's own, open from the minute of leaving: owed by whoever leads, else by the ward that
 * was left. Void while the person is back in hospital.
 * Source: docs/architecture.md, the safety net; decision 0019.
 */
export function n8(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const stay = stayLeft(facts)
  if (stay === null) return []
  const lead = leadNow(facts) ?? { teamId: stay.teamId, staffId: stay.managerStaffId }
  const plans = (facts.plans ?? []).filter((p) => p.stayId === stay.id)
  const hidden = (plan: PlanFacts) => staffing.team(plan.teamId).drugAndAlcohol
  // a plan that the lead may not know of changes nothing of what the lead owes
  const none = plans.every((p) => hidden(p) && p.teamId !== lead.teamId)
  const unwritten = none ? noPlan(stay, lead, staffing) : []
  const notHad = plans.flatMap((plan) =>
    notReceived(plan, stay).flatMap(({ recipientId, since }) =>
      owed(
        {
          kind: 'N8',
          key: `N8:${plan.id}:${recipientId}`,
          aboutId: plan.id,
          teamId: plan.teamId,
          ownerStaffId: ownerIn(plan.teamId, lead, stay),
          toldTeamId: hidden(plan) ? null : lead.teamId,
          serviceTeamId: plan.teamId,
          gaps: [from(addHours(since, PLAN_RECEIVED_WITHIN_HOURS))],
          clears: 'See that they have the plan, and write how it was handed over or posted.',
        },
        staffing,
      ),
    ),
  )
  return [...unwritten, ...notHad]
}

const noPlan = (stay: LeftStay, lead: Lead, staffing: Staffing) =>
  owed(
    {
      kind: 'N8',
      key: `N8:none:${stay.id}`,
      aboutId: stay.id,
      teamId: lead.teamId,
      ownerStaffId: lead.staffId,
      serviceTeamId: stay.teamId,
      gaps: [from(stay.endedAt)],
      clears: `Write the leaving plan and name who is to have it: ${PLAN_RECEIVED_WITHIN_HOURS} hours after leaving were promised.`,
    },
    staffing,
  )

/** Who of the plan's team is asked: the lead where they lead, the manager of the ward that was left, else the team. */
const ownerIn = (teamId: TeamId, lead: Lead, stay: LeftStay) =>
  teamId === lead.teamId ? lead.staffId : teamId === stay.teamId ? stay.managerStaffId : null

/**
 * Each who is named now and lacks a version that they were owed, with when the first such version was owed from: by the clock, which
 * may have been put back between two versions.
 */
function notReceived(plan: PlanFacts, stay: LeftStay) {
  const versions = [...plan.versions].sort((a, b) => a.version - b.version)
  const standing = versions.filter((v) => v.at <= stay.endedAt).at(-1)
  // a version that another took the place of before leaving was never owed
  const owedVersions = versions.filter((v) => standing === undefined || v.version >= standing.version)
  return [...new Set(versions.at(-1)?.named ?? [])].flatMap((recipientId) => {
    const has = Math.max(
      0,
      ...plan.receipts.flatMap((r) => (r.recipientId === recipientId ? [r.version] : [])),
    )
    const owedFrom = owedVersions
      .filter((v) => v.version > has && v.named.includes(recipientId))
      .map((v) => latest(stay.endedAt, v.at))
      .sort()
    return owedFrom[0] === undefined ? [] : [{ recipientId, since: owedFrom[0] }]
  })
}

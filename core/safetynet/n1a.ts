import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import type { Interval } from '#core/kernel/time.ts'
import type { PersonFacts } from './facts.ts'
import { intersect, subtract, union } from './intervals.ts'
import { type LeadOfStay, leadOf, offersNow } from './lead.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS: Readonly<Record<LeadOfStay['because'], string>> = {
  'on the ward': 'Name a lead on the ward who is at work, or name cover.',
  'handover accepted': 'Name cover, name another lead of the team who is at work, or hand the lead over.',
  'last resort':
    'Offer the lead by name to the team that carries on. Until somebody accepts, the ward’s manager leads.',
}

/**
 * N1a: one lead of the way out, named, in the team with clinical responsibility, at work or covered; handed over by name.
 * Open where nobody leads, while the lead is away without cover, has left, or holds no employed post in the leading team any
 * more, and from the minute of leaving until somebody accepts the handover. In hospital, suspended or not, the ward owes it.
 * Becoming owner of an episode or a referral never moves it: neither is asked about here.
 * Why only since the present lead leads: being named or accepting settles what was open before.
 * Told: the team that has been offered the lead and has not answered.
 * Source: docs/architecture.md, the safety net.
 */
export function n1a(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const lead = leadOf(facts)
  if (lead === null) return []
  const team = staffing.team(lead.teamId)
  const closed: Interval[] = team.closedAt === null ? [] : [from(team.closedAt)]
  const open =
    lead.because === 'last resort' || lead.staffId === null
      ? [from(lead.sinceAt)]
      : intersect(
          [from(lead.sinceAt)],
          [...staffing.unattended(lead.staffId), ...closed, ...notInTeam(facts, lead, lead.staffId)],
        )
  return owed(
    {
      key: `N1a:lead:${lead.stayId}`,
      kind: 'N1a',
      aboutId: lead.stayId,
      teamId: lead.teamId,
      serviceTeamId: lead.teamId,
      ownerStaffId: lead.staffId,
      gaps: open,
      clears: CLEARS[lead.because],
      coreOnly: true,
      toldTeamId: offeredTo(facts, lead),
    },
    staffing,
  )
}

/** When the lead holds no employed post in the leading team. A ward's manager answers for it wherever their own post is. */
function notInTeam(facts: PersonFacts, lead: LeadOfStay, staffId: StaffId): Interval[] {
  if (!lead.byName) return []
  const posts = (facts.posts ?? []).filter((p) => p.teamId === lead.teamId && p.staffId === staffId)
  return subtract([from(lead.sinceAt)], union(posts))
}

/** The other team that was asked last to lead and has not answered. */
function offeredTo(facts: PersonFacts, lead: LeadOfStay): TeamId | null {
  const waiting = offersNow(facts).filter((o) => o.stayId === lead.stayId && o.answer === null)
  return (
    waiting.sort((a, b) => (`${a.offeredAt} ${a.id}` < `${b.offeredAt} ${b.id}` ? 1 : -1))[0]?.toTeamId ??
    null
  )
}

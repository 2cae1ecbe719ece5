import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import type { Interval } from '#core/kernel/time.ts'
import type { PersonFacts } from './facts.ts'
import { intersect, subtract, union } from './intervals.ts'
import { askedAgain, type LeadOfStay, leadOf, offersNow } from './lead.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS: Readonly<Record<LeadOfStay['because'], string>> = {
  'on the ward': 'Name a lead on the ward who is at work, or name cover from the ward’s own team.',
  'handover accepted':
    'Name cover from the team, name another lead of the team who is at work, or hand the lead over.',
  'last resort':
    'Offer the lead by name to the team that carries on. Until somebody accepts, the ward’s manager leads.',
}

/**
 * N1a: one lead of the way out, named, in the team with clinical responsibility, at work or covered; handed over by name.
 * Open where nobody leads, while the lead is away without cover, has left, or holds no employed post in the leading team any
 * more, and from the minute of leaving until somebody accepts the handover. Cover counts while whoever covers holds an employed
 * post in the leading team: a lead is never a volunteer, nor of a team without clinical responsibility. In hospital, suspended or
 * not, the ward owes it. Whoever accepted for a leaving that was undone is asked again, under a key of its own.
 * Becoming owner of an episode or a referral never moves it: neither is asked about here.
 * Why only since the present lead leads: being named or accepting settles what was open before.
 * Told: the team that has been offered the lead and has not answered.
 * Source: docs/architecture.md, the safety net.
 */
export function n1a(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const lead = leadOf(facts)
  if (lead === null) return []
  const leads = postsIn(facts, lead.teamId)
  const team = staffing.team(lead.teamId)
  const closed: Interval[] = team.closedAt === null ? [] : [from(team.closedAt)]
  const open =
    lead.because === 'last resort' || lead.staffId === null
      ? [from(lead.sinceAt)]
      : intersect(
          [from(lead.sinceAt)],
          [
            ...staffing.unattendedBut(lead.staffId, leads),
            ...closed,
            ...(lead.byName ? subtract([from(lead.sinceAt)], leads(lead.staffId)) : []),
          ],
        )
  const gaps = owed(
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
  return [...gaps, ...again(facts, staffing)]
}

/** Whoever accepted for a leaving that was undone, until they or their team say that they lead the next one. */
function again(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const asked = askedAgain(facts)
  if (asked === null) return []
  return owed(
    {
      key: `N1a:again:${asked.offerId}`,
      kind: 'N1a',
      aboutId: asked.stayId,
      teamId: asked.teamId,
      serviceTeamId: asked.teamId,
      ownerStaffId: asked.staffId,
      gaps: [from(asked.sinceAt)],
      clears:
        'Say who of your team leads when they leave. The leaving for which the lead was accepted did not happen.',
      coreOnly: true,
      toldTeamId: asked.wardTeamId,
    },
    staffing,
  )
}

/**
 * While somebody holds an employed post in the leading team. Not asked of a ward's manager who leads because nobody is named: they
 * answer for the ward wherever their own post is.
 */
const postsIn =
  (facts: PersonFacts, teamId: TeamId) =>
  (staffId: StaffId): readonly Interval[] =>
    union((facts.posts ?? []).filter((p) => p.teamId === teamId && p.staffId === staffId))

/** The other team that was asked last to lead and has not answered. */
function offeredTo(facts: PersonFacts, lead: LeadOfStay): TeamId | null {
  const waiting = offersNow(facts).filter((o) => o.stayId === lead.stayId && o.answer === null)
  return (
    waiting.sort((a, b) => (`${a.offeredAt} ${a.id}` < `${b.offeredAt} ${b.id}` ? 1 : -1))[0]?.toTeamId ??
    null
  )
}

import type { PersonFacts, ReferralFacts } from './facts.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS_ANSWER = 'Answer the referral: take it on, or decline it with a way onward.'
const CLEARS_WAY_ONWARD = 'Write the way onward: hand it on, introduce, or record an unmet need.'

/**
 * N5: every referral is answered by its date, and a decline carries a hand-on, an introduction or an unmet need.
 * Owed by the receiving service's team. A question does not stop the clock, nor does a stay in hospital.
 * Told: the team that sent it.
 * Source: docs/architecture.md, the safety net; the reply-by date is the service's own pathway definition.
 */
export const n5 = (facts: PersonFacts, staffing: Staffing): Obligation[] =>
  facts.referrals.flatMap((r) => {
    const gap = notAnswered(r)
    return gap === null
      ? []
      : owed(
          {
            key: `N5:referral:${r.id}`,
            kind: 'N5',
            aboutId: r.id,
            teamId: r.toTeamId,
            serviceTeamId: r.toTeamId,
            ownerStaffId: null,
            toldTeamId: r.fromTeamId,
            gaps: [from(gap.since)],
            clears: gap.clears,
          },
          staffing,
        )
  })

function notAnswered(r: ReferralFacts) {
  switch (r.word) {
    case 'sent':
    case 'seen':
    case 'question asked':
      return { since: r.replyByAt, clears: CLEARS_ANSWER }
    case 'not taken on':
      return r.wayOnward ? null : { since: r.answeredAt ?? r.replyByAt, clears: CLEARS_WAY_ONWARD }
    default:
      return null
  }
}

import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import type { PersonFacts } from './facts.ts'
import { leadNow } from './lead.ts'

/**
 * Who answers for somebody now: the lead; without one the key worker of the support that began first, else the sender of the oldest
 * referral that waits. Null when nobody does.
 */
export function answersNow(
  facts: PersonFacts,
): { readonly teamId: TeamId; readonly staffId: StaffId | null } | null {
  const lead = leadNow(facts)
  if (lead !== null) return lead
  const [episode] = [...facts.episodes].sort((a, b) =>
    `${a.startedAt} ${a.id}` < `${b.startedAt} ${b.id}` ? -1 : 1,
  )
  if (episode) return { teamId: episode.teamId, staffId: episode.keyWorkerStaffId }
  const [referral] = [...facts.referrals].sort((a, b) =>
    `${a.sentAt} ${a.id}` < `${b.sentAt} ${b.id}` ? -1 : 1,
  )
  return referral ? { teamId: referral.fromTeamId, staffId: referral.fromStaffId } : null
}

import type { StaffId } from '#core/kernel/ids.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import type { EpisodeFacts, PersonFacts, ReferralFacts } from './facts.ts'
import { intersect } from './intervals.ts'
import { from, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS_UNATTENDED = 'Name cover, or hand this to someone who is at work.'
const CLEARS_NO_KEY_WORKER = 'Name a key worker.'
const CLEARS_NO_WAY_ONWARD = 'Write the way onward: hand it on, introduce, or record an unmet need.'

/**
 * N1b: each referral and each episode has an owner who is at work or covered.
 * The sender owns it until the receiver has accepted and the first contact has happened; then the key worker.
 * A decline returns it to the sender at once, and is settled by a way onward. A suspended transition changes nothing.
 * Told once: from the day an episode takes a referral up, the episode's row carries the owner.
 * Source: docs/architecture.md, the safety net.
 */
export const n1b = (facts: PersonFacts, staffing: Staffing): Obligation[] => [
  ...facts.referrals.flatMap((r) => ofReferral(r, staffing)),
  ...facts.episodes.flatMap((e) => ofEpisode(e, staffing)),
]

/** When nobody answers for the owner, from the moment they became owner. */
const unattendedSince = (owner: StaffId, since: Instant, staffing: Staffing): Interval[] =>
  intersect(staffing.unattended(owner), [from(since)])

function ofReferral(r: ReferralFacts, staffing: Staffing): Obligation[] {
  const declined = r.word === 'not taken on'
  const takenUp = r.hasEpisode && (r.word === 'taken on' || r.word === 'started')
  if (takenUp || r.word === 'finished' || r.word === 'withdrawn' || (declined && r.wayOnward)) return []
  return owed(
    {
      key: `N1b:referral:${r.id}`,
      kind: 'N1b',
      aboutId: r.id,
      teamId: r.fromTeamId,
      serviceTeamId: r.toTeamId,
      ownerStaffId: r.fromStaffId,
      gaps: [
        ...unattendedSince(r.fromStaffId, r.sentAt, staffing),
        ...(declined ? [from(r.answeredAt ?? r.sentAt)] : []),
      ],
      clears: declined ? CLEARS_NO_WAY_ONWARD : CLEARS_UNATTENDED,
    },
    staffing,
  )
}

function ofEpisode(e: EpisodeFacts, staffing: Staffing): Obligation[] {
  const episode = {
    key: `N1b:episode:${e.id}`,
    kind: 'N1b',
    aboutId: e.id,
    serviceTeamId: e.serviceTeamId,
    clears: CLEARS_UNATTENDED,
  } as const
  if (e.sentBy !== null && e.firstContactAt === null) {
    const { staffId, teamId } = e.sentBy
    const gaps = unattendedSince(staffId, e.startedAt, staffing)
    return owed({ ...episode, teamId, ownerStaffId: staffId, gaps }, staffing)
  }
  const since = (e.sentBy === null ? null : e.firstContactAt) ?? e.startedAt
  const theirs = { ...episode, teamId: e.teamId, ownerStaffId: e.keyWorkerStaffId }
  return e.keyWorkerStaffId === null
    ? owed({ ...theirs, gaps: [from(since)], clears: CLEARS_NO_KEY_WORKER }, staffing)
    : owed({ ...theirs, gaps: unattendedSince(e.keyWorkerStaffId, since, staffing) }, staffing)
}

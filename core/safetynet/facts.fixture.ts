import type {
  ContactId,
  EpisodeId,
  OrganisationId,
  PersonId,
  ReferralId,
  StaffId,
  TeamId,
} from '#core/kernel/ids.ts'
import { type Instant, instant } from '#core/kernel/time.ts'
import type {
  AbsenceFacts,
  ContactFacts,
  EpisodeFacts,
  PersonFacts,
  ReferralFacts,
  StaffFacts,
  TeamFacts,
} from './facts.ts'
import type { Obligation } from './obligation.ts'
import { obligationsOf } from './obligations.ts'

/** Builders for tests: one ward which refers, one support team which takes on, and who works there. */
export const ward = 'ward' as TeamId
export const support = 'support' as TeamId
export const wardNurse = 'ward nurse' as StaffId
export const keyWorker = 'key worker' as StaffId
export const colleague = 'colleague' as StaffId
export const trustOwner = 'trust root owner' as StaffId
export const charityOwner = 'charity root owner' as StaffId

/** A day of November 2026 and a time in UTC, which is London time in that month. */
export const on = (day: number, time = '09:00'): Instant =>
  instant(`2026-11-${String(day).padStart(2, '0')}T${time}:00Z`)

export const staff = (id: StaffId, more: Partial<StaffFacts> = {}): StaffFacts => ({
  id,
  leftAt: null,
  absences: [],
  ...more,
})

export const away = (
  from: Instant,
  until: Instant | null,
  more: Partial<AbsenceFacts> = {},
): AbsenceFacts => ({
  from,
  until,
  coverStaffId: null,
  recordedAt: on(1),
  ...more,
})

export const team = (id: TeamId, more: Partial<TeamFacts> = {}): TeamFacts => ({
  id,
  organisationId: (id === ward ? 'trust' : 'charity') as OrganisationId,
  closedAt: null,
  drugAndAlcohol: false,
  rootOwnerStaffId: id === ward ? trustOwner : charityOwner,
  ...more,
})

/** Sent on the 2nd by the ward's nurse, to be answered by the 6th at 17:00. */
export const referral = (more: Partial<ReferralFacts> = {}): ReferralFacts => ({
  id: 'r1' as ReferralId,
  word: 'sent',
  sentAt: on(2),
  replyByAt: on(6, '17:00'),
  questionAskedAt: null,
  answeredAt: null,
  wayOnward: false,
  hasEpisode: false,
  fromStaffId: wardNurse,
  fromTeamId: ward,
  toTeamId: support,
  ...more,
})

/** Taken on and started on the 4th at 10:00, first and last contact on the 5th at 11:00. */
export const episode = (more: Partial<EpisodeFacts> = {}): EpisodeFacts => ({
  id: 'e1' as EpisodeId,
  teamId: support,
  serviceTeamId: support,
  startedAt: on(4, '10:00'),
  startOn: '2026-11-04' as EpisodeFacts['startOn'],
  keyWorkerStaffId: keyWorker,
  firstContactAt: on(5, '11:00'),
  lastContactAt: on(5, '11:00'),
  noNextContact: null,
  pauses: [],
  sentBy: { staffId: wardNurse, teamId: ward },
  ...more,
})

/** A visit by the key worker on the 10th between 08:00 and 10:00, planned on the 5th at noon. */
export const contact = (more: Partial<ContactFacts> = {}): ContactFacts => ({
  id: 'c1' as ContactId,
  episodeId: 'e1' as EpisodeId,
  teamId: support,
  serviceTeamId: support,
  staffId: keyWorker,
  keyWorkerStaffId: keyWorker,
  mode: 'visit',
  state: 'planned',
  windowFromAt: on(10, '08:00'),
  windowUntilAt: on(10, '10:00'),
  plannedAt: on(5, '12:00'),
  recordedAt: null,
  resolvedAt: null,
  ...more,
})

/** A person with an open transition; everybody is at work unless the test says otherwise. */
export const facts = (more: Partial<PersonFacts> = {}): PersonFacts => {
  const given = { staff: [] as readonly StaffFacts[], teams: [] as readonly TeamFacts[], ...more }
  const rest = <T extends { id: string }>(own: readonly T[], all: T[]) =>
    all.filter((a) => own.every((o) => o.id !== a.id))
  return {
    personId: 'p1' as PersonId,
    transition: { state: 'open', openedAt: on(1) },
    referrals: [],
    episodes: [],
    contacts: [],
    waiting: [],
    ...more,
    staff: [...given.staff, ...rest(given.staff, [staff(wardNurse), staff(keyWorker), staff(colleague)])],
    teams: [...given.teams, ...rest(given.teams, [team(ward), team(support)])],
  }
}

/** The obligation of this key, or undefined. */
export const owedUnder = (key: string, f: PersonFacts): Obligation | undefined =>
  obligationsOf(f).find((o) => o.key === key)

/** The gaps under this key as `[from, until]` texts; an empty list when nothing is owed. */
export const gapsUnder = (key: string, f: PersonFacts): (Instant | null)[][] =>
  (owedUnder(key, f)?.gaps ?? []).map((g) => [g.from, g.until])

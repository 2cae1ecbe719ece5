import { EMERGENCIES, type EmergencyFact, WITHOUTS, type WithoutFact } from './access/emergency.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

/** The source facts of access, read as superuser with plain SQL. Instants are milliseconds of the epoch. */
export interface AccessFacts {
  readonly posts: readonly { id: string; teamId: string; organisationId: string }[]
  readonly holders: readonly { postId: string; staffId: string; from: number; until: number | null }[]
  readonly staff: readonly { id: string; organisationId: string; leftAt: number | null }[]
  readonly teams: readonly {
    id: string
    organisationId: string
    drugAndAlcohol: boolean
    managerId: string | null
  }[]
  readonly services: readonly { id: string; teamId: string; ownRowsDays: number }[]
  readonly agreements: readonly { a: string; b: string; from: number; until: number | null }[]
  readonly decisions: readonly {
    id: string
    personId: string
    serviceId: string
    answer: string
    items: string[]
    at: number
  }[]
  readonly stays: readonly {
    id: string
    personId: string
    teamId: string
    at: number
    endedAt: number | null
  }[]
  readonly transitions: readonly {
    id: string
    personId: string
    stayId: string | null
    state: string
    at: number
  }[]
  readonly referrals: readonly {
    id: string
    personId: string
    serviceId: string
    fromTeamId: string
    fromStaffId: string
    fromOrganisationId: string
    word: string
    sentAt: number
    answeredAt: number | null
    closedAt: number | null
    wayOnward: string | null
  }[]
  readonly episodes: readonly {
    id: string
    personId: string
    serviceId: string
    teamId: string
    referralId: string | null
    state: string
    startedAt: number
    firstContactAt: number | null
    endedAt: number | null
  }[]
  /** Open tasks, open worries, and contacts of ended episodes or of none that wait for an outcome. */
  readonly waiting: readonly { id: string; personId: string; teamId: string; at: number }[]
  readonly relations: readonly { id: string; personId: string; teamId: string; at: number }[]
  /** The lead offered by name, and who was asked to carry on. */
  readonly offers: readonly {
    id: string
    personId: string
    stayId: string | null
    what: string
    toTeamId: string
    toStaffId: string
    offeredAt: number
    answer: string | null
    answeredAt: number | null
  }[]
  readonly named: readonly {
    id: string
    personId: string
    stayId: string
    teamId: string
    staffId: string
    at: number
  }[]
  readonly closings: readonly {
    id: string
    personId: string
    transitionId: string
    teamId: string
    carriesOnId: string
    at: number
  }[]
  readonly absences: readonly {
    id: string
    staffId: string
    coverId: string | null
    from: number
    until: number
  }[]
  readonly emergencies: readonly EmergencyFact[]
  readonly withouts: readonly WithoutFact[]
  readonly people: readonly { id: string }[]
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`

const TABLES: Record<keyof AccessFacts, string> = {
  posts: `select id, team_id as "teamId", organisation_id as "organisationId" from tc.post`,
  holders: `select post_id as "postId", staff_id as "staffId", ${ms('from_at')} as "from", ${ms('until_at')} as "until" from tc.post_holder`,
  staff: `select id, organisation_id as "organisationId", ${ms('left_at')} as "leftAt" from tc.staff`,
  teams: `select id, organisation_id as "organisationId", drug_and_alcohol as "drugAndAlcohol", manager_staff_id as "managerId" from tc.team`,
  services: `select id, team_id as "teamId", own_rows_days as "ownRowsDays" from tc.service`,
  agreements: `select organisation_a as a, organisation_b as b, ${ms('from_at')} as "from", ${ms('until_at')} as "until" from tc.sharing_agreement`,
  decisions: `select id, person_id as "personId", recipient_service_id as "serviceId", answer, items, ${ms('decided_at')} as at from tc.sharing_decision`,
  stays: `select id, person_id as "personId", team_id as "teamId", ${ms('admitted_at')} as at, ${ms('ended_at')} as "endedAt" from tc.stay`,
  transitions: `select id, person_id as "personId", stay_id as "stayId", state, ${ms('opened_at')} as at from tc.transition`,
  referrals: `select id, person_id as "personId", service_id as "serviceId", from_team_id as "fromTeamId", from_staff_id as "fromStaffId",
      from_organisation_id as "fromOrganisationId", word, ${ms('sent_at')} as "sentAt", ${ms('answered_at')} as "answeredAt",
      ${ms('closed_at')} as "closedAt", way_onward as "wayOnward" from tc.referral`,
  episodes: `select id, person_id as "personId", service_id as "serviceId", team_id as "teamId", referral_id as "referralId", state,
      ${ms('started_at')} as "startedAt", ${ms('first_contact_at')} as "firstContactAt", ${ms('ended_at')} as "endedAt" from tc.episode`,
  waiting: `select id, person_id as "personId", team_id as "teamId", ${ms('since_at')} as at from tc.task where done_at is null and person_id is not null
    union all select id, person_id, team_id, ${ms('raised_at')} from tc.worry where done_at is null
    union all select c.id, c.person_id, c.team_id, ${ms('c.window_from_at')} from tc.contact c
      where c.resolved_at is null and c.state in ('planned', 'no answer', 'did not happen')
        and coalesce((select e.state from tc.episode e where e.id = c.episode_id), 'none') in ('ended', 'none')`,
  relations: `select id, person_id as "personId", team_id as "teamId", ${ms('at')} as at from tc.person_relation`,
  offers: `select id, person_id as "personId", stay_id as "stayId", what, to_team_id as "toTeamId", to_staff_id as "toStaffId",
      ${ms('offered_at')} as "offeredAt", answer, ${ms('answered_at')} as "answeredAt" from tc.lead_handover`,
  named: `select id, person_id as "personId", stay_id as "stayId", team_id as "teamId", staff_id as "staffId", ${ms('at')} as at from tc.lead_named`,
  closings: `select id, person_id as "personId", transition_id as "transitionId", team_id as "teamId", carries_on_id as "carriesOnId", ${ms('closed_at')} as at from tc.transition_closing`,
  absences: `select id, staff_id as "staffId", cover_staff_id as "coverId", ${ms('from_at')} as "from", ${ms('until_at')} as "until" from tc.staff_absence`,
  emergencies: EMERGENCIES,
  withouts: WITHOUTS,
  people: `select id from tc.person`,
}

export async function readAccessFacts(client: Asker): Promise<AccessFacts> {
  const facts: Record<string, unknown[]> = {}
  for (const [name, sql] of Object.entries(TABLES)) facts[name] = (await client.query(sql)).rows
  return facts as unknown as AccessFacts
}

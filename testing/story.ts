import { change, insert, newId } from './sql.ts'
import type { Person, StaffMember, World } from './world-types.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Base = Pick<
  World,
  'client' | 'startsAt' | 'organisations' | 'teams' | 'services' | 'staff' | 'pathway' | 'unitId'
>

/** Days (and parts of a day) after the start of the world. */
export type Days = number

/**
 * What can happen to a person, as rows of the source tables and nothing else: no command runs, no access and no obligation
 * is worked out. Times are days after the world's start; each verb gives the id of the row it made.
 */
export interface Story {
  at(days: Days): Date
  admits(person: Person, at: Days): Promise<string>
  leavesTheWard(stayId: string, at: Days): Promise<void>
  /** A decision that they are met within 48 hours of leaving. */
  meetsSooner(person: Person, stayId: string, at: Days): Promise<string>
  opensTransition(person: Person, at: Days, stayId?: string): Promise<string>
  backInHospital(transitionId: string, stayId: string, at: Days): Promise<void>
  refers(person: Person, at: Days, more?: Partial<Referring>): Promise<string>
  /** Any later word of a referral with the columns that go with it. */
  says(referralId: string, word: string, set?: Record<string, unknown>): Promise<void>
  startsSupport(person: Person, at: Days, more?: Partial<Supporting>): Promise<string>
  endsSupport(episodeId: string, at: Days): Promise<void>
  plansContact(person: Person, episodeId: string, at: Days, more?: Record<string, unknown>): Promise<string>
  happened(contactId: string, at: Days): Promise<void>
  pauses(person: Person, episodeId: string, from: Days, until: Days | null, reason?: string): Promise<string>
  away(staff: StaffMember, from: Days, until: Days, cover?: StaffMember): Promise<string>
  leavesWork(staff: StaffMember, at: Days): Promise<void>
  task(person: Person, teamId: string, at: Days, more?: Record<string, unknown>): Promise<string>
  worry(person: Person, at: Days, more?: Record<string, unknown>): Promise<string>
  proposesStepDown(person: Person, episodeId: string, at: Days): Promise<string>
  registers(person: Person, teamId: string, at: Days): Promise<string>
  answers(
    person: Person,
    serviceId: string,
    answer: string,
    at: Days,
    items?: readonly string[],
  ): Promise<string>
}

interface Referring {
  from: StaffMember
  serviceId: string
  stayId: string
  replyBy: Days
}

interface Supporting {
  serviceId: string
  teamId: string
  organisationId: string
  referralId: string
  keyWorker: StaffMember | null
  startOn: Days
  firstContactAt: Days
}

export function storyOf(world: Base): Story {
  const { client, startsAt, staff, services, teams, organisations } = world
  const at = (days: Days) => new Date(startsAt.getTime() + days * DAY)
  const day = (days: Days) => at(days).toISOString().slice(0, 10)
  const make = async (table: string, row: Record<string, unknown>) => {
    const id = newId()
    await insert(client, table, { id, ...row })
    return id
  }
  const riverside = { team_id: teams.medication, organisation_id: organisations.riverside }
  const organisationOf = async (teamId: string) =>
    (await client.query('select organisation_id from tc.team where id = $1', [teamId])).rows[0]
      ?.organisation_id as string
  // what is decided about an episode is its team's
  const ofEpisode = async (episodeId: string) =>
    (await client.query('select team_id, organisation_id from tc.episode where id = $1', [episodeId]))
      .rows[0] as { team_id: string; organisation_id: string }
  return {
    at,
    admits: (person, when) =>
      make('tc.stay', {
        person_id: person.id,
        organisation_id: organisations.northside,
        team_id: teams.maple,
        unit_id: world.unitId,
        admitted_at: at(when),
        source: 'by hand',
        recorded_at: at(when),
        recorded_by: staff.jo.id,
      }),
    leavesTheWard: (stayId, when) =>
      change(client, 'tc.stay', stayId, { ended_at: at(when), end_source: 'by hand' }),
    meetsSooner: (person, stayId, when) =>
      make('tc.sooner_contact', {
        stay_id: stayId,
        person_id: person.id,
        organisation_id: organisations.northside,
        team_id: teams.maple,
        reason: 'The first nights',
        decided_at: at(when),
        decided_by: staff.jo.id,
      }),
    opensTransition: (person, when, stayId) =>
      make('tc.transition', {
        person_id: person.id,
        kind: stayId ? 'stay' : 'referral only',
        stay_id: stayId ?? null,
        state: 'open',
        opened_at: at(when),
        opened_because: stayId ? 'referral names the stay' : 'referral without a stay',
      }),
    backInHospital: (transitionId, stayId, when) =>
      change(client, 'tc.transition', transitionId, {
        state: 'suspended',
        suspended_at: at(when),
        suspended_by_stay_id: stayId,
      }),
    refers: (person, when, more = {}) =>
      make('tc.referral', {
        person_id: person.id,
        service_id: more.serviceId ?? services.medication,
        from_organisation_id: (more.from ?? staff.jo).organisationId,
        from_team_id: (more.from ?? staff.jo).teamId,
        from_staff_id: (more.from ?? staff.jo).id,
        stay_id: more.stayId ?? null,
        word: 'sent',
        asks: {},
        sent_at: at(when),
        reply_by_at: at(more.replyBy ?? when + 3),
        source: 'form',
        recorded_at: at(when),
      }),
    says: (referralId, word, set = {}) => change(client, 'tc.referral', referralId, { word, ...set }),
    startsSupport: (person, when, more = {}) =>
      make('tc.episode', {
        person_id: person.id,
        service_id: more.serviceId ?? services.medication,
        organisation_id: more.organisationId ?? organisations.riverside,
        team_id: more.teamId ?? teams.medication,
        referral_id: more.referralId ?? null,
        pathway_id: world.pathway.id,
        pathway_version: world.pathway.version,
        state: 'open',
        started_at: at(when),
        stage_id: 'meeting',
        stage_since_at: at(when),
        start_on: day(more.startOn ?? when),
        key_worker_staff_id: more.keyWorker === null ? null : (more.keyWorker ?? staff.sam).id,
        first_contact_at: more.firstContactAt === undefined ? null : at(more.firstContactAt),
      }),
    endsSupport: (episodeId, when) =>
      change(client, 'tc.episode', episodeId, {
        state: 'ended',
        ended_at: at(when),
        outcome: 'managing by themselves',
        destination: 'home',
        handover_to: 'the surgery',
      }),
    plansContact: (person, episodeId, when, more = {}) =>
      make('tc.contact', {
        person_id: person.id,
        episode_id: episodeId,
        service_id: services.medication,
        ...riverside,
        on_day: day(when),
        window_from_at: at(when),
        window_until_at: new Date(at(when).getTime() + 2 * HOUR),
        mode: 'visit',
        staff_id: staff.sam.id,
        planned_at: at(Math.min(0, when)),
        state: 'planned',
        ...more,
      }),
    happened: (contactId, when) =>
      change(client, 'tc.contact', contactId, {
        state: 'happened',
        happened_at: at(when),
        seen: true,
        recorded_at: at(when),
      }),
    pauses: async (person, episodeId, from, until, reason = 'away') =>
      make('tc.schedule_pause', {
        episode_id: episodeId,
        person_id: person.id,
        ...(await ofEpisode(episodeId)),
        reason,
        from_at: at(from),
        until_at: until === null ? null : at(until),
        recorded_by: staff.sam.id,
      }),
    away: (who, from, until, cover) =>
      make('tc.staff_absence', {
        staff_id: who.id,
        kind: 'leave',
        from_at: at(from),
        until_at: at(until),
        cover_staff_id: cover?.id ?? null,
        recorded_at: at(Math.min(from, 0)),
        recorded_by: staff.lin.id,
      }),
    leavesWork: (who, when) => change(client, 'tc.staff', who.id, { left_at: at(when) }),
    task: async (person, teamId, when, more = {}) =>
      make('tc.task', {
        person_id: person.id,
        organisation_id: await organisationOf(teamId),
        team_id: teamId,
        kind: 'stay lacks',
        what: 'The message did not say how far from home this is.',
        since_at: at(when),
        due_at: at(when + 3),
        ...more,
      }),
    worry: (person, when, more = {}) =>
      make('tc.worry', {
        person_id: person.id,
        ...riverside,
        what: 'Very tired',
        raised_at: at(when),
        raised_by: staff.sam.id,
        ...more,
      }),
    proposesStepDown: async (person, episodeId, when) =>
      make('tc.step_down_proposal', {
        episode_id: episodeId,
        person_id: person.id,
        ...(await ofEpisode(episodeId)),
        to_step_id: 'daily',
        evidence: {},
        proposed_at: at(when),
        proposed_by: staff.sam.id,
      }),
    registers: async (person, teamId, when) =>
      make('tc.person_relation', {
        person_id: person.id,
        team_id: teamId,
        organisation_id: await organisationOf(teamId),
        kind: 'registered',
        at: at(when),
      }),
    answers: (person, serviceId, answer, when, items = []) =>
      make('tc.sharing_decision', {
        person_id: person.id,
        recipient_service_id: serviceId,
        answer,
        items,
        decided_at: at(when),
        recorded_by: staff.jo.id,
        organisation_id: organisations.northside,
        team_id: teams.maple,
      }),
  }
}

import type { VisitorLine } from '#core/contact/visitors.ts'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { type Day, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { PathwayDefinition, PauseFact, SupportSchedule, TeamRelation } from '#core/pathway/definition.ts'
import type { Pause, ScheduleState, StepTaken } from '#core/pathway/schedule.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import type { ContactRow } from './contact-rows.ts'
import { definitionOf, scheduleOf } from './definition.ts'

/** One episode's row, as far as planning and deciding need it. */
export interface EpisodeRow {
  readonly id: string
  readonly person_id: string
  readonly service_id: string
  readonly organisation_id: string
  readonly team_id: string
  readonly referral_id: string | null
  readonly class_bit: number
  readonly pathway_id: string
  readonly pathway_version: number
  readonly sha256: string
  readonly state: 'open' | 'ended'
  readonly started_at: Instant
  readonly start_on: Day
  readonly key_worker_staff_id: string | null
  readonly first_contact_at: Instant | null
  readonly no_next_contact_reason: string | null
  readonly no_next_contact_from_at: Instant | null
  readonly no_next_contact_until_at: Instant | null
  readonly ended_at: Instant | null
  readonly visitors: readonly VisitorLine[]
  readonly planned_until_on: Day | null
  readonly stage_id: string
  readonly stage_since_at: Instant
  readonly version: number
  /** Whether the asker acts in this episode's team: everybody else reads it. */
  readonly ours: boolean
}

/** A pause as stored, with its id. */
export interface StoredPause extends Pause {
  readonly id: string
  readonly reason: 'back in hospital' | 'away' | 'person asked'
}

/** All that is decided about one episode's support, and the contacts stored from now on. */
export interface ScheduleFacts {
  readonly episode: EpisodeRow
  readonly definition: PathwayDefinition
  /** Null where the pathway has no schedule of contacts. */
  readonly schedule: SupportSchedule | null
  /** With the stored pauses alone. */
  readonly state: ScheduleState
  readonly pauses: readonly StoredPause[]
  /** When the person went back into hospital, while they are there: nothing is planned or taken off then. */
  readonly suspendedAt: Instant | null
  readonly contacts: readonly ContactRow[]
}

interface DecisionRow {
  kind: 'start' | 'down' | 'up'
  step_id: string
  from_on: Day
  decided_at: Instant
  decided_by: string
  person_agreed_at: Instant | null
  person_agreed_how: string | null
  team_agreed_by: string | null
  team_agreed_at: Instant | null
  team_agreed_how: string | null
  team_agreed_team_id: string | null
  team_agreed_relation: TeamRelation | null
  reason: string | null
}

interface PauseRow {
  id: string
  reason: StoredPause['reason']
  from_at: Instant
  until_at: Instant | null
}

const EPISODE = `select e.id, e.person_id, e.service_id, e.organisation_id, e.team_id, e.referral_id, e.class_bit, e.pathway_id, e.pathway_version,
    v.sha256, e.state, e.started_at, e.start_on, e.key_worker_staff_id, e.first_contact_at, e.no_next_contact_reason, e.no_next_contact_from_at,
    e.no_next_contact_until_at, e.ended_at, e.visitors, e.planned_until_on, e.stage_id, e.stage_since_at, e.version, e.team_id = any ((select ctx.grantees())::uuid[]) as ours
  from tc.episode e join tc.pathway_version v on v.pathway_id = e.pathway_id and v.version = e.pathway_version where e.id = $1`
const DECISIONS = `select kind, step_id, from_on, decided_at, decided_by, person_agreed_at, person_agreed_how, team_agreed_by, team_agreed_at,
    team_agreed_how, team_agreed_team_id, team_agreed_relation, reason
  from tc.schedule_decision where episode_id = $1 order by decided_at, id`
const PAUSES =
  'select id, reason, from_at, until_at from tc.schedule_pause where episode_id = $1 order by from_at, id'
const SUSPENDED = `select t.suspended_at from tc.episode e join tc.transition t on t.person_id = e.person_id and t.state = 'suspended' where e.id = $1`
// two days back are more than any window is long; what is older is settled by its time
const CONTACTS = `select id, person_id, episode_id, state, window_from_at, window_until_at, mode, slot_key, slot_from_at, slot_mode, staff_id, happened_at,
    seen, why_not, by_staff_id, also_by, no_answer_at, resolved_at, resolved_by, resolution_what, resolution, recorded_at, version
  from tc.contact where episode_id = $1 and state <> 'void'
   and (window_from_at > (select ctx.now()) - interval '2 days' or slot_from_at > (select ctx.now()) - interval '2 days')`

/** The episode alone; undefined when it does not exist, is about somebody else, or is hidden: alike. */
export async function loadEpisode(
  tx: Tx,
  episodeId: string,
  personId: string,
): Promise<EpisodeRow | undefined> {
  const row = await tx.row<EpisodeRow>(EPISODE, [episodeId])
  return row?.person_id === personId ? row : undefined
}

/** Everything about one episode's schedule; undefined as above. */
export async function loadSchedule(
  tx: Tx,
  episodeId: string,
  personId: string,
): Promise<ScheduleFacts | undefined> {
  const [episode, decisions, pauses, suspended, contacts] = await Promise.all([
    loadEpisode(tx, episodeId, personId),
    tx.rows<DecisionRow>(DECISIONS, [episodeId]),
    tx.rows<PauseRow>(PAUSES, [episodeId]),
    tx.row<{ suspended_at: Instant }>(SUSPENDED, [episodeId]),
    tx.rows<ContactRow>(CONTACTS, [episodeId]),
  ])
  if (!episode) return undefined
  const definition = await definitionOf(tx, {
    pathwayId: episode.pathway_id,
    version: episode.pathway_version,
    sha256: episode.sha256,
  })
  const stored = pauses.map(
    (p): StoredPause => ({
      id: p.id,
      reason: p.reason,
      fact: factOf(p.reason),
      from: p.from_at,
      until: p.until_at,
    }),
  )
  return {
    episode,
    definition,
    schedule: scheduleOf(definition),
    state: { taken: decisions.map(stepOf), pauses: stored, endedAt: episode.ended_at },
    pauses: stored,
    suspendedAt: suspended?.suspended_at ?? null,
    contacts,
  }
}

/** A pause that the person asked for is time away, to the schedule. */
export const factOf = (reason: StoredPause['reason']): PauseFact =>
  reason === 'back in hospital' ? 'back-in-hospital' : 'away'

function stepOf(row: DecisionRow): StepTaken {
  const base = { stepId: row.step_id, decidedAt: row.decided_at, decidedBy: row.decided_by as StaffId }
  if (row.kind === 'start') return { ...base, how: 'start', fromAt: startOfDay(row.from_on) }
  if (row.kind === 'up') return { ...base, how: 'up', fromAt: row.decided_at, because: row.reason ?? '' }
  return {
    ...base,
    how: 'down',
    fromAt: startOfDay(row.from_on),
    personAgreed: { at: row.person_agreed_at ?? row.decided_at, how: row.person_agreed_how ?? '' },
    agreedBy: {
      at: row.team_agreed_at ?? row.decided_at,
      how: row.team_agreed_how ?? '',
      staffId: row.team_agreed_by as StaffId,
      teamId: (row.team_agreed_team_id ?? '') as TeamId,
      relation: row.team_agreed_relation ?? 'neither',
    },
  }
}

/** The schedule with the time in hospital as a pause, for showing: it is a fact of the person's stay, written by nobody here. */
export function shownState(facts: ScheduleFacts): ScheduleState {
  const { suspendedAt, state } = facts
  if (suspendedAt === null || state.pauses.some((p) => p.until === null)) return state
  return { ...state, pauses: [...state.pauses, { fact: 'back-in-hospital', from: suspendedAt, until: null }] }
}

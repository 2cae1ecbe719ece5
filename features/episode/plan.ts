import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { Contact } from '#core/contact/contact.ts'
import { replan } from '#core/contact/replan.ts'
import { type VisitorLine, workerFor } from '#core/contact/visitors.ts'
import type { ContactId, EpisodeId, PersonId, StaffId } from '#core/kernel/ids.ts'
import { addDays, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { SupportSchedule } from '#core/pathway/definition.ts'
import { type PlannedSlot, plannedContacts, type ScheduleState } from '#core/pathway/schedule.ts'
import type { Decider } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { type ContactRow, contactOf, planMode } from './contact-rows.ts'
import { type EpisodeRow, loadSchedule, type ScheduleFacts } from './schedule-facts.ts'

/** Days ahead for which contacts are stored; later ones are drawn from the schedule. Ours, unsigned: two weeks of a rota. */
export const HORIZON_DAYS = 14
/** The plan is filled up again when fewer days than this are left, so that most recorded visits plan nothing. */
export const TOP_UP_BELOW_DAYS = 10
/** The farthest day to which somebody may plan by hand. */
export const FARTHEST_DAYS = 28

/** What planning changes: rows to add, planned contacts to take off, and the last day that is now planned. */
export interface Planning {
  readonly add: readonly { readonly slot: PlannedSlot; readonly staffId: StaffId | null }[]
  readonly takeOff: readonly string[]
  readonly untilOn: Day
}

/** What planning is done from. */
export interface PlanningFacts {
  readonly episode: Pick<EpisodeRow, 'start_on' | 'visitors' | 'key_worker_staff_id' | 'planned_until_on'>
  readonly schedule: SupportSchedule | null
  readonly state: ScheduleState
  readonly contacts: readonly ContactRow[]
  /** In hospital: the plan stays as it is until the person is back. */
  readonly suspendedAt: Instant | null
}

/** Two weeks from today, or from the day of the start where that is still to come; never less than was planned before. */
export function horizonOf(episode: Pick<EpisodeRow, 'start_on' | 'planned_until_on'>, today: Day): Day {
  const from = episode.start_on > today ? episode.start_on : today
  const usual = addDays(from, HORIZON_DAYS)
  return episode.planned_until_on !== null && episode.planned_until_on > usual
    ? episode.planned_until_on
    : usual
}

/**
 * The stored contacts brought in line with what is decided, from today to `untilOn`. Pure.
 * A contact that somebody moved counts as the slot it came from, so that planning neither doubles nor undoes it.
 */
export function planAhead(facts: PlanningFacts, now: Instant, until?: Day): Planning {
  const today = dayOf(now)
  const untilOn = until ?? horizonOf(facts.episode, today)
  if (facts.schedule === null || facts.suspendedAt !== null) return { add: [], takeOff: [], untilOn }
  const slots = plannedContacts(facts.schedule, facts.state, today, untilOn, englandHolidays)
  const { add, takeOff } = replan(facts.contacts.map(asSlot), slots, now)
  const { visitors, key_worker_staff_id: keyWorker } = facts.episode
  return {
    add: add.map((slot) => ({ slot, staffId: workerOf(visitors, keyWorker, slot.windowFrom) })),
    takeOff,
    untilOn,
  }
}

export const workerOf = (
  visitors: readonly VisitorLine[],
  keyWorker: string | null,
  at: Instant,
): StaffId | null => workerFor(visitors, keyWorker as StaffId | null, at)

function asSlot(row: ContactRow): Contact {
  const contact = contactOf(row)
  if (row.slot_key === null) return { ...contact, plan: { kind: 'extra' } }
  const moved = row.slot_from_at !== null && row.slot_from_at !== row.window_from_at
  // one that was moved to a time to come is settled in its new place: the slot it came from is not planned again
  const versions = moved && contact.versions.length === 0 ? [MOVED] : contact.versions
  return {
    ...contact,
    versions,
    plan: {
      kind: 'planned',
      slotKey: row.slot_key,
      windowFrom: row.slot_from_at ?? row.window_from_at,
      windowUntil: row.window_until_at,
      mode: planMode(row.slot_mode ?? row.mode),
      worker: row.staff_id as StaffId | null,
    },
  }
}

const MOVED: Contact['versions'][number] = {
  version: 1,
  record: { happened: 'no', at: '1970-01-01T00:00:00.000Z' as Instant, reason: 'cancelled by us', by: [] },
  writtenAt: '1970-01-01T00:00:00.000Z' as Instant,
  writtenBy: '' as StaffId,
  why: null,
}

const ADD = `insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at,
    mode, step_id, slot_no, slot_key, slot_from_at, slot_mode, staff_id, planned_at, state)
  select c.id, $2, $3, $4, $5, $6, $7, c.on_day, c.from_at, c.until_at, c.mode, c.step_id, c.slot_no, c.slot_key, c.from_at, c.mode, c.staff_id,
    (select ctx.now()), 'planned'
  from jsonb_to_recordset($1::jsonb) as c (id uuid, on_day date, from_at timestamptz, until_at timestamptz, mode text, step_id text, slot_no int,
    slot_key text, staff_id uuid)`
const TAKE_OFF = `update tc.contact set state = 'void', version = version + 1 where id = any ($1::uuid[]) and episode_id = $2 and state = 'planned'`
const UNTIL = 'update tc.episode set planned_until_on = $2 where id = $1'
const RELY = `select net.lock('{}'::uuid[], $1::uuid[], '{}'::uuid[])`

/** Where planned contacts belong. */
export interface PlanPlace {
  readonly episodeId: EpisodeId | string
  readonly personId: PersonId | string
  readonly serviceId: string
  readonly organisationId: string
  readonly teamId: string
  readonly classBit: number
}

export const placeOf = (e: EpisodeRow): PlanPlace => ({
  episodeId: e.id,
  personId: e.person_id,
  serviceId: e.service_id,
  organisationId: e.organisation_id,
  teamId: e.team_id,
  classBit: e.class_bit,
})

/**
 * Stores a planning. The workers it names are locked as facts relied upon: an absence that is being written at the same
 * moment then sees these contacts, or these see the absence.
 */
export async function storePlan(tx: Tx, place: PlanPlace, planning: Planning, by: Decider): Promise<void> {
  await Promise.all([
    storeContacts(tx, place, planning, by),
    tx.write(UNTIL, [place.episodeId, planning.untilOn]),
  ])
}

/** The contacts of a planning alone. */
export async function storeContacts(
  tx: Tx,
  place: PlanPlace,
  planning: Planning,
  by: Decider,
): Promise<void> {
  const workers = [
    ...new Set(planning.add.flatMap(({ staffId }) => (staffId === null ? [] : [staffId]))),
  ].sort()
  const sent: Promise<unknown>[] = []
  if (workers.length > 0) sent.push(tx.row(RELY, [workers]))
  if (planning.takeOff.length > 0) sent.push(tx.write(TAKE_OFF, [planning.takeOff, place.episodeId]))
  if (planning.add.length > 0) {
    const rows = planning.add.map(({ slot, staffId }) => ({
      id: by.newId() as ContactId,
      on_day: slot.on,
      from_at: slot.windowFrom,
      until_at: slot.windowUntil,
      mode: slot.mode,
      step_id: slot.stepId,
      slot_no: slot.slotNo,
      slot_key: slot.key,
      staff_id: staffId,
    }))
    const { personId, episodeId, serviceId, organisationId, teamId, classBit } = place
    sent.push(
      tx.write(ADD, [JSON.stringify(rows), personId, episodeId, serviceId, organisationId, teamId, classBit]),
    )
  }
  await Promise.all(sent)
}

/** Plans after a decision, from the facts that were loaded and the state it leads to. */
export const storeAfterDecision = (
  tx: Tx,
  facts: ScheduleFacts,
  changed: Partial<PlanningFacts>,
  by: Decider,
): Promise<void> => storePlan(tx, placeOf(facts.episode), planAhead({ ...facts, ...changed }, by.now), by)

/** Fills the plan up when few days are left: called by whatever records a contact, and cheap when nothing is short. */
export async function topUpPlan(
  tx: Tx,
  episode: { readonly id: string; readonly personId: string; readonly plannedUntilOn: Day | null },
  by: Decider,
): Promise<void> {
  const { plannedUntilOn } = episode
  if (plannedUntilOn !== null && plannedUntilOn >= addDays(dayOf(by.now), TOP_UP_BELOW_DAYS)) return
  const facts = await loadSchedule(tx, episode.id, episode.personId)
  if (facts?.episode.state !== 'open' || facts.suspendedAt !== null) return
  await storePlan(tx, placeOf(facts.episode), planAhead(facts, by.now), by)
}

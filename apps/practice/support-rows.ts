import type { SeededRandom } from '#content/practice/random.ts'
import type { DoseAnswer } from '#core/contact/dose.ts'
import { addMinutes, type Day, dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import type { PlannedSlot } from '#core/pathway/schedule.ts'
import type { StepEvidence } from '#core/pathway/suggestion.ts'
import type { ContactRow } from '#features/episode/contact-rows.ts'
import type { ReferralStory } from './referral-story.ts'
import { organisationOf, type Row, type StaffKey, staffId, teamOf } from './world.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
/** A contact's row as it is added: what planning reads of it, and the rest. */
export type StoryContact = Mutable<ContactRow> & Record<string, unknown>

/** What every row of an episode carries. */
export type Belongs = Row & { readonly person_id: string; readonly episode_id: string }

/** Medication support writes shared records. */
export const CLASS = 4

interface Opening {
  readonly id: string
  readonly by: StaffKey
  readonly at: Instant
  readonly startOn: Day
  readonly keyWorker: StaffKey
  readonly referral: ReferralStory
  readonly definition: PathwayDefinition
}

export const newEpisode = (o: Opening): Record<string, unknown> => ({
  id: o.id,
  person_id: o.referral.story.personId,
  service_id: o.referral.serviceId,
  organisation_id: organisationOf(o.by),
  team_id: teamOf(o.by),
  referral_id: o.referral.referralId,
  class_bit: CLASS,
  pathway_id: o.definition.id,
  pathway_version: o.definition.version,
  state: 'open',
  started_at: o.at,
  start_on: o.startOn,
  key_worker_staff_id: staffId(o.keyWorker),
  first_contact_at: null,
  ended_at: null,
  outcome: null,
  destination: null,
  handover_to: null,
  handover_text: null,
  handover_staff_id: null,
  handover_team_id: null,
  handover_at: null,
  open_at_closing: null,
  visitors: [],
  planned_until_on: null,
  stage_id: o.definition.startsAt,
  stage_since_at: o.at,
  version: 1,
})

export const newDecision = (belongs: Row, at: Instant, by: StaffKey, set: Row): Record<string, unknown> => ({
  ...belongs,
  person_agreed_at: null,
  person_agreed_how: null,
  team_agreed_by: null,
  team_agreed_at: null,
  team_agreed_how: null,
  team_agreed_team_id: null,
  team_agreed_relation: null,
  reason: null,
  decided_at: at,
  decided_by: staffId(by),
  ...set,
})

export const newProposal = (
  belongs: Row,
  toStepId: string,
  evidence: unknown,
  at: Instant,
  by: StaffKey,
): Record<string, unknown> => ({
  ...belongs,
  to_step_id: toStepId,
  evidence,
  proposed_at: at,
  proposed_by: staffId(by),
  person_agreed_at: null,
  person_agreed_how: null,
  settled_at: null,
  settled_by: null,
  settled: null,
})

/** A planned contact: nothing has come of it yet. */
export const newContact = (
  belongs: Belongs & { readonly id: string },
  slot: PlannedSlot,
  worker: string | null,
  now: Instant,
): StoryContact => ({
  ...belongs,
  on_day: slot.on,
  window_from_at: slot.windowFrom,
  window_until_at: slot.windowUntil,
  mode: slot.mode,
  step_id: slot.stepId,
  slot_no: slot.slotNo,
  slot_key: slot.key,
  slot_from_at: slot.windowFrom,
  slot_mode: slot.mode,
  after_stay_id: null,
  staff_id: worker,
  planned_at: now,
  state: 'planned',
  happened_at: null,
  seen: null,
  late_minutes: null,
  why_not: null,
  by_staff_id: null,
  also_by: [],
  no_answer_at: null,
  resolved_at: null,
  resolved_by: null,
  resolution_what: null,
  resolution: null,
  recorded_at: null,
  version: 1,
})

export const newDose = (
  id: string,
  belongs: Row,
  dose: DoseAnswer,
  name: string,
  at: Instant,
): Record<string, unknown> => ({
  id,
  ...belongs,
  medicine_id: dose.medicineId,
  medicine_name: name,
  outcome: dose.answer,
  reason: 'reason' in dose ? dose.reason : null,
  at,
})

/** Counts of a step's contacts and answers. `doses`: the answers of each contact that was made. */
export function evidenceOf(
  inStep: readonly StoryContact[],
  doses: ReadonlyMap<string, readonly DoseAnswer['answer'][]>,
  since: Instant,
  now: Instant,
  missedAfterMinutes: number,
): StepEvidence {
  const count = (outcome: DoseAnswer['answer']) =>
    inStep.reduce((n, c) => n + (doses.get(c.id)?.filter((d) => d === outcome).length ?? 0), 0)
  const missed = (c: StoryContact) =>
    c.state === 'no answer' ||
    (c.state === 'planned' && addMinutes(c.window_until_at, missedAfterMinutes) <= now)
  return {
    daysInStep: daysBetween(dayOf(since), dayOf(now)),
    contactsHappened: inStep.filter((c) => c.state === 'happened').length,
    contactsMissed: inStep.filter(missed).length,
    dosesSeen: count('took it, I saw'),
    dosesTold: count('took it, told me'),
    dosesNotTaken: count('not taken'),
    dosesNotKnown: count('not known'),
    openWorries: 0,
    openGaps: 0,
  }
}

type WithoutMedicine<T> = T extends unknown ? Omit<T, 'medicineId'> : never

/** Most doses are taken; some are told of, some nobody knows, a few are not taken. */
export function doseOf(random: SeededRandom): WithoutMedicine<DoseAnswer> {
  const n = random.next()
  if (n < 0.9) return { answer: 'took it, I saw' }
  if (n < 0.96) return { answer: 'took it, told me' }
  if (n < 0.98) return { answer: 'not known' }
  return {
    answer: 'not taken',
    reason: random.oneOf(['said no', 'asleep', 'unwell or side effect'] as const),
  }
}

import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

/**
 * What went wrong, as a closed list. Source: ours, for the days around leaving hospital; it follows the event types that
 * teams already report (NHS England, "Policy guidance on recording patient safety events and levels of harm", 2023) and is
 * signed off by a clinical safety officer before live use. "Other" is an answer.
 */
export const INCIDENT_KINDS = [
  'medicine',
  'contact missed',
  'fall',
  'self-harm',
  'violence or threat',
  'information shared wrongly',
  'property',
  'other',
] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/**
 * Harm that happened, never a guess at what might: the five words of the national service.
 * Source: NHS England, "Policy guidance on recording patient safety events and levels of harm" (2023), physical harm.
 */
export const HARMS = ['none', 'low', 'moderate', 'severe', 'fatal'] as const
export type Harm = (typeof HARMS)[number]

/** One version of what is said about an incident. `told` null: nobody has been told yet. */
export interface IncidentSaid {
  readonly kind: IncidentKind
  readonly harm: Harm
  readonly happenedAt: Instant
  readonly what: string
  readonly done: string
  readonly told: { readonly who: string; readonly at: Instant } | null
}

/**
 * Whether this can be kept. Refuses: INCIDENT_AHEAD (it or the telling lies ahead of now), INCIDENT_NEEDS_WHAT,
 * INCIDENT_NEEDS_DONE ("nothing yet" is an answer), INCIDENT_TOLD_BEFORE (told before it happened).
 */
export function decideIncident(said: IncidentSaid, now: Instant): Result<IncidentSaid> {
  if (said.happenedAt > now) return refuse('INCIDENT_AHEAD', { field: 'happenedAt' })
  if (said.what.trim() === '') return refuse('INCIDENT_NEEDS_WHAT', { field: 'what' })
  if (said.done.trim() === '') return refuse('INCIDENT_NEEDS_DONE', { field: 'done' })
  if (said.told !== null) {
    if (said.told.at > now) return refuse('INCIDENT_AHEAD', { field: 'toldAt' })
    if (said.told.at < said.happenedAt) return refuse('INCIDENT_TOLD_BEFORE', { field: 'toldAt' })
  }
  return ok(said)
}

const same = (a: IncidentSaid, b: IncidentSaid): boolean =>
  a.kind === b.kind &&
  a.harm === b.harm &&
  a.happenedAt === b.happenedAt &&
  a.what === b.what &&
  a.done === b.done &&
  a.told?.who === b.told?.who &&
  a.told?.at === b.told?.at

/**
 * A correction is a new version beside the old. Refuses those of `decideIncident`, CORRECTION_NEEDS_WHY and
 * CORRECTION_CHANGES_NOTHING.
 */
export function decideIncidentCorrection(
  before: IncidentSaid,
  after: IncidentSaid,
  why: string,
  now: Instant,
): Result<IncidentSaid> {
  if (why.trim() === '') return refuse('CORRECTION_NEEDS_WHY', { field: 'why' })
  if (same(before, after)) return refuse('CORRECTION_CHANGES_NOTHING')
  return decideIncident(after, now)
}

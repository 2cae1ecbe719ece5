import type { ContactId, EpisodeId, PersonId, StaffId } from '../kernel/ids.ts'
import { addMinutes, type Instant } from '../kernel/time.ts'
import type { Mode } from '../pathway/definition.ts'
import type { DoseAnswer } from './dose.ts'

/** What a staff member wrote of one contact. Facts in small pieces; the note stands apart (`note.ts`). */
export type ContactRecord =
  | {
      readonly happened: 'yes'
      /** When it began, as the worker says. */
      readonly at: Instant
      readonly mode: Mode
      /** Everybody who made it; at least one. */
      readonly by: readonly StaffId[]
      /** Whether the person was seen (visit, video) or spoken with (phone). */
      readonly person: 'seen' | 'spoken with'
      readonly doses: readonly DoseAnswer[]
    }
  | {
      readonly happened: 'no answer'
      readonly at: Instant
      readonly mode: Mode
      readonly by: readonly StaffId[]
    }
  | {
      readonly happened: 'no'
      readonly at: Instant
      readonly reason: 'could not go' | 'cancelled by the person' | 'cancelled by us' | 'paused'
      readonly by: readonly StaffId[]
    }

/** What came of a contact that did not happen. Written by a named worker; until then it stays open (N7). */
export interface ContactOutcome {
  readonly what:
    | 'made up by another contact'
    | 'rearranged'
    | 'found safe by someone else'
    | 'person did not want it'
    | 'handed to the referring team'
    | 'back in hospital'
  readonly inWords: string
  readonly at: Instant
  readonly by: StaffId
}

/** One version of a record. The first has no `why`; a correction says why, and the one before is kept. */
export interface ContactVersion {
  readonly version: number
  readonly record: ContactRecord
  readonly writtenAt: Instant
  readonly writtenBy: StaffId
  readonly why: string | null
}

/** A planned window, or 'extra' for a contact nobody had planned. */
export type ContactPlan =
  | {
      readonly kind: 'planned'
      readonly slotKey: string
      readonly windowFrom: Instant
      readonly windowUntil: Instant
      readonly mode: Mode
      readonly worker: StaffId | null
    }
  | { readonly kind: 'extra' }

/**
 * One contact as stored. `versions`: empty until somebody records; the last is the record.
 * `offPlanAt`: when the plan changed and it was taken off without ever having been made; null otherwise.
 */
export interface Contact {
  readonly id: ContactId
  readonly personId: PersonId
  readonly episodeId: EpisodeId
  readonly plan: ContactPlan
  readonly versions: readonly ContactVersion[]
  readonly outcome: ContactOutcome | null
  readonly offPlanAt: Instant | null
}

/** Where a contact stands at an instant. */
export type ContactState =
  | { readonly state: 'planned'; readonly windowFrom: Instant; readonly windowUntil: Instant }
  | { readonly state: 'due'; readonly windowUntil: Instant }
  | { readonly state: 'off the plan'; readonly at: Instant }
  | {
      readonly state: 'happened'
      readonly record: Extract<ContactRecord, { happened: 'yes' }>
      readonly lateMinutes: number
    }
  | { readonly state: 'no answer'; readonly record: Extract<ContactRecord, { happened: 'no answer' }> }
  | { readonly state: 'did not happen'; readonly record: Extract<ContactRecord, { happened: 'no' }> }
  | { readonly state: 'missed'; readonly missedAt: Instant }
  | { readonly state: 'resolved'; readonly outcome: ContactOutcome; readonly record: ContactRecord | null }

/** The present record of a contact: its last version, or nothing. */
export const recordOf = (contact: Contact): ContactRecord | null => contact.versions.at(-1)?.record ?? null

/**
 * The instant from which a planned contact with nothing written counts as missed: the end of its window and the
 * definition's minutes (`support.missedAfterMinutes`). Null for an extra contact. Says nothing of what was written since.
 */
export const missedFromAt = (contact: Contact, missedAfterMinutes: number): Instant | null =>
  contact.plan.kind === 'planned' ? addMinutes(contact.plan.windowUntil, missedAfterMinutes) : null

/** Whole minutes after the end of the window at which a contact began; 0 when it began before the end or was extra. */
export const lateMinutes = (plan: ContactPlan, at: Instant): number =>
  plan.kind === 'extra'
    ? 0
    : Math.max(0, Math.floor((Date.parse(at) - Date.parse(plan.windowUntil)) / 60_000))

/**
 * The state of a contact at an instant.
 * Why missed is worked out and not stored: a server that slept, or a worker that never ran, misses nothing.
 */
export function contactState(contact: Contact, now: Instant, missedAfterMinutes: number): ContactState {
  const record = recordOf(contact)
  if (record?.happened === 'yes')
    return { state: 'happened', record, lateMinutes: lateMinutes(contact.plan, record.at) }
  if (contact.outcome) return { state: 'resolved', outcome: contact.outcome, record }
  if (record?.happened === 'no answer') return { state: 'no answer', record }
  if (record?.happened === 'no') return { state: 'did not happen', record }
  if (contact.offPlanAt !== null) return { state: 'off the plan', at: contact.offPlanAt }
  if (contact.plan.kind === 'extra') return { state: 'missed', missedAt: now }
  const { windowFrom, windowUntil } = contact.plan
  const missedAt = addMinutes(windowUntil, missedAfterMinutes)
  if (now >= missedAt) return { state: 'missed', missedAt }
  return now >= windowFrom ? { state: 'due', windowUntil } : { state: 'planned', windowFrom, windowUntil }
}

/**
 * The instant from which a contact that did not happen owes an outcome, or null when none is owed, whatever the time is.
 * Shape: no answer, could not go and cancelled: from the record's own time. Nothing written: from `missedFromAt`.
 * Owes nothing: happened, paused, off the plan, outcome written. For the safety net's N7: no clock is asked.
 */
export function outcomeOwedFrom(contact: Contact, missedAfterMinutes: number): Instant | null {
  const record = recordOf(contact)
  if (contact.outcome || record?.happened === 'yes') return null
  if (record) return record.happened === 'no' && record.reason === 'paused' ? null : record.at
  return contact.offPlanAt === null ? missedFromAt(contact, missedAfterMinutes) : null
}

import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { MedicineLineId } from '../medicine/list.ts'
import type { PathwayDefinition } from '../pathway/definition.ts'
import {
  type Contact,
  type ContactOutcome,
  type ContactRecord,
  type ContactVersion,
  outcomeOwedFrom,
} from './contact.ts'
import { checkDoses } from './dose.ts'

/** What a record is judged against besides the contact itself. */
export interface RecordingFacts {
  /** The present medicine list of the person, as the worker may see it. */
  readonly medicines: readonly { readonly id: MedicineLineId }[]
  readonly medicineSupport: Pick<PathwayDefinition['medicineSupport'], 'askedAt'>
  readonly by: StaffId
  readonly now: Instant
}

/**
 * The first record of a contact.
 * Refuses: CONTACT_ALREADY_RECORDED, CONTACT_CANCELLED, CONTACT_AHEAD, CONTACT_NEEDS_WORKER, and those of `checkDoses`.
 */
export function decideRecordContact(
  contact: Contact,
  record: ContactRecord,
  facts: RecordingFacts,
): Result<ContactVersion> {
  if (contact.versions.length > 0) return refuse('CONTACT_ALREADY_RECORDED')
  if (contact.offPlanAt !== null) return refuse('CONTACT_CANCELLED')
  const checked = checkRecord(record, facts)
  return checked.ok
    ? ok({ version: 1, record, writtenAt: facts.now, writtenBy: facts.by, why: null })
    : checked
}

/**
 * A correction: the next version of the record, with the reason. The version before is kept.
 * `sawVersion`: the version the corrector had on the screen.
 * Refuses: CONTACT_NOT_RECORDED, STALE_VERSION, CORRECTION_NEEDS_WHY, CORRECTION_CHANGES_NOTHING, and those of recording.
 */
export function decideCorrectContact(
  contact: Contact,
  correction: { sawVersion: number; record: ContactRecord; why: string },
  facts: RecordingFacts,
): Result<ContactVersion> {
  const last = contact.versions.at(-1)
  if (!last) return refuse('CONTACT_NOT_RECORDED')
  if (correction.sawVersion !== last.version) return refuse('STALE_VERSION', { field: 'sawVersion' })
  if (correction.why.trim() === '') return refuse('CORRECTION_NEEDS_WHY', { field: 'why' })
  if (JSON.stringify(correction.record) === JSON.stringify(last.record))
    return refuse('CORRECTION_CHANGES_NOTHING')
  const checked = checkRecord(correction.record, facts)
  if (!checked.ok) return checked
  return ok({
    version: last.version + 1,
    record: correction.record,
    writtenAt: facts.now,
    writtenBy: facts.by,
    why: correction.why,
  })
}

/**
 * What came of a contact that did not happen. Asks for words as well as a choice.
 * Refuses: CONTACT_OUTCOME_NOT_OWED (happened, paused, settled, or its time has not passed), CONTACT_OUTCOME_EMPTY, CONTACT_AHEAD.
 */
export function decideResolveContact(
  contact: Contact,
  outcome: ContactOutcome,
  facts: { missedAfterMinutes: number; now: Instant },
): Result<ContactOutcome> {
  const owedFrom = outcomeOwedFrom(contact, facts.missedAfterMinutes)
  if (owedFrom === null || owedFrom > facts.now) return refuse('CONTACT_OUTCOME_NOT_OWED')
  if (outcome.at > facts.now) return refuse('CONTACT_AHEAD', { field: 'at' })
  if (outcome.inWords.trim() === '') return refuse('CONTACT_OUTCOME_EMPTY', { field: 'inWords' })
  return ok(outcome)
}

function checkRecord(record: ContactRecord, facts: RecordingFacts): Result<ContactRecord> {
  if (record.at > facts.now) return refuse('CONTACT_AHEAD', { field: 'at' })
  if (record.by.length === 0) return refuse('CONTACT_NEEDS_WORKER', { field: 'by' })
  if (record.happened !== 'yes') return ok(record)
  const { askedAt } = facts.medicineSupport
  const asked = askedAt === 'every-contact' || (askedAt === 'visits-only' && record.mode === 'visit')
  const seen = record.person === 'seen' && record.mode !== 'phone'
  const doses = checkDoses(record.doses, facts.medicines, asked, seen)
  return doses.ok ? ok(record) : doses
}

import * as z from 'zod'
import type { ContactRecord } from '#core/contact/contact.ts'
import type { DoseAnswer } from '#core/contact/dose.ts'
import { decideCorrectContact } from '#core/contact/record.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { MedicineLineId } from '#core/medicine/list.ts'
import { contactOf, words } from '#features/episode/index.ts'
import { referralStarted } from '#features/referral/index.ts'
import { defineCommand, type TimelineLine } from '#platform/commands/command.ts'
import { allKnown, askedAt, loadContact, loadMedicines, ourContact } from '../facts.ts'
import { recordInput, recordOf } from '../shapes.ts'
import { type DoseRow, storeDoses, storeRecord } from '../write.ts'

const input = z.object({
  personId: z.uuid(),
  contactId: z.uuid(),
  version: z.int(),
  record: recordInput,
  why: words,
})

interface Dose {
  id: string
  medicine_id: string
  outcome: DoseAnswer['answer']
  reason: string | null
}
const DOSES = `select d.id, d.medicine_id, d.outcome, d.reason from tc.dose_record d
  where d.contact_id = $1 and d.medicine_id is not null
    and not exists (select from tc.dose_record r where r.contact_id = d.contact_id and r.replaces_id = d.id)`
const KEEP = `insert into tc.contact_correction (id, contact_id, person_id, organisation_id, team_id, class_bit, was, why, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, (select ctx.now()), (select ctx.actor()))`
// a first contact that was corrected away is no first contact: what the rows say now decides who owns the episode
const FIRST = `update tc.episode e set first_contact_at = (select min(c.happened_at) from tc.contact c where c.episode_id = e.id and c.state = 'happened') where e.id = $1`

const answerOf = (d: Dose): DoseAnswer =>
  ({
    medicineId: d.medicine_id,
    answer: d.outcome,
    ...(d.outcome === 'not taken' && { reason: d.reason }),
  }) as DoseAnswer
const inOrder = (doses: readonly DoseAnswer[]): DoseAnswer[] =>
  [...doses].sort((a, b) => (a.medicineId < b.medicineId ? -1 : 1))
const ordered = (record: ContactRecord): ContactRecord =>
  record.happened === 'yes' ? { ...record, doses: inOrder(record.doses) } : record

/**
 * A record put right, with the reason; what it said before is kept and shown. Doses are not overwritten: the corrected row
 * names the one it replaces. An outcome that was written for the old record goes with it.
 * Refuses: those of `decideCorrectContact`.
 */
export const correct = defineCommand({
  name: 'contact.correct',
  version: 1,
  title: 'Correct a recorded visit or call',
  input,
  right: 'contact.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, medicines, doses, known] = await Promise.all([
      loadContact(tx, i.contactId, i.personId),
      loadMedicines(tx, i.personId),
      tx.rows<Dose>(DOSES, [i.contactId]),
      allKnown(tx, i.record.by),
    ])
    return { facts, medicines, doses, known }
  },
  decide({ facts, medicines, doses, known }, i, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row, definition } = found.value
    if (!known) return refuse('CONTACT_NEEDS_WORKER', { field: 'by' })
    const contact = contactOf(row)
    const last = contact.versions.at(-1)
    const was =
      last &&
      (last.record.happened === 'yes' ? { ...last.record, doses: inOrder(doses.map(answerOf)) } : last.record)
    const shown = was
      ? { ...contact, versions: [...contact.versions.slice(0, -1), { ...last, record: was }] }
      : contact
    // what was on the list at the visit is what is asked about now, whatever has changed since
    const list = doses.length > 0 ? doses.map((d) => d.medicine_id) : medicines.map((m) => m.id)
    const decided = decideCorrectContact(
      shown,
      { sawVersion: i.version, record: ordered(recordOf(i.record)), why: i.why },
      {
        medicines: list.map((id) => ({ id: id as MedicineLineId })),
        medicineSupport: { askedAt: askedAt(definition) },
        by: by.asker.actorId as StaffId,
        now: by.now,
      },
    )
    return decided.ok ? ok({ row, doses, was }) : decided
  },
  async store(tx, { row, doses, was }, i, by) {
    const place = {
      contactId: row.id,
      personId: i.personId,
      organisationId: row.organisation_id,
      teamId: row.team_id,
      classBit: row.class_bit,
    }
    const outcome =
      row.resolved_at === null
        ? null
        : { what: row.resolution_what, inWords: row.resolution, at: row.resolved_at, by: row.resolved_by }
    const timeline: TimelineLine[] = [
      {
        personId: i.personId,
        at: by.now,
        what: 'contact corrected',
        aboutId: row.id,
        classBit: row.class_bit,
      },
    ]
    const open = row.episode_id !== null && row.episode_state === 'open'
    await Promise.all([
      storeRecord(tx, row, i.version, i.record),
      tx.write(KEEP, [
        by.newId(),
        row.id,
        i.personId,
        row.organisation_id,
        row.team_id,
        row.class_bit,
        JSON.stringify({ ...was, outcome }),
        i.why,
      ]),
      storeDoses(tx, place, replacing(doses, i.record), i.record.at, by),
      ...(open ? [tx.write(FIRST, [row.episode_id])] : []),
      ...(open && i.record.happened === 'yes' && row.first_contact_at === null && row.referral_id !== null
        ? [referralStarted(tx, row.referral_id, i.personId, by).then((lines) => timeline.push(...lines))]
        : []),
    ])
    return { made: { contactId: row.id }, timeline }
  },
})

/** Rows to add: each answer that changed or is new, and "not known" where nothing is said any more of what was said before. */
function replacing(before: readonly Dose[], record: z.infer<typeof recordInput>): DoseRow[] {
  const now = record.happened === 'yes' ? record.doses : []
  const changed = now.flatMap((d): DoseRow[] => {
    const old = before.find((o) => o.medicine_id === d.medicineId)
    const reason = d.answer === 'not taken' ? d.reason : null
    if (old && old.outcome === d.answer && old.reason === reason) return []
    return [{ medicineId: d.medicineId, outcome: d.answer, reason, replacesId: old?.id ?? null }]
  })
  const gone = before
    .filter((o) => o.outcome !== 'not known' && !now.some((d) => d.medicineId === o.medicine_id))
    .map(
      (o): DoseRow => ({ medicineId: o.medicine_id, outcome: 'not known', reason: null, replacesId: o.id }),
    )
  return [...changed, ...gone]
}

import * as z from 'zod'
import { decideRecordContact } from '#core/contact/record.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { MedicineLineId } from '#core/medicine/list.ts'
import { contactOf, topUpPlan } from '#features/episode/index.ts'
import { referralStarted } from '#features/referral/index.ts'
import { defineCommand, type TimelineLine } from '#platform/commands/command.ts'
import { allKnown, askedAt, loadContact, loadMedicines, ourContact } from '../facts.ts'
import { noteInput, recordInput, recordOf, worriesInput } from '../shapes.ts'
import { checkWorries, dosesOf, storeDoses, storeNote, storeRecord, storeWorries, WHAT } from '../write.ts'

const input = z.object({
  personId: z.uuid(),
  contactId: z.uuid(),
  version: z.int(),
  record: recordInput,
  note: noteInput.nullable().default(null),
  worries: worriesInput.default([]),
})
const FIRST = 'update tc.episode set first_contact_at = $2 where id = $1 and first_contact_at is null'

/**
 * What became of a planned contact, whole: what happened, by whom and how, one answer a medicine, a note, worries. The first
 * that happens makes the episode's key worker its owner and the referral "started"; the plan is filled up when it runs short.
 * Refuses: those of `decideRecordContact` and of the worries, CONTACT_NEEDS_WORKER (a name nobody has), STALE_VERSION.
 */
export const record = defineCommand({
  name: 'contact.record',
  version: 1,
  title: 'Record a visit or call',
  input,
  right: 'contact.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, medicines, known] = await Promise.all([
      loadContact(tx, i.contactId, i.personId),
      loadMedicines(tx, i.personId),
      i.record.by.length > 1 ? allKnown(tx, i.record.by) : true,
    ])
    return { facts, medicines, known }
  },
  decide({ facts, medicines, known }, i, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row, definition } = found.value
    if (!known) return refuse('CONTACT_NEEDS_WORKER', { field: 'by' })
    // an outcome written without a record is over too: what is added to it is a correction
    if (row.resolved_at !== null) return refuse('CONTACT_ALREADY_RECORDED')
    const decided = decideRecordContact(contactOf(row), recordOf(i.record), {
      medicines: medicines.map((m) => ({ id: m.id as MedicineLineId })),
      medicineSupport: { askedAt: askedAt(definition) },
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    if (!decided.ok) return decided
    const worries = checkWorries(i.worries, i.record.at, by.asker.actorId as StaffId, by.now)
    return worries.ok ? ok(row) : worries
  },
  async store(tx, row, i, by) {
    const place = {
      contactId: row.id,
      personId: i.personId,
      organisationId: row.organisation_id,
      teamId: row.team_id,
      classBit: row.class_bit,
    }
    const timeline: TimelineLine[] = [
      {
        personId: i.personId,
        at: i.record.at,
        what: WHAT[i.record.happened],
        aboutId: row.id,
        classBit: row.class_bit,
      },
    ]
    const sent: Promise<unknown>[] = [
      storeRecord(tx, row, i.version, i.record),
      storeDoses(tx, place, dosesOf(i.record), i.record.at, by),
      storeWorries(tx, place, i.worries, i.record.at),
    ]
    if (i.note) sent.push(storeNote(tx, place, i.note, i.record.at))
    if (i.worries.length > 0)
      timeline.push({
        personId: i.personId,
        at: i.record.at,
        what: 'worry raised',
        aboutId: row.id,
        classBit: row.class_bit,
      })
    if (row.episode_id !== null && row.episode_state === 'open') {
      if (i.record.happened === 'yes' && row.first_contact_at === null) {
        sent.push(tx.write(FIRST, [row.episode_id, i.record.at]))
        if (row.referral_id !== null)
          sent.push(
            referralStarted(tx, row.referral_id, i.personId, by).then((lines) => timeline.push(...lines)),
          )
      }
      sent.push(
        topUpPlan(tx, { id: row.episode_id, personId: i.personId, plannedUntilOn: row.planned_until_on }, by),
      )
    }
    await Promise.all(sent)
    return { made: { contactId: row.id, noteId: i.note?.id ?? null, worries: i.worries.length }, timeline }
  },
})

import * as z from 'zod'
import { decideRecordContact } from '#core/contact/record.ts'
import type { ContactId, EpisodeId, PersonId, StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { addMinutes, dayOf } from '#core/kernel/time.ts'
import type { MedicineLineId } from '#core/medicine/list.ts'
import { referralStarted } from '#features/referral/index.ts'
import { defineCommand, type TimelineLine } from '#platform/commands/command.ts'
import { loadEpisodeFor, ourEpisode } from '../episode-facts.ts'
import { allKnown, askedAt, loadMedicines } from '../facts.ts'
import { noteInput, recordInput, recordOf, worriesInput } from '../shapes.ts'
import { checkWorries, dosesOf, recordValues, storeDoses, storeNote, storeWorries, WHAT } from '../write.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  /** The id of the contact that this makes. */
  contactId: z.uuid(),
  record: recordInput.refine(
    (r) => r.happened === 'yes',
    'only a contact that happened is recorded without having been planned',
  ),
  note: noteInput.nullable().default(null),
  worries: worriesInput.default([]),
})
const MADE = `insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at, planned_at,
    staff_id, state, mode, happened_at, seen, late_minutes, why_not, by_staff_id, also_by, no_answer_at, recorded_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select ctx.now()), $11, $12, $13, $14, $15, $16, $17, $18, $19::uuid[], $20::timestamptz[], (select ctx.now()))`
const FIRST = 'update tc.episode set first_contact_at = $2 where id = $1 and first_contact_at is null'
/** What a contact nobody planned is given as its window, so that every contact has one. */
const WINDOW_MINUTES = 30

/** A contact that nobody had planned: it happened, and is written afterwards. Refuses as `contact.record`, and EPISODE_ENDED. */
export const recordExtra = defineCommand({
  name: 'contact.record-extra',
  version: 1,
  title: 'Record a contact that was not planned',
  input,
  right: 'contact.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [episode, medicines, known] = await Promise.all([
      loadEpisodeFor(tx, i.episodeId, i.personId),
      loadMedicines(tx, i.personId),
      allKnown(tx, i.record.by),
    ])
    return { episode, medicines, known }
  },
  decide({ episode, medicines, known }, i, by) {
    const found = ourEpisode(episode)
    if (!found.ok) return found
    if (!known) return refuse('CONTACT_NEEDS_WORKER', { field: 'by' })
    const contact = {
      id: i.contactId as ContactId,
      personId: i.personId as PersonId,
      episodeId: i.episodeId as EpisodeId,
      plan: { kind: 'extra' as const },
      versions: [],
      outcome: null,
      offPlanAt: null,
    }
    const decided = decideRecordContact(contact, recordOf(i.record), {
      medicines: medicines.map((m) => ({ id: m.id as MedicineLineId })),
      medicineSupport: { askedAt: askedAt(found.value.definition) },
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    if (!decided.ok) return decided
    const worries = checkWorries(i.worries, i.record.at, by.asker.actorId as StaffId, by.now)
    return worries.ok ? ok(found.value.row) : worries
  },
  async store(tx, e, i, by) {
    const place = {
      contactId: i.contactId,
      personId: i.personId,
      organisationId: e.organisation_id,
      teamId: e.team_id,
      classBit: e.class_bit,
    }
    const { at } = i.record
    const until = addMinutes(at, WINDOW_MINUTES)
    const timeline: TimelineLine[] = [
      {
        personId: i.personId,
        at,
        what: WHAT[i.record.happened],
        aboutId: i.contactId,
        classBit: e.class_bit,
      },
    ]
    const [state, mode, ...rest] = recordValues(i.record, { window_until_at: until })
    const sent: Promise<unknown>[] = [
      tx.write(MADE, [
        i.contactId,
        i.personId,
        e.id,
        e.service_id,
        e.organisation_id,
        e.team_id,
        e.class_bit,
        dayOf(at),
        at,
        until,
        i.record.by[0],
        state,
        mode,
        ...rest,
      ]),
      storeDoses(tx, place, dosesOf(i.record), at, by),
      storeWorries(tx, place, i.worries, at),
    ]
    if (i.note) sent.push(storeNote(tx, place, i.note, at))
    if (e.first_contact_at === null) {
      sent.push(tx.write(FIRST, [e.id, at]))
      if (e.referral_id !== null)
        sent.push(referralStarted(tx, e.referral_id, i.personId, by).then((lines) => timeline.push(...lines)))
    }
    await Promise.all(sent)
    return {
      made: { contactId: i.contactId, noteId: i.note?.id ?? null, worries: i.worries.length },
      timeline,
    }
  },
})

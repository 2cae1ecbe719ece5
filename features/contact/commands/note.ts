import * as z from 'zod'
import { decideWriteNote, type NoteVersion } from '#core/contact/note.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantInput, words } from '#features/episode/index.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadContact, ourContact } from '../facts.ts'

const body = z.string().trim().max(20_000)
const TEAM = 'select drug_and_alcohol from tc.team where id = (select ctx.team())'
const WRITE = `insert into tc.note (id, person_id, contact_id, organisation_id, team_id, class_bit, body, corrects_id, why, at, recorded_at, by_staff_id)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), $4, $5, $6, $7, $8, (select ctx.now()), (select ctx.actor()))`

/** A note about a person, at a contact or apart from any. Append-only. Refuses: NOTE_EMPTY, CONTACT_AHEAD. */
export const writeNote = defineCommand({
  name: 'note.write',
  version: 1,
  title: 'Write a note',
  input: z.object({
    personId: z.uuid(),
    noteId: z.uuid(),
    contactId: z.uuid().nullable().default(null),
    text: body,
    audience: z.enum(['shared', 'own team']).default('shared'),
    /** When what it says happened; now when left out. */
    at: instantInput.nullable().default(null),
  }),
  right: 'contact.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [team, contact] = await Promise.all([
      tx.row<{ drug_and_alcohol: boolean }>(TEAM),
      i.contactId === null ? null : loadContact(tx, i.contactId, i.personId),
    ])
    return { team, contact }
  },
  decide({ team, contact }, i, by) {
    if (contact !== null) {
      const found = ourContact(contact)
      if (!found.ok) return found
    }
    if (i.at !== null && i.at > by.now) return refuse('CONTACT_AHEAD', { field: 'at' })
    const written = decideWriteNote([], {
      text: i.text,
      sawVersion: 0,
      why: null,
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    return written.ok
      ? ok({ classBit: i.audience === 'own team' ? 8 : team?.drug_and_alcohol ? 16 : 4 })
      : written
  },
  async store(tx, { classBit }, i, by) {
    const at = i.at ?? by.now
    await tx.write(WRITE, [i.noteId, i.personId, i.contactId, classBit, i.text, null, null, at])
    return {
      made: { noteId: i.noteId },
      timeline: [{ personId: i.personId, at, what: 'note', aboutId: i.noteId, classBit }],
    }
  },
})

interface Row {
  body: string
  by_staff_id: string
  recorded_at: Instant
  at: Instant
  class_bit: number
  contact_id: string | null
  ours: boolean
  corrected: boolean
}
const NOTE = `select n.body, n.by_staff_id, n.recorded_at, n.at, n.class_bit, n.contact_id, n.team_id = (select ctx.team()) as ours,
    exists (select from tc.note later where later.corrects_id = n.id) as corrected
  from tc.note n where n.id = $1 and n.person_id = $2`

/**
 * A correction of a note: a new one that names the old, with the reason; both stay and are shown.
 * Refuses: NOTE_EMPTY, STALE_VERSION (somebody corrected it before), CORRECTION_NEEDS_WHY, CORRECTION_CHANGES_NOTHING.
 */
export const correctNote = defineCommand({
  name: 'note.correct',
  version: 1,
  title: 'Correct a note',
  input: z.object({ personId: z.uuid(), noteId: z.uuid(), correctsId: z.uuid(), text: body, why: words }),
  right: 'contact.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Row>(NOTE, [i.correctsId, i.personId]),
  decide(row, i, by) {
    if (!row?.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const before: NoteVersion = {
      version: 1,
      text: row.body,
      by: row.by_staff_id as StaffId,
      at: row.recorded_at,
      why: null,
    }
    const written = decideWriteNote([before], {
      text: i.text,
      sawVersion: row.corrected ? 0 : 1,
      why: i.why,
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    return written.ok ? ok(row) : written
  },
  async store(tx, row, i, by) {
    await tx.write(WRITE, [
      i.noteId,
      i.personId,
      row.contact_id,
      row.class_bit,
      i.text,
      i.correctsId,
      i.why,
      row.at,
    ])
    return {
      made: { noteId: i.noteId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'note corrected',
          aboutId: i.noteId,
          classBit: row.class_bit,
        },
      ],
    }
  },
})

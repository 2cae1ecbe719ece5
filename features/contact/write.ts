import type * as z from 'zod'
import type { ContactRecord } from '#core/contact/contact.ts'
import { lateMinutes } from '#core/contact/contact.ts'
import { decideRaiseWorry, decideSettleWorry } from '#core/contact/worry.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, type Result } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { type ContactRow, contactOf } from '#features/episode/index.ts'
import { type Decider, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import type { noteInput, RecordInput, worryInput } from './shapes.ts'

/** Where the rows of a contact belong. */
export interface Place {
  readonly contactId: string
  readonly personId: string
  readonly organisationId: string
  readonly teamId: string
  readonly classBit: number
}

const RECORD = `update tc.contact set state = $3, mode = coalesce($4, mode), happened_at = $5, seen = $6, late_minutes = $7, why_not = $8, by_staff_id = $9,
    also_by = $10::uuid[], no_answer_at = $11::timestamptz[], recorded_at = (select ctx.now()), resolved_at = null, resolved_by = null,
    resolution_what = null, resolution = null, version = version + 1
  where id = $1 and version = $2`

/** The columns of a record, in the order of RECORD from its third value. */
export function recordValues(
  record: RecordInput,
  plan: Pick<ContactRow, 'window_until_at'> | ContactRow,
): unknown[] {
  const [first, ...others] = record.by
  const yes = record.happened === 'yes'
  const late = yes && 'id' in plan ? lateMinutes(contactOf(plan).plan, record.at) : yes ? 0 : null
  return [
    yes ? 'happened' : record.happened === 'no answer' ? 'no answer' : 'did not happen',
    record.happened === 'no' ? null : record.mode,
    yes ? record.at : null,
    yes ? record.person === 'seen' : null,
    late,
    record.happened === 'no' ? record.reason : null,
    first,
    others,
    record.happened === 'no answer' ? [record.at] : null,
  ]
}

/** Writes the record into the contact's row. Throws StaleVersion when it is of another version. */
export const storeRecord = (tx: Tx, row: ContactRow, version: number, record: RecordInput): Promise<void> =>
  expectWritten(tx.write(RECORD, [row.id, version, ...recordValues(record, row)]))

const DOSES = `insert into tc.dose_record (id, contact_id, person_id, organisation_id, team_id, class_bit, medicine_id, medicine_name, outcome, reason, at, replaces_id)
  select d.id, $2, $3, $4, $5, $6, m.id, m.name, d.outcome, d.reason, $7, d."replacesId"
    from jsonb_to_recordset($1::jsonb) as d (id uuid, "medicineId" uuid, outcome text, reason text, "replacesId" uuid)
    join tc.medicine m on m.id = d."medicineId" and m.person_id = $3`

export interface DoseRow {
  readonly medicineId: string
  readonly outcome: string
  readonly reason: string | null
  readonly replacesId: string | null
}

/** One row a medicine; every row must have been written, or the record would say less than the worker did. */
export async function storeDoses(
  tx: Tx,
  place: Place,
  doses: readonly DoseRow[],
  at: Instant,
  by: Decider,
): Promise<void> {
  if (doses.length === 0) return
  const rows = doses.map((d) => ({ ...d, id: by.newId() }))
  await expectWritten(
    tx.write(DOSES, [
      JSON.stringify(rows),
      place.contactId,
      place.personId,
      place.organisationId,
      place.teamId,
      place.classBit,
      at,
    ]),
    doses.length,
  )
}

export const dosesOf = (record: RecordInput): DoseRow[] =>
  record.happened !== 'yes'
    ? []
    : record.doses.map((d) => ({
        medicineId: d.medicineId,
        outcome: d.answer,
        reason: d.answer === 'not taken' ? d.reason : null,
        replacesId: null,
      }))

const NOTE = `insert into tc.note (id, person_id, contact_id, organisation_id, team_id, class_bit, body, at, recorded_at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, (select ctx.now()), (select ctx.actor()))`

/** A note of one's own team is class 8 whatever else holds; a shared one is of the team's class. */
export const storeNote = (
  tx: Tx,
  place: Place,
  note: z.infer<typeof noteInput>,
  at: Instant,
): Promise<number> =>
  tx.write(NOTE, [
    note.id,
    place.personId,
    place.contactId,
    place.organisationId,
    place.teamId,
    note.audience === 'own team' ? 8 : place.classBit,
    note.text,
    at,
  ])

const WORRIES = `insert into tc.worry (id, person_id, contact_id, organisation_id, team_id, class_bit, what, told, told_at, raised_at, raised_by, done_text, done_at, done_by)
  select w.id, $2, $3, $4, $5, $6, w.kind, w.who,
    case when w.who is not null then coalesce(w."toldAt", (select ctx.now())) end, $7, (select ctx.actor()), w.done,
    case when w.done is not null then (select ctx.now()) end, case when w.done is not null then (select ctx.actor()) end
  from jsonb_to_recordset($1::jsonb) as w (id uuid, kind text, who text, "toldAt" timestamptz, done text)`

export type WorryInput = z.infer<typeof worryInput>

/** Checks each worry by core's rules. Refuses those of `decideRaiseWorry` and, where something was done, `decideSettleWorry`. */
export function checkWorries(
  worries: readonly WorryInput[],
  at: Instant,
  by: StaffId,
  now: Instant,
): Result<readonly WorryInput[]> {
  for (const w of worries) {
    const told = w.told.told === 'yes' ? { ...w.told, at: w.told.at ?? now } : w.told
    const raised = decideRaiseWorry({ kind: w.kind, at, by, told }, now)
    if (!raised.ok) return raised
    const settled = w.done === null ? raised : decideSettleWorry(raised.value, { done: w.done, by, now })
    if (!settled.ok) return settled
  }
  return ok(worries)
}

export async function storeWorries(
  tx: Tx,
  place: Place,
  worries: readonly WorryInput[],
  at: Instant,
): Promise<void> {
  if (worries.length === 0) return
  const rows = worries.map((w) => ({
    id: w.id,
    kind: w.kind,
    done: w.done,
    who: w.told.told === 'yes' ? w.told.who : null,
    toldAt: w.told.told === 'yes' ? w.told.at : null,
  }))
  await tx.write(WORRIES, [
    JSON.stringify(rows),
    place.personId,
    place.contactId,
    place.organisationId,
    place.teamId,
    place.classBit,
    at,
  ])
}

/** The word of a record on the timeline. */
export const WHAT: Readonly<Record<ContactRecord['happened'], string>> = {
  yes: 'contact happened',
  'no answer': 'no answer',
  no: 'contact did not happen',
}

import * as z from 'zod'
import type { ContactRecord } from '#core/contact/contact.ts'
import type { DoseAnswer } from '#core/contact/dose.ts'
import { type ChainState, type ChainStepDone, chainState } from '#core/contact/no-answer.ts'
import type { Instant } from '#core/kernel/time.ts'
import { contactOf, recordOfRow, type StoredMode } from '#features/episode/index.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { askedAt, loadContact, loadEarlier, missedAfter } from '../facts.ts'

export interface SheetMedicine {
  readonly id: string
  readonly name: string
  readonly doseInWords: string
  readonly when: string
  readonly asNeeded: boolean
  readonly controlled: boolean
  readonly asOf: string
}
export interface SheetDose {
  readonly medicineId: string | null
  readonly medicine: string
  readonly outcome: DoseAnswer['answer']
  readonly reason: string | null
}
export interface SheetNote {
  readonly id: string
  readonly body: string
  readonly at: Instant
  readonly by: string
  readonly why: string | null
  readonly correctsId: string | null
  readonly ownTeam: boolean
}
export interface SheetWorry {
  readonly id: string
  readonly what: string
  readonly told: string | null
  readonly toldAt: Instant | null
  readonly raisedAt: Instant
  readonly done: string | null
  readonly doneAt: Instant | null
}
/** One visit whole: what was planned, what is known, who to ring, and what was written if it is over. Names stand in `names`. */
export interface Sheet {
  readonly now: Instant
  readonly contact: {
    readonly id: string
    readonly personId: string
    readonly episodeId: string | null
    readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen' | 'void'
    readonly fromAt: Instant
    readonly untilAt: Instant
    readonly mode: StoredMode
    readonly workerId: string | null
    /** Why it has nobody, where it was taken from its worker; for its own team alone. */
    readonly nobodyWhy: string | null
    readonly version: number
    readonly resolvedAt: Instant | null
    readonly resolutionWhat: string | null
    readonly resolution: string | null
    readonly ours: boolean
    readonly lateMinutes: number | null
  }
  readonly record: ContactRecord | null
  readonly service: string | null
  readonly boundary: string | null
  /** Whether this pathway asks about medicines when somebody visits; a call only where it says every contact. */
  readonly asks: 'every-contact' | 'visits-only' | 'never'
  readonly missedAt: Instant
  /** Null: the list is closed to the asker, which is not "takes no medicines". */
  readonly medicines: readonly SheetMedicine[] | null
  readonly doses: readonly SheetDose[]
  readonly notes: readonly SheetNote[]
  readonly worries: readonly SheetWorry[]
  readonly corrections: readonly {
    readonly was: ContactRecord
    readonly why: string
    readonly at: Instant
    readonly by: string
  }[]
  readonly chain: ChainState
  readonly ring: readonly { readonly name: string; readonly telephone: string; readonly hours: string }[]
  readonly staff: readonly { readonly id: string; readonly name: string }[]
  readonly names: Readonly<Record<string, string>>
}

const MEDICINES = `select id, name, dose_in_words as "doseInWords", when_in_words as "when", as_needed as "asNeeded", controlled, as_of as "asOf"
  from tc.medicine where person_id = $1 and (ended_on is null or ended_on > ((select ctx.now()) at time zone 'Europe/London')::date) order by recorded_at, id`
const CORE = 'select true as open from tc.person_core where person_id = $1'
/** The present list for a visit; null where core is closed to the asker. */
export async function loadSheetMedicines(tx: Tx, personId: string): Promise<readonly SheetMedicine[] | null> {
  const [medicines, core] = await Promise.all([
    tx.rows<SheetMedicine>(MEDICINES, [personId]),
    tx.row<{ open: boolean }>(CORE, [personId]),
  ])
  return core ? medicines : null
}
const DOSES = `select d.medicine_id as "medicineId", d.medicine_name as medicine, d.outcome, d.reason from tc.dose_record d where d.contact_id = $1
  and not exists (select from tc.dose_record r where r.contact_id = d.contact_id and r.replaces_id = d.id) order by d.medicine_name, d.id`
const NOTES = `select n.id, n.body, n.at, s.name as by, n.why, n.corrects_id as "correctsId", n.class_bit = 8 as "ownTeam" from tc.note n
  join tc.staff s on s.id = n.by_staff_id where n.contact_id = $1 order by n.recorded_at, n.id`
const WORRIES = `select id, what, told, told_at as "toldAt", raised_at as "raisedAt", done_text as done, done_at as "doneAt" from tc.worry where contact_id = $1 order by raised_at, id`
const CORRECTIONS = `select c.was, c.why, c.at, s.name as by from tc.contact_correction c join tc.staff s on s.id = c.by_staff_id where c.contact_id = $1 order by c.at, c.id`
const CHAIN =
  'select step_id as "stepId", at, by_staff_id as by, found from tc.chain_step_done where contact_id = $1 order by at, id'
const RING = `select distinct t.name, t.telephone, t.hours, t.id = c.team_id as ours from tc.contact c left join tc.episode e on e.id = c.episode_id
  left join tc.referral r on r.id = e.referral_id join tc.team t on t.id = r.from_team_id or t.id = c.team_id where c.id = $1 order by ours, t.name`
const HEAD = `select c.late_minutes, case when c.staff_id is null then c.given_why end as nobody_why, s.name as service, s.boundary_statement as boundary from tc.contact c left join tc.service s on s.id = c.service_id where c.id = $1`
const STAFF = `select distinct s.id, s.name from tc.contact c join tc.post p on p.team_id = c.team_id join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where c.id = $1 and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))
  order by s.name limit 100`
interface Head {
  readonly late_minutes: number | null
  readonly nobody_why: string | null
  readonly service: string | null
  readonly boundary: string | null
}
const NAMES = 'select id, name from tc.staff where id = any ($1::uuid[])'
const PERSON = 'select person_id from tc.contact where id = $1'

/** One visit or call: the sheet while it waits to be written, the whole record afterwards. */
export const sheet = defineQuery({
  name: 'contact.sheet',
  title: 'One visit or call',
  input: z.object({ contactId: z.uuid() }),
  right: 'contact.read',
  async run(tx, { contactId }): Promise<Sheet | null> {
    const personId = (await tx.row<{ person_id: string }>(PERSON, [contactId]))?.person_id
    if (!personId) return null
    const [facts, head, medicines, doses, notes, worries, corrections, earlier, done, ring, staff] =
      await Promise.all([
        loadContact(tx, contactId, personId),
        tx.row<Head>(HEAD, [contactId]),
        loadSheetMedicines(tx, personId),
        tx.rows<SheetDose>(DOSES, [contactId]),
        tx.rows<SheetNote>(NOTES, [contactId]),
        tx.rows<SheetWorry>(WORRIES, [contactId]),
        tx.rows<Sheet['corrections'][number]>(CORRECTIONS, [contactId]),
        loadEarlier(tx, contactId),
        tx.rows<ChainStepDone>(CHAIN, [contactId]),
        tx.rows<Sheet['ring'][number]>(RING, [contactId]),
        tx.rows<Sheet['staff'][number]>(STAFF, [contactId]),
      ])
    if (!facts) return null
    const { row, definition } = facts
    const record = recordOfRow(row)
    const contact = contactOf(row, earlier)
    const chain = chainState(definition?.noAnswer ?? [], contact, done)
    const named = [
      row.staff_id,
      row.by_staff_id,
      ...row.also_by,
      row.resolved_by,
      ...done.map((d) => d.by),
    ].filter((id): id is string => typeof id === 'string')
    const names = await tx.rows<{ id: string; name: string }>(NAMES, [[...new Set(named)]])
    const until = Date.parse(row.window_until_at) + missedAfter(definition) * 60_000
    return {
      now: (await tx.asker).now,
      contact: {
        id: row.id,
        personId,
        episodeId: row.episode_id,
        state: row.state,
        fromAt: row.window_from_at,
        untilAt: row.window_until_at,
        mode: row.mode,
        workerId: row.staff_id,
        nobodyWhy: row.ours ? (head?.nobody_why ?? null) : null,
        version: row.version,
        resolvedAt: row.resolved_at,
        resolutionWhat: row.resolution_what,
        resolution: row.resolution,
        ours: row.ours,
        lateMinutes: head?.late_minutes ?? null,
      },
      record,
      service: head?.service ?? null,
      boundary: head?.boundary ?? null,
      asks: askedAt(definition),
      missedAt: new Date(until).toISOString() as Instant,
      medicines,
      doses,
      notes,
      worries,
      corrections,
      chain,
      ring,
      staff,
      names: Object.fromEntries(names.map((n) => [n.id, n.name])),
    }
  },
  shows: (s) => (s ? [s.contact.personId] : []),
})

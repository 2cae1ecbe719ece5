import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface MedicineRow {
  readonly id: string
  readonly name: string
  readonly doseInWords: string
  readonly when: string
  readonly asNeeded: boolean
  readonly controlled: boolean
  readonly prescriber: string
  readonly saidBy: string
  readonly asOf: Day
  readonly endedOn: Day | null
  readonly endedSaidBy: string | null
  readonly version: number
}

export interface MedicineList {
  readonly personId: string
  /** Null: core is closed to the asker. */
  readonly allergies: {
    readonly state: 'not asked' | 'none known' | 'listed'
    readonly text: string | null
    readonly version: number
  } | null
  /**
   * False: medicines or allergies may be hidden from the asker, whatever the cause (a "no", an agreement that ended, what their way to the
   * person opens): they are told alike, and whether anything is hidden is not told.
   */
  readonly complete: boolean
  /** Whom to ring where it is not: who referred the person to the asker, as far as they may know it. */
  readonly ring: readonly { readonly name: string; readonly telephone: string; readonly hours: string }[]
  readonly present: readonly MedicineRow[]
  readonly stopped: readonly MedicineRow[]
}

const LIST = `select id, name, dose_in_words as "doseInWords", when_in_words as "when", as_needed as "asNeeded", controlled, prescriber,
    said_by as "saidBy", as_of as "asOf", ended_on as "endedOn", ended_said_by as "endedSaidBy", version
  from tc.medicine where person_id = $1 order by recorded_at, id`
const ALLERGIES = `select allergies_state as state, allergies as text, version from tc.person_core where person_id = $1`
// for whoever may know the person: to the sender of a referral that was closed they are nobody
const RING = `select name, telephone, hours from (
    select distinct on (t.id) t.id, t.name, t.telephone, t.hours, r.sent_at from tc.referral r join tc.team t on t.id = r.from_team_id
     where r.person_id = $1 and t.id <> (select ctx.team()) and exists (select from tc.person p where p.id = $1) order by t.id, r.sent_at desc) x
  order by sent_at desc, id limit 3`

/** The simple list as it was said: what, when, who prescribes, who said so, as of; and allergies. */
export const medicines = defineQuery<{ personId: string }, MedicineList>({
  name: 'medicine.list',
  title: 'Medicines and allergies as they were said',
  input: z.object({ personId: z.uuid() }),
  right: 'medicines.read',
  async run(tx, { personId }) {
    const [rows, allergies, ring] = await Promise.all([
      tx.rows<MedicineRow>(LIST, [personId]),
      tx.row<NonNullable<MedicineList['allergies']>>(ALLERGIES, [personId]),
      tx.rows<MedicineList['ring'][number]>(RING, [personId]),
    ])
    return {
      personId,
      allergies: allergies ?? null,
      // allergies stand in the row of core: without it nobody can say what else is not shown
      complete: allergies !== undefined,
      ring,
      present: rows.filter((r) => r.endedOn === null),
      stopped: rows.filter((r) => r.endedOn !== null),
    }
  },
  shows: (list) => (list.allergies !== null || list.present.length > 0 ? [list.personId] : []),
})

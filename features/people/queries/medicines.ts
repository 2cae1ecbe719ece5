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
  readonly present: readonly MedicineRow[]
  readonly stopped: readonly MedicineRow[]
}

const LIST = `select id, name, dose_in_words as "doseInWords", when_in_words as "when", as_needed as "asNeeded", controlled, prescriber,
    said_by as "saidBy", as_of as "asOf", ended_on as "endedOn", ended_said_by as "endedSaidBy", version
  from tc.medicine where person_id = $1 order by recorded_at, id`
const ALLERGIES = `select allergies_state as state, allergies as text, version from tc.person_core where person_id = $1`

/** The simple list as it was said: what, when, who prescribes, who said so, as of; and allergies. */
export const medicines = defineQuery<{ personId: string }, MedicineList>({
  name: 'medicine.list',
  title: 'Medicines and allergies as they were said',
  input: z.object({ personId: z.uuid() }),
  right: 'medicines.read',
  async run(tx, { personId }) {
    const [rows, allergies] = await Promise.all([
      tx.rows<MedicineRow>(LIST, [personId]),
      tx.row<NonNullable<MedicineList['allergies']>>(ALLERGIES, [personId]),
    ])
    return {
      personId,
      allergies: allergies ?? null,
      present: rows.filter((r) => r.endedOn === null),
      stopped: rows.filter((r) => r.endedOn !== null),
    }
  },
  shows: (list) => (list.allergies !== null || list.present.length > 0 ? [list.personId] : []),
})

import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly dose: string
  readonly when: string
  readonly asNeeded: boolean
  readonly prescriber: string
  readonly saidBy: string
  readonly asOf: Day
  readonly endedOn: Day | null
  readonly endedSaidBy: string | null
}
export type MedicineFhirRow = Row

const FITS = `
  from tc.medicine x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or case when x.ended_on is null then 'taken' else 'stopped' end = any ($3::text[]))`
const ROWS = `select x.id, x.person_id as "personId", x.name, x.dose_in_words as dose, x.when_in_words as "when", x.as_needed as "asNeeded", x.prescriber, x.said_by as "saidBy", x.as_of as "asOf", x.ended_on as "endedOn",
    x.ended_said_by as "endedSaidBy"
  ${FITS} and ($4::uuid is null or x.id > $4::uuid) order by x.id limit $5`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, states: wordsField })

/** Medicines as they were said, as FHIR shows them, by id. */
export const fhirMedicine = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'medicine.fhir-statement',
  title: 'Medicines as they were said, as FHIR shows them',
  input,
  right: 'medicines.read',
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.people, i.states]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

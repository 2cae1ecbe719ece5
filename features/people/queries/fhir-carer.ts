import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly relation: string
  readonly contactPoints: unknown
  readonly active: boolean
}
export type CarerRow = Row

const FITS = `
  from tc.carer x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))`
const ROWS = `select x.id, x.person_id as "personId", x.name, x.relation, x.contact_points as "contactPoints", x.ended_at is null as active
  ${FITS} and ($3::uuid is null or x.id > $3::uuid) order by x.id limit $4`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField })

/** Carers that the asker’s team wrote down, as FHIR shows them, by id. */
export const fhirCarer = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'people.fhir-carer',
  title: 'Carers that the asker’s team wrote down, as FHIR shows them',
  input,
  right: 'people.read',
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.people]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, textField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly odsCode: string | null
  readonly charityNumber: string | null
  readonly telephone: string | null
  readonly hours: string | null
  readonly active: boolean
  readonly partOf: string | null
}
export type OrganisationRow = Row

const ALL = `(
    select o.id, o.name, o.kind, o.ods_code, o.charity_number, null as telephone, null as hours, o.left_at is null as active, null::uuid as part_of from tc.organisation o
    union all
    select t.id, t.name, t.kind, null, null, t.telephone, t.hours, t.closed_at is null, t.organisation_id from tc.team t)`
const FITS = `
  from ${ALL} x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::text[] is null or x.ods_code = any ($2::text[]))
   and ($3::text is null or starts_with(lower(x.name), lower($3::text))) and ($4::uuid[] is null or x.part_of = any ($4::uuid[]))`
const ROWS = `select x.id, x.name, x.kind, x.ods_code as "odsCode", x.charity_number as "charityNumber", x.telephone, x.hours, x.active, x.part_of as "partOf"
  ${FITS} and ($5::uuid is null or x.id > $5::uuid) order by x.id limit $6`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, codes: wordsField, name: textField, partOf: idsField })

/** Organisations and their teams, as FHIR shows them, by id. */
export const fhirOrganisation = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'organisation.fhir-organisation',
  title: 'Organisations and their teams, as FHIR shows them',
  input,
  right: [
    'people.read',
    'referral.read',
    'plan.read',
    'board.read',
    'tasks.read',
    'report.read',
    'staff.manage',
    'service.manage',
    'organisation.manage',
    'organisation.load',
  ],
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.codes, i.name, i.partOf]),
  shows: () => [],
})

import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, textField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly kind: string
  readonly organisationId: string
  readonly telephone: string
}
export type UnitRow = Row

const FITS = `
  from tc.unit x join tc.team t on t.id = x.team_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.organisation_id = any ($2::uuid[]))
   and ($3::text is null or starts_with(lower(x.name), lower($3::text)))`
const ROWS = `select x.id, x.name, x.code, x.kind, x.organisation_id as "organisationId", t.telephone
  ${FITS} and ($4::uuid is null or x.id > $4::uuid) order by x.id limit $5`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, organisations: idsField, name: textField })

/** Wards and other units, as FHIR shows them, by id. */
export const fhirUnit = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'organisation.fhir-unit',
  title: 'Wards and other units, as FHIR shows them',
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
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.organisations, i.name]),
  shows: () => [],
})

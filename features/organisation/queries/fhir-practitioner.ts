import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, pageOf, textField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly active: boolean
}
export type PractitionerRow = Row

const FITS = `
  from tc.staff x where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::text is null or starts_with(lower(x.name), lower($2::text)))`
const ROWS = `select x.id, x.name, x.left_at is null or x.left_at > (select ctx.now()) as active
  ${FITS} and ($3::uuid is null or x.id > $3::uuid) order by x.id limit $4`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, name: textField })

/** Staff members, as FHIR shows them, by id. */
export const fhirPractitioner = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'organisation.fhir-practitioner',
  title: 'Staff members, as FHIR shows them',
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
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.name]),
  shows: () => [],
})

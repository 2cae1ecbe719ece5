import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, textField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly organisationId: string
  readonly teamId: string
  readonly accepts: string
  readonly boundary: string
  readonly telephone: string
  readonly hours: string
  readonly active: boolean
}
export type ServiceRow = Row

const FITS = `
  from tc.service x join tc.team t on t.id = x.team_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.organisation_id = any ($2::uuid[]) or x.team_id = any ($2::uuid[]))
   and ($3::text is null or starts_with(lower(x.name), lower($3::text)))`
const ROWS = `select x.id, x.name, x.organisation_id as "organisationId", x.team_id as "teamId", x.accepts, x.boundary_statement as boundary, t.telephone, t.hours,
    t.closed_at is null as active
  ${FITS} and ($4::uuid is null or x.id > $4::uuid) order by x.id limit $5`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, organisations: idsField, name: textField })

/** Services, as FHIR shows them, by id. */
export const fhirService = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'organisation.fhir-service',
  title: 'Services, as FHIR shows them',
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

import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly at: Instant
  readonly what: string
  readonly organisationId: string
  readonly teamId: string
  readonly byId: string
  readonly byName: string | null
}
export type ProvenanceRow = Row

const FITS = `
  from tc.timeline x left join tc.staff s on s.id = x.by_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text is null or x.at >= ($3::text)::timestamptz) and ($4::text is null or x.at < ($4::text)::timestamptz)`
const ROWS = `select x.id, x.person_id as "personId", x.at, x.what, x.organisation_id as "organisationId", x.team_id as "teamId", x.by_id as "byId", s.name as "byName"
  ${FITS} and ($5::uuid is null or x.id > $5::uuid) order by x.id limit $6`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, when: rangeField })

/** Who wrote what of a person, as FHIR shows it, by id. */
export const fhirProvenance = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'people.fhir-provenance',
  title: 'Who wrote what of a person, as FHIR shows it',
  input,
  right: 'people.read',
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.people, i.when?.from, i.when?.until]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

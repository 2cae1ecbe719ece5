import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly organisationId: string
  readonly teamId: string
  readonly episodeId: string | null
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen' | 'void'
  readonly mode: string
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly happenedAt: Instant | null
  readonly staffId: string | null
  readonly byStaffId: string | null
  readonly whyNot: string | null
}
export type ContactFhirRow = Row

const FITS = `
  from tc.contact x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or x.state = any ($3::text[])) and ($4::text is null or x.window_from_at >= ($4::text)::timestamptz) and ($5::text is null or x.window_from_at < ($5::text)::timestamptz)
   and ($6::uuid[] is null or x.staff_id = any ($6::uuid[]))`
const ROWS = `select x.id, x.person_id as "personId", x.organisation_id as "organisationId", x.team_id as "teamId", x.episode_id as "episodeId", x.state, x.mode, x.window_from_at as "fromAt", x.window_until_at as "untilAt",
    x.happened_at as "happenedAt", x.staff_id as "staffId", x.by_staff_id as "byStaffId", x.why_not as "whyNot"
  ${FITS} and ($7::uuid is null or x.id > $7::uuid) order by x.id limit $8`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  people: idsField,
  states: wordsField,
  when: rangeField,
  staff: idsField,
})

/** Planned visits and calls, as FHIR shows them, by id. */
export const fhirPlanned = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'contact.fhir-planned',
  title: 'Planned visits and calls, as FHIR shows them',
  input,
  right: 'contact.read',
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.states,
      i.when?.from,
      i.when?.until,
      i.staff,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

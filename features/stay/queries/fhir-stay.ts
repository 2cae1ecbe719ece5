import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly organisationId: string
  readonly unitId: string
  readonly unit: string
  readonly visitNumber: string | null
  readonly admittedAt: Instant
  readonly admittedKnownTo: 'minute' | 'day'
  readonly endedAt: Instant | null
  readonly endedKnownTo: 'minute' | 'day' | null
  readonly endSource: string | null
  readonly endMethod: string | null
  readonly endDestination: string | null
  readonly reason: string | null
  readonly onLeave: boolean
}
export type StayRow = Row

const FITS = `
  from tc.stay x join tc.unit u on u.id = x.unit_id left join tc.stay_leave l on l.stay_id = x.id and l.back_at is null
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or case when x.ended_at is not null then 'ended' when l.id is not null then 'leave' else 'open' end = any ($3::text[]))
   and ($4::text is null or x.ended_at is null or x.ended_at >= ($4::text)::timestamptz) and ($5::text is null or x.admitted_at < ($5::text)::timestamptz)
   and ($6::uuid[] is null or false)`
const ROWS = `select x.id, x.person_id as "personId", x.organisation_id as "organisationId", x.unit_id as "unitId", u.name as unit, x.visit_number as "visitNumber",
    x.admitted_at as "admittedAt", x.admitted_known_to as "admittedKnownTo", x.ended_at as "endedAt", x.ended_known_to as "endedKnownTo", x.end_source as "endSource",
    x.end_method as "endMethod", x.end_destination as "endDestination", x.reason, l.id is not null as "onLeave"
  ${FITS} and ($7::uuid is null or x.id > $7::uuid) order by x.id limit $8`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  people: idsField,
  stays: wordsField,
  when: rangeField,
  episodes: idsField,
})

/** Hospital stays, as FHIR shows them, by id. */
export const fhirStay = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'stay.fhir-stay',
  title: 'Hospital stays, as FHIR shows them',
  input,
  right: ['people.read', 'stay.record'],
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.stays,
      i.when?.from,
      i.when?.until,
      i.episodes,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

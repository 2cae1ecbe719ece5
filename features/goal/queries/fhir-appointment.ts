import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly what: string
  readonly place: string
  readonly withWhom: string
  readonly topic: string
  readonly startsAt: Instant
  readonly state: 'planned' | 'went' | 'did not' | 'moved' | 'stopped'
  readonly goesStaffId: string | null
  readonly madeAt: Instant
}
export type AppointmentFhirRow = Row

const FITS = `
  from tc.appointment x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or x.state = any ($3::text[])) and ($4::text is null or x.starts_at >= ($4::text)::timestamptz) and ($5::text is null or x.starts_at < ($5::text)::timestamptz)
   and ($6::uuid[] is null or x.goes_staff_id = any ($6::uuid[]))`
const ROWS = `select x.id, x.person_id as "personId", x.what, x.place, x.with_whom as "withWhom", x.topic, x.starts_at as "startsAt", x.state, x.goes_staff_id as "goesStaffId", x.made_at as "madeAt"
  ${FITS} and ($7::uuid is null or x.id > $7::uuid) order by x.id limit $8`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  people: idsField,
  states: wordsField,
  when: rangeField,
  staff: idsField,
})

/** Appointments elsewhere, as FHIR shows them, by id. */
export const fhirAppointment = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'goal.fhir-appointment',
  title: 'Appointments elsewhere, as FHIR shows them',
  input,
  right: ['plan.read', 'goals.record'],
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

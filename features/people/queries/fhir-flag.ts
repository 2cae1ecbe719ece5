import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly action: string
  readonly expiresOn: Day
  readonly teamId: string
  readonly recordedAt: Instant
  readonly active: boolean
}
export type FlagRow = Row

const FITS = `
  from tc.staff_safety_action x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or case when x.expires_on >= ((select ctx.now()) at time zone 'Europe/London')::date then 'active' else 'over' end = any ($3::text[]))`
const ROWS = `select x.id, x.person_id as "personId", x.action, x.expires_on as "expiresOn", x.team_id as "teamId", x.recorded_at as "recordedAt", x.expires_on >= ((select ctx.now()) at time zone 'Europe/London')::date as active
  ${FITS} and ($4::uuid is null or x.id > $4::uuid) order by x.id limit $5`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, states: wordsField })

/** What staff should do to be safe, as FHIR shows it, by id. */
export const fhirFlag = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'people.fhir-flag',
  title: 'What staff should do to be safe, as FHIR shows it',
  input,
  right: 'people.read',
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.people, i.states]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

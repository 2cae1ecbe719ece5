import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly teamId: string
  readonly stayId: string | null
  readonly version: number
  readonly sections: Readonly<Record<string, { readonly words: string; readonly own: string }>>
  readonly named: readonly { readonly name: string; readonly role: string }[]
  readonly at: Instant
  readonly byStaffId: string
}
export type PlanFhirRow = Row

const FITS = `
  from tc.plan x
 where ($1::uuid[] is null or x.plan_id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and not exists (select from tc.plan n where n.plan_id = x.plan_id and n.version > x.version)
   and ($3::text[] is null or 'held' = any ($3::text[])) and ($4::text is null or x.at >= ($4::text)::timestamptz) and ($5::text is null or x.at < ($5::text)::timestamptz)`
const ROWS = `select x.plan_id as id, x.person_id as "personId", x.team_id as "teamId", x.stay_id as "stayId", x.version, x.sections, x.named, x.at, x.by_staff_id as "byStaffId"
  ${FITS} and ($6::uuid is null or x.plan_id > $6::uuid) order by x.plan_id limit $7`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, states: wordsField, when: rangeField })

/** Leaving and staying-well plans, as FHIR shows them, by id. */
export const fhirPlan = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'plan.fhir-plan',
  title: 'Leaving and staying-well plans, as FHIR shows them',
  input,
  right: 'plan.read',
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.states,
      i.when?.from,
      i.when?.until,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

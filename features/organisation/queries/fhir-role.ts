import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly staffId: string
  readonly staffName: string
  readonly title: string
  readonly teamId: string
  readonly teamName: string
  readonly telephone: string
  readonly fromAt: Instant
  readonly untilAt: Instant | null
  readonly active: boolean
}
export type RoleRow = Row

const FITS = `
  from tc.post_holder x join tc.post p on p.id = x.post_id join tc.team t on t.id = p.team_id join tc.staff s on s.id = x.staff_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.staff_id = any ($2::uuid[]))
   and ($3::uuid[] is null or p.team_id = any ($3::uuid[]))`
const ROWS = `select x.id, x.staff_id as "staffId", s.name as "staffName", p.title, p.team_id as "teamId", t.name as "teamName", t.telephone,
    x.from_at as "fromAt", x.until_at as "untilAt", x.from_at <= (select ctx.now()) and (x.until_at is null or x.until_at > (select ctx.now())) as active
  ${FITS} and ($4::uuid is null or x.id > $4::uuid) order by x.id limit $5`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, staff: idsField, teams: idsField })

/** Who holds which post, as FHIR shows it, by id. */
export const fhirRole = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'organisation.fhir-role',
  title: 'Who holds which post, as FHIR shows it',
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
  run: (tx, i) => pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.staff, i.teams]),
  shows: () => [],
})

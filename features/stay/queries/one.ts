import * as z from 'zod'
import type { Stay } from '#core/place/stay.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { type StayRow, stayOf } from '../rows.ts'

/** A stay for its forms. `name` is null where the asker may know the stay and not the person. */
export interface StayShown {
  readonly stay: Stay
  readonly version: number
  readonly name: string | null
  readonly ward: string
  readonly ours: boolean
}

const ONE = `select s.id, s.person_id, s.organisation_id, s.team_id, s.unit_id, s.visit_number, s.admitted_at, s.admitted_known_to,
    s.ended_at, s.ended_known_to, s.end_source, s.home_area, s.distance_miles, s.reason, s.reason_code, s.source, s.version,
    u.name as ward, p.display_name as name, s.team_id = any ((select ctx.grantees())::uuid[]) as ours
  from tc.stay s join tc.unit u on u.id = s.unit_id left join tc.person p on p.id = s.person_id where s.id = $1`

export const oneStay = defineQuery<{ stayId: string }, StayShown | null>({
  name: 'stay.one',
  title: 'One stay',
  input: z.strictObject({ stayId: z.uuid() }),
  right: 'stay.record',
  async run(tx, { stayId }) {
    const row = await tx.row<StayRow & { ward: string; name: string | null; ours: boolean }>(ONE, [stayId])
    return row
      ? { stay: stayOf(row), version: row.version, name: row.name, ward: row.ward, ours: row.ours }
      : null
  },
  shows: (shown) => (shown ? [shown.stay.personId] : []),
})

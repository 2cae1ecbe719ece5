import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { type Stay, withToldFacts } from '#core/place/stay.ts'
import { tellStayShape } from '#core/place/stay-shape.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { factColumns, ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

const input = z
  .strictObject({ ...tellStayShape.shape, personId: z.uuid() })
  .refine((told) => told.homeArea !== undefined || told.distance !== undefined || told.reason !== undefined, {
    path: ['homeArea'],
  })
type Input = z.infer<typeof input>

interface Decision {
  readonly row: StayRow
  readonly before: Stay
  readonly after: Stay
}

const TELL = `update tc.stay set home_area = $3, distance_miles = $4, reason = $5, reason_code = $6, version = version + 1
  where id = $1 and version = $2`

/** The ward says what the first day did not: home area, distance, reason. Each fact told ends its task. */
export const tellStay = defineCommand<Input, StayRow | undefined, Decision>({
  name: 'stay.tell',
  version: 1,
  title: 'Say what is not known of a stay yet',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<StayRow>(ONE_STAY, [i.stayId]),
  decide(row, i) {
    if (!row || row.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const before = stayOf(row)
    const after = withToldFacts(before, {
      ...(i.homeArea !== undefined && { homeArea: i.homeArea }),
      ...(i.distance !== undefined && { distance: i.distance }),
      ...(i.reason !== undefined && { reason: i.reason }),
    })
    return ok({ row, before, after })
  },
  async store(tx, { row, before, after }, i, by) {
    if (i.version !== row.version) staleVersion()
    const made = { stayId: row.id, personId: row.person_id }
    if (after === before) return { made: { ...made, version: row.version } }
    await Promise.all([
      expectWritten(tx.write(TELL, [row.id, row.version, ...factColumns(after)])),
      settleTasks(tx, by, row.team_id, before, after),
    ])
    return {
      made: { ...made, version: row.version + 1 },
      timeline: [
        { personId: row.person_id, at: by.now, what: 'stay facts told', aboutId: row.id, classBit: 2 },
      ],
    }
  },
})

import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface VisitLine {
  readonly id: string
  readonly onDay: Day
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: string
  readonly state: string
  readonly worker: string | null
  readonly team: string
}

const COLUMNS = `c.id, c.on_day as "onDay", c.window_from_at as "fromAt", c.window_until_at as "untilAt", c.mode, c.state, w.name as worker, t.name as team`
const AHEAD = `select ${COLUMNS} from tc.contact c join tc.team t on t.id = c.team_id left join tc.staff w on w.id = c.staff_id
  where c.person_id = $1 and c.state = 'planned' and c.window_until_at >= (select ctx.now()) order by c.window_from_at, c.id limit 20`
const PAST = `select ${COLUMNS} from tc.contact c join tc.team t on t.id = c.team_id left join tc.staff w on w.id = coalesce(c.by_staff_id, c.staff_id)
  where c.person_id = $1 and c.state <> 'void' and c.window_until_at < (select ctx.now()) order by c.window_from_at desc, c.id desc limit 50`

export interface Visits {
  readonly personId: string
  readonly ahead: readonly VisitLine[]
  readonly past: readonly VisitLine[]
}

/** The next twenty planned contacts and the last fifty. */
export const visits = defineQuery<{ personId: string }, Visits>({
  name: 'people.visits',
  title: 'Planned and past visits and calls of one person',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [ahead, past] = await Promise.all([
      tx.rows<VisitLine>(AHEAD, [personId]),
      tx.rows<VisitLine>(PAST, [personId]),
    ])
    return { personId, ahead, past }
  },
  shows: (v) => (v.ahead.length + v.past.length > 0 ? [v.personId] : []),
})

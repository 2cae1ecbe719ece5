import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One record that the asker's own team holds, as it stands now. */
export interface SafeguardingRecord {
  readonly safeguardingId: string
  readonly ring: string
  readonly words: string
  readonly version: number
  readonly by: string
  readonly at: Instant
  readonly overAt: Instant | null
}

/** That another team holds something, and whom to ring; no word more. `team`: null of a drug and alcohol team that the asker may not know of. */
export interface Held {
  readonly team: string | null
  readonly ring: string
}

export interface SafeguardingOfPerson {
  readonly personId: string
  readonly ours: readonly SafeguardingRecord[]
  readonly held: readonly Held[]
}

const OURS = `select s.id as "safeguardingId", s.ring, v.words, v.version, w.name as by, v.at, s.over_at as "overAt"
  from tc.safeguarding s
  join lateral (select x.* from tc.safeguarding_version x where x.safeguarding_id = s.id order by x.version desc limit 1) v on true
  join tc.staff w on w.id = v.by_staff_id
  where s.person_id = $1 and s.team_id = any ((select ctx.grantees())::uuid[])
  order by (s.over_at is not null), v.at desc, s.id`
const HELD = `select case when tc.may_name(s.team_id, s.person_id) then t.name end as team, s.ring from tc.safeguarding s join tc.team t on t.id = s.team_id
  where s.person_id = $1 and s.over_at is null and s.team_id <> all ((select ctx.grantees())::uuid[]) order by s.recorded_at, s.id`

/** What the asker's team holds, with its words, and what other teams hold, without; of a hidden person as of one of whom nothing is held. */
export const safeguardingOfPerson = defineQuery<{ personId: string }, SafeguardingOfPerson>({
  name: 'safeguarding.of-person',
  title: 'Safeguarding records of a person',
  input: z.object({ personId: z.uuid() }),
  right: 'safeguarding.lead',
  async run(tx, { personId }) {
    const [ours, held] = await Promise.all([
      tx.rows<SafeguardingRecord>(OURS, [personId]),
      tx.rows<Held>(HELD, [personId]),
    ])
    return { personId, ours, held }
  },
  shows: ({ personId, ours, held }) => (ours.length + held.length > 0 ? [personId] : []),
})

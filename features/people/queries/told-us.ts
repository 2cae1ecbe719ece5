import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface Told {
  readonly toldId: string
  readonly words: string
  readonly by: string
  readonly at: Instant
  readonly overAt: Instant | null
}
export interface ToldUs {
  readonly personId: string
  readonly told: readonly Told[]
}

const TOLD = `select t.id as "toldId", t.words, s.name as by, t.recorded_at as at, t.over_at as "overAt"
  from tc.told_us t join tc.staff s on s.id = t.recorded_by
  where t.person_id = $1 and t.team_id = any ((select ctx.grantees())::uuid[])
  order by (t.over_at is not null), t.recorded_at desc, t.id`

/** What the person told the asker's team alone, newest first; of a hidden person as of one who told nothing. */
export const toldUs = defineQuery<{ personId: string }, ToldUs>({
  name: 'told-us.of-person',
  title: 'What a person told your team alone',
  input: z.object({ personId: z.uuid() }),
  right: 'person-and-team',
  run: async (tx, { personId }) => ({ personId, told: await tx.rows<Told>(TOLD, [personId]) }),
  shows: ({ personId, told }) => (told.length > 0 ? [personId] : []),
})

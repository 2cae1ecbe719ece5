import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface TimelineEntry {
  readonly id: string
  readonly at: Instant
  readonly what: string
  readonly aboutId: string
  /** `team` and `by` are null where the asker may not know that such a team has to do with the person. */
  readonly team: string | null
  readonly by: string | null
}

/** The events after this one, older than it: the last entry of the page before. */
const input = z.object({
  personId: z.uuid(),
  before: z.object({ at: z.iso.datetime(), id: z.uuid() }).optional(),
  limit: z.int().min(1).max(50).default(50),
})

// the newest of one person by the index, then the names of who wrote them
const NEWEST = `with page as materialized (
    select t.id, t.at, t.what, t.about_id, t.team_id, t.by_id from tc.timeline t
     where t.person_id = $1 and (t.at, t.id) < ($2::timestamptz, $3::uuid) order by t.at desc, t.id desc limit $4)
  select p.id, p.at, p.what, p.about_id as "aboutId", case when n.may then tm.name end as team, case when n.may then s.name end as by
    from page p join tc.team tm on tm.id = p.team_id left join tc.staff s on s.id = p.by_id
    cross join lateral (select tc.may_name(p.team_id, $1) as may) n order by p.at desc, p.id desc`

export interface TimelinePage {
  readonly personId: string
  readonly events: readonly TimelineEntry[]
  /** There may be older ones: ask again with the last event. */
  readonly more: boolean
}

/** What happened, newest first, as far as the asker may see it. */
export const timeline = defineQuery<z.input<typeof input>, TimelinePage>({
  name: 'people.timeline',
  title: 'What happened, newest first',
  input,
  right: 'people.read',
  async run(tx, { personId, before, limit = 50 }) {
    const events = await tx.rows<TimelineEntry>(NEWEST, [
      personId,
      before?.at ?? 'infinity',
      before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      limit,
    ])
    return { personId, events, more: events.length === limit }
  },
  shows: (page) => (page.events.length > 0 ? [page.personId] : []),
})

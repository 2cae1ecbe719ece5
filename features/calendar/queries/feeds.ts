import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface Feed {
  readonly id: string
  readonly kind: 'mine' | 'team'
  readonly post: string
  readonly team: string
  readonly madeAt: Instant
  readonly lastUsedAt: Instant | null
}

const FEEDS = `select f.id, f.kind, p.title as post, t.name as team, f.made_at as "madeAt", f.last_used_at as "lastUsedAt"
  from tc.calendar_feed f join tc.post p on p.id = f.post_id join tc.team t on t.id = p.team_id
 where f.staff_id = (select ctx.actor()) and f.ended_at is null order by f.made_at`

/** The asker's own calendar addresses, without the addresses. */
export const feeds = defineQuery<Record<string, never>, readonly Feed[]>({
  name: 'calendar.feeds',
  title: 'My private calendar addresses',
  input: z.strictObject({}),
  right: 'contact.read',
  run: (tx) => tx.rows<Feed>(FEEDS),
  shows: () => [],
})

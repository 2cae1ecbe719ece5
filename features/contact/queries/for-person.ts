import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { StoredMode } from '#features/episode/index.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface ContactOfPerson {
  readonly id: string
  readonly personId: string
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: StoredMode
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen'
  readonly happenedAt: Instant | null
  readonly whyNot: string | null
  readonly resolution: string | null
  readonly worker: string | null
  readonly service: string | null
}

const LIST = `with page as materialized (
    select c.* from tc.contact c where c.person_id = $1 and c.state <> 'void' and c.window_from_at < $2 order by c.window_from_at desc limit $3)
  select c.id, c.person_id as "personId", c.window_from_at as "fromAt", c.window_until_at as "untilAt", c.mode, c.state, c.happened_at as "happenedAt",
    c.why_not as "whyNot", c.resolution_what as resolution, w.name as worker, s.name as service
  from page c left join tc.staff w on w.id = coalesce(c.by_staff_id, c.staff_id) left join tc.service s on s.id = c.service_id order by c.window_from_at desc`

/** A person's contacts, newest first, planned ones included; page on with the last one's `fromAt`. */
export const contactsForPerson = defineQuery({
  name: 'contact.for-person',
  title: 'A person’s visits and calls',
  input: z.object({
    personId: z.uuid(),
    before: z.iso.datetime().nullable().default(null),
    limit: z.int().min(1).max(100).default(50),
  }),
  right: 'contact.read',
  run: (tx, { personId, before, limit }): Promise<ContactOfPerson[]> =>
    tx.rows<ContactOfPerson>(LIST, [personId, before ?? 'infinity', limit]),
  shows: (rows) => rows.slice(0, 1).map((r) => r.personId),
})

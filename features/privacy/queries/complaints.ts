import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { RaisedBy } from '../words.ts'

/** A complaint about who looked, as its desk sees it. */
export interface ComplaintShown {
  readonly id: string
  readonly personId: string
  /** Null where who it is is not open to the asker (any more). */
  readonly name: string | null
  readonly raisedBy: RaisedBy
  readonly words: string
  readonly openedBy: string
  readonly openedAt: Instant
  readonly dueAt: Instant
  readonly found: string | null
  readonly closedBy: string | null
  readonly closedAt: Instant | null
}

export const COMPLAINT = `select c.id, c.person_id as "personId", p.display_name as name, c.raised_by as "raisedBy", c.words, s.name as "openedBy", c.opened_at as "openedAt",
    c.due_at as "dueAt", c.found, b.name as "closedBy", c.closed_at as "closedAt"
  from tc.complaint c join tc.staff s on s.id = c.opened_by left join tc.staff b on b.id = c.closed_by left join tc.person p on p.id = c.person_id`
const input = z.strictObject({ complaintId: z.uuid() })

/** One complaint of the asker's desk. Null of another desk's, as of none. */
export const complaint = defineQuery<z.infer<typeof input>, ComplaintShown | null>({
  name: 'complaint.one',
  title: 'A complaint about who looked',
  input,
  right: 'privacy.desk',
  run: async (tx, { complaintId }) =>
    (await tx.row<ComplaintShown>(`${COMPLAINT} where c.id = $1`, [complaintId])) ?? null,
  shows: (found) => (found && found.name !== null ? [found.personId] : []),
})

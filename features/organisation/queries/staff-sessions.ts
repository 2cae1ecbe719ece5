import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { SESSIONS, type SessionShown } from '#platform/identity/sessions.ts'

/** On what a staff member is signed in, for whoever looks after them; none of anybody else's. */
export const staffSessions = defineQuery<{ staffId: string }, readonly SessionShown[]>({
  name: 'staff.sessions',
  title: 'Where a staff member is signed in',
  input: z.strictObject({ staffId: z.uuid() }),
  right: ['staff.manage', 'organisation.manage'],
  run: (tx, i) => tx.rows<SessionShown>(SESSIONS, [i.staffId]),
  shows: () => [],
})

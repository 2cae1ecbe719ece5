import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'

/** `sessionId` null ends every session of this staff member that the asker looks after. */
const input = z.strictObject({ staffId: z.uuid(), sessionId: z.uuid().nullable() })
type Input = z.infer<typeof input>

interface Facts {
  readonly mine: boolean
}

/** Theirs to end: of their own staff all, of somebody seconded to them the sessions in posts there. */
const FACTS = `select ctx.may_staff(s.organisation_id) or exists (select from tc.post_holder h join tc.post p on p.id = h.post_id
     where h.staff_id = s.id and ctx.may_staff(p.organisation_id)) as mine
  from tc.staff s where s.id = $1`
const END = "select ctx.end_sessions_of($1, $2, 'ended by a manager') as n"

/**
 * Ends sessions of a colleague: a device is lost, or somebody forgot to sign out. What they were typing waits for them; their sign-in
 * itself goes on. Ending what has ended already is done, with none ended.
 */
export const revokeSession = defineCommand<Input, Facts | undefined, null>({
  name: 'session.revoke',
  version: 1,
  title: 'End a staff member’s sessions',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.staffId]),
  decide: (staff): Result<null> => (staff?.mine ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decided, i) {
    const row = await tx.row<{ n: number }>(END, [i.staffId, i.sessionId])
    return { made: { staffId: i.staffId, ended: row?.n ?? 0 } }
  },
})

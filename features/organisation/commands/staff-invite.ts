import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { defineCommand } from '#platform/commands/command.ts'

/** The code itself stays with its sender, who shows it once; here comes its SHA-256, so that no row and no log holds it. */
const input = z.strictObject({
  invitationId: z.uuid(),
  staffId: z.uuid(),
  codeSha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type Input = z.infer<typeof input>

interface StaffRow {
  readonly mine: boolean
  readonly left_at: Instant | null
}

/** Lets a staff member set their sign-in up, or set it up afresh when phone and recovery codes are lost. */
export const inviteStaff = defineCommand<Input, StaffRow | undefined, null>({
  name: 'staff.invite',
  version: 1,
  title: 'Give a staff member a one-time code to set up their sign-in',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  reliesOn: (i) => [i.staffId],
  load: (tx, i) =>
    tx.row<StaffRow>('select ctx.may_staff(organisation_id) as mine, left_at from tc.staff where id = $1', [
      i.staffId,
    ]),
  decide(staff, _i, by) {
    if (!staff?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (staff.left_at !== null && staff.left_at <= by.now) return refuse('STAFF_HAS_LEFT')
    return ok(null)
  },
  async store(tx, _decision, i) {
    await tx.row('select ctx.invite($1, $2, $3)', [
      i.invitationId,
      i.staffId,
      Buffer.from(i.codeSha256, 'hex'),
    ])
    return { made: { invitationId: i.invitationId, staffId: i.staffId } }
  },
})

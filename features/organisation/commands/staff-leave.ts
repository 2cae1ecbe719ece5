import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { touchedBy } from '../touched.ts'

/** `leftAt` null means now. */
const input = z.strictObject({ staffId: z.uuid(), leftAt: z.nullable(instantShape), version: z.int().min(1) })
type Input = z.infer<typeof input>

interface Facts {
  readonly left_at: Instant | null
  readonly mine: boolean
}

const LEAVE = 'update tc.staff set left_at = $2, version = version + 1 where id = $1 and version = $3'
// posts in other organisations end by leaving itself: nobody who has left can act in any
const END_POSTS = `update tc.post_holder h set until_at = greatest($2::timestamptz, h.from_at) where h.staff_id = $1
  and (h.until_at is null or h.until_at > $2) and (select ctx.may_staff(p.organisation_id) from tc.post p where p.id = h.post_id)`

/** A staff member leaves: what they own becomes a gap of their team from that moment, and they can sign in no more. */
export const leave = defineCommand<Input, Facts | undefined, { readonly leftAt: Instant }>({
  name: 'staff.leave',
  version: 1,
  title: 'Record that a staff member leaves',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  changes: (i) => [i.staffId],
  load: (tx, i) =>
    tx.row<Facts>('select left_at, ctx.may_staff(organisation_id) as mine from tc.staff where id = $1', [
      i.staffId,
    ]),
  decide(staff, i, by): Result<{ leftAt: Instant }> {
    if (!staff?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (staff.left_at !== null && staff.left_at <= by.now) return refuse('STAFF_HAS_LEFT')
    const leftAt = i.leftAt ?? by.now
    return dayOf(leftAt) < dayOf(by.now) ? refuse('STAFF_LEAVES_BEFORE', { field: 'leftAt' }) : ok({ leftAt })
  },
  async store(tx, { leftAt }, i) {
    const [, , touched] = await Promise.all([
      expectWritten(tx.write(LEAVE, [i.staffId, leftAt, i.version])),
      tx.write(END_POSTS, [i.staffId, leftAt]),
      touchedBy(tx, i.staffId),
    ])
    return { made: { staffId: i.staffId, touched } }
  },
})

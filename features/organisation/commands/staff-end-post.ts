import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** `until` null means now; `seenUntil` is the end the sender saw, so that two who change it at once are told. */
const input = z.strictObject({
  staffId: z.uuid(),
  holderId: z.uuid(),
  until: z.nullable(instantShape),
  seenUntil: z.nullable(instantShape),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly from_at: Instant
  readonly until_at: Instant | null
  readonly mine: boolean
}

const FACTS = `select h.from_at, h.until_at, ctx.may_staff(p.organisation_id) as mine
  from tc.post_holder h join tc.post p on p.id = h.post_id where h.id = $1 and h.staff_id = $2`
const END = 'update tc.post_holder set until_at = $2 where id = $1 and until_at is not distinct from $3'

/** Ends a post: from then on its holder may do nothing in it, and a session that acts in it is over at the next press. */
export const endPost = defineCommand<Input, Facts | undefined, { readonly until: Instant }>({
  name: 'staff.end-post',
  version: 1,
  title: 'End a post',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  reliesOn: (i) => [i.staffId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.holderId, i.staffId]),
  decide(post, i, by): Result<{ until: Instant }> {
    if (!post?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (post.until_at !== null && post.until_at <= by.now) return refuse('POST_ENDED')
    const until = i.until ?? by.now
    return until <= post.from_at ? refuse('POST_ENDS_BEFORE_START', { field: 'until' }) : ok({ until })
  },
  async store(tx, { until }, i) {
    await expectWritten(tx.write(END, [i.holderId, until, i.seenUntil]))
    return { made: { holderId: i.holderId, staffId: i.staffId } }
  },
})

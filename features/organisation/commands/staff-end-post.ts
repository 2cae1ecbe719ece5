import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { asShown, touchedBy } from '../touched.ts'

/**
 * `until` null means now; `seenUntil` is the end the sender saw, so that two who change it at once are told. `seenPeople`: how many
 * people it touches, as shown before it was confirmed.
 */
const input = z.strictObject({
  staffId: z.uuid(),
  holderId: z.uuid(),
  until: z.nullable(instantShape),
  seenUntil: z.nullable(instantShape),
  seenPeople: z.int().min(0).optional(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly from_at: Instant
  readonly until_at: Instant | null
  readonly mine: boolean
  readonly people: number
}
interface Decision {
  readonly until: Instant
  readonly people: number
}

const FACTS = `select h.from_at, h.until_at, ctx.may_staff(p.organisation_id) as mine
  from tc.post_holder h join tc.post p on p.id = h.post_id where h.id = $1 and h.staff_id = $2`
const END = 'update tc.post_holder set until_at = $2 where id = $1 and until_at is not distinct from $3'

const END_SESSIONS = "select ctx.end_sessions_of($1, null, 'posts changed') as n"

/**
 * Ends a post: from then on its holder may do nothing in it, and their sessions are over, so that the post given back brings none of them back. Whoever they
 * lead in that team has no lead from then on, and that is worked out at once.
 */
export const endPost = defineCommand<Input, Facts | undefined, Decision>({
  name: 'staff.end-post',
  version: 1,
  title: 'End a post',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  changes: (i) => [i.staffId],
  async load(tx, i) {
    const [row, people] = await Promise.all([
      tx.row<Omit<Facts, 'people'>>(FACTS, [i.holderId, i.staffId]),
      touchedBy(tx, i.staffId),
    ])
    return row && { ...row, people }
  },
  decide(post, i, by): Result<Decision> {
    if (!post?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (post.until_at !== null && post.until_at <= by.now) return refuse('POST_ENDED')
    const until = i.until ?? by.now
    if (until <= post.from_at) return refuse('POST_ENDS_BEFORE_START', { field: 'until' })
    const { people } = post
    return asShown(people, i.seenPeople) ?? ok({ until, people })
  },
  async store(tx, { until, people }, i, by) {
    await Promise.all([
      expectWritten(tx.write(END, [i.holderId, until, i.seenUntil])),
      until <= by.now ? tx.row(END_SESSIONS, [i.staffId]) : undefined,
    ])
    return { made: { holderId: i.holderId, staffId: i.staffId, touched: people } }
  },
})

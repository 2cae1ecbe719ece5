import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const making = z.strictObject({
  feedId: z.uuid(),
  /** 'team' shows the team's visits and calls as well; it takes the right to plan them. */
  kind: z.enum(['mine', 'team']),
  /** SHA-256 of the random part of the address: the address itself is shown once and kept nowhere. */
  tokenSha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const END_OF_KIND =
  'update tc.calendar_feed set ended_at = (select ctx.now()) where staff_id = (select ctx.actor()) and post_id = $1 and kind = $2 and ended_at is null'
const ADD = `insert into tc.calendar_feed (id, token_sha256, staff_id, post_id, kind, made_at) values ($1, decode($2, 'hex'), (select ctx.actor()), $3, $4, (select ctx.now()))`

/** Makes a private calendar address for the asker's post; the one of that kind before it ends. */
export const makeFeed = defineCommand<z.infer<typeof making>, null, string>({
  name: 'calendar.make-feed',
  version: 1,
  title: 'Make a private calendar address',
  input: making,
  right: 'contact.read',
  people: () => [],
  load: async () => null,
  decide(_facts, i, { asker }) {
    if (asker.kind !== 'staff' || asker.postId === null) return refuse('NOT_ALLOWED')
    return i.kind === 'team' && !asker.rights.includes('contact.plan')
      ? refuse('NOT_ALLOWED')
      : ok(asker.postId)
  },
  async store(tx, postId, i) {
    const ended = tx.write(END_OF_KIND, [postId, i.kind])
    await Promise.all([ended, expectWritten(tx.write(ADD, [i.feedId, i.tokenSha256, postId, i.kind]))])
    return { made: { feedId: i.feedId } }
  },
})

const ending = z.strictObject({ feedId: z.uuid() })
const END =
  'update tc.calendar_feed set ended_at = coalesce(ended_at, (select ctx.now())) where id = $1 and staff_id = (select ctx.actor())'

/** Ends a calendar address: the next look at it finds nothing. */
export const endFeed = defineCommand<z.infer<typeof ending>, { there: boolean } | undefined, null>({
  name: 'calendar.end-feed',
  version: 1,
  title: 'End a private calendar address',
  input: ending,
  right: 'contact.read',
  people: () => [],
  load: (tx, i) =>
    tx.row<{ there: boolean }>('select true as there from tc.calendar_feed where id = $1', [i.feedId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(END, [i.feedId]))
    return { made: { feedId: i.feedId } }
  },
})

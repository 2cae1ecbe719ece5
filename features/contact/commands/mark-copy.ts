import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addHours, type Instant } from '#core/kernel/time.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { recordedByMe } from '../queries/copy.ts'

/** The first copy reaches back a week; each later one begins where the last ended, so that nothing is typed or copied twice. */
const FIRST_HOURS = 7 * 24

const LAST = `select max(until_at) as until from tc.trust_copy where staff_id = (select ctx.actor())`
const ADD = `insert into tc.trust_copy (id, staff_id, organisation_id, team_id, from_at, until_at, copied_at)
  values ($1, (select ctx.actor()), (select ctx.organisation()), (select ctx.team()), $2, $3, $3)`

/** Marks that the asker copies what they recorded since their last copy. Refuses: COPY_NOTHING. */
export const markCopy = defineCommand({
  name: 'contact.mark-copy',
  version: 1,
  title: 'Copy what I recorded for the trust’s record',
  input: z.strictObject({ copyId: z.uuid() }),
  right: 'contact.record',
  people: () => [],
  async load(tx) {
    const [{ now }, last] = await Promise.all([tx.asker, tx.row<{ until: Instant | null }>(LAST)])
    const from = last?.until ?? addHours(now, -FIRST_HOURS)
    return { from, n: (await recordedByMe(tx, from, now)).length }
  },
  decide: ({ from, n }, _, by) => (n === 0 || from >= by.now ? refuse('COPY_NOTHING') : ok(from)),
  async store(tx, from, i, by) {
    await expectWritten(tx.write(ADD, [i.copyId, from, by.now]))
    return { made: { copyId: i.copyId } }
  },
})

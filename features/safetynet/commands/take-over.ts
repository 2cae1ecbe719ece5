import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const TAKE = `insert into net.taken_over (person_id, key, by_staff_id, team_id, organisation_id, reason, at)
  values ($1, $2, (select ctx.actor()), (select ctx.team()), (select ctx.organisation()), $3, (select ctx.now()))
  on conflict (person_id, key) do update set by_staff_id = excluded.by_staff_id, reason = excluded.reason, at = excluded.at
  where taken_over.at = $4 or taken_over.at < $5`
const GAP =
  'select gap_from, about_id from net.obligation where person_id = $1 and key = $2 and team_id = (select ctx.team()) and gap_from <= (select ctx.now()) and gap_until > (select ctx.now()) limit 1'

/**
 * Takes an open gap over, with a reason. It stays on the board with the name of whoever took it: a gap is cleared by doing
 * the thing, never dismissed. Refuses: GAP_NOT_OPEN when it has been cleared in between, has not begun, or is another team's;
 * STALE_VERSION when a colleague has taken it over in between, whose sentence would be gone.
 */
export const takeOver = defineCommand({
  name: 'gap.take-over',
  version: 2,
  title: 'Take over an open gap',
  input: z.object({
    personId: z.uuid(),
    key: z.string().min(3).max(120),
    reason: z.string().trim().min(1).max(2000),
    /** When it was taken over last, as its sender saw it; null where nobody had. */
    seenAt: z.nullable(instantShape).default(null),
  }),
  right: 'gap.take-over',
  people: (input) => [input.personId],
  load: (tx, input) => tx.row<{ gap_from: Instant; about_id: string }>(GAP, [input.personId, input.key]),
  decide: (open) => (open === undefined ? refuse('GAP_NOT_OPEN', { field: 'key' }) : ok(open)),
  async store(tx, gap, input, by) {
    await expectWritten(tx.write(TAKE, [input.personId, input.key, input.reason, input.seenAt, gap.gap_from]))
    return {
      made: { personId: input.personId, key: input.key },
      // the team's own affair: whose gap it was is on no other board
      timeline: [
        { personId: input.personId, at: by.now, what: 'gap taken over', aboutId: gap.about_id, classBit: 8 },
      ],
    }
  },
})

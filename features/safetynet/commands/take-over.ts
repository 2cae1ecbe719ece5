import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'

const TAKE = `insert into net.taken_over (person_id, key, by_staff_id, team_id, organisation_id, reason, at)
  values ($1, $2, (select ctx.actor()), (select ctx.team()), (select ctx.organisation()), $3, (select ctx.now()))
  on conflict (person_id, key) do update set by_staff_id = excluded.by_staff_id, reason = excluded.reason, at = excluded.at`
const GAP =
  'select from net.obligation where person_id = $1 and key = $2 and team_id = (select ctx.team()) and gap_until > (select ctx.now()) limit 1'

/**
 * Takes an open gap over, with a reason. It stays on the board with the name of whoever took it: a gap is cleared by doing
 * the thing, never dismissed. Refuses: GAP_NOT_OPEN when it has been cleared in between, or is another team's.
 */
export const takeOver = defineCommand({
  name: 'gap.take-over',
  version: 1,
  title: 'Take over an open gap',
  input: z.object({
    personId: z.uuid(),
    key: z.string().min(3).max(120),
    reason: z.string().trim().min(1).max(2000),
  }),
  right: 'gap.take-over',
  people: (input) => [input.personId],
  load: (tx, input) => tx.row(GAP, [input.personId, input.key]),
  decide: (open) => (open === undefined ? refuse('GAP_NOT_OPEN', { field: 'key' }) : ok(null)),
  async store(tx, _decision, input) {
    await tx.write(TAKE, [input.personId, input.key, input.reason])
    return { made: { personId: input.personId, key: input.key } }
  },
})

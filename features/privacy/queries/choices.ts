import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

interface Named {
  readonly id: string
  readonly name: string
}
/** With whom something may be shared, and who of the asker's organisation may have weighed it. */
export interface WithoutChoices {
  readonly services: readonly Named[]
  readonly staff: readonly Named[]
  readonly me: string
}

const SERVICES = `select s.id, s.name || ', ' || o.name as name from tc.service s join tc.team t on t.id = s.team_id join tc.organisation o on o.id = t.organisation_id
  where t.closed_at is null and s.team_id <> (select ctx.team()) order by s.name limit 500`
const STAFF = `select distinct s.id, s.name from tc.post p join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where p.organisation_id = (select ctx.organisation()) and not p.voluntary and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 1000`

export const withoutChoices = defineQuery<Record<string, never>, WithoutChoices>({
  name: 'sharing-without.choices',
  title: 'Services and colleagues to choose from',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'sharing.record',
  async run(tx) {
    const [services, staff, asker] = await Promise.all([
      tx.rows<Named>(SERVICES),
      tx.rows<Named>(STAFF),
      tx.asker,
    ])
    return { services, staff, me: asker.actorId }
  },
  shows: () => [],
})

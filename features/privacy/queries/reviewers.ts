import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

export interface Reviewers {
  /** Who looks afterwards at what this asker opens: names of their own organisation. */
  readonly names: readonly string[]
}

const NAMES = `select distinct s.name from tc.post p join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where 'emergency.second-look' = any (p.rights) and not p.voluntary and p.organisation_id = (select ctx.organisation()) and h.staff_id <> (select ctx.actor())
    and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 5`

/** Who of the asker's organisation takes the second look. */
export const reviewers = defineQuery<Record<string, never>, Reviewers>({
  name: 'emergency.reviewers',
  title: 'Who looks at emergency access afterwards',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['emergency.access', 'sharing.record'],
  run: async (tx) => ({ names: (await tx.rows<{ name: string }>(NAMES)).map((r) => r.name) }),
  shows: () => [],
})

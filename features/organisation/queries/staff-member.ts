import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface StaffMemberShown {
  readonly staffId: string
  readonly name: string
  readonly employer: string
  readonly version: number
  readonly leftAt: Instant | null
  /** The asker may record that they leave, and invite them: they are employed by an organisation whose staff the asker looks after. */
  readonly mine: boolean
  readonly posts: readonly {
    readonly holderId: string
    readonly title: string
    readonly team: string
    readonly fromAt: Instant
    readonly untilAt: Instant | null
    readonly mine: boolean
  }[]
}

const STAFF = `select s.id as "staffId", s.name, o.name as employer, s.version, s.left_at as "leftAt", ctx.may_staff(s.organisation_id) as mine
  from tc.staff s join tc.organisation o on o.id = s.organisation_id where s.id = $1`
const POSTS = `select h.id as "holderId", p.title, t.name as team, h.from_at as "fromAt", h.until_at as "untilAt", ctx.may_staff(p.organisation_id) as mine
  from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
 where h.staff_id = $1 and (h.until_at is null or h.until_at > (select ctx.now())) order by h.from_at`

/** One staff member with the posts they hold, for whoever manages staff. */
export const staffMember = defineQuery<{ staffId: string }, StaffMemberShown | undefined>({
  name: 'staff.read',
  title: 'A staff member and their posts',
  input: z.strictObject({ staffId: z.uuid() }),
  right: ['staff.manage', 'organisation.manage'],
  async run(tx, i) {
    const [staff, posts] = await Promise.all([
      tx.row<Omit<StaffMemberShown, 'posts'>>(STAFF, [i.staffId]),
      tx.rows<StaffMemberShown['posts'][number]>(POSTS, [i.staffId]),
    ])
    return staff && { ...staff, posts }
  },
  shows: () => [],
})

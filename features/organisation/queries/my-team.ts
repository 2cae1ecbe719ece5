import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface PostHeld {
  readonly holderId: string
  readonly staffId: string
  readonly name: string
  readonly title: string
  readonly voluntary: boolean
  readonly fromAt: Instant
  readonly untilAt: Instant | null
  /** Where they are employed, when that is another organisation than the team's. */
  readonly employedBy: string | null
  readonly supervisedBy: string | null
}

export interface AbsenceShown {
  readonly absenceId: string
  readonly staffId: string
  readonly name: string
  readonly kind: string
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly coverStaffId: string | null
  readonly cover: string | null
}

export interface MyTeam {
  readonly posts: readonly PostHeld[]
  /** Now and to come, soonest first. */
  readonly absences: readonly AbsenceShown[]
}

const POSTS = `select h.id as "holderId", s.id as "staffId", s.name, p.title, p.voluntary, h.from_at as "fromAt", h.until_at as "untilAt",
    case when h.employed_by_organisation_id <> p.organisation_id then (select o.name from tc.organisation o where o.id = h.employed_by_organisation_id) end as "employedBy",
    (select v.name from tc.staff v where v.id = h.supervised_by_staff_id) as "supervisedBy"
  from tc.post p join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
 where p.team_id = (select ctx.team()) and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))
 order by s.name, h.from_at limit 300`
// whoever recorded an absence for a team that has no manager finds it again here, or nobody could name cover
const ABSENCES = `select a.id as "absenceId", s.id as "staffId", s.name, a.kind, a.from_at as "fromAt", a.until_at as "untilAt",
    a.cover_staff_id as "coverStaffId", (select c.name from tc.staff c where c.id = a.cover_staff_id) as cover
  from tc.staff_absence a join tc.staff s on s.id = a.staff_id
 where a.until_at > (select ctx.now())
   and (a.staff_id in (select h.staff_id from tc.post p join tc.post_holder h on h.post_id = p.id
                        where p.team_id = (select ctx.team()) and (h.until_at is null or h.until_at > (select ctx.now())))
        or a.recorded_by = (select ctx.actor()))
 order by a.from_at limit 300`

/** Who is in the asker's team now, in what post, and who is away. Why somebody is away is told to managers only, by the page. */
export const myTeam = defineQuery<Record<string, never>, MyTeam>({
  name: 'staff.team',
  title: 'My team: who, posts, absences and cover',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['tasks.read', 'board.read', 'staff.manage', 'report.read', 'organisation.manage'],
  async run(tx) {
    const [posts, absences] = await Promise.all([tx.rows<PostHeld>(POSTS), tx.rows<AbsenceShown>(ABSENCES)])
    return { posts, absences }
  },
  shows: () => [],
})

import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { roleCards } from '../role-cards.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

export interface StaffChoices {
  /** Staff with a post in the asker's organisation now, or employed by it; by name. */
  readonly staff: readonly (Named & {
    readonly version: number
    readonly employer: string
    /** Absences now and to come, soonest first: whoever is away covers nobody. */
    readonly away: readonly { readonly from: Instant; readonly until: Instant }[]
  })[]
  /** Staff of other organisations, who may be seconded here. */
  readonly elsewhere: readonly (Named & { readonly employer: string })[]
  /** Where the asker may give a post; another organisation's with its name. */
  readonly teams: readonly Named[]
  readonly roles: readonly { readonly id: string; readonly title: string }[]
}

const STAFF = `select s.id, s.name, s.version, o.name as employer,
    coalesce((select json_agg(json_build_object('from', to_char(a.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'until', to_char(a.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by a.from_at)
       from tc.staff_absence a where a.staff_id = s.id and a.until_at > (select ctx.now())), '[]') as away
  from tc.staff s join tc.organisation o on o.id = s.organisation_id
 where (s.left_at is null or s.left_at > (select ctx.now()))
   and (s.organisation_id = (select ctx.organisation())
        or s.id in (select h.staff_id from tc.post p join tc.post_holder h on h.post_id = p.id
                     where p.organisation_id = (select ctx.organisation()) and (h.until_at is null or h.until_at > (select ctx.now()))))
 order by s.name limit 1000`
const ELSEWHERE = `select s.id, s.name, o.name as employer from tc.staff s join tc.organisation o on o.id = s.organisation_id
 where s.organisation_id <> (select ctx.organisation()) and (s.left_at is null or s.left_at > (select ctx.now())) order by o.name, s.name limit 1000`
// the asker's own, and those of an organisation that the asker owns until it has its own manager
const TEAMS = `select t.id, t.name || case when t.organisation_id <> (select ctx.organisation()) then ', ' || o.name else '' end as name
  from tc.team t join tc.organisation o on o.id = t.organisation_id
 where t.closed_at is null and (t.organisation_id = (select ctx.organisation()) or ctx.may_staff(t.organisation_id))
 order by t.organisation_id <> (select ctx.organisation()), o.name, t.name limit 500`

/** What the forms about staff choose from. */
export const staffChoices = defineQuery<Record<string, never>, StaffChoices>({
  name: 'staff.choices',
  title: 'Staff, teams and role cards to choose from',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['staff.manage', 'organisation.manage'],
  async run(tx) {
    const [staff, elsewhere, teams] = await Promise.all([
      tx.rows<StaffChoices['staff'][number]>(STAFF),
      tx.rows<StaffChoices['elsewhere'][number]>(ELSEWHERE),
      tx.rows<Named>(TEAMS),
    ])
    return {
      staff,
      elsewhere,
      teams,
      roles: roleCards()
        .filter((card) => card.standing !== 'machine')
        .map(({ id, title }) => ({ id, title })),
    }
  },
  shows: () => [],
})

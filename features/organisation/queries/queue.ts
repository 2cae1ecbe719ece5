import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** What a staff member has to do in a time, as far as the asker may see it: rows of the asker's own team. */
export interface StaffQueue {
  readonly contacts: readonly { readonly id: string; readonly windowFromAt: Instant }[]
  /** Duty shifts in that time which name them. */
  readonly shifts: number
  /** Appointments in that time to which they go along. */
  readonly appointments: number
}

/** What is in the name of a staff member in one team. */
export interface LeaverPart {
  readonly teamId: string
  readonly team: string
  /** Null: the team has no manager whom the asker may know. */
  readonly manager: string | null
  /** The asker's own team. */
  readonly ours: boolean
  readonly what:
    | 'key worker'
    | 'contacts'
    | 'appointments'
    | 'tasks'
    | 'referrals'
    | 'leads'
    | 'asked to lead'
  readonly n: number
}
const PARTS = `select p.team_id as "teamId", t.name as team, m.name as manager, p.team_id = (select ctx.team()) as ours, p.what, p.n
  from net.leaver_parts($1, $2) p join tc.team t on t.id = p.team_id left join tc.staff m on m.id = t.manager_staff_id and m.id <> $1
 order by ours desc, t.name, t.id, p.what`

/** What is in the name of somebody who leaves, team by team, from then on. Numbers, no names of people. */
export const leaverParts = defineQuery<{ staffId: string; from: Instant }, readonly LeaverPart[]>({
  name: 'staff.leaver-parts',
  title: 'What is in the name of somebody who leaves, team by team',
  input: z.strictObject({ staffId: z.uuid(), from: instantShape }),
  right: ['staff.manage', 'organisation.manage'],
  run: (tx, { staffId, from }) => tx.rows<LeaverPart>(PARTS, [staffId, from]),
  shows: () => [],
})

const CONTACTS = `select c.id, c.window_from_at as "windowFromAt" from tc.contact c
 where c.staff_id = $1 and c.state = 'planned' and c.window_from_at >= $2 and ($3::timestamptz is null or c.window_from_at < $3)
   and c.on_day >= ($2::timestamptz at time zone 'Europe/London')::date
 order by c.window_from_at limit 5000`
const SHIFTS = `select count(*)::int as n from tc.duty_shift d
 where d.staff_id = $1 and d.ended_at is null and d.until_at > $2 and ($3::timestamptz is null or d.from_at < $3)`

const APPOINTMENTS = `select count(*)::int as n from tc.appointment a
 where a.goes_staff_id = $1 and a.state = 'planned' and a.starts_at >= $2 and ($3::timestamptz is null or a.starts_at < $3)`

const input = z.strictObject({ staffId: z.uuid(), from: instantShape, until: z.nullable(instantShape) })

/** Planned contacts, duty shifts and appointments of one staff member from then until then; `until` null is for good. Counts and times, no names. */
export const staffQueue = defineQuery<z.infer<typeof input>, StaffQueue>({
  name: 'staff.queue',
  title: 'What rests on a staff member in a time',
  input,
  right: ['staff.manage', 'organisation.manage'],
  async run(tx, { staffId, from, until }) {
    const [contacts, shifts, appointments] = await Promise.all([
      tx.rows<StaffQueue['contacts'][number]>(CONTACTS, [staffId, from, until]),
      tx.row<{ n: number }>(SHIFTS, [staffId, from, until]),
      tx.row<{ n: number }>(APPOINTMENTS, [staffId, from, until]),
    ])
    return { contacts, shifts: shifts?.n ?? 0, appointments: appointments?.n ?? 0 }
  },
  shows: () => [],
})

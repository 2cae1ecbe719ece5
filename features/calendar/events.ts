import type { Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { type FeedEvent, initials } from './ics.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly person: string | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: string
  readonly worker: string | null
  readonly version: number
  readonly cancelled: boolean
}

// a month back and half a year ahead, under the same row rules as the screens; of more than fit, what lies farthest back is left out
const CONTACTS = `select c.id, c.person_id as "personId", p.display_name as person, c.window_from_at as "fromAt", c.window_until_at as "untilAt", c.mode, w.name as worker, c.version,
    c.state in ('void', 'did not happen') or net.death_state(c.person_id) = 'confirmed'
      or c.state = 'planned' and exists (select from tc.transition t where t.person_id = c.person_id and t.state = 'suspended' and t.suspended_at <= c.window_from_at) as cancelled
  from tc.contact c left join tc.person p on p.id = c.person_id left join tc.staff w on w.id = c.staff_id
 where c.on_day between (select ctx.now())::date - 30 and (select ctx.now())::date + 180
   and case when $1 = 'team' then c.team_id = (select ctx.team()) else c.staff_id = (select ctx.actor()) or (select ctx.actor()) = any (c.also_by) end
 order by c.window_from_at desc, c.id limit 3000`
const APPOINTMENTS = `select a.id, a.person_id as "personId", p.display_name as person, a.starts_at as "fromAt", a.starts_at + interval '1 hour' as "untilAt", 'appointment' as mode, w.name as worker, a.version,
    a.state in ('moved', 'did not') or net.death_state(a.person_id) = 'confirmed' as cancelled
  from tc.appointment a left join tc.person p on p.id = a.person_id left join tc.staff w on w.id = a.goes_staff_id
 where a.starts_at between (select ctx.now()) - interval '30 days' and (select ctx.now()) + interval '180 days'
   and case when $1 = 'team' then a.team_id = (select ctx.team()) else a.goes_staff_id = (select ctx.actor()) end
 order by a.starts_at desc, a.id limit 1000`

const WHAT: Readonly<Record<string, string>> = {
  visit: 'Visit',
  phone: 'Phone call',
  video: 'Video call',
  'accompanied first visit': 'First visit, accompanied',
  appointment: 'Go along to an appointment',
}

/** What stands in a feed: what it is, initials, and for a team whose it is. Never an address, a service or a reason. */
export async function eventsOf(
  tx: Tx,
  kind: 'mine' | 'team',
): Promise<{ readonly events: readonly FeedEvent[]; readonly people: readonly string[] }> {
  const [contacts, appointments] = await Promise.all([
    tx.rows<Row>(CONTACTS, [kind]),
    tx.rows<Row>(APPOINTMENTS, [kind]),
  ])
  const all = [...contacts, ...appointments]
  return {
    events: all.map((r) => ({
      uid: `${r.mode === 'appointment' ? 'appointment' : 'contact'}-${r.id}@throughcare`,
      // a row that was called off or paused counts one change more than its version says
      sequence: (r.version - 1) * 2 + (r.cancelled ? 1 : 0),
      fromAt: r.fromAt,
      untilAt: r.untilAt,
      summary: `${WHAT[r.mode] ?? 'Contact'} ${initials(r.person)}${kind === 'team' ? ` (${r.worker ?? 'nobody is named'})` : ''}`,
      cancelled: r.cancelled,
    })),
    people: [...new Set(all.filter((r) => r.person !== null).map((r) => r.personId))],
  }
}

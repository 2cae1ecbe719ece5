import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { dayOf } from '#core/kernel/time.ts'
import { dayInput, type StoredMode } from '#features/episode/index.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface VisitOfDay {
  readonly id: string
  readonly personId: string
  readonly person: string | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: StoredMode
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen'
  readonly workerId: string | null
  readonly worker: string | null
  readonly lateMinutes: number | null
  readonly resolvedAt: Instant | null
  /** Nobody will come, as far as is known: no worker, or one who has left or is away without cover. */
  readonly notCovered: boolean
  /** The person is back in hospital or away: shown, not asked for. */
  readonly paused: boolean
  /** 'reported': ring before you go. */
  readonly death: 'none' | 'reported' | 'confirmed'
}
export interface Waiting {
  readonly contactId: string
  readonly personId: string
  readonly person: string | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly worker: string | null
  readonly since: Instant
}
export interface Today {
  readonly now: Instant
  readonly on: Day
  readonly who: 'mine' | 'team'
  readonly visits: readonly VisitOfDay[]
  /** Contacts of earlier days that did not happen and of which nobody has written what came: the oldest first. */
  readonly waiting: readonly Waiting[]
  /** Visits of that day which were the asker's and were given to others, or to nobody, by whoever did it. */
  readonly givenAway: readonly { readonly by: string | null; readonly nobody: boolean; readonly n: number }[]
  readonly more: boolean
}

const COLUMNS = `c.id, c.person_id as "personId", p.display_name as person, c.window_from_at as "fromAt", c.window_until_at as "untilAt", c.mode, c.state,
    c.staff_id as "workerId", w.name as worker, c.late_minutes as "lateMinutes", c.resolved_at as "resolvedAt",
    c.state = 'planned' and exists (select from net.obligation o where o.person_id = c.person_id and o.key = 'N2:worker:' || c.id
       and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())) as "notCovered",
    c.state = 'planned' and exists (select from tc.transition t where t.person_id = c.person_id and t.state = 'suspended' and t.suspended_at <= c.window_from_at) as paused,
    net.death_state(c.person_id) as death`
// a team's day is read by its services, a worker's by their name: both by index, cut before names are looked up
const TEAM = `with day as materialized (
    select u.* from (
      select c.* from tc.contact c where c.service_id in (select s.id from tc.service s where s.team_id = (select ctx.team())) and c.on_day = $1 and c.state <> 'void'
      union all
      -- a team's own contacts, outside any time with a service
      select c.* from tc.contact c where c.service_id is null and c.team_id = (select ctx.team()) and c.on_day = $1 and c.state <> 'void') u
     order by u.window_from_at, u.id limit 301)
  select ${COLUMNS} from day c left join tc.person p on p.id = c.person_id left join tc.staff w on w.id = c.staff_id order by c.window_from_at, p.family_key, c.id`
const MINE = `with day as materialized (
    select c.* from tc.contact c where c.staff_id = (select ctx.actor()) and c.on_day = $1 and c.state <> 'void' order by c.window_from_at, c.id limit 301)
  select ${COLUMNS} from day c left join tc.person p on p.id = c.person_id left join tc.staff w on w.id = c.staff_id order by c.window_from_at, p.family_key, c.id`
// the board's own index: team and start of the gap
const WAITING = `with gap as materialized (
    select o.about_id, o.person_id, o.gap_from from net.obligation o
     where o.team_id = (select ctx.team()) and o.kind = 'N7' and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())
     order by o.gap_from limit 100)
  select c.id as "contactId", c.person_id as "personId", p.display_name as person, c.window_from_at as "fromAt", c.window_until_at as "untilAt", w.name as worker,
    g.gap_from as since
  from gap g join tc.contact c on c.id = g.about_id left join tc.person p on p.id = c.person_id left join tc.staff w on w.id = c.staff_id
  where c.on_day < $1 order by g.gap_from, c.id`

const GIVEN_AWAY = `select s.name as by, c.staff_id is null as nobody, count(*)::int as n from tc.contact c left join tc.staff s on s.id = c.given_by
 where c.given_from = (select ctx.actor()) and c.on_day = $1 and c.state <> 'void' and c.staff_id is distinct from (select ctx.actor())
   and c.given_by <> (select ctx.actor())
 group by 1, 2 order by 1, 2`

const input = z.object({
  on: dayInput.nullable().default(null),
  who: z.enum(['mine', 'team']).default('mine'),
})

/** The day's visits and calls of the asker, or of the asker's team: done, to come, late, not covered; and what waits from before. */
export const today = defineQuery<z.output<typeof input>, Today>({
  name: 'contact.today',
  title: 'Visits and calls of one day',
  input,
  right: 'contact.read',
  async run(tx, { on, who }) {
    const now = (await tx.asker).now
    const day = on ?? dayOf(now)
    const [visits, waiting, givenAway] = await Promise.all([
      tx.rows<VisitOfDay>(who === 'mine' ? MINE : TEAM, [day]),
      tx.rows<Waiting>(WAITING, [day]),
      who === 'mine' ? tx.rows<Today['givenAway'][number]>(GIVEN_AWAY, [day]) : [],
    ])
    return { now, on: day, who, visits: visits.slice(0, 300), waiting, givenAway, more: visits.length > 300 }
  },
  shows: (t) => [...new Set([...t.visits, ...t.waiting].map((v) => v.personId))],
})

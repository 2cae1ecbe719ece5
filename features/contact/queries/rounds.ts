import * as z from 'zod'
import type { Day, Instant, Interval } from '#core/kernel/time.ts'
import { dayOf } from '#core/kernel/time.ts'
import { dayInput, type StoredMode } from '#features/episode/index.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface RoundVisit {
  readonly id: string
  readonly personId: string
  /** Null: somebody whom the asker may not see by name. */
  readonly person: string | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: StoredMode
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen'
  readonly workerId: string | null
  /** Of a visit taken from somebody and given to nobody: whose it was, and why. */
  readonly was: string | null
  readonly why: string | null
  /** Null: a contact of the team's own. */
  readonly serviceId: string | null
  /** The person is back in hospital: shown, not asked for. */
  readonly paused: boolean
  /** 'reported': ring before you go. */
  readonly death: DeathState
  readonly version: number
}
type DeathState = 'none' | 'reported' | 'confirmed'
export interface RoundWorker {
  readonly staffId: string
  readonly name: string
  /** Absences and having left, as far as they meet this day, each with who is named to cover it. */
  readonly away: readonly (Interval & { readonly coverId: string | null; readonly cover: string | null })[]
  /** The services of the team of which they make visits: in the four weeks before and after this day. */
  readonly services: readonly string[]
}
/** An appointment of that day to which somebody of the team goes along: it is no visit, and nobody stands in by a round. */
export interface RoundAppointment {
  readonly id: string
  readonly personId: string
  readonly person: string | null
  readonly what: string
  readonly place: string
  readonly startsAt: Instant
  readonly workerId: string
  readonly death: DeathState
}
export interface Rounds {
  readonly now: Instant
  readonly on: Day
  readonly visits: readonly RoundVisit[]
  /** Whoever holds a post of the team on that day, and whoever else has a visit of it. By name. */
  readonly workers: readonly RoundWorker[]
  readonly appointments: readonly RoundAppointment[]
  readonly more: boolean
}

const MOST = 400

// one service day by its index, cut before names are looked up
const VISITS = `with day as materialized (
    select c.id, c.person_id, c.window_from_at, c.window_until_at, c.mode, c.state, c.staff_id, c.service_id, c.version,
      case when c.staff_id is null then c.given_from end as given_from, case when c.staff_id is null then c.given_why end as given_why from tc.contact c
     where c.service_id in (select s.id from tc.service s where s.team_id = (select ctx.team())) and c.on_day = $1 and c.state <> 'void'
     order by c.window_from_at, c.id limit 401)
  select c.id, c.person_id as "personId", p.display_name as person, c.window_from_at as "fromAt", c.window_until_at as "untilAt", c.mode, c.state,
    c.staff_id as "workerId", c.service_id as "serviceId", c.version, g.name as was, c.given_why as why,
    exists (select from tc.transition t where t.person_id = c.person_id and t.state = 'suspended' and t.suspended_at <= c.window_from_at) as paused,
    coalesce(d.state, 'none') as death
  from day c left join net.death_states(array(select person_id from day)) d on d.person_id = c.person_id left join tc.person p on p.id = c.person_id left join tc.staff g on g.id = c.given_from order by c.window_from_at, p.family_key, c.id`
const APPOINTMENTS = `select a.id, a.person_id as "personId", p.display_name as person, a.what, a.place, a.starts_at as "startsAt", a.goes_staff_id as "workerId",
    net.death_state(a.person_id) as death
  from tc.appointment a left join tc.person p on p.id = a.person_id
 where a.team_id = (select ctx.team()) and a.state = 'planned' and a.goes_staff_id is not null
   and a.starts_at >= ($1::date)::timestamp at time zone 'Europe/London' and a.starts_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
 order by a.starts_at, a.id limit 200`
const WORKERS = `with who as (
    select h.staff_id from tc.post_holder h join tc.post p on p.id = h.post_id
     where p.team_id = (select ctx.team()) and h.from_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
       and (h.until_at is null or h.until_at > ($1::date)::timestamp at time zone 'Europe/London')
    union
    select c.staff_id from tc.contact c
     where c.service_id in (select s.id from tc.service s where s.team_id = (select ctx.team())) and c.on_day = $1 and c.state <> 'void' and c.staff_id is not null)
  select s.id as "staffId", s.name,
    coalesce((select json_agg(json_build_object('from', to_char(a.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'until', to_char(a.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'coverId', a.cover_staff_id, 'cover', (select v.name from tc.staff v where v.id = a.cover_staff_id)) order by a.from_at) from (
       select x.from_at, x.until_at, x.cover_staff_id from tc.staff_absence x where x.staff_id = s.id
          and x.from_at < ($1::date + 1)::timestamp at time zone 'Europe/London' and x.until_at > ($1::date)::timestamp at time zone 'Europe/London'
       union all select s.left_at, null, null where s.left_at < ($1::date + 1)::timestamp at time zone 'Europe/London') a), '[]') as away,
    coalesce((select json_agg(z.id) from tc.service z where z.team_id = (select ctx.team())
       and (select true from tc.contact y where y.staff_id = s.id and y.on_day between $1::date - 28 and $1::date + 28
              and y.service_id = z.id and y.state <> 'void' limit 1)), '[]') as services
  from who w join tc.staff s on s.id = w.staff_id order by s.name, s.id`

const input = z.object({ on: dayInput.nullable().default(null) })

/** The visits and calls of one day by worker and part of the day, for whoever shares the work out. Today when no day is given. */
export const rounds = defineQuery<z.output<typeof input>, Rounds>({
  name: 'contact.rounds',
  title: 'Who visits whom on one day',
  input,
  right: 'contact.plan',
  async run(tx, { on }) {
    const now = (await tx.asker).now
    const day = on ?? dayOf(now)
    const [visits, workers, appointments] = await Promise.all([
      tx.rows<RoundVisit>(VISITS, [day]),
      tx.rows<RoundWorker>(WORKERS, [day]),
      tx.rows<RoundAppointment>(APPOINTMENTS, [day]),
    ])
    return { now, on: day, visits: visits.slice(0, MOST), workers, appointments, more: visits.length > MOST }
  },
  shows: (r) => [...new Set([...r.visits, ...r.appointments].map((v) => v.personId))],
})

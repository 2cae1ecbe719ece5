import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface CaseloadRow {
  readonly personId: string
  readonly name: string
  readonly bornOn: Day | null
  readonly service: string | null
  readonly since: Instant
  readonly nextOn: Day | null
  readonly nextFromAt: Instant | null
  readonly nextMode: string | null
  readonly nextWorker: string | null
  readonly lastAt: Instant | null
  /** Back in hospital: what is planned is paused, and nobody comes. */
  readonly paused: boolean
}

export interface Caseload {
  readonly rows: readonly CaseloadRow[]
  readonly more: boolean
}

const input = z.object({
  /** 'mine': whose key worker I am. 'team': everyone my team supports, leads or has been sent. */
  scope: z.enum(['mine', 'team']),
  page: z.int().min(1).max(100).default(1),
})

const A_PAGE = 30

// A worker has tens of open people: they are sorted and cut to a page before anybody's contacts are looked for.
const MINE = `with mine as materialized (
    select e.id, e.person_id, e.service_id, e.started_at, p.display_name, p.born_on, p.family_key, p.given_key
      from tc.episode e join tc.person p on p.id = e.person_id
     where e.key_worker_staff_id = (select ctx.actor()) and e.state = 'open'
     order by p.family_key, p.given_key, e.id limit $1 offset $2)
  select m.person_id as "personId", m.display_name as name, m.born_on as "bornOn", s.name as service, m.started_at as since,
         n.on_day as "nextOn", n.window_from_at as "nextFromAt", n.mode as "nextMode", w.name as "nextWorker", l.happened_at as "lastAt", tr.id is not null as paused
    from mine m
    left join tc.transition tr on tr.person_id = m.person_id and tr.state = 'suspended'
    left join tc.service s on s.id = m.service_id
    left join lateral (select c.on_day, c.window_from_at, c.mode, c.staff_id from tc.contact c
        where c.episode_id = m.id and c.state = 'planned' and c.window_until_at > (select ctx.now()) order by c.window_from_at limit 1) n on true
    left join tc.staff w on w.id = n.staff_id
    left join lateral (select c.happened_at from tc.contact c where c.episode_id = m.id and c.state = 'happened' order by c.happened_at desc limit 1) l on true
   order by m.family_key, m.given_key, m.id`

// A team's people are those its own rows of access open. Beyond two thousand nobody reads a list by name: they search.
const TEAM = `with seen as materialized (
    select a.person_id, min(a.from_at) as since from acl.access a where (a.classes & 1) <> 0 group by a.person_id limit 2000
  ), team as materialized (
    select p.id, p.display_name, p.born_on, p.family_key, p.given_key, s.since from seen s join tc.person p on p.id = s.person_id
     order by p.family_key, p.given_key, p.id limit $1 offset $2)
  select m.id as "personId", m.display_name as name, m.born_on as "bornOn", null as service, m.since,
         n.on_day as "nextOn", n.window_from_at as "nextFromAt", n.mode as "nextMode", w.name as "nextWorker", l.happened_at as "lastAt", tr.id is not null as paused
    from team m
    left join tc.transition tr on tr.person_id = m.id and tr.state = 'suspended'
    left join lateral (select c.on_day, c.window_from_at, c.mode, c.staff_id from tc.contact c
        where c.person_id = m.id and c.state = 'planned' and c.window_until_at > (select ctx.now()) order by c.window_from_at limit 1) n on true
    left join tc.staff w on w.id = n.staff_id
    left join lateral (select c.happened_at from tc.contact c where c.person_id = m.id and c.state = 'happened' order by c.window_from_at desc limit 1) l on true
   order by m.family_key, m.given_key, m.id`

/** The people of a worker or of a team, each with next and last contact, by name. */
export const caseload = defineQuery<z.input<typeof input>, Caseload>({
  name: 'people.caseload',
  title: 'My people with next and last contact',
  input,
  right: 'people.read',
  async run(tx, { scope, page = 1 }) {
    const rows = await tx.rows<CaseloadRow>(scope === 'mine' ? MINE : TEAM, [A_PAGE + 1, (page - 1) * A_PAGE])
    return { rows: rows.slice(0, A_PAGE), more: rows.length > A_PAGE }
  },
  shows: (list) => list.rows.map((r) => r.personId),
})

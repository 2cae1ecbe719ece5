import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface EpisodeLine {
  readonly id: string
  readonly personId: string
  readonly service: string
  readonly state: 'open' | 'ended'
  readonly startOn: Day
  readonly endedAt: Instant | null
  readonly keyWorker: string | null
  readonly firstContactAt: Instant | null
  /** The title of the step that is in force, as the pinned pathway names it. */
  readonly step: string | null
  /** The title of the stage that they are on, as the pinned pathway names it. */
  readonly stage: string | null
  readonly nextContactAt: Instant | null
  readonly nextContactMode: string | null
  readonly nextContactBy: string | null
}

const LIST = `select e.id, e.person_id as "personId", s.name as service, e.state, e.start_on as "startOn", e.ended_at as "endedAt", k.name as "keyWorker",
    e.first_contact_at as "firstContactAt", n.window_from_at as "nextContactAt", n.mode as "nextContactMode", w.name as "nextContactBy",
    (select x.j ->> 'title' from tc.pathway_version v, jsonb_array_elements(coalesce(v.body -> 'support' -> 'steps', '[]')) x (j)
      where v.pathway_id = e.pathway_id and v.version = e.pathway_version and x.j ->> 'id' = d.step_id) as step,
    (select x.j ->> 'title' from tc.pathway_version v, jsonb_array_elements(v.body -> 'stages') x (j)
      where v.pathway_id = e.pathway_id and v.version = e.pathway_version and x.j ->> 'id' = e.stage_id) as stage
  from tc.episode e join tc.service s on s.id = e.service_id
  left join tc.staff k on k.id = e.key_worker_staff_id
  left join lateral (select step_id from tc.schedule_decision d where d.episode_id = e.id
      and d.from_on <= ((select ctx.now()) at time zone 'Europe/London')::date order by d.decided_at desc, d.id desc limit 1) d on true
  left join lateral (select window_from_at, mode, staff_id from tc.contact c where c.episode_id = e.id and c.state = 'planned'
      and c.on_day >= ((select ctx.now()) at time zone 'Europe/London')::date and c.window_until_at > (select ctx.now())
      and not exists (select from tc.transition t where t.person_id = c.person_id and t.state = 'suspended') order by c.on_day, c.window_from_at limit 1) n on true
  left join tc.staff w on w.id = n.staff_id
  where e.person_id = $1 order by e.started_at desc limit 50`

/** A person's times with services, newest first, each with its step and next contact; none while back in hospital, when all is paused. */
export const episodesForPerson = defineQuery({
  name: 'episode.for-person',
  title: 'A person’s times with services',
  input: z.object({ personId: z.uuid() }),
  right: ['people.read', 'contact.read', 'episode.manage'],
  run: (tx, { personId }): Promise<EpisodeLine[]> => tx.rows<EpisodeLine>(LIST, [personId]),
  shows: (lines) => lines.slice(0, 1).map((l) => l.personId),
})

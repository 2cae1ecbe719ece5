import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface ServiceShown {
  readonly serviceId: string
  readonly version: number
  readonly name: string
  readonly pathway: string
  readonly organisationId: string
  readonly organisations: readonly string[]
  readonly team: string
  readonly hours: string
  readonly telephone: string
  readonly accepts: string
  readonly boundaryStatement: string
  readonly capacity: number
  readonly origin: string | null
  readonly pilotFromOn: Day | null
  readonly pilotUntilOn: Day | null
  readonly reviewOn: Day | null
  /** Of the asker's own team alone; null for everybody else, whose count would be of those they may see. */
  readonly supportedNow: number | null
  readonly waitingForAnswer: number | null
  /** The asker acts in the team that runs it. */
  readonly ours: boolean
  /** After how many weeks its plans are looked at again, as it was signed last; `weeks` null is off. Null where nobody ever signed. */
  readonly planReview: {
    readonly weeks: number | null
    readonly signedBy: string
    readonly signedAs: string
    readonly signedOn: Day
    readonly enteredBy: string | null
  } | null
}

const SERVICE = `select s.id as "serviceId", s.version, s.name, s.organisation_id as "organisationId", t.name as team, t.hours, t.telephone, s.accepts,
    s.boundary_statement as "boundaryStatement", s.capacity, s.origin, s.pilot_from_on as "pilotFromOn", s.pilot_until_on as "pilotUntilOn", s.review_on as "reviewOn",
    coalesce((select v.title from tc.pathway_version v where v.pathway_id = s.pathway_id order by v.version desc limit 1), s.pathway_id) as pathway,
    array(select o.name from tc.service_organisation so join tc.organisation o on o.id = so.organisation_id where so.service_id = s.id order by o.name) as organisations,
    case when s.team_id = (select ctx.team()) then (select count(*)::int from tc.episode e where e.service_id = s.id and e.state = 'open') end as "supportedNow",
    case when s.team_id = (select ctx.team()) then
      (select count(*)::int from tc.referral r where r.service_id = s.id and r.word in ('sent', 'seen', 'question asked')) end as "waitingForAnswer",
    s.team_id = any ((select ctx.grantees())::uuid[]) as ours,
    (select json_build_object('weeks', r.weeks, 'signedBy', r.signed_by, 'signedAs', r.signed_as, 'signedOn', r.signed_on, 'enteredBy', w.name)
       from tc.review_setting r left join tc.staff w on w.id = r.by_staff_id
      where r.service_id = s.id and r.kind = 'plan' order by r.at desc, r.id desc limit 1) as "planReview"
  from tc.service s join tc.team t on t.id = s.team_id where s.id = $1`

/** What a service offers, its capacity and its boundary: everybody who works here may read it before sending somebody. */
export const service = defineQuery<{ serviceId: string }, ServiceShown | undefined>({
  name: 'service.read',
  title: 'What a service offers',
  input: z.strictObject({ serviceId: z.uuid() }),
  right: [
    'referral.send',
    'referral.read',
    'board.read',
    'tasks.read',
    'service.manage',
    'report.read',
    'insight.read',
    'organisation.manage',
  ],
  run: (tx, i) => tx.row<ServiceShown>(SERVICE, [i.serviceId]),
  shows: () => [],
})

import type { Day, Instant } from '#core/kernel/time.ts'
import type { Asks } from '#core/referral/asks.ts'
import type { ReferralState } from '#core/referral/next-step.ts'
import type { Answer, Item } from '#core/sharing/decision.ts'

/** One referral in a list. `personName` is null for whom the asker may no longer see. */
export interface ReferralRow extends ReferralState {
  readonly id: string
  readonly personId: string
  readonly personName: string | null
  readonly urgent: boolean
  readonly version: number
  readonly sentAt: Instant
  readonly fromName: string
  readonly fromTeam: string
  readonly fromOrganisation: string
  readonly serviceId: string
  readonly serviceName: string
  readonly toTeam: string
  readonly toOrganisation: string
  /** The text of "What we ask for", or null. */
  readonly asksFor: string | null
  readonly seenAt: Instant | null
  readonly seenBy: string | null
  readonly answeredAt: Instant | null
  readonly answeredBy: string | null
  readonly declineReason: string | null
  readonly onwardServiceName: string | null
  readonly keyWorker: string | null
  /** The next planned contact of this service with the person, as far as the asker may see it, and who makes it. */
  readonly nextAt: Instant | null
  readonly nextUntilAt: Instant | null
  readonly nextBy: string | null
  /** Whether an earlier referral to this service is named. */
  readonly isAgain: boolean
}

export interface ReferralMessage {
  readonly id: string
  readonly kind: 'question' | 'answer'
  readonly body: string
  readonly at: Instant
  readonly by: string
  readonly team: string
}

/** One referral, whole, as one of its parties sees it. */
export interface ReferralPage extends ReferralRow {
  readonly asks: Asks
  readonly sentByUs: boolean
  readonly sentToUs: boolean
  readonly toTeamId: string
  readonly toTelephone: string
  readonly fromTelephone: string
  readonly toManager: string | null
  readonly stayId: string | null
  readonly stayOpen: boolean
  readonly onwardServiceId: string | null
  readonly onwardNote: string | null
  readonly withdrawnAt: Instant | null
  readonly withdrawnReason: string | null
  readonly finishedAt: Instant | null
  readonly earlierReferralId: string | null
  readonly earlierSentAt: Instant | null
  readonly episodeId: string | null
  readonly startedAt: Instant | null
  readonly boundaryStatement: string
  readonly sharing: {
    readonly answer: Answer
    readonly items: readonly Item[]
    readonly decidedAt: Instant
    readonly reviewOn: Day | null
  } | null
  readonly messages: readonly ReferralMessage[]
  /** The service's team, for naming a key worker. */
  readonly workers: readonly {
    readonly id: string
    readonly name: string
    readonly post: string
    readonly openPeople: number | null
  }[]
}

/** What a list reads of `tc.referral` before anything is joined: the first part of each list's statement. */
export const NARROW = `id, person_id, service_id, from_team_id, from_staff_id, word, urgent, version, sent_at, reply_by_at, question_asked_at, start_on, place_in_queue,
           way_onward, onward_service_id, asks, seen_at, seen_by, answered_at, answered_by, decline_reason, earlier_referral_id`

const FIRST_COLUMNS = `r.id, r.person_id as "personId", p.display_name as "personName", r.word, r.urgent, r.version, r.sent_at as "sentAt", r.reply_by_at as "replyByAt",
    r.question_asked_at as "questionAskedAt", r.start_on as "startOn", r.place_in_queue as "placeInQueue", r.way_onward as "wayOnward",`

const OTHER_COLUMNS = `fs.name as "fromName", ft.name as "fromTeam", fo.name as "fromOrganisation", r.service_id as "serviceId", s.name as "serviceName",
    t.name as "toTeam", o.name as "toOrganisation", r.asks #>> '{reason,text}' as "asksFor", r.seen_at as "seenAt", sb.name as "seenBy",
    r.answered_at as "answeredAt", ab.name as "answeredBy", r.decline_reason as "declineReason", ons.name as "onwardServiceName", kw.name as "keyWorker",
    r.earlier_referral_id is not null as "isAgain"`

const FROM = `
  from r
  join tc.service s on s.id = r.service_id
  join tc.team t on t.id = s.team_id
  join tc.organisation o on o.id = t.organisation_id
  join tc.team ft on ft.id = r.from_team_id
  join tc.organisation fo on fo.id = ft.organisation_id
  join tc.staff fs on fs.id = r.from_staff_id
  left join tc.person p on p.id = r.person_id
  left join tc.staff sb on sb.id = r.seen_by
  left join tc.staff ab on ab.id = r.answered_by
  left join tc.service ons on ons.id = r.onward_service_id
  left join lateral (select k.name from tc.episode e join tc.staff k on k.id = e.key_worker_staff_id where e.referral_id = r.id limit 1) kw on true`

/**
 * Its service's next planned contact: the row rules show those to whoever has the person's core, the sending ward too. None
 * while the person is back in hospital: what was planned is paused, and nobody comes.
 */
export const NEXT_COLUMNS = `nc.window_from_at as "nextAt", nc.window_until_at as "nextUntilAt", nw.name as "nextBy"`
export const NEXT_JOIN = `
  left join lateral (select c.window_from_at, c.window_until_at, c.staff_id from tc.contact c
      where r.word in ('taken on', 'started') and c.person_id = r.person_id and c.service_id = r.service_id and c.state = 'planned'
        and c.window_until_at >= (select ctx.now())
        and not exists (select from tc.transition t where t.person_id = c.person_id and t.state = 'suspended' and t.suspended_at <= c.window_from_at)
      order by c.window_from_at limit 1) nc on true
  left join tc.staff nw on nw.id = nc.staff_id`

/** A `ReferralRow` of each row of `r`, which holds the columns of `NARROW`. */
export const ROWS = `select ${FIRST_COLUMNS}
    r.onward_service_id is not null and exists (select from tc.referral n where n.person_id = r.person_id and n.service_id = r.onward_service_id
      and n.from_team_id = r.from_team_id and n.sent_at >= r.answered_at) as "handedOn",
    ${OTHER_COLUMNS}, ${NEXT_COLUMNS}
  ${FROM}
  ${NEXT_JOIN}`
/** The same for the service that answers, which has nothing left to hand on. */
export const ROWS_TO_US = `select ${FIRST_COLUMNS} true as "handedOn",
    ${OTHER_COLUMNS}, null as "nextAt", null as "nextUntilAt", null as "nextBy"
  ${FROM}`

import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { NEXT_COLUMNS, NEXT_JOIN, type ReferralMessage, type ReferralPage } from './row.ts'

const ONE = `select r.id, r.person_id as "personId", p.display_name as "personName", r.word, r.urgent, r.version, r.sent_at as "sentAt",
    r.reply_by_at as "replyByAt", r.question_asked_at as "questionAskedAt", r.start_on as "startOn", r.place_in_queue as "placeInQueue",
    r.way_onward as "wayOnward",
    r.onward_service_id is not null and exists (select from tc.referral n where n.person_id = r.person_id and n.service_id = r.onward_service_id
      and n.from_team_id = r.from_team_id and n.sent_at >= r.answered_at) as "handedOn",
    fs.name as "fromName", ft.name as "fromTeam", fo.name as "fromOrganisation", ft.telephone as "fromTelephone",
    r.service_id as "serviceId", s.name as "serviceName", s.boundary_statement as "boundaryStatement",
    t.id as "toTeamId", t.name as "toTeam", t.telephone as "toTelephone", m.name as "toManager", o.name as "toOrganisation",
    r.asks #>> '{reason,text}' as "asksFor", r.asks, r.stay_id as "stayId", coalesce(y.ended_at is null and y.id is not null, false) as "stayOpen",
    r.seen_at as "seenAt", sb.name as "seenBy", r.answered_at as "answeredAt", ab.name as "answeredBy", r.decline_reason as "declineReason",
    r.onward_service_id as "onwardServiceId", ons.name as "onwardServiceName", r.onward_note as "onwardNote",
    r.withdrawn_at as "withdrawnAt", r.withdrawn_reason as "withdrawnReason", r.finished_at as "finishedAt",
    r.earlier_referral_id as "earlierReferralId", er.sent_at as "earlierSentAt", r.earlier_referral_id is not null as "isAgain",
    e.id as "episodeId", e.first_contact_at as "startedAt", kw.name as "keyWorker", ${NEXT_COLUMNS},
    r.from_team_id = any ((select ctx.grantees())::uuid[]) as "sentByUs", r.service_id = any ((select ctx.grantees())::uuid[]) as "sentToUs"
  from tc.referral r
  join tc.service s on s.id = r.service_id
  join tc.team t on t.id = s.team_id
  join tc.organisation o on o.id = t.organisation_id
  join tc.team ft on ft.id = r.from_team_id
  join tc.organisation fo on fo.id = ft.organisation_id
  join tc.staff fs on fs.id = r.from_staff_id
  left join tc.person p on p.id = r.person_id
  left join tc.stay y on y.id = r.stay_id
  left join tc.staff m on m.id = t.manager_staff_id
  left join tc.staff sb on sb.id = r.seen_by
  left join tc.staff ab on ab.id = r.answered_by
  left join tc.service ons on ons.id = r.onward_service_id
  left join tc.referral er on er.id = r.earlier_referral_id
  left join lateral (select x.id, x.first_contact_at, x.key_worker_staff_id from tc.episode x where x.referral_id = r.id limit 1) e on true
  left join tc.staff kw on kw.id = e.key_worker_staff_id
  ${NEXT_JOIN}
  where r.id = $1`
const MESSAGES = `select m.id, m.kind, m.body, m.at, f.name as by, t.name as team
  from tc.referral_message m join tc.staff f on f.id = m.by_staff_id join tc.team t on t.id = m.team_id
  where m.referral_id = $1 order by m.at, m.id`
// the answer that counts for this service, which may be newer than the referral
const SHARING = `select d.answer, d.items, d.decided_at as "decidedAt", d.review_on as "reviewOn"
  from tc.referral r join tc.sharing_decision d on d.person_id = r.person_id and d.recipient_service_id = r.service_id
  where r.id = $1 order by d.decided_at desc, d.id desc limit 1`
// a worker's other people are counted as far as the asker may see them: the team's own
const WORKERS = `select f.id, f.name, p.title as post,
    (select count(*)::int from tc.episode e where e.key_worker_staff_id = f.id and e.state = 'open') as "openPeople"
  from tc.referral r
  join tc.service s on s.id = r.service_id and s.id = any ((select ctx.grantees())::uuid[])
  join tc.post p on p.team_id = s.team_id
  join tc.post_holder h on h.post_id = p.id and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
  join tc.staff f on f.id = h.staff_id and (f.left_at is null or f.left_at > (select ctx.now()))
  where r.id = $1 order by f.name, f.id`

/** One referral with its thread, the person's answer and what may be done: for both parties. Null when hidden or absent. */
export const page = defineQuery({
  name: 'referral.page',
  title: 'One referral',
  input: z.object({ referralId: z.uuid() }),
  right: 'referral.read',
  async run(tx, i): Promise<ReferralPage | null> {
    const [one, messages, sharing, workers] = await Promise.all([
      tx.row<Omit<ReferralPage, 'messages' | 'sharing' | 'workers'>>(ONE, [i.referralId]),
      tx.rows<ReferralMessage>(MESSAGES, [i.referralId]),
      tx.row<NonNullable<ReferralPage['sharing']>>(SHARING, [i.referralId]),
      tx.rows<ReferralPage['workers'][number]>(WORKERS, [i.referralId]),
    ])
    return one ? { ...one, messages, sharing: sharing ?? null, workers } : null
  },
  shows: (one) => (one ? [one.personId] : []),
})

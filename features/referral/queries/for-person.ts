import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { ReferralRow } from './row.ts'

const FOR_PERSON = `with r as materialized (
    select id, person_id, service_id, from_team_id, from_staff_id, word, urgent, version, sent_at, reply_by_at, question_asked_at, start_on, place_in_queue,
           way_onward, onward_service_id, asks, seen_at, seen_by, answered_at, decline_reason, earlier_referral_id
      from tc.referral
     where person_id = $1
     order by sent_at desc, id limit 100)
  select r.id, r.person_id as "personId", p.display_name as "personName", r.word, r.urgent, r.version, r.sent_at as "sentAt", r.reply_by_at as "replyByAt",
    r.question_asked_at as "questionAskedAt", r.start_on as "startOn", r.place_in_queue as "placeInQueue", r.way_onward as "wayOnward",
    r.onward_service_id is not null and exists (select from tc.referral n where n.person_id = r.person_id and n.service_id = r.onward_service_id
      and n.from_team_id = r.from_team_id and n.sent_at >= r.answered_at) as "handedOn",
    fs.name as "fromName", ft.name as "fromTeam", fo.name as "fromOrganisation", r.service_id as "serviceId", s.name as "serviceName",
    t.name as "toTeam", o.name as "toOrganisation", r.asks #>> '{reason,text}' as "asksFor", r.seen_at as "seenAt", sb.name as "seenBy",
    r.answered_at as "answeredAt", r.decline_reason as "declineReason", ons.name as "onwardServiceName", kw.name as "keyWorker",
    r.earlier_referral_id is not null as "isAgain"
  from r
  join tc.service s on s.id = r.service_id
  join tc.team t on t.id = s.team_id
  join tc.organisation o on o.id = t.organisation_id
  join tc.team ft on ft.id = r.from_team_id
  join tc.organisation fo on fo.id = ft.organisation_id
  join tc.staff fs on fs.id = r.from_staff_id
  left join tc.person p on p.id = r.person_id
  left join tc.staff sb on sb.id = r.seen_by
  left join tc.service ons on ons.id = r.onward_service_id
  left join lateral (select k.name from tc.episode e join tc.staff k on k.id = e.key_worker_staff_id where e.referral_id = r.id limit 1) kw on true
  order by r.sent_at desc, r.id`

/** Every referral of one person that the asker may see, newest first. */
export const forPerson = defineQuery({
  name: 'referral.for-person',
  title: 'Referrals of one person',
  input: z.object({ personId: z.uuid() }),
  right: 'referral.read',
  run: (tx, i) => tx.rows<ReferralRow>(FOR_PERSON, [i.personId]),
  shows: (rows) => rows.map((r) => r.personId),
})

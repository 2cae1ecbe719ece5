import * as z from 'zod'
import { WORDS } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { LIST_LIMIT } from './inbox.ts'
import type { ReferralRow } from './row.ts'

// starts from the index of what the asker's team sent
const SENT = `with r as materialized (
    select id, person_id, service_id, from_team_id, from_staff_id, word, urgent, version, sent_at, reply_by_at, question_asked_at, start_on, place_in_queue,
           way_onward, onward_service_id, asks, seen_at, seen_by, answered_at, decline_reason, earlier_referral_id
      from tc.referral
     where from_team_id = (select ctx.team()) and word = any ($1::text[])
       and (not $2 or urgent)
       and (not $3 or (reply_by_at < (select ctx.now()) and word = any (array['sent', 'seen', 'question asked'])))
     order by sent_at desc, id limit $4)
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

const input = z.object({
  words: z.array(z.enum(WORDS)).min(1).optional(),
  urgent: z.boolean().default(false),
  late: z.boolean().default(false),
})

/** What the asker's team sent, newest first: who has it, what happens next and by when stand in each row. */
export const sent = defineQuery({
  name: 'referral.sent',
  title: 'Referrals that our team sent',
  input,
  right: 'referral.read',
  async run(tx, i) {
    const rows = await tx.rows<ReferralRow>(SENT, [i.words ?? WORDS, i.urgent, i.late, LIST_LIMIT + 1])
    return { rows: rows.slice(0, LIST_LIMIT), more: rows.length > LIST_LIMIT }
  },
  shows: ({ rows }) => rows.map((r) => r.personId),
})

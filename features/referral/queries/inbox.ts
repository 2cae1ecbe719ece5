import * as z from 'zod'
import { UNANSWERED, WORDS } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { ReferralRow } from './row.ts'

/** Rows of one page of a list; one more is read to know whether there are further ones. */
export const LIST_LIMIT = 100

// starts from the inbox index of the asker's own services; sorted and cut before anything is joined
const INBOX = `with r as materialized (
    select id, person_id, service_id, from_team_id, from_staff_id, word, urgent, version, sent_at, reply_by_at, question_asked_at, start_on, place_in_queue,
           way_onward, onward_service_id, asks, seen_at, seen_by, answered_at, decline_reason, earlier_referral_id
      from tc.referral
     where service_id = any ((select ctx.grantees())::uuid[]) and word = any ($1::text[])
       and ($2::uuid is null or service_id = $2)
       and (not $3 or urgent)
       and (not $4 or (reply_by_at < (select ctx.now()) and word = any (array['sent', 'seen', 'question asked'])))
     order by reply_by_at, id limit $5)
  select r.id, r.person_id as "personId", p.display_name as "personName", r.word, r.urgent, r.version, r.sent_at as "sentAt", r.reply_by_at as "replyByAt",
    r.question_asked_at as "questionAskedAt", r.start_on as "startOn", r.place_in_queue as "placeInQueue", r.way_onward as "wayOnward", true as "handedOn",
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
  order by r.reply_by_at, r.id`

const input = z.object({
  /** Left out: those that wait for an answer. */
  words: z.array(z.enum(WORDS)).min(1).optional(),
  serviceId: z.uuid().optional(),
  urgent: z.boolean().default(false),
  late: z.boolean().default(false),
})

/** Referrals to the services of the asker's team, the next to be answered first. */
export const inbox = defineQuery({
  name: 'referral.inbox',
  title: 'Referrals sent to us',
  input,
  right: ['referral.read', 'referral.answer'],
  async run(tx, i) {
    const rows = await tx.rows<ReferralRow>(INBOX, [
      i.words ?? UNANSWERED,
      i.serviceId ?? null,
      i.urgent,
      i.late,
      LIST_LIMIT + 1,
    ])
    return { rows: rows.slice(0, LIST_LIMIT), more: rows.length > LIST_LIMIT }
  },
  shows: ({ rows }) => rows.map((r) => r.personId),
})

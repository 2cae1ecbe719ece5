import type { Instant } from '#core/kernel/time.ts'

/** Something a partner or the team's own list asks of the team. */
export interface NeedsYou {
  readonly kind: 'away' | 'question' | 'declined' | 'task' | 'first contact' | 'not booked'
  readonly aboutId: string
  readonly personId: string | null
  readonly name: string | null
  /** The service that asked or declined; the sentence of a task; the instant at which a first contact is due; the ward they are away from. */
  readonly what: string
  readonly since: Instant
}

/** The strip shows five and says that there are more; whoever is away or left with nobody booked is shown beyond that, all of them. */
export const NEEDS_YOU_SHOWN = 5

/** $1: rows of each kind that the strip cuts; $2: rows of each kind that it never cuts. */
export const NEEDS_YOU = `select n.kind, n.about_id as "aboutId", n.person_id as "personId", p.display_name as name, n.what, n.since
  from (
    (select 'question' as kind, r.id as about_id, r.person_id, s.name as what, r.question_asked_at as since
       from tc.referral r join tc.service s on s.id = r.service_id
      where r.from_team_id = any ((select ctx.grantees())::uuid[]) and r.word = 'question asked' order by r.question_asked_at limit $1)
    union all
    (select 'declined', r.id, r.person_id, s.name, r.answered_at
       from tc.referral r join tc.service s on s.id = r.service_id
      where r.from_team_id = any ((select ctx.grantees())::uuid[]) and r.word = 'not taken on' and r.answered_at > (select ctx.now()) - interval '14 days'
        and not exists (select from tc.referral later where later.person_id = r.person_id and later.from_team_id = r.from_team_id and later.sent_at >= r.answered_at)
      order by r.answered_at limit $1)
    union all
    -- the first contact after leaving: from a day before it is due and, where nobody is booked, from the minute of leaving
    (select case when nb.one then 'not booked' else 'first contact' end, o.about_id, o.person_id, to_char(o.gap_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), o.gap_from
       from net.obligation o cross join lateral (
         select exists (select from net.obligation b where b.person_id = o.person_id and b.key = 'N4:booked:' || o.about_id
           and b.gap_from <= (select ctx.now()) and b.gap_until > (select ctx.now())) as one) nb
      where o.team_id = (select ctx.team()) and o.kind = 'N4' and o.gap_until = 'infinity'
        and (o.gap_from <= (select ctx.now()) + interval '24 hours' or nb.one) order by o.gap_from limit $2)
    union all
    -- away from hospital without leave, on a ward of the team: before anything else
    (select 'away', l.stay_id, l.person_id, u.name, l.from_at
       from tc.stay_leave l join tc.stay s on s.id = l.stay_id join tc.unit u on u.id = s.unit_id
      where l.back_at is null and l.kind = 'away without leave' and s.ended_at is null and s.team_id = any ((select ctx.grantees())::uuid[])
      order by l.from_at limit $2)
    union all
    (select 'task', t.id, t.person_id, t.what, t.since_at
       from tc.task t where t.team_id = any ((select ctx.grantees())::uuid[]) and t.done_at is null order by t.since_at limit $1)
  ) n left join tc.person p on p.id = n.person_id
  order by n.kind <> 'away', n.kind not in ('not booked', 'first contact'), n.kind = 'task', n.since`

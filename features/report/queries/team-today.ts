import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** A referral that waits for this team's answer. */
export interface NewReferral {
  readonly id: string
  readonly personId: string
  /** Null for whom the asker may not see. */
  readonly personName: string | null
  readonly fromTeam: string
  readonly fromOrganisation: string
  readonly serviceName: string
  readonly asksFor: string | null
  readonly word: string
  readonly urgent: boolean
  readonly sentAt: Instant
  readonly replyByAt: Instant
}

/** One worker of the team, and what is open with them. */
export interface WorkerLoad {
  readonly staffId: string
  readonly name: string
  readonly openPeople: number
  /** Away now: until when, and who covers. */
  readonly awayUntilAt: Instant | null
  readonly coverName: string | null
}

/** Somebody whom the team supports, or has taken on, and who left hospital: has anybody met them, or who has until when. */
export interface AfterLeaving {
  readonly personId: string
  /** Null for whom the asker may not see. */
  readonly personName: string | null
  readonly serviceName: string
  readonly leftAt: Instant
  /** Until when somebody has to have met them; null where that has happened. */
  readonly dueAt: Instant | null
  /** Nothing is booked that would keep it; false once they were met. */
  readonly notBooked: boolean
  readonly death: 'none' | 'reported' | 'confirmed'
}

/** What the manager of a service looks at each morning. Every number has its n or its oldest beside it. */
export interface TeamToday {
  readonly now: Instant
  readonly services: readonly {
    readonly id: string
    readonly name: string
    /** In its own words, as senders read it. */
    readonly accepts: string
    readonly capacity: number
    readonly openPeople: number
  }[]
  readonly waitingToBeLookedAt: { readonly n: number; readonly oldestSentAt: Instant | null }
  readonly waitingToStart: { readonly n: number; readonly middleWaitDays: number | null }
  readonly visitsToday: {
    readonly planned: number
    readonly done: number
    readonly late: number
    readonly notCovered: number
    readonly missed: number
  }
  readonly repliesOwed: { readonly n: number; readonly late: number; readonly questionsToUs: number }
  readonly newReferrals: readonly NewReferral[]
  readonly lastTakenOn: { readonly at: Instant; readonly by: string | null } | null
  readonly workers: readonly WorkerLoad[]
  /** People whose support nobody is named for. */
  readonly withoutKeyWorker: number
  readonly stepDownsAwaitingAgreement: number
  /** People of the team's services in the hours after they left hospital, and those not met yet whose hours are over; the next due first. */
  readonly afterLeaving: readonly AfterLeaving[]
  /** Worries of the team about which nobody has written what was done. */
  readonly openWorries: number
  readonly missingOutcome: { readonly n: number; readonly oldestAt: Instant | null }
}

/** Shown on the page; the rest is in the inbox. */
export const NEW_REFERRALS_SHOWN = 20
/** Shown on the page; the rest is on the leaving board. */
export const AFTER_LEAVING_SHOWN = 20

const SERVICES =
  'select id, name, accepts, capacity from tc.service where team_id = (select ctx.team()) order by name, id'

// each number is one index range of the team's own services
const NUMBERS = `with own as materialized (select id from tc.service where team_id = (select ctx.team())),
  unanswered as materialized (
    select word, sent_at, reply_by_at from tc.referral
     where service_id = any ((select array_agg(id) from own)::uuid[]) and word = any (array['sent', 'seen', 'question asked'])),
  waiting as materialized (
    select extract(epoch from (select ctx.now()) - coalesce(r.answered_at, e.started_at)) / 86400 as days
      from tc.episode e left join tc.referral r on r.id = e.referral_id
     where e.service_id = any ((select array_agg(id) from own)::uuid[]) and e.state = 'open' and e.first_contact_at is null),
  today as materialized (
    select c.state, c.window_until_at,
           c.staff_id is null or s.left_at <= c.window_from_at or exists (
             select from tc.staff_absence a left join tc.staff v on v.id = a.cover_staff_id
              where a.staff_id = c.staff_id and a.from_at <= c.window_from_at and a.until_at > c.window_from_at
                and (a.cover_staff_id is null or v.left_at <= c.window_from_at or exists (
                  select from tc.staff_absence b where b.staff_id = a.cover_staff_id and b.from_at <= c.window_from_at and b.until_at > c.window_from_at))) as uncovered
      from tc.contact c left join tc.staff s on s.id = c.staff_id
     where c.service_id = any ((select array_agg(id) from own)::uuid[])
       and c.on_day = ((select ctx.now()) at time zone 'Europe/London')::date and c.state <> 'void'),
  -- what the gap board lists as waiting for what came of it: the same rows, so that the two never disagree
  overdue as materialized (
    select gap_from from net.obligation
     where team_id = (select ctx.team()) and kind = 'N7' and gap_from <= (select ctx.now()) and gap_until > (select ctx.now()))
  select (select count(*)::int from unanswered where word = 'sent') as "notSeen",
    (select min(sent_at) from unanswered where word = 'sent') as "oldestSentAt",
    (select count(*)::int from unanswered) as "toAnswer",
    (select count(*)::int from unanswered where reply_by_at < (select ctx.now())) as "answerLate",
    (select count(*)::int from tc.referral where from_team_id = (select ctx.team()) and word = 'question asked') as "questionsToUs",
    (select count(*)::int from waiting) as "toStart",
    (select round((percentile_cont(0.5) within group (order by days))::numeric) from waiting)::int as "middleWaitDays",
    (select count(*)::int from today) as planned,
    (select count(*)::int from today where state = 'happened') as done,
    (select count(*)::int from today where state = 'planned' and window_until_at <= (select ctx.now())) as late,
    (select count(*)::int from today where state = 'planned' and window_until_at > (select ctx.now()) and uncovered) as "notCovered",
    (select count(*)::int from today where state = any (array['no answer', 'did not happen'])) as missed,
    (select count(*)::int from overdue) as "withoutOutcome",
    (select min(gap_from) from overdue) as "withoutOutcomeOldest",
    (select count(*)::int from tc.step_down_proposal where team_id = (select ctx.team()) and settled_at is null) as "stepDowns",
    (select count(*)::int from net.obligation where team_id = (select ctx.team()) and kind = 'N11' and starts_with(key, 'N11:worry:')
       and gap_from <= (select ctx.now()) and gap_until > (select ctx.now())) as "openWorries",
    (select ctx.now()) as now`

const NEW = `with r as materialized (
    select id, person_id, service_id, from_team_id, asks, word, urgent, sent_at, reply_by_at from tc.referral
     where service_id = any ((select array_agg(id) from tc.service where team_id = (select ctx.team()))::uuid[])
       and word = any (array['sent', 'seen', 'question asked'])
     order by reply_by_at, id limit $1)
  select r.id, r.person_id as "personId", p.display_name as "personName", t.name as "fromTeam", o.name as "fromOrganisation", s.name as "serviceName",
    r.asks #>> '{reason,text}' as "asksFor", r.word, r.urgent, r.sent_at as "sentAt", r.reply_by_at as "replyByAt"
  from r join tc.service s on s.id = r.service_id join tc.team t on t.id = r.from_team_id join tc.organisation o on o.id = t.organisation_id
  left join tc.person p on p.id = r.person_id
  order by r.reply_by_at, r.id`

// one walk back along each service's answers, ended at the first
const LAST_TAKEN_ON = `select r.answered_at as at, b.name as by
  from tc.service s
  cross join lateral (
    select x.answered_at, x.answered_by from tc.referral x
     where x.service_id = s.id and x.answered_at >= (select ctx.now()) - interval '90 days' and x.word = any (array['taken on', 'started', 'finished'])
     order by x.answered_at desc limit 1) r
  left join tc.staff b on b.id = r.answered_by
  where s.team_id = (select ctx.team())
  order by r.answered_at desc limit 1`

// whoever holds a post of the team now, and whoever else is named as a key worker; one walk over the open people gives the
// load of each worker and the places of each service alike
const WORKERS = `with open as materialized (
    select e.service_id, e.key_worker_staff_id as staff_id, count(*)::int as n from tc.episode e
     where e.service_id = any ((select array_agg(id) from tc.service where team_id = (select ctx.team()))::uuid[]) and e.state = 'open'
     group by 1, 2),
  worker as (
    select h.staff_id from tc.post_holder h join tc.post p on p.id = h.post_id
     where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    union
    select staff_id from open)
  select w.staff_id as "staffId", s.name, away.until_at as "awayUntilAt", away.cover as "coverName",
    coalesce((select jsonb_object_agg(o.service_id, o.n) from open o where o.staff_id is not distinct from w.staff_id), '{}') as "byService"
  from worker w
  left join tc.staff s on s.id = w.staff_id
  left join lateral (
    select a.until_at, c.name as cover from tc.staff_absence a left join tc.staff c on c.id = a.cover_staff_id
     where a.staff_id = w.staff_id and a.from_at <= (select ctx.now()) and a.until_at > (select ctx.now())
     order by a.until_at desc limit 1) away on true
  order by s.name nulls last, w.staff_id`

// the same rows as the gap board's: without an end is a promise that nobody has kept so far. A row rule hides the stay of whoever did
// not let this team know of it, and then they are not on the list
const AFTER_LEAVING = `with ours as materialized (
    select distinct on (x.person_id) x.person_id, s.name as service
      from (select e.person_id, e.service_id from tc.episode e
             where e.service_id = any ((select array_agg(id) from tc.service where team_id = (select ctx.team()))::uuid[]) and e.state = 'open'
            union all
            select r.person_id, r.service_id from tc.referral r
             where r.service_id = any ((select array_agg(id) from tc.service where team_id = (select ctx.team()))::uuid[]) and r.word = any (array['taken on', 'started'])) x
      join tc.service s on s.id = x.service_id
     order by x.person_id, s.name),
  left_last as materialized (
    select o.person_id, o.service, st.id, st.ended_at
      from ours o cross join lateral (
        select x.id, x.ended_at from tc.stay x where x.person_id = o.person_id order by x.ended_at is null desc, x.ended_at desc limit 1) st
     where st.ended_at is not null and st.ended_at <= (select ctx.now())),
  listed as materialized (
    select l.*, n.due, coalesce(n.not_booked, false) as not_booked from left_last l
      left join lateral (
        select max(g.gap_from) filter (where g.gap_until = 'infinity') as due,
               bool_or(starts_with(g.key, 'N4:booked:') and g.gap_from <= (select ctx.now()) and g.gap_until > (select ctx.now())) as not_booked
          from net.obligation g where g.person_id = l.person_id and g.kind = 'N4' and g.about_id = l.id) n on true
     where n.due is not null or l.ended_at > (select ctx.now()) - interval '72 hours'
     order by n.due nulls last, l.ended_at desc, l.person_id limit $1),
  dead as materialized (select d.* from net.death_states(array(select person_id from listed)) d)
  select l.person_id as "personId", p.display_name as "personName", l.service as "serviceName", l.ended_at as "leftAt", l.due as "dueAt",
    l.not_booked as "notBooked", coalesce(dead.state, 'none') as death
  from listed l left join tc.person p on p.id = l.person_id left join dead on dead.person_id = l.person_id
  order by l.due nulls last, l.ended_at desc, l.person_id`

interface WorkerRow {
  /** Null: the people whose support nobody is named for. */
  staffId: string | null
  name: string | null
  awayUntilAt: Instant | null
  coverName: string | null
  byService: Record<string, number>
}
const total = (row: WorkerRow): number => Object.values(row.byService).reduce((sum, n) => sum + n, 0)

interface Numbers {
  notSeen: number
  oldestSentAt: Instant | null
  toAnswer: number
  answerLate: number
  questionsToUs: number
  toStart: number
  middleWaitDays: number | null
  planned: number
  done: number
  late: number
  notCovered: number
  missed: number
  withoutOutcome: number
  withoutOutcomeOldest: Instant | null
  stepDowns: number
  openWorries: number
  now: Instant
}

async function run(tx: Tx): Promise<TeamToday> {
  const [services, n, newReferrals, last, workers, afterLeaving] = await Promise.all([
    tx.rows<{ id: string; name: string; accepts: string; capacity: number }>(SERVICES),
    tx.row<Numbers>(NUMBERS),
    tx.rows<NewReferral>(NEW, [NEW_REFERRALS_SHOWN]),
    tx.row<{ at: Instant; by: string | null }>(LAST_TAKEN_ON),
    tx.rows<WorkerRow>(WORKERS),
    tx.rows<AfterLeaving>(AFTER_LEAVING, [AFTER_LEAVING_SHOWN]),
  ])
  if (!n) throw new Error('the numbers of the day are one row')
  return {
    now: n.now,
    services: services.map((s) => ({
      ...s,
      openPeople: workers.reduce((sum, w) => sum + (w.byService[s.id] ?? 0), 0),
    })),
    waitingToBeLookedAt: { n: n.notSeen, oldestSentAt: n.oldestSentAt },
    waitingToStart: { n: n.toStart, middleWaitDays: n.middleWaitDays },
    visitsToday: {
      planned: n.planned,
      done: n.done,
      late: n.late,
      notCovered: n.notCovered,
      missed: n.missed,
    },
    repliesOwed: { n: n.toAnswer + n.questionsToUs, late: n.answerLate, questionsToUs: n.questionsToUs },
    newReferrals,
    lastTakenOn: last ?? null,
    workers: workers.flatMap((w) =>
      w.staffId === null || w.name === null
        ? []
        : [
            {
              staffId: w.staffId,
              name: w.name,
              openPeople: total(w),
              awayUntilAt: w.awayUntilAt,
              coverName: w.coverName,
            },
          ],
    ),
    withoutKeyWorker: workers.filter((w) => w.staffId === null).reduce((sum, w) => sum + total(w), 0),
    stepDownsAwaitingAgreement: n.stepDowns,
    afterLeaving,
    openWorries: n.openWorries,
    missingOutcome: { n: n.withoutOutcome, oldestAt: n.withoutOutcomeOldest },
  }
}

/** My service today: what waits, who carries how much, and which records have no outcome. */
export const teamToday = defineQuery<Record<string, never>, TeamToday>({
  name: 'team.today',
  title: 'My service today',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'report.read',
  run,
  shows: (today) => [...today.newReferrals, ...today.afterLeaving].map((r) => r.personId),
})

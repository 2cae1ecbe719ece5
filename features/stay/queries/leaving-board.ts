import * as z from 'zod'
import { type Day, type Instant, instant } from '#core/kernel/time.ts'
import type { LeaveKind } from '#core/place/stay-leave.ts'
import type { Word } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** When somebody leaves, by the calendar of London: late is today; within three days, within seven; left already. */
export const LEAVES = ['today', '3 days', '7 days', 'later', 'no date', 'left'] as const
export type Leaves = (typeof LEAVES)[number]

const input = z.strictObject({
  ward: z.uuid().nullable(),
  gap: z.boolean(),
  mine: z.boolean(),
  /** Those too who left longer ago than LEFT_DAYS and of whom nothing is open. */
  longAgo: z.optional(z.boolean()),
  /** Only those who leave then; absent or null is everybody. */
  leaves: z.optional(z.nullable(z.enum(LEAVES))),
  /** Only those whom something stops. */
  stopped: z.optional(z.boolean()),
})
export type BoardFilter = z.infer<typeof input>

/** One person on the board. Facts that the asker may not see are null, like facts that are not there. */
export interface BoardRow {
  readonly personId: string
  readonly name: string | null
  readonly bornOn: Day | null
  readonly transition: 'open' | 'suspended' | null
  /** Who leads, in words; the page adds it. */
  readonly lead?: string | null
  readonly stay: {
    readonly id: string
    readonly ward: string
    readonly admittedAt: Instant
    readonly endedAt: Instant | null
    /** On a ward of the asker's own team. */
    readonly ours: boolean
  } | null
  /** The newest dates of leaving; null where none are said or open to the asker. */
  readonly leaving: { readonly plannedOn: Day | null; readonly readyOn: Day | null } | null
  /** What stops them now, the oldest first, with how many more there are. */
  readonly blocker: {
    readonly code: string | null
    readonly words: string
    readonly whoActs: string
    readonly sinceOn: Day
    readonly more: number
  } | null
  readonly referrals: readonly {
    readonly id: string
    readonly service: string
    readonly word: Word
    readonly replyByAt: Instant
  }[]
  /** The first contact after leaving, as the safety net keeps it; null before leaving and where it is not owed. */
  readonly first:
    | { readonly state: 'met' }
    | { readonly state: 'not met'; readonly dueAt: Instant; readonly booked: boolean }
    | null
  readonly next: { readonly at: Instant; readonly mode: string; readonly by: string | null } | null
  /** What cannot wait, else the oldest that is open now. */
  readonly gap: {
    readonly since: Instant
    readonly key: string
    readonly clears: string
    readonly more: number
  } | null
  /** Before leaving: whether a contact from the planned day on is in the diary, as far as the asker sees it; null without a day. */
  readonly bookedAfter: boolean | null
  /** What is said of their death. */
  readonly death: 'none' | 'reported' | 'confirmed'
  /** On leave, or away without it, inside the open stay; null where they are on the ward or it is not open to the asker. */
  readonly away: {
    readonly kind: LeaveKind
    readonly fromAt: Instant
    readonly expectedBackAt: Instant | null
  } | null
  /** Support has ended and none goes on: the transition stays open all the same. */
  readonly supportEnded: boolean
}

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

export interface LeavingBoard {
  readonly asOf: Instant
  readonly team: string
  readonly counts: {
    readonly all: number
    readonly gap: number
    readonly mine: number
    readonly matching: number
    /** Left out, because they left longer ago than LEFT_DAYS and nothing is open; 0 when they are asked for. */
    readonly longAgo: number
    /** Whom something stops. */
    readonly stopped: number
    readonly leaves: Readonly<Record<Leaves, number>>
  }
  readonly wards: readonly { readonly unitId: string; readonly name: string; readonly n: number }[]
  readonly rows: readonly BoardRow[]
  readonly needsYou: readonly NeedsYou[]
}

/** Rows of one page of the board; what is left out is what comes last. */
export const ROWS_SHOWN = 100
/** After so many days at home without a gap a person leaves the first view; as long as the first weeks after leaving count. */
export const LEFT_DAYS = 28
/** Whoever means to leave within so many days, or is late, comes before what can wait. */
export const LEAVES_SOON_DAYS = 7
/** Before leaving, a first contact that nobody has booked is said from so many days before the planned day. */
export const BOOKED_BEFORE_DAYS = 3
/** So many days after leaving the board offers that they did not leave; later the person's page does. */
export const NOT_LEFT_DAYS = 7
/** The strip shows five and says that there are more; whoever is away or left with nobody booked is shown beyond that, all of them. */
export const NEEDS_YOU_SHOWN = 5

// Who is on the board comes as one set (database/access/67-leaving-board.sql); it is sorted and cut before anything is looked up for
// a row, and each kind of fact is looked up once for a row, under the row rules.
const BOARD = `with today as materialized (select ((select ctx.now()) at time zone 'Europe/London')::date as on_day),
  everyone as materialized (
    select n.*, case when n.stay_id is null or n.ended_at is not null then 'left' when n.planned_on is null then 'no date'
             when n.planned_on <= t.on_day then 'today' when n.planned_on <= t.on_day + 3 then '3 days'
             when n.planned_on <= t.on_day + $7::int then '7 days' else 'later' end as leaves
      from net.on_the_way() n cross join today t
  ), open_now as materialized (
    select n.* from everyone n
     where $5 or n.ended_at is null or n.ended_at > (select ctx.now()) - make_interval(days => $6) or n.since is not null
  ), listed as materialized (
    select n.*
      from open_now n
     where ($1::uuid is null or n.unit_id = $1) and (not $2 or n.since is not null) and (not $3 or n.mine)
       and ($8::text is null or n.leaves = $8) and (not $9 or n.stopped)
  ), page as materialized (
    -- the day on which somebody on a ward means to leave: only the next week is before what else is open
    select n.*, coalesce(n.urgent, n.since) as shown_from, row_number() over (order by n.urgent nulls last,
           case when n.leaves in ('today', '3 days', '7 days') then n.planned_on end nulls last, n.since nulls last,
           n.ended_at desc nulls first, n.admitted_at nulls last, n.person_id) as place
      from listed n
     order by place limit $4
  ), dead as materialized (
    select d.* from net.death_states(array(select person_id from page)) d
  ), numbers as (
    select count(*) filter (where o.since is not null) as gap, count(*) as all, count(*) filter (where o.mine) as mine,
           count(*) filter (where o.stopped) as stopped,
           (select count(*) from listed) as matching, (select count(*) from everyone) - count(*) as "longAgo",
           coalesce((select json_object_agg(l.leaves, l.n) from (select leaves, count(*) as n from open_now group by leaves) l), '{}') as leaves,
           coalesce((select json_agg(json_build_object('unitId', w.unit_id, 'name', u.name, 'n', w.n) order by u.name)
              from (select unit_id, count(*) as n from open_now where unit_id is not null group by unit_id) w join tc.unit u on u.id = w.unit_id), '[]') as wards
      from open_now o
  )
  select b.*, page.person_id as "personId", p.display_name as name, p.born_on as "bornOn", page.state as transition,
    page.stay_id as "stayId", u.name as ward, page.admitted_at as "admittedAt", page.ended_at as "endedAt", page.ours,
    page.shown_from as "gapSince", o.key as "gapKey", o.clears as "gapClears", page.n as "gapCount",
    c.at as "nextAt", c.mode as "nextMode", w.name as "nextBy", coalesce((r.ended or e.ended) and not (coalesce(r.open, false) or coalesce(e.open, false)), false) as "supportEnded",
    coalesce(r.list, '[]') as referrals, l.version as "planVersion", l.planned_on as "plannedOn", l.ready_on as "readyOn",
    k.code as "blockerCode", k.words as "blockerWords", k.who_acts as "blockerWho", k.since_on as "blockerSince", k.n as "blockerCount",
    coalesce(dead.state, 'none') as death, a.kind as "awayKind", a.from_at as "awayFrom", a.expected_back_at as "awayUntil",
    page.state = 'open' and page.ended_at >= page.opened_at as "firstOwed", o.due as "firstDue", o.not_booked as "firstNotBooked",
    case when l.planned_on is not null then coalesce(c.last_until >= (l.planned_on::timestamp at time zone 'Europe/London'), false) end as "bookedAfter"
  from numbers b left join page on true
  left join dead on dead.person_id = page.person_id
  left join tc.person p on p.id = page.person_id
  left join tc.unit u on u.id = page.unit_id
  left join lateral (
    -- the gap that is shown, and the first contact after leaving, which is stored for all time to come: a row without an end is a
    -- promise that nobody has kept so far
    select (array_agg(ob.key order by ob.last, ob.key) filter (where ob.shown))[1] as key,
           (array_agg(ob.clears order by ob.last, ob.key) filter (where ob.shown))[1] as clears,
           max(ob.gap_from) filter (where ob.first and ob.gap_until = 'infinity') as due,
           coalesce(bool_or(ob.first and ob.gap_until <> 'infinity' and ob.gap_from <= (select ctx.now()) and ob.gap_until > (select ctx.now())), false) as not_booked
      from (select x.key, x.clears, x.gap_from, x.gap_until, x.kind = 'N4' and x.about_id = page.stay_id as first,
                   x.gap_from = page.shown_from and x.gap_until > (select ctx.now()) as shown,
                   page.urgent is not null and not (x.kind in ('N1a', 'N4') or starts_with(x.key, 'N11:worry:') or starts_with(x.key, 'N11:death:')) as last
              from net.obligation x where x.person_id = page.person_id) ob) o on true
  left join lateral (
    select max(ct.window_until_at) as last_until, (array_agg(ct.window_from_at order by ct.window_from_at, ct.id) filter (where ct.window_until_at > (select ctx.now())))[1] as at,
           (array_agg(ct.mode order by ct.window_from_at, ct.id) filter (where ct.window_until_at > (select ctx.now())))[1] as mode,
           (array_agg(ct.staff_id order by ct.window_from_at, ct.id) filter (where ct.window_until_at > (select ctx.now())))[1] as staff_id
      from tc.contact ct where ct.person_id = page.person_id and ct.state = 'planned' and ct.resolved_at is null) c on true
  left join tc.staff w on w.id = c.staff_id
  left join lateral (
    -- the sender reads the word of its referral, the service its own episode
    select bool_or(ep.state = 'ended') as ended, bool_or(ep.state = 'open') as open from tc.episode ep where ep.person_id = page.person_id) e on true
  left join lateral (
    select bool_or(f.word = 'finished') as ended, bool_or(f.word in ('sent', 'seen', 'question asked', 'taken on', 'started')) as open,
           json_agg(json_build_object('id', f.id, 'service', s.name, 'word', f.word, 'replyByAt', f.reply_by_at) order by f.sent_at desc, f.id) filter (where f.nth <= 5) as list
      from (select x.*, row_number() over (order by x.sent_at desc, x.id) as nth from tc.referral x where x.person_id = page.person_id) f
      join tc.service s on s.id = f.service_id) r on true
  left join lateral (
    select lp.version, lp.planned_on, lp.ready_on from tc.leaving_plan lp
     where lp.stay_id = page.stay_id and page.ended_at is null order by lp.version desc limit 1) l on true
  left join tc.stay_leave a on a.stay_id = page.stay_id and a.back_at is null and page.ended_at is null
  left join lateral (
    select lb.code, lb.words, lb.who_acts, lb.since_on, count(*) over () as n from tc.leaving_blocker lb
     where lb.stay_id = page.stay_id and page.ended_at is null and lb.ended_on is null order by lb.since_on, lb.id limit 1) k on true
  order by page.place`

// row rules make a long statement, and its plan costs as much as its rows: planned once a connection instead of five times and more
const ONE_PLAN = "select set_config('plan_cache_mode', 'force_generic_plan', true)"

const NEEDS_YOU = `select n.kind, n.about_id as "aboutId", n.person_id as "personId", p.display_name as name, n.what, n.since
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

interface Row
  extends Omit<BoardRow, 'stay' | 'next' | 'gap' | 'personId' | 'leaving' | 'blocker' | 'first' | 'away'> {
  readonly personId: string | null
  readonly all: number
  readonly gap: number
  readonly mine: number
  readonly matching: number
  readonly longAgo: number
  readonly stopped: number
  readonly leaves: Readonly<Partial<Record<Leaves, number>>>
  readonly wards: LeavingBoard['wards']
  readonly stayId: string | null
  readonly ward: string
  readonly admittedAt: Instant
  readonly endedAt: Instant | null
  readonly ours: boolean
  readonly gapSince: Instant | null
  readonly gapKey: string | null
  readonly gapClears: string | null
  readonly gapCount: number
  readonly firstOwed: boolean | null
  readonly firstDue: Instant | null
  readonly firstNotBooked: boolean
  readonly planVersion: number | null
  readonly plannedOn: Day | null
  readonly readyOn: Day | null
  readonly blockerCode: string | null
  readonly blockerWords: string
  readonly blockerWho: string
  readonly blockerSince: Day | null
  readonly blockerCount: number
  readonly awayKind: LeaveKind | null
  readonly awayFrom: Instant | null
  readonly awayUntil: Instant | null
  readonly nextAt: Instant | null
  readonly nextMode: string
  readonly nextBy: string | null
}

/** "Met" is said to the ward alone: whoever may not see what is owed must not read silence for a contact. */
const firstOf = (r: Row): BoardRow['first'] =>
  r.firstDue !== null
    ? { state: 'not met', dueAt: r.firstDue, booked: !r.firstNotBooked }
    : r.firstOwed === true && r.ours
      ? { state: 'met' }
      : null

const rowOf = (r: Row): BoardRow[] => {
  if (r.personId === null) return []
  const { personId, name, bornOn, transition, supportEnded, death, bookedAfter } = r
  return [
    {
      personId,
      name,
      bornOn,
      transition,
      supportEnded,
      death,
      bookedAfter,
      away:
        r.awayKind === null || r.awayFrom === null
          ? null
          : { kind: r.awayKind, fromAt: r.awayFrom, expectedBackAt: r.awayUntil },
      // an instant inside JSON is in the database's own form
      referrals: r.referrals.map((one) => ({ ...one, replyByAt: instant(one.replyByAt) })),
      stay:
        r.stayId === null
          ? null
          : { id: r.stayId, ward: r.ward, admittedAt: r.admittedAt, endedAt: r.endedAt, ours: r.ours },
      first: firstOf(r),
      leaving: r.planVersion === null ? null : { plannedOn: r.plannedOn, readyOn: r.readyOn },
      blocker:
        r.blockerSince === null
          ? null
          : {
              code: r.blockerCode,
              words: r.blockerWords,
              whoActs: r.blockerWho,
              sinceOn: r.blockerSince,
              more: r.blockerCount - 1,
            },
      // back in hospital: what is planned is paused
      next:
        r.nextAt === null || transition === 'suspended'
          ? null
          : { at: r.nextAt, mode: r.nextMode, by: r.nextBy },
      gap:
        r.gapSince === null
          ? null
          : { since: r.gapSince, key: r.gapKey ?? '', clears: r.gapClears ?? '', more: r.gapCount - 1 },
    },
  ]
}

/** Whom the asker's team has on a ward or on the way out: what cannot wait, who leaves within a week, the rest; with counts. */
export const leavingBoard = defineQuery<BoardFilter, LeavingBoard>({
  name: 'stay.leaving-board',
  title: 'Who is on the ward or on the way out',
  input,
  right: 'board.read',
  async run(tx, { ward, gap, mine, longAgo = false, leaves = null, stopped = false }) {
    const [, rows, needsYou, asker] = await Promise.all([
      tx.rows(ONE_PLAN),
      tx.rows<Row>(BOARD, [
        ward,
        gap,
        mine,
        ROWS_SHOWN,
        longAgo,
        LEFT_DAYS,
        LEAVES_SOON_DAYS,
        leaves,
        stopped,
      ]),
      tx.rows<NeedsYou>(NEEDS_YOU, [NEEDS_YOU_SHOWN + 1, ROWS_SHOWN]),
      tx.asker,
    ])
    const first = rows[0]
    return {
      asOf: asker.now,
      team: asker.teamName,
      counts: {
        all: first?.all ?? 0,
        gap: first?.gap ?? 0,
        mine: first?.mine ?? 0,
        matching: first?.matching ?? 0,
        longAgo: first?.longAgo ?? 0,
        stopped: first?.stopped ?? 0,
        leaves: Object.fromEntries(LEAVES.map((l) => [l, first?.leaves[l] ?? 0])) as Record<Leaves, number>,
      },
      wards: first?.wards ?? [],
      rows: rows.flatMap(rowOf),
      needsYou,
    }
  },
  shows: (board) => [
    ...new Set([
      ...board.rows.map((r) => r.personId),
      ...board.needsYou.flatMap((n) => (n.personId ? [n.personId] : [])),
    ]),
  ],
})

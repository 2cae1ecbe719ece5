import * as z from 'zod'
import { DELAY_REASONS_ABOUT_HOME } from '#content/terms/delay-reasons/index.ts'
import { type Day, type Instant, instant } from '#core/kernel/time.ts'
import type { LinedUp } from '#core/pathway/definition.ts'
import type { LeaveKind } from '#core/place/stay-leave.ts'
import type { Word } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { NEEDS_YOU, NEEDS_YOU_SHOWN, type NeedsYou } from './needs-you.ts'

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
  /** For a file: ROWS_IN_A_FILE instead of a page of them, and nothing of what needs the team, whom the file does not name. */
  file: z.optional(z.boolean()),
})
export type BoardFilter = z.infer<typeof input>

export interface BoardReferral {
  readonly id: string
  readonly service: string
  readonly word: Word
  readonly replyByAt: Instant
  /** What of leaving the service lines up, as the newest version of its pathway says. */
  readonly supports: readonly LinedUp[]
}

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
    /** It, or one of the others, is that there is no home to go to yet. */
    readonly aboutHome: boolean
  } | null
  /** Where home is, of the stay or else of the person: an area, "no fixed address", or null. */
  readonly homeArea: string | null
  /** The newest first: five, every one that is not over, and the newest of each service. */
  readonly referrals: readonly BoardReferral[]
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
  /** The newest thing that happened, of what the asker may read. */
  readonly lastChange: {
    readonly at: Instant
    /** 'the person' for what they did at their own door. Null for a machine, and with `team` where the asker may not know that such a team has to do with the person. */
    readonly by: string | null
    readonly team: string | null
    /** By somebody of the asker's own team. */
    readonly ours: boolean
  } | null
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
/** Rows of a file, which is asked for seldom. Nobody cuts a list of a thousand by hand: a longer one is chosen by its filters. */
export const ROWS_IN_A_FILE = 1000
/** After so many days at home without a gap a person leaves the first view; as long as the first weeks after leaving count. */
export const LEFT_DAYS = 28
/** Whoever means to leave within so many days, or is late, comes before what can wait. */
export const LEAVES_SOON_DAYS = 7
/** Before leaving, a first contact that nobody has booked is said from so many days before the planned day. */
export const BOOKED_BEFORE_DAYS = 3
/** So many days after leaving the board offers that they did not leave; later the person's page does. */
export const NOT_LEFT_DAYS = 7
// Who is on the board comes as one set (database/access/67-leaving-board.sql); it is sorted and cut before anything is looked up for
// a row, and each kind of fact is looked up once for a row, under the row rules.
const BOARD = `with pathways as materialized (
    select distinct on (v.pathway_id) v.pathway_id, v.body -> 'supports' as supports from tc.pathway_version v order by v.pathway_id, v.version desc
  ), today as materialized (select ((select ctx.now()) at time zone 'Europe/London')::date as on_day),
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
    k.code as "blockerCode", k.words as "blockerWords", k.who_acts as "blockerWho", k.since_on as "blockerSince", k.n as "blockerCount", k.about_home as "blockerAboutHome",
    coalesce(h.home_area, pc.home_area) as "homeArea", z.at as "changedAt", z.team_id = (select ctx.team()) as "changedByUs",
    case when z.may and z.by_id <> page.person_id then zt.name end as "changedTeam",
    case when z.by_id = page.person_id then 'the person' when z.may then zs.name end as "changedBy",
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
           json_agg(json_build_object('id', f.id, 'service', s.name, 'word', f.word, 'replyByAt', f.reply_by_at, 'supports', coalesce(pw.supports, '[]')) order by f.sent_at desc, f.id)
             filter (where f.nth <= 5 or f.of_service = 1 or f.word in ('sent', 'seen', 'question asked', 'taken on', 'started')) as list
      from (select x.*, row_number() over (order by x.sent_at desc, x.id) as nth, row_number() over (partition by x.service_id order by x.sent_at desc, x.id) as of_service
              from tc.referral x where x.person_id = page.person_id) f
      join tc.service s on s.id = f.service_id left join pathways pw on pw.pathway_id = s.pathway_id) r on true
  left join lateral (
    select lp.version, lp.planned_on, lp.ready_on from tc.leaving_plan lp
     where lp.stay_id = page.stay_id and page.ended_at is null order by lp.version desc limit 1) l on true
  left join tc.stay_leave a on a.stay_id = page.stay_id and a.back_at is null and page.ended_at is null
  left join lateral (
    select lb.code, lb.words, lb.who_acts, lb.since_on, count(*) over () as n, bool_or(lb.code = any ($10::text[])) over () as about_home from tc.leaving_blocker lb
     where lb.stay_id = page.stay_id and page.ended_at is null and lb.ended_on is null order by lb.since_on, lb.id limit 1) k on true
  left join tc.stay h on h.id = page.stay_id
  left join tc.person_core pc on pc.person_id = page.person_id
  left join lateral (
    -- that a drug-and-alcohol team has to do with somebody is told to whoever may know it: asked for such a team alone
    select t.at, t.team_id, t.by_id, not coalesce(d.drug_and_alcohol, false) or tc.may_name(t.team_id, page.person_id) as may
      from (select x.at, x.team_id, x.by_id from tc.timeline x where x.person_id = page.person_id order by x.at desc, x.id desc limit 1) t
      left join tc.team d on d.id = t.team_id) z on true
  left join tc.team zt on zt.id = z.team_id
  left join tc.staff zs on zs.id = z.by_id
  order by page.place`

// row rules make a long statement, and its plan costs as much as its rows: planned once a connection instead of five times and more
const ONE_PLAN = "select set_config('plan_cache_mode', 'force_generic_plan', true)"

interface Row
  extends Omit<
    BoardRow,
    'stay' | 'next' | 'gap' | 'personId' | 'leaving' | 'blocker' | 'first' | 'away' | 'lastChange'
  > {
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
  readonly blockerAboutHome: boolean | null
  readonly changedAt: Instant | null
  readonly changedByUs: boolean
  readonly changedTeam: string | null
  readonly changedBy: string | null
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
  const { personId, name, bornOn, transition, supportEnded, death, bookedAfter, homeArea } = r
  return [
    {
      personId,
      name,
      bornOn,
      transition,
      supportEnded,
      death,
      bookedAfter,
      homeArea,
      lastChange:
        r.changedAt === null
          ? null
          : { at: r.changedAt, by: r.changedBy, team: r.changedTeam, ours: r.changedByUs },
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
              aboutHome: r.blockerAboutHome === true,
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
  async run(tx, { ward, gap, mine, longAgo = false, leaves = null, stopped = false, file = false }) {
    const [, rows, needsYou, asker] = await Promise.all([
      tx.rows(ONE_PLAN),
      tx.rows<Row>(BOARD, [
        ward,
        gap,
        mine,
        file ? ROWS_IN_A_FILE : ROWS_SHOWN,
        longAgo,
        LEFT_DAYS,
        LEAVES_SOON_DAYS,
        leaves,
        stopped,
        DELAY_REASONS_ABOUT_HOME,
      ]),
      file ? [] : tx.rows<NeedsYou>(NEEDS_YOU, [NEEDS_YOU_SHOWN + 1, ROWS_SHOWN]),
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

import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** What a gap is about, as far as the asker may see that row: by it two gaps of one person are told apart. */
export interface GapAbout {
  readonly service: string | null
  readonly contact: { readonly fromAt: Instant; readonly untilAt: Instant } | null
  readonly referralSentAt: Instant | null
  /** What the worry is, and who was told: null is nobody yet. */
  readonly worry: { readonly what: string; readonly told: string | null } | null
}

/** One open gap as a board shows it. A name is there only when the asker may see it. */
export interface GapLine {
  readonly personId: string
  readonly name: string | null
  readonly key: string
  readonly kind: string
  readonly aboutId: string
  readonly about: GapAbout
  readonly since: Instant
  /** When it heals by itself (a worker comes back); null when somebody must act. */
  readonly until: Instant | null
  readonly owner: string | null
  readonly clears: string
  readonly source: string
  /** Of a gap about leaving: when the person left. */
  readonly leftAt: Instant | null
  /** What is said of the person's death: what is owed is held while it is reported. */
  readonly death: 'none' | 'reported' | 'confirmed'
  /** Null where the asker's own team must act; else the team that does, of which this one must know. */
  readonly actsInstead: string | null
  /** It cannot wait, everybody who answers was told, and nobody has acknowledged it (N13). */
  readonly unanswered: boolean
  /** Of a missing lead: who was asked to lead and has not answered. */
  readonly asked: { readonly who: string; readonly at: Instant } | null
  /** Of a plan that has not reached somebody: whom; null where the asker may not read that plan. */
  readonly notReached: string | null
  readonly takenOver: { readonly by: string; readonly reason: string; readonly at: Instant } | null
}

export interface GapBoard {
  readonly team: string
  readonly open: readonly GapLine[]
  /** Promises whose time has not run out yet, within the next two days: seen before they are gaps. */
  readonly next: readonly GapLine[]
  readonly asOf: Instant
}

interface Row {
  person_id: string
  name: string | null
  key: string
  kind: string
  about_id: string
  gap_from: Instant
  gap_until: Instant | 'infinity'
  owner: string | null
  clears: string
  source: string
  left_at: Instant | null
  death: GapLine['death']
  acts: string | null
  unanswered: boolean | null
  taken_by: string | null
  taken_reason: string | null
  taken_at: Instant | null
  service: string | null
  window_from_at: Instant | null
  window_until_at: Instant | null
  sent_at: Instant | null
  worry: string | null
  told: string | null
  asked_at: Instant | null
  asked_who: string | null
  not_reached: string | null
}

const COLUMNS = `o.person_id, p.display_name as name, o.key, o.kind, o.about_id, o.gap_from, o.gap_until, s.name as owner, o.clears, o.source,
    v.name as service, c.window_from_at, c.window_until_at, r.sent_at, w.what as worry, w.told, st.ended_at as left_at, coalesce(dead.state, 'none') as death,
    ask.offered_at as asked_at, ask.who as asked_who, rec.name as not_reached,
    case when o.team_id <> (select ctx.team()) and o.told_team_id = (select ctx.team()) then tm.name end as acts,
    exists (select from tc.notice n
      where n.person_id = o.person_id and n.obligation_key = o.key and n.gap_from = o.gap_from and n.closed_at is null and n.unanswered_at is not null
        and not exists (select from tc.notice a where a.person_id = n.person_id and a.obligation_key = n.obligation_key and a.gap_from = n.gap_from and a.team_id = n.team_id
              and a.acknowledged_at >= n.told_at)) as unanswered`
// each by its own key, and only where a gap of this kind can be about such a row
const JOINS = `left join dead on dead.person_id = o.person_id
  left join tc.person p on p.id = o.person_id
  left join tc.staff s on s.id = o.owner_staff_id
  left join tc.team tm on tm.id = o.team_id
  left join tc.contact c on c.id = o.about_id and o.kind in ('N2', 'N7')
  left join tc.episode e on e.id = o.about_id and o.kind in ('N1b', 'N2')
  left join tc.referral r on r.id = o.about_id and o.kind in ('N1b', 'N5', 'N11')
  left join tc.worry w on w.id = o.about_id and o.kind = 'N11'
  left join tc.stay st on st.id = o.about_id and o.kind in ('N1a', 'N4')
  left join lateral (
    select h.offered_at, hs.name as who from tc.lead_handover h left join tc.staff hs on hs.id = h.to_staff_id
     where h.person_id = o.person_id and h.what = 'lead' and h.answer is null order by h.offered_at desc limit 1) ask on o.kind = 'N1a'
  left join lateral (
    select named.one ->> 'name' as name from tc.plan pl cross join lateral jsonb_array_elements(pl.named) as named(one)
     where pl.person_id = o.person_id and pl.plan_id = o.about_id and named.one ->> 'id' = split_part(o.key, ':', 3) order by pl.version desc limit 1) rec on o.kind = 'N8'
  left join tc.service v on v.id = coalesce(c.service_id, e.service_id, r.service_id)`
const TAKEN = `left join net.taken_over tk on tk.person_id = o.person_id and tk.key = o.key and tk.at >= o.gap_from
  left join tc.staff tb on tb.id = tk.by_staff_id`
// asked once for the page and not once a row
const DEAD = 'dead as materialized (select d.* from net.death_states(array(select person_id from page)) d)'
const IS_WORRY = "starts_with(o.key, 'N11:worry:')"
const OF_TEAM = `from net.obligation o
         where team_id = (select ctx.team()) and gap_from <= (select ctx.now()) and gap_until > (select ctx.now())
           and ($2::text is null or kind = $2)`
const TOLD_TEAM = `from net.obligation o
         where told_team_id = (select ctx.team()) and gap_from <= (select ctx.now()) and gap_until > (select ctx.now())
           and ($2::text is null or kind = $2)`

// what somebody took over before this gap began was an earlier gap of the same kind: nobody has taken this one
// worries are read apart: by age alone the newest worry would fall below every old gap, and off a page that is full
const OPEN = `with worries as materialized (select o.* ${OF_TEAM} and kind = 'N11' and ${IS_WORRY} order by gap_from limit $1),
  others as materialized (select o.* ${OF_TEAM} and not ${IS_WORRY} order by gap_from limit $1),
  -- of which this team must know while another acts: an index of its own, and what is both is told once
  told as materialized (select o.* ${TOLD_TEAM} and team_id <> (select ctx.team()) order by gap_from limit $1),
  page as materialized (
    select * from (select * from worries union all select * from others union all select * from told) o order by ${IS_WORRY} desc, gap_from limit $1),
  ${DEAD}
  select ${COLUMNS}, tb.name as taken_by, tk.reason as taken_reason, tk.at as taken_at
  from page o
  ${JOINS}
  ${TAKEN}
  order by ${IS_WORRY} desc, o.gap_from`

// a contact that is still to come is on the day's list of visits: here it would crowd out what somebody can still prevent
const NEXT = `with page as materialized (
    select * from net.obligation
     where team_id = (select ctx.team()) and gap_from > (select ctx.now()) and gap_from <= (select ctx.now()) + interval '48 hours' and kind <> 'N7'
     order by gap_from limit 20),
  ${DEAD}
  select ${COLUMNS}, null::text as taken_by, null::text as taken_reason, null::timestamptz as taken_at
  from page o
  ${JOINS}
  order by o.gap_from`

export const toLine = (row: Row): GapLine => ({
  personId: row.person_id,
  name: row.name,
  key: row.key,
  kind: row.kind,
  aboutId: row.about_id,
  about: {
    service: row.service,
    contact:
      row.window_from_at !== null && row.window_until_at !== null
        ? { fromAt: row.window_from_at, untilAt: row.window_until_at }
        : null,
    referralSentAt: row.sent_at,
    worry: row.worry === null ? null : { what: row.worry, told: row.told },
  },
  since: row.gap_from,
  until: row.gap_until === 'infinity' ? null : row.gap_until,
  owner: row.owner,
  clears: row.clears,
  source: row.source,
  leftAt: row.left_at,
  death: row.death,
  actsInstead: row.acts,
  unanswered: row.unanswered === true,
  asked: row.asked_at === null ? null : { who: row.asked_who ?? 'A colleague', at: row.asked_at },
  notReached: row.not_reached,
  takenOver:
    row.taken_by !== null && row.taken_reason !== null && row.taken_at !== null
      ? { by: row.taken_by, reason: row.taken_reason, at: row.taken_at }
      : null,
})

/** Whom a plan is for is read in the plan: only by whoever may open it. */
const lineFor =
  (asker: Asker) =>
  (row: Row): GapLine =>
    asker.rights.includes('plan.read') ? toLine(row) : { ...toLine(row), notReached: null }

/** The gap board of the asker's team: worries first, then what is not kept now, oldest first, and what is about to be. Index range scans. */
export const board = defineQuery({
  name: 'safetynet.board',
  title: 'The gap board of my team',
  input: z.object({
    kind: z.enum(['N1a', 'N1b', 'N2', 'N4', 'N5', 'N7', 'N8', 'N9', 'N11']).optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  right: 'board.read',
  async run(tx, input): Promise<GapBoard> {
    const [open, next, asker] = await Promise.all([
      tx.rows<Row>(OPEN, [input.limit, input.kind ?? null]),
      tx.rows<Row>(NEXT),
      tx.asker,
    ])
    const line = lineFor(asker)
    return { team: asker.teamName, open: open.map(line), next: next.map(line), asOf: asker.now }
  },
  shows: (b) => [...new Set([...b.open, ...b.next].map((l) => l.personId))],
})

const FOR_PERSON = `with page as materialized (
    select o.* from net.obligation o
     where o.person_id = $1 and o.gap_until > (select ctx.now()) and o.gap_from <= (select ctx.now()) + interval '7 days'
     order by o.gap_from limit 100),
  ${DEAD}
  select ${COLUMNS}, tb.name as taken_by, tk.reason as taken_reason, tk.at as taken_at
  from page o
  ${JOINS}
  ${TAKEN}
  order by o.gap_from`

/** What is open about one person, as far as the asker may know of it. */
export const forPerson = defineQuery({
  name: 'safetynet.for-person',
  title: 'What is open about one person',
  input: z.object({ personId: z.uuid() }),
  right: ['board.read', 'people.read'],
  async run(
    tx,
    input,
  ): Promise<{ readonly personId: string; readonly lines: readonly GapLine[]; readonly asOf: Instant }> {
    const [rows, asker] = await Promise.all([tx.rows<Row>(FOR_PERSON, [input.personId]), tx.asker])
    return { personId: input.personId, lines: rows.map(lineFor(asker)), asOf: asker.now }
  },
  shows: (o) => (o.lines.length > 0 ? [o.personId] : []),
})

/** What is open about one person, in the few words a person page has room for. */
export const openOfPerson = defineQuery({
  name: 'safetynet.open-of-person',
  title: 'What is open about one person, in short',
  input: z.object({ personId: z.uuid() }),
  right: ['board.read', 'people.read'],
  async run(tx, input): Promise<readonly OpenLine[]> {
    const rows = await tx.rows<Row>(FOR_PERSON, [input.personId])
    const { now } = await tx.asker
    return rows
      .filter((row) => row.gap_from <= now)
      .map((row) => ({
        key: row.key,
        personId: row.person_id,
        words: row.clears,
        since: row.gap_from,
        ownerName: row.owner,
      }))
  },
  shows: (lines) => [...new Set(lines.map((l) => l.personId))],
})

export interface OpenLine {
  readonly key: string
  readonly personId: string
  readonly words: string
  readonly since: Instant
  readonly ownerName: string | null
}

import * as z from 'zod'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { DayState } from '#core/place/feed-day.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A message that waits, as the desk's list shows it: who has it, since when, and why in the catalogue's words. */
export interface MessageWaiting {
  readonly id: string
  readonly controlId: string | null
  readonly why: RefusalCode
  readonly params: Readonly<Record<string, string | number>>
  readonly at: Instant
  readonly dueAt: Instant | null
  readonly team: string
  readonly owner: string | null
  /** Somebody asked that it be tried again, and its feed has not come round yet. */
  readonly againAt: Instant | null
  readonly tries: number
}
export interface MessagesWaiting {
  readonly now: Instant
  readonly total: number
  readonly messages: readonly MessageWaiting[]
}

const SHOWN = 200
// of each list the oldest by its index, then their tasks: a list may be long on the day a feed goes wrong
const LIST = `select k.id, k.control_id as "controlId", k.why, k.why_params as params, k.at, t.due_at as "dueAt", m.name as team,
    s.name as owner, k.again_at as "againAt", k.tries
  from (select o.* from unnest((select ctx.grantees())::uuid[]) g (id) cross join lateral (
          select x.* from tc.kept_message x where x.team_id = g.id and x.done_at is null order by x.at, x.id limit ${SHOWN}) o
         order by o.at, o.id limit ${SHOWN}) k
  join tc.team m on m.id = k.team_id
  left join tc.task t on t.about_id = k.id and t.kind = 'kept message' and t.done_at is null left join tc.staff s on s.id = t.staff_id
  order by k.at, k.id`
const TOTAL = `select (select ctx.now()) as now, count(*)::int as total from tc.kept_message k
  where k.done_at is null and k.team_id = any ((select ctx.grantees())::uuid[])`

/** Hospital messages that could not be filed and wait for the asker's own team, oldest first. */
export const messagesWaiting = defineQuery<Record<string, never>, MessagesWaiting>({
  name: 'message.waiting',
  title: 'Hospital messages that wait for my team',
  input: z.strictObject({}),
  right: 'tasks.read',
  async run(tx) {
    const [counted, messages] = await Promise.all([
      tx.row<{ now: Instant; total: number }>(TOTAL),
      tx.rows<MessageWaiting>(LIST),
    ])
    return { now: counted?.now ?? ('' as Instant), total: counted?.total ?? 0, messages }
  },
  shows: () => [],
})

/**
 * One day of one feed: what came, and how it was answered. `received` = acknowledged + refused + repeated. `state` null: nobody has said
 * yet what its sender counted; `ours` is what stood here when somebody did.
 */
export interface FeedDay {
  readonly clientId: string
  readonly feed: string
  readonly onDay: Day
  readonly received: number
  readonly acknowledged: number
  readonly refused: number
  readonly repeated: number
  readonly waits: number
  readonly otherContent: number
  readonly sent: number | null
  readonly ours: number | null
  readonly state: DayState | null
  readonly words: string | null
  readonly saidAt: Instant | null
  readonly saidBy: string | null
}
export interface FeedDays {
  readonly now: Instant
  readonly days: readonly FeedDay[]
}

/** Days that are over and that nobody agreed yet, or whose difference nobody explained; the oldest first. */
export function daysWaiting({ days, now }: FeedDays): readonly FeedDay[] {
  const today = dayOf(now)
  return days.filter((d) => d.onDay < today && (d.state === null || d.state === 'asked')).toReversed()
}

/** Messages of a day, each once: what a sender's count of the day is held against. */
export const cameOnce = (d: Pick<FeedDay, 'received' | 'repeated'>): number => d.received - d.repeated

export const DAYS = `select client_id as "clientId", feed, on_day::text as "onDay", received, acknowledged, refused, repeated, waits, other_content as "otherContent",
    sent, ours, state, words, said_at as "saidAt", said_by as "saidBy"`
/** Days of a feed that its list shows whether or not they wait. */
export const DAYS_SHOWN = 14
const TODAY = "((select ctx.now()) at time zone 'Europe/London')::date"
const ALL = `${DAYS} from ctx.feed_days(coalesce($1::date, ${TODAY} - ${DAYS_SHOWN - 1}), coalesce($2::date, ${TODAY})) limit 1000`
const NOW = 'select (select ctx.now()) as now'

/**
 * How many messages each feed of the asker's organisation brought each day, for its records desk to hold against the sender's own count; with
 * every earlier day that is not agreed yet. From and to null: the last fourteen days.
 */
export const feedDays = defineQuery<{ from: string | null; to: string | null }, FeedDays>({
  name: 'message.days',
  title: 'Hospital messages by feed and day',
  input: z.strictObject({ from: z.iso.date().nullable(), to: z.iso.date().nullable() }),
  right: 'tasks.read',
  async run(tx, { from, to }) {
    const [clock, days] = await Promise.all([
      tx.row<{ now: Instant }>(NOW),
      tx.rows<FeedDay>(ALL, [from, to]),
    ])
    return { now: clock?.now ?? ('' as Instant), days }
  },
  shows: () => [],
})

/** How many days of its feeds wait to be agreed; null where the asker's team is no records desk with a feed. */
export const feedDaysWaiting = defineQuery<Record<string, never>, number | null>({
  name: 'message.days-waiting',
  title: 'How many days of hospital messages wait to be agreed',
  input: z.strictObject({}),
  right: 'tasks.read',
  run: async (tx) => (await tx.row<{ n: number | null }>('select ctx.feed_days_waiting() as n'))?.n ?? null,
  shows: () => [],
})

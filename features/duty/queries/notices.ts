import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { thingOf } from '../cannot-wait.ts'

/** One thing that somebody was told of and that is still open. */
export interface NoticeLine {
  readonly id: string
  readonly personId: string
  readonly name: string | null
  readonly title: string
  readonly act: string
  readonly definition: string
  readonly aboutId: string
  readonly since: Instant
  readonly toldAt: Instant
  /** Why the asker got it: "You are on duty". */
  readonly because: string
  readonly toMe: boolean
  readonly team: string
  readonly acknowledged: { readonly at: Instant; readonly by: string } | null
  readonly unanswered: boolean
  /** Of a missing lead: who was asked to lead and has not answered, as far as the asker may see it. */
  readonly asked: { readonly who: string; readonly at: Instant } | null
  /** How many more of the same kind about the same person stand under this one. */
  readonly more: number
}

export interface Notices {
  readonly lines: readonly NoticeLine[]
  /** The rest, in one number each: the daily list. */
  readonly gaps: number
  /** Of the gaps: referrals without an answer by their date, and contacts without an outcome. */
  readonly repliesDue: number
  readonly outcomesMissing: number
  /** Opened referrals whose answer is due within 24 hours. */
  readonly repliesSoon: number
  /** Referrals of the team about which a question waits for its answer, and is no gap yet. */
  readonly questions: number
  /** Referrals that nobody of the team has opened. */
  readonly newReferrals: number
  readonly tasks: number
  /** To which the asker goes along. */
  readonly appointmentsTomorrow: number
  readonly digestAt: string
  readonly asOf: Instant
}

// acknowledged since this one was told: whoever is told because an earlier one went off shift is asked anew
const ACKNOWLEDGED = `x.person_id = n.person_id and x.obligation_key = n.obligation_key and x.gap_from = n.gap_from and x.team_id = n.team_id and x.acknowledged_at >= n.told_at`
const LIST = `with standing as materialized (select s.id from net.standing_notices() s(id))
  select distinct on (n.person_id, n.obligation_key, n.gap_from, n.team_id) n.id, n.person_id, p.display_name as name, n.definition, n.about_id, n.gap_from, n.told_at, n.because,
    (select ctx.actor()) = any (n.to_staff) as to_me, t.name as team, a.acknowledged_at, s.name as acknowledged_by, n.unanswered_at is not null and a.acknowledged_at is null as unanswered,
    ask.offered_at as asked_at, ask.who as asked_who,
    (select count(*)::int from tc.notice f where f.folded_into = n.id and f.id in (select s.id from standing s)) as more
  from tc.notice n join tc.team t on t.id = n.team_id left join tc.person p on p.id = n.person_id
  left join lateral (select x.acknowledged_at, x.acknowledged_by from tc.notice x where ${ACKNOWLEDGED} order by x.acknowledged_at desc limit 1) a on true
  left join tc.staff s on s.id = a.acknowledged_by
  left join lateral (
    select h.offered_at, hs.name as who from tc.lead_handover h left join tc.staff hs on hs.id = h.to_staff_id
     where h.person_id = n.person_id and h.what = 'lead' and h.answer is null order by h.offered_at desc limit 1) ask on n.definition = 'no-lead'
  where n.id in (select s.id from standing s) and (n.folded_into is null or n.folded_into not in (select s.id from standing s))
  order by n.person_id, n.obligation_key, n.gap_from, n.team_id, (select ctx.actor()) = any (n.to_staff) desc, n.level desc limit 300`
// what net.send_digests counts, as far as the asker may see it
const REST = `select g.*,
  (select count(*)::int from tc.referral r join tc.service v on v.id = r.service_id where v.team_id = (select ctx.team()) and r.word = 'sent') as "newReferrals",
  (select count(*)::int from net.obligation o join tc.referral r on r.id = o.about_id and r.word in ('seen', 'question asked')
    where o.kind = 'N5' and o.team_id = (select ctx.team()) and o.gap_from > (select ctx.now()) and o.gap_from <= (select ctx.now()) + interval '24 hours') as "repliesSoon",
  (select count(*)::int from tc.referral r where r.from_team_id = (select ctx.team()) and r.word = 'question asked'
    and not exists (select from net.obligation o where o.person_id = r.person_id and o.key = 'N11:question:' || r.id and o.gap_from <= (select ctx.now()))) as questions,
  (select count(*)::int from tc.appointment m where m.goes_staff_id = (select ctx.actor()) and m.state = 'planned' and m.remind_on = ((select ctx.now()) at time zone 'Europe/London')::date
     and net.death_state(m.person_id) = 'none') as "appointmentsTomorrow",
  (select count(*)::int from tc.task k where k.team_id = (select ctx.team()) and k.done_at is null) as tasks,
  coalesce((select to_char(w.digest_at, 'HH24:MI') from tc.notify_preference w where w.staff_id = (select ctx.actor())), '08:00') as "digestAt"
  from (select count(*)::int as gaps, (count(*) filter (where o.kind = 'N5'))::int as "repliesDue", (count(*) filter (where o.kind = 'N7'))::int as "outcomesMissing"
          from net.obligation o where (o.team_id = (select ctx.team()) or o.told_team_id = (select ctx.team())) and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())) g`

const COUNT = `with standing as materialized (select s.id from net.standing_notices() s(id))
  select count(*)::int as n from (select distinct n.person_id, n.obligation_key, n.gap_from, n.team_id from tc.notice n
  where n.id in (select s.id from standing s) and (n.folded_into is null or n.folded_into not in (select s.id from standing s))
    and not exists (select from tc.notice x where ${ACKNOWLEDGED})) g`

/** How many things were told to the asker or their team and nobody has acknowledged. */
export const openNotices = async (tx: Tx): Promise<number> => (await tx.row<{ n: number }>(COUNT))?.n ?? 0

interface Row {
  id: string
  person_id: string
  name: string | null
  definition: string
  about_id: string
  gap_from: Instant
  told_at: Instant
  because: string
  to_me: boolean
  team: string
  acknowledged_at: Instant | null
  acknowledged_by: string | null
  unanswered: boolean
  asked_at: Instant | null
  asked_who: string | null
  more: number
}

const WHY: Readonly<Record<string, string>> = {
  'on duty': 'on duty',
  'next in the chain': 'next in the chain',
  manager: 'the manager',
  'out of hours': 'who answers out of hours',
  'nobody is on duty': 'nobody is on duty, so the whole team',
}

/** What needs the asker now: what was told to them first, then what was told to their team, the oldest first. */
export const notices = defineQuery<Record<string, never>, Notices>({
  name: 'notice.mine',
  title: 'What needs me now',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['board.read', 'tasks.read'],
  async run(tx) {
    const [rows, rest, asker] = await Promise.all([
      tx.rows<Row>(LIST),
      tx.row<Omit<Notices, 'lines' | 'asOf'>>(REST),
      tx.asker,
    ])
    const lines = rows
      .map((r) => ({
        id: r.id,
        personId: r.person_id,
        name: r.name,
        title: thingOf(r.definition)?.title ?? 'Something needs you',
        act: thingOf(r.definition)?.act ?? 'Open it',
        definition: r.definition,
        aboutId: r.about_id,
        since: r.gap_from,
        toldAt: r.told_at,
        because: r.to_me
          ? `You are told because you are ${WHY[r.because] ?? r.because}`
          : `Told to ${r.team}: ${WHY[r.because] ?? r.because}`,
        toMe: r.to_me,
        team: r.team,
        acknowledged:
          r.acknowledged_at !== null
            ? { at: r.acknowledged_at, by: r.acknowledged_by ?? 'a colleague' }
            : null,
        unanswered: r.unanswered,
        asked: r.asked_at === null ? null : { who: r.asked_who ?? 'A colleague', at: r.asked_at },
        more: r.more,
      }))
      .sort((a, b) => Number(b.toMe) - Number(a.toMe) || (a.since < b.since ? -1 : 1))
    return {
      lines,
      gaps: rest?.gaps ?? 0,
      repliesDue: rest?.repliesDue ?? 0,
      outcomesMissing: rest?.outcomesMissing ?? 0,
      repliesSoon: rest?.repliesSoon ?? 0,
      questions: rest?.questions ?? 0,
      newReferrals: rest?.newReferrals ?? 0,
      tasks: rest?.tasks ?? 0,
      appointmentsTomorrow: rest?.appointmentsTomorrow ?? 0,
      digestAt: rest?.digestAt ?? '08:00',
      asOf: asker.now,
    }
  },
  shows: (n) => [...new Set(n.lines.map((l) => l.personId))],
})

/** `version` 0: nothing chosen yet. Then whoever is told by name gets an email, and no daily list comes by message. */
export interface Wishes {
  readonly byEmail: boolean
  readonly mobile: string | null
  readonly digestAt: string
  readonly version: number
}
const WISHES = `select by_email as "byEmail", mobile, to_char(digest_at, 'HH24:MI') as "digestAt", version from tc.notify_preference where staff_id = (select ctx.actor())`

export const wishes = defineQuery<Record<string, never>, Wishes>({
  name: 'notify.wishes',
  title: 'How I am told',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['board.read', 'tasks.read'],
  run: async (tx) =>
    (await tx.row<Wishes>(WISHES)) ?? { byEmail: true, mobile: null, digestAt: '08:00', version: 0 },
  shows: () => [],
})

/** One message as it would have left; practice mode alone. */
export interface PracticeMessage {
  readonly id: string
  readonly channel: 'email' | 'text'
  readonly to: string
  readonly template: string
  readonly slots: Readonly<Record<string, string | number>>
  readonly state: string
  readonly why: string | null
  readonly at: Instant
}
const SENT = `select id, channel, to_address as "to", template, slots, state, why, coalesce(sent_at, created_at) as at from net.practice_sent(100)`

/** Null in any mode but practice. */
export const practiceSent = defineQuery<Record<string, never>, readonly PracticeMessage[] | null>({
  name: 'notify.practice-sent',
  title: 'What would have been sent, in practice',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['board.read', 'tasks.read', 'people.read', 'report.read'],
  async run(tx) {
    const [mode, rows] = await Promise.all([
      tx.row<{ mode: string }>('select ctx.mode() as mode'),
      tx.rows<PracticeMessage>(SENT),
    ])
    return mode?.mode === 'practice' ? rows : null
  },
  shows: () => [],
})

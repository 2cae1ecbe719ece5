import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { ReasonKind, Verdict } from '#core/sharing/emergency.ts'
import type { Ground } from '#core/sharing/without-agreement.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { ASK, type AskShown } from './asks.ts'
import { COMPLAINT, type ComplaintShown } from './complaints.ts'

/** One record opened in an emergency, as the desk lists it. */
export interface EmergencyLine {
  readonly id: string
  readonly personId: string
  /** Null where who it is is not open to the asker (any more). */
  readonly name: string | null
  readonly who: string
  readonly team: string
  readonly reasonKind: ReasonKind
  readonly openedAt: Instant
  readonly endsAt: Instant
  readonly overANo: boolean
  readonly dueAt: Instant
  /** Null: nobody has ended the second look. */
  readonly verdict: Verdict | null
}

/** One act of sharing without agreement. */
export interface WithoutLine {
  readonly id: string
  readonly personId: string
  readonly name: string | null
  readonly who: string
  readonly service: string
  readonly ground: Ground
  readonly fromAt: Instant
  readonly endsAt: Instant
  readonly personTold: boolean
  readonly dueAt: Instant
  readonly verdict: Verdict | null
}

/** A day on which somebody of the organisation did something worth a question. No finding, and no score. */
export interface UnusualDay {
  readonly day: Day
  readonly actorId: string
  readonly who: string | null
  readonly pattern: 'many records' | 'not opened'
  readonly n: number
}

export interface Desk {
  readonly now: Instant
  readonly emergencies: readonly EmergencyLine[]
  readonly without: readonly WithoutLine[]
  readonly asks: readonly AskShown[]
  readonly complaints: readonly ComplaintShown[]
  readonly unusual: readonly UnusualDay[]
  /** Of the audit's sealer: how many events wait, and since when. */
  readonly sealing: { readonly waiting: number; readonly oldestAt: Instant | null }
}

/** Each list at most so long: what waits first, then the newest. */
const LIMIT = 100
const VERDICT = `(select l.verdict from tc.second_look l where l.about_id = a.id order by l.verdict <> 'more to ask' desc, l.at desc limit 1) as verdict`
const ORDER = `order by (select true from tc.second_look l where l.about_id = a.id and l.verdict <> 'more to ask' limit 1) nulls first`
const EMERGENCIES = `select a.id, a.person_id as "personId", p.display_name as name, s.name as who, t.name as team, a.reason_kind as "reasonKind", a.opened_at as "openedAt",
    coalesce(a.closed_at, a.until_at) as "endsAt", a.over_a_no as "overANo", a.second_look_due_at as "dueAt", ${VERDICT}
  from tc.emergency_access a join tc.staff s on s.id = a.staff_id join tc.team t on t.id = a.team_id left join tc.person p on p.id = a.person_id
  where (select ctx.organisation()) in (a.organisation_id, a.desk_organisation_id) and (select ctx.has_right('privacy.desk'))
  ${ORDER}, a.opened_at desc limit ${LIMIT}`
const WITHOUT = `select a.id, a.person_id as "personId", p.display_name as name, s.name as who, v.name as service, a.ground, a.from_at as "fromAt",
    coalesce(a.ended_at, a.until_at) as "endsAt", a.told = 'yes' or a.told_at is not null as "personTold", a.second_look_due_at as "dueAt", ${VERDICT}
  from tc.sharing_without a join tc.staff s on s.id = a.recorded_by join tc.service v on v.id = a.recipient_service_id left join tc.person p on p.id = a.person_id
  where (select ctx.organisation()) in (a.organisation_id, a.desk_organisation_id) and (select ctx.has_right('privacy.desk'))
  ${ORDER}, a.from_at desc limit ${LIMIT}`
const ASKS = `${ASK} order by a.answered_at is not null, a.asked_at desc limit ${LIMIT}`

const COMPLAINTS = `${COMPLAINT} order by c.closed_at is not null, c.opened_at desc limit ${LIMIT}`
/** How far back unusual days are listed, and above how many of either in a day. Ours, unsigned: they open nothing and decide nothing. */
export const UNUSUAL = { days: 14, records: 40, refused: 10 } as const

/** What waits at the privacy desk of the asker's organisation, and what it has looked at. */
export const desk = defineQuery<Record<string, never>, Desk>({
  name: 'privacy.desk',
  title: 'The privacy desk',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'privacy.desk',
  async run(tx) {
    const [emergencies, without, asks, complaints, unusual, lag] = await Promise.all([
      tx.rows<EmergencyLine>(EMERGENCIES),
      tx.rows<WithoutLine>(WITHOUT),
      tx.rows<AskShown>(ASKS),
      tx.rows<ComplaintShown>(COMPLAINTS),
      tx.rows<UnusualDay>(
        'select day::text, actor_id as "actorId", who, pattern, n from audit.unusual_days($1, $2, $3)',
        [UNUSUAL.days, UNUSUAL.records, UNUSUAL.refused],
      ),
      tx.row<{ waiting: number; oldest_at: Instant | null; now: Instant }>(
        'select waiting, oldest_at, now from audit.lag()',
      ),
    ])
    return {
      now: lag?.now ?? ('' as Instant),
      emergencies,
      without,
      asks,
      complaints,
      unusual,
      sealing: { waiting: lag?.waiting ?? 0, oldestAt: lag?.oldest_at ?? null },
    }
  },
  shows: ({ emergencies, without, complaints }) => [
    ...new Set(
      [...emergencies, ...without, ...complaints].filter((l) => l.name !== null).map((l) => l.personId),
    ),
  ],
})

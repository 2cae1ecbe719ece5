import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { UnplannedWay, UnplannedWords } from '#core/place/left-unplanned.ts'
import type { Stay } from '#core/place/stay.ts'
import type { BothClocks } from '#core/safetynet/leaving/national.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { BlockerShown, PlanShown } from '../leaving-rows.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { clocksOf } from './both-clocks.ts'

/** All that is said of leaving one stay, for its forms. */
export interface LeavingShown {
  readonly stay: Stay
  readonly stayVersion: number
  readonly name: string | null
  readonly ward: string
  readonly ours: boolean
  readonly today: Day
  /** Newest first; empty when nobody has said anything. */
  readonly plans: readonly PlanShown[]
  /** Those that still hold first, the oldest of them first. */
  readonly blockers: readonly BlockerShown[]
  readonly sooner: { readonly at: Instant; readonly by: string | null; readonly reason: string } | null
}

const ABOUT = `select u.name as ward, p.display_name as name, s.team_id = any ((select ctx.grantees())::uuid[]) as ours,
    to_char((select ctx.now()) at time zone 'Europe/London', 'YYYY-MM-DD') as today
  from tc.stay s join tc.unit u on u.id = s.unit_id left join tc.person p on p.id = s.person_id where s.id = $1`
const PLANS = `select l.version, l.ready_on as "readyOn", l.planned_on as "plannedOn", l.why, l.at, w.name as by
  from tc.leaving_plan l left join tc.staff w on w.id = l.by_staff_id where l.stay_id = $1 order by l.version desc limit 50`
const BLOCKERS = `select b.id, b.code, b.words, b.who_acts as "whoActs", b.since_on as "sinceOn", b.ended_on as "endedOn"
  from tc.leaving_blocker b where b.stay_id = $1 order by b.ended_on is not null, b.since_on, b.id limit 100`
const SOONER = `select d.decided_at as at, w.name as by, d.reason from tc.sooner_contact d left join tc.staff w on w.id = d.decided_by
  where d.stay_id = $1 and not exists (select from tc.sooner_contact_end e where e.decision_id = d.id)`

export const leavingOfStay = defineQuery<{ stayId: string }, LeavingShown | null>({
  name: 'stay.leaving',
  title: 'What is planned for leaving, and what stops it',
  input: z.strictObject({ stayId: z.uuid() }),
  right: 'stay.record',
  async run(tx, { stayId }) {
    const [row, about, plans, blockers, sooner] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [stayId]),
      tx.row<Pick<LeavingShown, 'ward' | 'name' | 'ours' | 'today'>>(ABOUT, [stayId]),
      tx.rows<PlanShown>(PLANS, [stayId]),
      tx.rows<BlockerShown>(BLOCKERS, [stayId]),
      tx.row<NonNullable<LeavingShown['sooner']>>(SOONER, [stayId]),
    ])
    return row && about
      ? { ...about, stay: stayOf(row), stayVersion: row.version, plans, blockers, sooner: sooner ?? null }
      : null
  },
  shows: (shown) => (shown ? [shown.stay.personId] : []),
})

/** What a person's page says of leaving: the newest stay that the asker may see. */
export interface LeavingOfPerson {
  readonly personId: string
  readonly stayId: string
  readonly ours: boolean
  readonly endedAt: Instant | null
  readonly plannedOn: Day | null
  readonly readyOn: Day | null
  readonly why: string
  readonly by: string | null
  /** Those that still hold. */
  readonly blockers: readonly BlockerShown[]
  readonly sooner: LeavingShown['sooner']
  /** The sheet of a leaving that nobody planned; null where there was none or it is not open to the asker. */
  readonly unplanned:
    | (UnplannedWords & { readonly how: UnplannedWay; readonly at: Instant; readonly by: string | null })
    | null
  /** After leaving: what the national count makes of it beside our own clock, in words; null before, and where it is not open to the asker. */
  readonly bothClocks: BothClocks | null
}

const UNPLANNED = `select l.how, l.where_to as "whereTo", l.told, l.arranged, l.at, w.name as by
  from tc.unplanned_leaving l left join tc.staff w on w.id = l.by_staff_id where l.stay_id = $1
    and l.leaving_no = (select count(*) from tc.stay_end_undone e where e.stay_id = $1 and e.ended_at is not null)`
const NEWEST = `select s.id as "stayId", s.ended_at as "endedAt", s.team_id = any ((select ctx.grantees())::uuid[]) as ours
  from tc.stay s where s.person_id = $1 order by s.ended_at is not null, s.admitted_at desc, s.id desc limit 1`

export const leavingOfPerson = defineQuery<{ personId: string }, LeavingOfPerson | null>({
  name: 'stay.leaving-of-person',
  title: 'When somebody means to leave hospital, and what stops it',
  input: z.strictObject({ personId: z.uuid() }),
  right: ['people.read', 'stay.record'],
  async run(tx, { personId }) {
    const stay = await tx.row<Pick<LeavingOfPerson, 'stayId' | 'endedAt' | 'ours'>>(NEWEST, [personId])
    if (!stay) return null
    const [plan, blockers, sooner, unplanned, clocks] = await Promise.all([
      tx.row<PlanShown>(PLANS, [stay.stayId]),
      tx.rows<BlockerShown>(BLOCKERS, [stay.stayId]),
      tx.row<NonNullable<LeavingShown['sooner']>>(SOONER, [stay.stayId]),
      tx.row<NonNullable<LeavingOfPerson['unplanned']>>(UNPLANNED, [stay.stayId]),
      stay.endedAt === null ? null : clocksOf(tx, stay.stayId),
    ])
    return {
      personId,
      ...stay,
      plannedOn: plan?.plannedOn ?? null,
      readyOn: plan?.readyOn ?? null,
      why: plan?.why ?? '',
      by: plan?.by ?? null,
      blockers: blockers.filter((b) => b.endedOn === null),
      sooner: sooner ?? null,
      unplanned: unplanned ?? null,
      bothClocks: clocks,
    }
  },
  shows: (shown) => (shown ? [shown.personId] : []),
})

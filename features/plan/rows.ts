import type { Day, Instant } from '#core/kernel/time.ts'
import type { Named, Sections } from '#core/plan/plan.ts'
import type { SafetyPlan } from '#core/plan/safety-plan.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** One version of a plan as it is stored. */
export interface PlanRow {
  readonly id: string
  readonly planId: string
  readonly personId: string
  readonly teamId: string
  readonly team: string
  readonly classBit: number
  readonly stayId: string | null
  readonly version: number
  readonly sections: Sections
  readonly named: readonly Named[]
  readonly at: Instant
  readonly by: string | null
}

/** The columns of a `PlanRow` from `tc.plan l`. */
const PLAN = `l.id, l.plan_id as "planId", l.person_id as "personId", l.team_id as "teamId", t.name as team, l.class_bit as "classBit",
    l.stay_id as "stayId", l.version, l.sections, l.named, l.at, w.name as by
  from tc.plan l join tc.team t on t.id = l.team_id left join tc.staff w on w.id = l.by_staff_id`
/** $1: plan. Newest version first. */
export const VERSIONS_OF_PLAN = `select ${PLAN} where l.plan_id = $1 order by l.version desc limit 50`
/** $1: person. The newest version of each plan, the newest plan first. */
export const PLANS_OF_PERSON = `select ${PLAN} where l.person_id = $1
    and not exists (select from tc.plan n where n.plan_id = l.plan_id and n.version > l.version) order by l.at desc, l.id desc limit 20`
export const ONE_VERSION = `select ${PLAN} where l.plan_id = $1 and l.version = $2`

export interface ReceiptRow {
  readonly recipientId: string
  readonly version: number
  readonly way: string
  readonly how: string
  readonly receivedAt: Instant
  readonly by: string | null
}
/** $1: plan. The earliest first. */
export const RECEIPTS_OF_PLAN = `select r.recipient_id as "recipientId", r.version, r.way, r.how, r.received_at as "receivedAt", w.name as by
  from tc.plan_receipt r left join tc.staff w on w.id = r.by_id where r.plan_id = $1 order by r.received_at, r.id`

export const ADD_RECEIPT = `insert into tc.plan_receipt
  (id, plan_id, version, recipient_id, person_id, organisation_id, team_id, way, how, received_at, recorded_at, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

/** `by` and `team` are null where the asker may not know that such a team has to do with the person. */
export interface SafetyPlanRow extends SafetyPlan {
  readonly at: Instant
  readonly by: string | null
  readonly team: string | null
}
/** $1: person. Newest version first. */
export const SAFETY_PLANS = `select s.version, s.helps, s.signs, s.sets_off as "setsOff", s.ring, s.made_with as "madeWith",
    to_char(s.made_on, 'YYYY-MM-DD') as "madeOn", s.at,
    case when tc.may_name(s.team_id, s.person_id) then w.name end as by, case when tc.may_name(s.team_id, s.person_id) then t.name end as team
  from tc.safety_plan s join tc.team t on t.id = s.team_id left join tc.staff w on w.id = s.by_staff_id
 where s.person_id = $1 order by s.version desc limit 50`

/** What falls due for being looked at again about one person, as far as the asker may see it. */
export interface DueReview {
  readonly kind: 'schedule' | 'stage' | 'plan' | 'communication' | 'sharing'
  readonly aboutId: string
  readonly dueOn: Day
  /** The service, where it is about one. */
  readonly service: string | null
}

const CLASS = 'select case when drug_and_alcohol then 16 else 4 end as bit from tc.team where id = $1'
/** The class of what a team writes: its own where it is a drug-and-alcohol team. */
export const classOfTeam = async (tx: Tx, teamId: string): Promise<number> =>
  (await tx.row<{ bit: number }>(CLASS, [teamId]))?.bit ?? 4

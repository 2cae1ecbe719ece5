import type { Day, Instant } from '#core/kernel/time.ts'
import type { Topic } from '#core/plan/goal.ts'

export interface AppointmentRow {
  readonly id: string
  readonly personId: string
  readonly teamId: string
  readonly organisationId: string
  readonly classBit: number
  readonly what: string
  readonly place: string
  readonly withWhom: string
  readonly topic: Topic
  readonly startsAt: Instant
  readonly remindOn: Day
  readonly goesStaffId: string | null
  readonly goes: string | null
  /** 'stopped': taken off the plan by a confirmed death; undoing it plans it again. */
  readonly state: 'planned' | 'went' | 'did not' | 'moved' | 'stopped'
  readonly wentWith: string | null
  readonly outcome: string | null
  readonly version: number
}

/** The columns of an `AppointmentRow` from `tc.appointment a`. */
export const APPOINTMENT = `a.id, a.person_id as "personId", a.team_id as "teamId", a.organisation_id as "organisationId", a.class_bit as "classBit", a.what, a.place,
    a.with_whom as "withWhom", a.topic, a.starts_at as "startsAt", a.remind_on as "remindOn", a.goes_staff_id as "goesStaffId", g.name as goes, a.state,
    ww.name as "wentWith", a.outcome, a.version
  from tc.appointment a left join tc.staff g on g.id = a.goes_staff_id left join tc.staff ww on ww.id = a.went_with_staff_id`
export const ONE_APPOINTMENT = `select ${APPOINTMENT} where a.id = $1`

export const ADD_APPOINTMENT = `insert into tc.appointment (id, person_id, organisation_id, team_id, class_bit, what, place, with_whom, topic, starts_at, remind_on,
    goes_staff_id, made_at, made_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

/** Staff who work in the asker's team now, by name. */
export const TEAM_STAFF = `select distinct s.id, s.name from tc.staff s join tc.post_holder h on h.staff_id = s.id join tc.post p on p.id = h.post_id
  where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and s.left_at is null
  order by s.name limit 100`

export interface GoalRow {
  readonly id: string
  readonly personId: string
  readonly teamId: string
  readonly organisationId: string
  readonly classBit: number
  readonly state: 'open' | 'done' | 'changed'
  readonly stepId: string | null
  readonly stepTold: boolean
}
/** $1: goal, $2: step. */
export const GOAL_AND_STEP = `select g.id, g.person_id as "personId", g.team_id as "teamId", g.organisation_id as "organisationId", g.class_bit as "classBit", g.state,
    s.id as "stepId", s.outcome is not null as "stepTold"
  from tc.goal g left join tc.goal_step s on s.goal_id = g.id and s.id = $2 where g.id = $1`
export const ADD_STEP = `insert into tc.goal_step (id, goal_id, person_id, organisation_id, team_id, class_bit, step, by_whom, by_on, set_at, set_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

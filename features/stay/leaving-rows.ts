import type { Day } from '#core/kernel/time.ts'
import type { LeavingPlan } from '#core/place/leaving.ts'

/** The newest version of what is planned for one stay: $1 its id. */
export const NEWEST_PLAN = `select version, ready_on as "readyOn", planned_on as "plannedOn", why
  from tc.leaving_plan where stay_id = $1 order by version desc limit 1`

/** A plan with whoever wrote it. */
export interface PlanShown extends LeavingPlan {
  readonly at: string
  readonly by: string | null
}

/** Something that stops somebody leaving, or did. `code` null: only words say it. */
export interface BlockerShown {
  readonly id: string
  readonly code: string | null
  readonly words: string
  readonly whoActs: string
  readonly sinceOn: Day
  readonly endedOn: Day | null
}

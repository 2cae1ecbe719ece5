import { ok, type Result, refuse } from '../kernel/result.ts'
import { addHours, type Day, dayOf, daysBetween, type Instant } from '../kernel/time.ts'
import type { Stay } from './stay.ts'

/**
 * What is planned for leaving, as one version says it: the whole of it, so that two versions can be read side by side.
 * `readyOn`: the day from which the clinical team says that hospital is no longer needed; null is "not ready, or not said".
 * `plannedOn`: the day on which everybody means the person to leave; null is "no date".
 * `why`: what moved it, in the words of whoever changed it; '' where nobody gave a reason.
 */
export interface LeavingPlan {
  readonly version: number
  readonly readyOn: Day | null
  readonly plannedOn: Day | null
  readonly why: string
}

/** Nothing has been said yet: version 0 is what a first saver has seen. */
export const NO_PLAN: LeavingPlan = { version: 0, readyOn: null, plannedOn: null, why: '' }

export type PlannedLeaving = Omit<LeavingPlan, 'version'>
export type PlanLeavingOutcome =
  | { readonly effect: 'changed'; readonly plan: LeavingPlan }
  | { readonly effect: 'none'; readonly plan: LeavingPlan }

/**
 * Changes the dates of leaving. The same dates again have no effect, whatever the words beside them.
 * Refuses: LEAVING_STAY_ENDED, LEAVING_BEFORE_ADMISSION, LEAVING_READY_IN_FUTURE, LEAVING_PLANNED_IN_PAST (a new date only: one
 * that has gone by stays as it stands, late), LEAVING_NEEDS_WHY (a planned date that moves or is taken back says why).
 * Why a ready date may not be a forecast: the national days are counted from it.
 */
export function decidePlanLeaving(
  stay: Stay,
  before: LeavingPlan,
  next: PlannedLeaving,
  today: Day,
): Result<PlanLeavingOutcome> {
  if (stay.state === 'ended') return refuse('LEAVING_STAY_ENDED')
  const why = next.why.trim()
  const moved = next.plannedOn !== before.plannedOn
  if (!moved && next.readyOn === before.readyOn) return ok({ effect: 'none', plan: before })
  const admittedOn = dayOf(stay.admittedAt)
  if (next.readyOn !== null && next.readyOn > today)
    return refuse('LEAVING_READY_IN_FUTURE', { field: 'readyOn' })
  if (next.readyOn !== null && next.readyOn < admittedOn)
    return refuse('LEAVING_BEFORE_ADMISSION', { field: 'readyOn' })
  if (moved && next.plannedOn !== null && next.plannedOn < today)
    return refuse('LEAVING_PLANNED_IN_PAST', { field: 'plannedOn' })
  if (moved && before.plannedOn !== null && why === '') return refuse('LEAVING_NEEDS_WHY', { field: 'why' })
  return ok({
    effect: 'changed',
    plan: { version: before.version + 1, readyOn: next.readyOn, plannedOn: next.plannedOn, why },
  })
}

/** One thing that stops somebody leaving. `code`: of the national list, null where only words say it. */
export interface Blocker {
  readonly code: string | null
  readonly words: string
  readonly whoActs: string
  readonly sinceOn: Day
}

/**
 * Notes what stops somebody leaving. `codes`: those of the national list that are in force.
 * Refuses: LEAVING_STAY_ENDED, BLOCKER_NEEDS_REASON (a code, words, or both), BLOCKER_CODE_NOT_KNOWN, BLOCKER_NEEDS_WHO,
 * BLOCKER_IN_FUTURE, LEAVING_BEFORE_ADMISSION.
 */
export function decideAddBlocker(
  stay: Stay,
  blocker: Blocker,
  codes: ReadonlySet<string>,
  today: Day,
): Result<Blocker> {
  if (stay.state === 'ended') return refuse('LEAVING_STAY_ENDED')
  const [words, whoActs] = [blocker.words.trim(), blocker.whoActs.trim()]
  if (blocker.code === null && words === '') return refuse('BLOCKER_NEEDS_REASON', { field: 'code' })
  if (blocker.code !== null && !codes.has(blocker.code))
    return refuse('BLOCKER_CODE_NOT_KNOWN', { field: 'code' })
  if (whoActs === '') return refuse('BLOCKER_NEEDS_WHO', { field: 'whoActs' })
  if (blocker.sinceOn > today) return refuse('BLOCKER_IN_FUTURE', { field: 'sinceOn' })
  if (blocker.sinceOn < dayOf(stay.admittedAt))
    return refuse('LEAVING_BEFORE_ADMISSION', { field: 'sinceOn' })
  return ok({ ...blocker, words, whoActs })
}

/**
 * Ends a blocker. Refuses: BLOCKER_ALREADY_ENDED, BLOCKER_IN_FUTURE, BLOCKER_ENDS_BEFORE_IT_STARTS.
 * Why an ended stay is no hindrance: what was still open when somebody left is tidied afterwards.
 */
export function decideEndBlocker(
  blocker: { readonly sinceOn: Day; readonly endedOn: Day | null },
  endedOn: Day,
  today: Day,
): Result<Day> {
  if (blocker.endedOn !== null) return refuse('BLOCKER_ALREADY_ENDED')
  if (endedOn > today) return refuse('BLOCKER_IN_FUTURE', { field: 'endedOn' })
  if (endedOn < blocker.sinceOn) return refuse('BLOCKER_ENDS_BEFORE_IT_STARTS', { field: 'endedOn' })
  return ok(endedOn)
}

/** Whole London days that something has stopped somebody: the day it began is day 0; never below 0. */
export const daysStopped = (sinceOn: Day, asOn: Day): number => Math.max(0, daysBetween(sinceOn, asOn))

/** After so many hours at home a decision to be met within as many says nothing that can still be kept. */
const SOONER_HOURS = 48

/**
 * Decides that somebody is met within 48 hours of leaving. A dated act of a named author, with its reason; never a label.
 * Refuses: SOONER_ALREADY_DECIDED, SOONER_NEEDS_REASON, SOONER_TOO_LATE (they left 48 hours ago or more).
 * Source: NICE NG53 1.6.8 and QS159 statement 4.
 */
export function decideSoonerContact(
  stay: Stay,
  decided: boolean,
  reason: string,
  now: Instant,
): Result<string> {
  if (decided) return refuse('SOONER_ALREADY_DECIDED')
  if (reason.trim() === '') return refuse('SOONER_NEEDS_REASON', { field: 'reason' })
  if (stay.state === 'ended' && addHours(stay.endedAt, SOONER_HOURS) <= now) return refuse('SOONER_TOO_LATE')
  return ok(reason.trim())
}

/** Takes such a decision back: the ward's own hours hold again. Refuses: SOONER_NOT_DECIDED, SOONER_NEEDS_REASON. */
export function decideSoonerContactEnd(decided: boolean, reason: string): Result<string> {
  if (!decided) return refuse('SOONER_NOT_DECIDED')
  return reason.trim() === '' ? refuse('SOONER_NEEDS_REASON', { field: 'reason' }) : ok(reason.trim())
}

import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../kernel/time.ts'
import type { PauseFact, SupportSchedule } from './definition.ts'
import {
  type Pause,
  type PersonAgreement,
  pauseAt,
  pendingStep,
  type ScheduleState,
  type StepTaken,
  stepAt,
  stepsTaken,
  type TeamAgreement,
} from './schedule.ts'

const place = (schedule: SupportSchedule, stepId: string): number =>
  schedule.steps.findIndex((s) => s.id === stepId)

/**
 * The first step of support. `fromAt`: when the person is at home and the first contact may be made, now or later.
 * Shape: the first entry of `ScheduleState.taken`.
 * Why a day to come is allowed: a service takes a person on while they are still on the ward.
 */
export function startSchedule(
  schedule: SupportSchedule,
  start: { fromAt: Instant; decidedBy: StaffId; now: Instant },
): ScheduleState {
  const first: StepTaken = {
    how: 'start',
    stepId: schedule.steps[0]!.id,
    fromAt: start.fromAt,
    decidedAt: start.now,
    decidedBy: start.decidedBy,
  }
  return { taken: [first], pauses: [], endedAt: null }
}

/** What a step down is decided on. Counts of open worries and gaps are read under lock by the caller. */
export interface StepDownAsked {
  readonly toStepId: string
  readonly fromOn: Day
  readonly personAgreed: PersonAgreement | null
  readonly agreedBy: TeamAgreement | null
  readonly decidedBy: StaffId
  readonly openWorries: number
  readonly openGaps: number
  readonly now: Instant
}

/**
 * One step less support, from the start of a day to come.
 * Needs: the person's agreement and that of a named member of the prescribing or referring team, both given during the
 * present step, and no open worry or gap.
 * Refuses: SCHEDULE_NOT_STARTED, SCHEDULE_ENDED, SCHEDULE_PAUSED, STEP_DOWN_PENDING, STEP_NOT_KNOWN, STEP_NOT_NEXT,
 * STEP_DOWN_DATE, STEP_NEEDS_PERSON, STEP_NEEDS_TEAM, STEP_AGREEMENT_AHEAD, STEP_AGREEMENT_STALE, STEP_WORRY_OPEN, STEP_GAP_OPEN.
 * Why from tomorrow: nobody is left without a contact that was promised for today.
 */
export function decideStepDown(
  schedule: SupportSchedule,
  state: ScheduleState,
  asked: StepDownAsked,
): Result<StepTaken> {
  const present = stepAt(state, asked.now)
  if (!present) return refuse('SCHEDULE_NOT_STARTED')
  if (state.endedAt !== null) return refuse('SCHEDULE_ENDED')
  if (pauseAt(state, asked.now)) return refuse('SCHEDULE_PAUSED')
  if (pendingStep(state, asked.now)) return refuse('STEP_DOWN_PENDING')
  const to = place(schedule, asked.toStepId)
  if (to < 0) return refuse('STEP_NOT_KNOWN', { field: 'toStepId' })
  if (to !== place(schedule, present.stepId) + 1) return refuse('STEP_NOT_NEXT', { field: 'toStepId' })

  const today = dayOf(asked.now)
  const days = schedule.stepDown.aheadDaysAtMost
  if (asked.fromOn <= today || asked.fromOn > addDays(today, days))
    return refuse('STEP_DOWN_DATE', { field: 'fromOn', params: { days } })

  const { personAgreed, agreedBy } = asked
  if (!personAgreed || personAgreed.how.trim() === '')
    return refuse('STEP_NEEDS_PERSON', { field: 'personAgreed' })
  if (
    !agreedBy ||
    agreedBy.relation === 'neither' ||
    !schedule.stepDown.agreedByTeam.includes(agreedBy.relation)
  ) {
    return refuse('STEP_NEEDS_TEAM', { field: 'agreedBy' })
  }
  for (const [field, agreed] of [
    ['personAgreed', personAgreed],
    ['agreedBy', agreedBy],
  ] as const) {
    if (agreed.at > asked.now) return refuse('STEP_AGREEMENT_AHEAD', { field })
    if (agreed.at < present.fromAt) return refuse('STEP_AGREEMENT_STALE', { field })
  }
  if (asked.openWorries > 0) return refuse('STEP_WORRY_OPEN', { params: { count: asked.openWorries } })
  if (asked.openGaps > 0) return refuse('STEP_GAP_OPEN', { params: { count: asked.openGaps } })
  return ok({
    how: 'down',
    stepId: asked.toStepId,
    fromAt: startOfDay(asked.fromOn),
    decidedAt: asked.now,
    decidedBy: asked.decidedBy,
    personAgreed,
    agreedBy,
  })
}

/**
 * More support, at once, on one named worker's act. Also calls off a step down that has not begun.
 * Allowed while paused: it then holds from the person's return.
 * Refuses: SCHEDULE_NOT_STARTED, SCHEDULE_ENDED, STEP_NOT_KNOWN, STEP_NOT_MORE.
 * Why nothing else is asked: whoever sees that a person needs more must not have to find a second signature.
 */
export function decideStepUp(
  schedule: SupportSchedule,
  state: ScheduleState,
  asked: { toStepId: string; by: StaffId; because: string; now: Instant },
): Result<StepTaken> {
  const latest = stepsTaken(state).at(-1)
  if (!latest) return refuse('SCHEDULE_NOT_STARTED')
  if (state.endedAt !== null) return refuse('SCHEDULE_ENDED')
  const to = place(schedule, asked.toStepId)
  if (to < 0) return refuse('STEP_NOT_KNOWN', { field: 'toStepId' })
  const present = stepAt(state, asked.now)
  // before the schedule begins the start itself is the step to compare with
  const ceiling = Math.max(place(schedule, latest.stepId), 0)
  const floor = present ? place(schedule, present.stepId) : ceiling
  // whoever pressed on an older page gets what they asked for, and is told so: somebody was there before them
  if (latest.how === 'up' && to >= ceiling)
    return refuse('STEP_UP_ALREADY', { params: { step: schedule.steps[ceiling]?.title ?? latest.stepId } })
  if (to >= ceiling || to > floor) return refuse('STEP_NOT_MORE', { field: 'toStepId' })
  return ok({
    how: 'up',
    stepId: asked.toStepId,
    fromAt: asked.now,
    decidedAt: asked.now,
    decidedBy: asked.by,
    because: asked.because,
  })
}

/**
 * A pause, made by a fact: the person is back in hospital, or away. `from`: when the fact began, not when it was written.
 * Refuses: SCHEDULE_ENDED, SCHEDULE_PAUSED, PAUSE_NOT_OFFERED, PAUSE_TIME (in the future).
 */
export function pauseSchedule(
  schedule: SupportSchedule,
  state: ScheduleState,
  asked: { fact: PauseFact; from: Instant; now: Instant },
): Result<Pause> {
  if (state.endedAt !== null) return refuse('SCHEDULE_ENDED')
  if (!schedule.pauses.some((p) => p.fact === asked.fact))
    return refuse('PAUSE_NOT_OFFERED', { field: 'fact' })
  if (asked.from > asked.now) return refuse('PAUSE_TIME', { field: 'from' })
  if (state.pauses.some((p) => p.until === null || p.until > asked.from)) return refuse('SCHEDULE_PAUSED')
  return ok({ fact: asked.fact, from: asked.from, until: null })
}

/**
 * The end of the open pause, made by a fact: the person is back. The step before the pause goes on, never a lower one.
 * Shape: the open pause with its end; store it in place of the open one.
 * Refuses: SCHEDULE_ENDED, SCHEDULE_NOT_PAUSED, PAUSE_TIME (in the future, or before the pause began).
 */
export function resumeSchedule(state: ScheduleState, asked: { back: Instant; now: Instant }): Result<Pause> {
  if (state.endedAt !== null) return refuse('SCHEDULE_ENDED')
  const open = state.pauses.find((p) => p.until === null)
  if (!open) return refuse('SCHEDULE_NOT_PAUSED')
  if (asked.back > asked.now || asked.back < open.from) return refuse('PAUSE_TIME', { field: 'back' })
  return ok({ ...open, until: asked.back })
}

import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day, dayOf, type Instant } from '../kernel/time.ts'

/** What floating support is about, for goals and appointments. */
export const TOPICS = [
  'benefits',
  'life skills',
  'housing',
  'managing appointments',
  'something else',
] as const
export type Topic = (typeof TOPICS)[number]

/** The next step of a goal: by whom in words (the person, a worker, a friend), and by when. */
export interface NextStep {
  readonly step: string
  readonly byWhom: string
  readonly byOn: Day
}

/** Refuses: GOAL_STEP_NEEDS_WORDS, GOAL_STEP_NEEDS_WHO, GOAL_STEP_IN_PAST. */
export function decideStep(next: NextStep, today: Day): Result<NextStep> {
  const [step, byWhom] = [next.step.trim(), next.byWhom.trim()]
  if (step === '') return refuse('GOAL_STEP_NEEDS_WORDS', { field: 'step' })
  if (byWhom === '') return refuse('GOAL_STEP_NEEDS_WHO', { field: 'byWhom' })
  if (next.byOn < today) return refuse('GOAL_STEP_IN_PAST', { field: 'byOn' })
  return ok({ step, byWhom, byOn: next.byOn })
}

/** Sets a goal with its first step. Refuses: GOAL_NEEDS_WORDS, and what `decideStep` refuses. */
export function decideGoal(
  words: string,
  next: NextStep,
  today: Day,
): Result<{ readonly words: string; readonly next: NextStep }> {
  if (words.trim() === '') return refuse('GOAL_NEEDS_WORDS', { field: 'words' })
  const step = decideStep(next, today)
  return step.ok ? ok({ words: words.trim(), next: step.value }) : step
}

/** How the step went, and what becomes of the goal: it goes on with a new step, is done, or is changed for another. */
export interface StepTold {
  readonly outcome: 'done' | 'not done'
  readonly howItWent: string
  readonly goal: 'goes on' | 'done' | 'changed'
  readonly next: NextStep | null
}

/**
 * Tells how a step went. Refuses: GOAL_NOT_OPEN, GOAL_STEP_TOLD, GOAL_NEEDS_HOW (a step that was not done says how it went),
 * GOAL_NEEDS_NEXT (a goal that goes on has a next step), and what `decideStep` refuses.
 */
export function decideTell(
  goal: { readonly open: boolean; readonly stepTold: boolean },
  told: StepTold,
  today: Day,
): Result<StepTold> {
  if (!goal.open) return refuse('GOAL_NOT_OPEN')
  if (goal.stepTold) return refuse('GOAL_STEP_TOLD')
  const howItWent = told.howItWent.trim()
  if (told.outcome === 'not done' && howItWent === '') return refuse('GOAL_NEEDS_HOW', { field: 'howItWent' })
  if (told.goal !== 'goes on') return ok({ ...told, howItWent, next: null })
  if (told.next === null) return refuse('GOAL_NEEDS_NEXT', { field: 'step' })
  const next = decideStep(told.next, today)
  return next.ok ? ok({ ...told, howItWent, next: next.value }) : next
}

export interface Appointment {
  readonly what: string
  readonly place: string
  readonly withWhom: string
  readonly topic: Topic
  readonly startsAt: Instant
  /** The staff member who goes along; null is nobody. */
  readonly goesStaffId: string | null
}

/** The day on which it is brought to mind: the London day before. */
export const remindOn = (startsAt: Instant): Day => addDays(dayOf(startsAt), -1)

/** Refuses: APPOINTMENT_NEEDS_WHAT, APPOINTMENT_IN_PAST. */
export function decideAppointment(a: Appointment, now: Instant): Result<Appointment> {
  const what = a.what.trim()
  if (what === '') return refuse('APPOINTMENT_NEEDS_WHAT', { field: 'what' })
  if (a.startsAt <= now) return refuse('APPOINTMENT_IN_PAST', { field: 'startsAt' })
  return ok({ ...a, what, place: a.place.trim(), withWhom: a.withWhom.trim() })
}

/** What became of an appointment. `went`: who went along, null for nobody. `moved`: to when. */
export type AppointmentTold =
  | { readonly kind: 'went'; readonly withStaffId: string | null; readonly words: string }
  | { readonly kind: 'did not'; readonly words: string }
  | { readonly kind: 'moved'; readonly to: Instant; readonly words: string }

/**
 * Tells what became of an appointment. Refuses: APPOINTMENT_TOLD, APPOINTMENT_NOT_YET ("went" and "did not" before its time),
 * APPOINTMENT_IN_PAST (moved to a time that is over), APPOINTMENT_NOT_MOVED (to the time that it had).
 */
export function decideAppointmentTold(
  a: { readonly planned: boolean; readonly startsAt: Instant },
  told: AppointmentTold,
  now: Instant,
): Result<AppointmentTold> {
  if (!a.planned) return refuse('APPOINTMENT_TOLD')
  const words = told.words.trim()
  if (told.kind !== 'moved')
    return a.startsAt > now ? refuse('APPOINTMENT_NOT_YET', { field: 'kind' }) : ok({ ...told, words })
  if (told.to <= now) return refuse('APPOINTMENT_IN_PAST', { field: 'to' })
  if (told.to === a.startsAt) return refuse('APPOINTMENT_NOT_MOVED', { field: 'to' })
  return ok({ ...told, words })
}

import type { StaffId, TeamId } from '../kernel/ids.ts'
import {
  addDays,
  at,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type Interval,
  startOfDay,
  weekdayOf,
} from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { DayRule, Mode, PauseFact, Rhythm, Step, SupportSchedule, TeamRelation } from './definition.ts'

/** The person's yes to one step: when and how they said it (in words, for example "at the visit, in person"). */
export interface PersonAgreement {
  readonly at: Instant
  readonly how: string
}

/** The yes of a named member of the prescribing or referring team. `relation`: what that team is to this person. */
export interface TeamAgreement {
  readonly at: Instant
  readonly how: string
  readonly staffId: StaffId
  readonly teamId: TeamId
  readonly relation: TeamRelation | 'neither'
}

/** One decision about the step of support. Append-only, in the order of deciding. */
export type StepTaken =
  | {
      readonly how: 'start'
      readonly stepId: string
      readonly fromAt: Instant
      readonly decidedAt: Instant
      readonly decidedBy: StaffId
    }
  | {
      readonly how: 'up'
      readonly stepId: string
      readonly fromAt: Instant
      readonly decidedAt: Instant
      readonly decidedBy: StaffId
      readonly because: string
    }
  | {
      readonly how: 'down'
      readonly stepId: string
      /** Start of the London day from which it holds. */
      readonly fromAt: Instant
      readonly decidedAt: Instant
      readonly decidedBy: StaffId
      readonly personAgreed: PersonAgreement
      readonly agreedBy: TeamAgreement
    }

/** Time in which nothing is planned because of a fact. Open while `until` is null. */
export interface Pause extends Interval {
  readonly fact: PauseFact
}

/**
 * The schedule of one episode. `taken` has at least one entry (the start); `endedAt` is when the episode ended, or null.
 */
export interface ScheduleState {
  readonly taken: readonly StepTaken[]
  readonly pauses: readonly Pause[]
  readonly endedAt: Instant | null
}

/** One contact the present step asks for. */
export interface PlannedSlot {
  /** The same for the same slot on every planning, so that stored contacts can be matched: step, original day, number. */
  readonly key: string
  readonly on: Day
  readonly windowFrom: Instant
  readonly windowUntil: Instant
  readonly mode: Mode
  readonly stepId: string
  /** Place of this contact in its step, from 1. */
  readonly slotNo: number
  /** The day it would have been on, when a rule moved it; else the same as `on`. */
  readonly originOn: Day
  /** 'not known' past the end of the holiday list: planned as on an ordinary day, never left out. */
  readonly bankHoliday: 'yes' | 'no' | 'not known'
}

/** A contact that a later step would have, drawn dashed. It is never stored and never told to anybody as a promise. */
export interface PencilledSlot {
  readonly on: Day
  readonly windowFrom: Instant
  readonly mode: Mode
  readonly stepId: string
  readonly slotNo: number
}

/**
 * The decisions that count, in order. A step down between whose deciding and beginning the person was back in hospital or
 * away does not: what both agreed to was less support at home as it then was (hazard 03: no taper while in hospital).
 */
export function stepsTaken(state: ScheduleState): readonly StepTaken[] {
  return state.taken.filter(
    (taken) =>
      taken.how !== 'down' ||
      !state.pauses.some((p) => p.from <= taken.fromAt && (p.until === null || p.until > taken.decidedAt)),
  )
}

/**
 * The step decided on at an instant: the latest decision already in force.
 * Why the latest decided, not the latest begun: a step up decided after a step down that has not begun yet cancels it.
 */
export function stepAt(state: ScheduleState, when: Instant): StepTaken | null {
  return stepsTaken(state).findLast((taken) => taken.fromAt <= when) ?? null
}

/** A decided step that has not begun at `now` and has not been overtaken by a later decision. */
export function pendingStep(state: ScheduleState, now: Instant): StepTaken | null {
  const last = stepsTaken(state).at(-1)
  return last && last.fromAt > now ? last : null
}

/** The pause in force at an instant, if any. */
export const pauseAt = (state: ScheduleState, when: Instant): Pause | null =>
  state.pauses.find((p) => p.from <= when && (p.until === null || p.until > when)) ?? null

/**
 * The contacts planned from `fromDay` to `untilDay`, both included, in time order.
 * Only the step that has been decided on is planned, for as long as one asks: a target length never ends it.
 * Needs: the pinned definition's schedule, every step taken, every pause, the end of the episode, the holiday list.
 * Why a step up adds on its first day: it takes effect at once and takes away nothing that was planned for that day.
 */
export function plannedContacts(
  schedule: SupportSchedule,
  state: ScheduleState,
  fromDay: Day,
  untilDay: Day,
  holidays: HolidayCalendar,
): PlannedSlot[] {
  const slots: PlannedSlot[] = []
  const plans = new Map<StepTaken, (on: Day) => readonly PlannedSlot[]>()
  const ofStep = (taken: StepTaken, on: Day): readonly PlannedSlot[] => {
    let plan = plans.get(taken)
    if (!plan) {
      const step = schedule.steps.find((s) => s.id === taken.stepId)
      plan = step ? planOf(step, dayOf(taken.fromAt), untilDay, holidays) : () => []
      plans.set(taken, plan)
    }
    return plan(on)
  }
  const all = stepsTaken(state)
  for (let on = fromDay; on <= untilDay; ) {
    const tomorrow = addDays(on, 1)
    for (const slot of slotsOfDay(all, on, tomorrow, ofStep)) {
      if (!isPausedAway(state, slot) && (state.endedAt === null || slot.windowFrom < state.endedAt))
        slots.push(slot)
    }
    on = tomorrow
  }
  return slots
}

function slotsOfDay(
  all: readonly StepTaken[],
  on: Day,
  tomorrow: Day,
  ofStep: (taken: StepTaken, on: Day) => readonly PlannedSlot[],
): PlannedSlot[] {
  const [midnight, end] = [startOfDay(on), startOfDay(tomorrow)]
  const base = all.findLastIndex((taken) => taken.fromAt <= midnight)
  const slots = base >= 0 ? [...ofStep(all[base]!, on)] : []
  for (const taken of all.slice(base + 1).filter((t) => t.fromAt > midnight && t.fromAt < end)) {
    const open = ofStep(taken, on).filter((slot) => slot.windowUntil > taken.fromAt)
    slots.push(
      ...open.filter(
        (slot) => !slots.some((s) => s.windowFrom < slot.windowUntil && slot.windowFrom < s.windowUntil),
      ),
    )
  }
  return slots.sort((a, b) =>
    a.windowFrom === b.windowFrom ? a.slotNo - b.slotNo : a.windowFrom < b.windowFrom ? -1 : 1,
  )
}

/** A slot is paused away when the person was away as its window closed: one that ends after they are back stays. */
function isPausedAway(state: ScheduleState, slot: PlannedSlot): boolean {
  return state.pauses.some(
    (p) => p.from < slot.windowUntil && (p.until === null || slot.windowUntil <= p.until),
  )
}

/** What a step has on a day. A step that moves no contact needs to look at that day alone. */
function planOf(
  step: Step,
  beganOn: Day,
  untilDay: Day,
  holidays: HolidayCalendar,
): (on: Day) => readonly PlannedSlot[] {
  if (step.weekends === 'next-working-day' || step.bankHolidays === 'next-working-day') {
    const byDay = planWithMoves(step, beganOn, untilDay, holidays)
    return (on) => byDay.get(on) ?? []
  }
  return (on) => ownSlots(step, on, beganOn, holidays).slots
}

/** The slots that a step's own rhythm puts on a day, and the numbers of those that its rule moves away from it. */
function ownSlots(
  step: Step,
  on: Day,
  beganOn: Day,
  holidays: HolidayCalendar,
): { slots: PlannedSlot[]; movedAway: number[] } {
  const rule = ruleOf(step, on, holidays)
  const numbers = step.contacts.flatMap((contact, i) => (falls(contact.on, on, beganOn) ? [i + 1] : []))
  if (on < beganOn || rule === 'none') return { slots: [], movedAway: [] }
  if (rule === 'next-working-day') return { slots: [], movedAway: numbers }
  const modeOf = (slotNo: number) => (rule === 'by-phone' ? 'phone' : step.contacts[slotNo - 1]!.mode)
  return { slots: numbers.map((n) => slotOf(step, n, on, on, modeOf(n), holidays)), movedAway: [] }
}

/**
 * A step's slots by day, with those that a rule moved. Begins at the step's own first day, so that the answer for a day is
 * the same whatever span is asked for.
 */
function planWithMoves(
  step: Step,
  beganOn: Day,
  untilDay: Day,
  holidays: HolidayCalendar,
): Map<Day, PlannedSlot[]> {
  const byDay = new Map<Day, PlannedSlot[]>()
  const claimed = new Set<string>()
  const put = (slot: PlannedSlot) => {
    claimed.add(`${slot.on}/${slot.slotNo}`)
    byDay.set(slot.on, [...(byDay.get(slot.on) ?? []), slot])
  }
  const moved: { originOn: Day; slotNo: number }[] = []
  for (let on = beganOn; on <= untilDay; on = addDays(on, 1)) {
    const { slots, movedAway } = ownSlots(step, on, beganOn, holidays)
    slots.forEach(put)
    moved.push(...movedAway.map((slotNo) => ({ originOn: on, slotNo })))
  }
  for (const { originOn, slotNo } of moved) {
    const { on: rhythm, mode } = step.contacts[slotNo - 1]!
    const free = (on: Day) =>
      isOrdinaryDay(on, holidays) && !claimed.has(`${on}/${slotNo}`) && !falls(rhythm, on, beganOn)
    // a step planned on every working day has no free day: its contact is then made beside the next ordinary one
    const on =
      firstDayAfter(originOn, 10, free) ??
      firstDayAfter(originOn, 10, (day) => isOrdinaryDay(day, holidays)) ??
      originOn
    put(slotOf(step, slotNo, on, originOn, mode, holidays))
  }
  return byDay
}

function firstDayAfter(origin: Day, days: number, suits: (on: Day) => boolean): Day | null {
  for (let on = addDays(origin, 1), n = 0; n < days; on = addDays(on, 1), n += 1) if (suits(on)) return on
  return null
}

function slotOf(
  step: Step,
  slotNo: number,
  on: Day,
  originOn: Day,
  mode: Mode,
  holidays: HolidayCalendar,
): PlannedSlot {
  const contact = step.contacts[slotNo - 1]!
  return {
    key: `${step.id}/${originOn}/${slotNo}`,
    on,
    windowFrom: at(on, contact.from),
    windowUntil: at(on, contact.until),
    mode,
    stepId: step.id,
    slotNo,
    originOn,
    bankHoliday: on > holidays.knownUntilOn ? 'not known' : holidays.days.has(on) ? 'yes' : 'no',
  }
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

function falls(rhythm: Rhythm, on: Day, beganOn: Day): boolean {
  if (rhythm === 'every-day') return true
  if ('everyDays' in rhythm) return daysBetween(beganOn, on) % rhythm.everyDays === 0
  return rhythm.includes(WEEKDAYS[weekdayOf(on) - 1]!)
}

/** Past the end of the list every weekday counts as ordinary: a contact too many is put right by a call, a missing one is not. */
const isOrdinaryDay = (on: Day, holidays: HolidayCalendar): boolean =>
  weekdayOf(on) <= 5 && !holidays.days.has(on)

function ruleOf(step: Step, on: Day, holidays: HolidayCalendar): DayRule {
  if (holidays.days.has(on)) return step.bankHolidays
  return weekdayOf(on) > 5 ? step.weekends : 'as-usual'
}

/**
 * The later steps as they would follow if every one were agreed at its target: for the picture only.
 * Begins when the present step's target is over, and never before the day after `today`.
 */
export function pencilled(
  schedule: SupportSchedule,
  state: ScheduleState,
  today: Day,
  untilDay: Day,
  holidays: HolidayCalendar,
): PencilledSlot[] {
  const present = stepsTaken(state).at(-1)
  if (!present || state.endedAt !== null) return []
  const index = schedule.steps.findIndex((s) => s.id === present.stepId)
  const step = schedule.steps[index]
  if (!step) return []
  const slots: PencilledSlot[] = []
  const target = addDays(dayOf(present.fromAt), step.targetWeeks * 7)
  let from = target > today ? target : addDays(today, 1)
  for (const later of schedule.steps.slice(index + 1)) {
    const until = addDays(from, later.targetWeeks * 7)
    for (let on = from; on < until && on <= untilDay; on = addDays(on, 1)) {
      slots.push(
        ...ownSlots(later, on, from, holidays).slots.map(({ windowFrom, mode, stepId, slotNo }) => ({
          on,
          windowFrom,
          mode,
          stepId,
          slotNo,
        })),
      )
    }
    from = until
  }
  return slots
}

/**
 * The day on which the present step's review falls due: its target length after it began.
 * Why a review and not an end: nothing but a decision changes support.
 */
export function reviewDueOn(
  schedule: SupportSchedule,
  state: ScheduleState,
): { stepId: string; on: Day } | null {
  const present = stepsTaken(state).at(-1)
  const step = present && schedule.steps.find((s) => s.id === present.stepId)
  return present && step && state.endedAt === null
    ? { stepId: step.id, on: addDays(dayOf(present.fromAt), step.targetWeeks * 7) }
    : null
}

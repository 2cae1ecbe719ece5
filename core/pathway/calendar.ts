import { addDays, type Day, dayOf, type Instant, timeOf, weekdayOf } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import type { Mode, PauseFact, SupportSchedule } from './definition.ts'
import { pauseAt, pencilled, plannedContacts, type ScheduleState, stepsTaken } from './schedule.ts'

/** A stored contact as the picture needs it: the slot it came from, or none when it was extra. */
export interface ContactMark {
  readonly slotKey: string | null
  readonly at: Instant
  readonly mode: Mode
  readonly outcome: 'to come' | 'happened' | 'did not happen' | 'nothing written'
}

/** One sign in a cell. `solid`: planned or past; `dashed`: a later step, not decided. */
export interface CellMark {
  readonly drawn: 'solid' | 'dashed'
  readonly mode: Mode
  readonly part: 'morning' | 'afternoon' | 'evening'
  readonly outcome: ContactMark['outcome'] | 'not decided'
  readonly stepId: string | null
}

export interface CalendarCell {
  readonly on: Day
  readonly when: 'past' | 'today' | 'ahead'
  readonly marks: readonly CellMark[]
  /** What the cell shows at a glance: the person on their own, a pause, nothing yet (before the start), or contacts. */
  readonly shows: 'contacts' | 'own' | 'paused' | 'before' | 'ended'
  readonly pausedBy: PauseFact | null
  readonly bankHoliday: boolean
}

/** A line drawn before a day: what was decided, and who. Names are looked up by whoever draws it. */
export interface DecisionLine {
  readonly on: Day
  readonly how: 'start' | 'up' | 'down'
  readonly stepId: string
  readonly stepTitle: string
  readonly decidedBy: string
  /** The member of the prescribing or referring team who agreed; null unless `how` is down. */
  readonly agreedBy: string | null
}

export interface CalendarWeek {
  readonly startsOn: Day
  readonly cells: readonly CalendarCell[]
  /** Contacts of the week as planned now, for the sentence under the picture. */
  readonly visitDays: number
  readonly callDays: number
}

/** The schedule picture as plain data: weeks of seven cells from Monday, and the lines of decisions. */
export interface ScheduleCalendar {
  readonly weeks: readonly CalendarWeek[]
  readonly lines: readonly DecisionLine[]
  readonly presentStep: { readonly id: string; readonly title: string; readonly sinceOn: Day } | null
}

/**
 * The support schedule as a calendar of weeks.
 * Shape: past days show what was stored, days ahead what is planned, dashed marks what a later step would have. Ahead of
 * the present step's target a cell may hold both: the solid one is true until somebody decides.
 * Why a missed contact is a mark and no colour: the cell asks how it went; it never blames, and red says nothing in print.
 */
export function scheduleCalendar(
  schedule: SupportSchedule,
  state: ScheduleState,
  contacts: readonly ContactMark[],
  view: { fromOn: Day; weeks: number; today: Day },
  holidays: HolidayCalendar,
): ScheduleCalendar {
  const first = addDays(view.fromOn, 1 - weekdayOf(view.fromOn))
  const last = addDays(first, view.weeks * 7 - 1)
  const marks = new Map<Day, CellMark[]>()
  const put = (on: Day, mark: CellMark) => marks.set(on, [...(marks.get(on) ?? []), mark])
  const stored = new Set<string>()
  for (const c of contacts) {
    if (c.slotKey !== null) stored.add(c.slotKey)
    put(dayOf(c.at), {
      drawn: 'solid',
      mode: c.mode,
      part: partOf(c.at),
      outcome: c.outcome,
      stepId: c.slotKey?.split('/')[0] ?? null,
    })
  }
  for (const slot of plannedContacts(schedule, state, first, last, holidays)) {
    if (stored.has(slot.key)) continue
    const outcome = slot.on < view.today ? 'nothing written' : 'to come'
    put(slot.on, {
      drawn: 'solid',
      mode: slot.mode,
      part: partOf(slot.windowFrom),
      outcome,
      stepId: slot.stepId,
    })
  }
  for (const slot of pencilled(schedule, state, view.today, last, holidays)) {
    if (slot.on < first) continue
    put(slot.on, {
      drawn: 'dashed',
      mode: slot.mode,
      part: partOf(slot.windowFrom),
      outcome: 'not decided',
      stepId: slot.stepId,
    })
  }
  const counted = stepsTaken(state)
  const weeks = Array.from({ length: view.weeks }, (_, w) => {
    const startsOn = addDays(first, w * 7)
    const cells = Array.from({ length: 7 }, (_, d) =>
      cellOf(addDays(startsOn, d), marks, state, view.today, holidays),
    )
    const daysWith = (modes: readonly Mode[]) =>
      cells.filter((c) => c.marks.some((m) => m.drawn === 'solid' && modes.includes(m.mode))).length
    return { startsOn, cells, visitDays: daysWith(['visit']), callDays: daysWith(['phone', 'video']) }
  })
  const titleOf = (id: string) => schedule.steps.find((s) => s.id === id)?.title ?? id
  const begun = counted.findLast((t) => dayOf(t.fromAt) <= view.today)
  return {
    weeks,
    lines: counted
      .filter((t) => dayOf(t.fromAt) >= first && dayOf(t.fromAt) <= last)
      .map((t) => ({
        on: dayOf(t.fromAt),
        how: t.how,
        stepId: t.stepId,
        stepTitle: titleOf(t.stepId),
        decidedBy: t.decidedBy,
        agreedBy: t.how === 'down' ? t.agreedBy.staffId : null,
      })),
    presentStep: begun
      ? { id: begun.stepId, title: titleOf(begun.stepId), sinceOn: dayOf(begun.fromAt) }
      : null,
  }
}

function cellOf(
  on: Day,
  marks: ReadonlyMap<Day, CellMark[]>,
  state: ScheduleState,
  today: Day,
  holidays: HolidayCalendar,
): CalendarCell {
  const here = marks.get(on) ?? []
  const noon = `${on}T12:00:00.000Z` as Instant
  const pause = pauseAt(state, noon)
  const startsOn = state.taken[0] ? dayOf(state.taken[0].fromAt) : null
  const shows = here.some((m) => m.drawn === 'solid')
    ? 'contacts'
    : pause
      ? 'paused'
      : startsOn === null || on < startsOn
        ? 'before'
        : state.endedAt !== null && on > dayOf(state.endedAt)
          ? 'ended'
          : 'own'
  return {
    on,
    when: on < today ? 'past' : on === today ? 'today' : 'ahead',
    marks: [...here].sort((a, b) => PARTS.indexOf(a.part) - PARTS.indexOf(b.part)),
    shows,
    pausedBy: pause?.fact ?? null,
    bankHoliday: holidays.days.has(on),
  }
}

const PARTS = ['morning', 'afternoon', 'evening'] as const

function partOf(when: Instant): CellMark['part'] {
  const time = timeOf(when)
  return time < '12:00' ? 'morning' : time < '17:00' ? 'afternoon' : 'evening'
}

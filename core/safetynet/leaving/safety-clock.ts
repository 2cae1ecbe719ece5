import {
  addDays,
  addHours,
  dayOf,
  type Instant,
  type Interval,
  startOfDay,
  toEpochMs,
} from '#core/kernel/time.ts'
import { contains, subtract } from '../intervals.ts'

/**
 * The safety clock: a live contact within so many elapsed hours of leaving, whatever the clocks do.
 * Ours, and stricter than the national count: by any named partner, at any hour, on the day of leaving too.
 * Source: docs/architecture.md, N4. 72 hours: NHS Standard Contract, Schedule 4A (since 1 April 2020), whose wording is "all".
 * 48 hours: NICE NG53 1.6.8 and QS159 statement 4. 7 days: NICE NG53 1.6.7, where a ward's own setting says so.
 */
export const SAFETY_CLOCK = { version: 1, hours: { standard: 72, sooner: 48, longer: 168 } } as const

/** How somebody was met. A text, an email or a letter is not a live contact, and neither is a call nobody answered. */
export const LIVE_MODES = ['visit', 'phone', 'video', 'accompanied'] as const
export type LiveMode = (typeof LIVE_MODES)[number]

export interface AfterLeavingContact {
  readonly id: string
  readonly mode: LiveMode | 'text' | 'email' | 'letter'
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen' | 'void'
  /** The person themselves was met or spoken to. */
  readonly personMet: boolean
  readonly windowFromAt: Instant
  readonly windowUntilAt: Instant
  /** When it was put into the plan. */
  readonly plannedAt: Instant
  /** When it happened; null for one that has not. */
  readonly happenedAt: Instant | null
  /** Its writer said that it came after this leaving: asked where only the day of leaving is known. Left out: nobody said. */
  readonly saidAfterLeaving?: boolean
}

/** 48 by a dated decision of a named author; 168 where the unit's setting says so; else 72. The shorter of the two wins. */
export interface SafetyClockFacts {
  readonly leftAt: Instant
  /** 'day': `leftAt` is the London midnight on which the day of leaving began. Left out: to the minute. */
  readonly leftKnownTo?: 'minute' | 'day'
  readonly unitHours: 72 | 168
  /** From when somebody decided that 48 hours hold, or null. A decision, never a label on the person. */
  readonly soonerSinceAt: Instant | null
  readonly contacts: readonly AfterLeavingContact[]
  /** Times in which nothing is owed: back in hospital. */
  readonly suspended: readonly Interval[]
}

export interface SafetyClock {
  readonly hours: 48 | 72 | 168
  readonly dueAt: Instant
  /** The first live contact after leaving, however late. */
  readonly metAt: Instant | null
  /** When nothing is booked that would keep the promise in time. */
  readonly notBooked: readonly Interval[]
  /** When the promise is broken: from the due time until somebody meets the person. */
  readonly notMet: readonly Interval[]
}

const isLive = (mode: AfterLeavingContact['mode']): mode is LiveMode =>
  (LIVE_MODES as readonly string[]).includes(mode)

/**
 * The clock for all time to come, without a clock of its own. A live contact at the minute of leaving counts; one before does not.
 * Where only the day of leaving is known the time is up as if they had left at its first minute, and a contact counts from the next London
 * midnight, or where its writer says that it came after: of the rest of that day nobody knows on which side of leaving it lies.
 * A contact is booked in time when its whole window ends by the due time: a window that reaches past it promises nothing.
 */
export function safetyClock(facts: SafetyClockFacts): SafetyClock {
  const { leftAt, contacts, suspended } = facts
  const hours = facts.soonerSinceAt !== null ? SAFETY_CLOCK.hours.sooner : facts.unitHours
  const dueAt = addHours(leftAt, hours)
  const sureFrom = facts.leftKnownTo === 'day' ? startOfDay(addDays(dayOf(leftAt), 1)) : leftAt
  const metAt =
    contacts
      .flatMap((c) =>
        c.state === 'happened' &&
        c.personMet &&
        isLive(c.mode) &&
        c.happenedAt !== null &&
        c.happenedAt >= (c.saidAfterLeaving ? leftAt : sureFrom)
          ? [c.happenedAt]
          : [],
      )
      .sort()[0] ?? null
  const booked: Interval[] = contacts
    .filter(
      (c) => isLive(c.mode) && c.state === 'planned' && c.windowUntilAt > leftAt && c.windowUntilAt <= dueAt,
    )
    .map((c) => ({ from: c.plannedAt > leftAt ? c.plannedAt : leftAt, until: c.windowUntilAt }))
  // what was owed before the booking stays told by the record, not by the board: a gap begins when it is first seen
  const untilMet = metAt === null ? null : metAt
  const owedTime = (from: Instant): Interval[] =>
    untilMet !== null && untilMet <= from ? [] : [{ from, until: untilMet }]
  return {
    hours,
    dueAt,
    metAt,
    notBooked: subtract(
      owedTime(leftAt).map((i) => ({
        from: i.from,
        until: i.until === null || i.until > dueAt ? dueAt : i.until,
      })),
      [...booked, ...suspended],
    ),
    notMet: subtract(owedTime(dueAt), suspended),
  }
}

/** Whole hours left to the due time at an instant, rounded down; 0 when it is over. */
export const hoursLeft = (clock: SafetyClock, now: Instant): number =>
  Math.max(0, Math.floor((toEpochMs(clock.dueAt) - toEpochMs(now)) / 3_600_000))

/** Whether the promise is being broken at an instant. */
export const isBroken = (clock: SafetyClock, now: Instant): boolean => contains(clock.notMet, now)

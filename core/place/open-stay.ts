import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, dayOf, type Instant } from '../kernel/time.ts'
import type { OpenStay, Stay, StayFacts } from './stay.ts'

/** A stay to open. Another ward of the same organisation is no new stay: `move-ward.ts`. */
export type StayToOpen = StayFacts

/** A fact in which a repeated message differs from the stay already here. Said, never applied. */
export type Difference = 'unit' | 'time of admission'

export type OpenStayOutcome =
  | { readonly effect: 'opened'; readonly stay: OpenStay }
  /** The same stay, entered by hand before its message came: it now has the sender's visit number. */
  | { readonly effect: 'visit number added'; readonly stay: Stay }
  | { readonly effect: 'none'; readonly stay: Stay; readonly differences: readonly Difference[] }

/** Clocks of sending systems run ahead by minutes; an hour is more than any we would believe. */
export const CLOCK_TOLERANCE_MINUTES = 60

/**
 * Opens a stay, or finds that it is here already.
 * `held`: the person's stays, and the stay that holds this visit number in this organisation, whoever's it is.
 * Refuses: STAY_VISIT_NUMBER_TAKEN, STAY_IN_FUTURE, STAY_OVERLAPS.
 * Why a known visit number has no effect even on an ended stay: feeds repeat messages and bring them late; an admission
 * read again must not put a person back on a ward they have left. Moves and corrections have messages of their own.
 * Why two organisations may both have an open stay: one often hears of the other's discharge days later.
 */
export function decideOpenStay(
  toOpen: StayToOpen,
  held: readonly Stay[],
  now: Instant,
): Result<OpenStayOutcome> {
  const here = held.filter((stay) => stay.organisationId === toOpen.organisationId)
  const sameVisit = here.find(
    (stay) => toOpen.visitNumber !== null && stay.visitNumber === toOpen.visitNumber,
  )
  if (sameVisit && sameVisit.personId !== toOpen.personId)
    return refuse('STAY_VISIT_NUMBER_TAKEN', { field: 'visitNumber' })
  if (sameVisit) return ok({ effect: 'none', stay: sameVisit, differences: differencesOf(toOpen, sameVisit) })
  const own = here.filter((stay) => stay.personId === toOpen.personId)
  const same = own.find((stay) => isSameWithoutNumber(toOpen, stay))
  if (same) return ok(knownBefore(toOpen, same))
  if (toOpen.admittedAt > addMinutes(now, CLOCK_TOLERANCE_MINUTES))
    return refuse('STAY_IN_FUTURE', { field: 'admittedAt' })
  return own.some((other) => overlaps(other, toOpen))
    ? refuse('STAY_OVERLAPS')
    : ok({ effect: 'opened', stay: { ...toOpen, state: 'open' } })
}

function differencesOf(toOpen: StayToOpen, stay: Stay): readonly Difference[] {
  const differences: Difference[] = []
  if (stay.unitId !== toOpen.unitId) differences.push('unit')
  if (stay.admittedAt !== toOpen.admittedAt) differences.push('time of admission')
  return differences
}

/** One of the two has no visit number, and both name this unit and this day of admission. */
function isSameWithoutNumber(toOpen: StayToOpen, stay: Stay): boolean {
  const oneWithout = stay.visitNumber === null || toOpen.visitNumber === null
  return (
    oneWithout &&
    stay.unitId === toOpen.unitId &&
    dayOf(stay.admittedAt) === dayOf(toOpen.admittedAt) &&
    stay.state === 'open'
  )
}

function knownBefore(toOpen: StayToOpen, stay: Stay): OpenStayOutcome {
  if (stay.visitNumber === null && toOpen.visitNumber !== null) {
    return { effect: 'visit number added', stay: { ...stay, visitNumber: toOpen.visitNumber } }
  }
  return { effect: 'none', stay, differences: differencesOf(toOpen, stay) }
}

/** Whether a stay was still going on when the new one, open-ended, began. Where only a day is known, the same day is not an overlap. */
function overlaps(other: Stay, next: StayFacts): boolean {
  if (other.state === 'open') return true
  const daysOnly = other.endedKnownTo === 'day' || next.admittedKnownTo === 'day'
  return daysOnly ? dayOf(other.endedAt) > dayOf(next.admittedAt) : other.endedAt > next.admittedAt
}

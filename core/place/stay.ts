import type { OrganisationId, PersonId, StayId, UnitId } from '../kernel/ids.ts'
import { type Day, dayOf, daysBetween, type Instant } from '../kernel/time.ts'
import type { HomeArea } from './home-area.ts'

/** How far the unit is from home, as the ward says it; "not known" until somebody does. */
export type Distance = { readonly miles: number } | 'not known'

/** Why the person is in this place, in the sender's or the ward's words, with the sender's code where there was one. */
export type StayReason = { readonly words: string; readonly code?: string } | 'not known'

/** A sender may know only the day of an event; the instant beside it is then that day's London midnight. */
export type KnownTo = 'minute' | 'day'

/** Where a stay was learnt from. */
export type StaySource = 'message' | 'by hand' | 'practice data'

/**
 * Where the end of a stay was read. 'moved to another stay' is written by no command any more: a move goes on in its stay. "Inferred" means that the sender did not say when the person left, only when it wrote.
 */
export type EndSource = 'PV1-45' | 'EVN-6' | 'inferred from MSH-7' | 'by hand' | 'moved to another stay'

/**
 * Facts of a stay from its first day. Leave inside a stay is not kept here yet.
 * `visitNumber`: the sender's own key of the stay, null when none was given; one number is one stay in one organisation.
 */
export interface StayFacts {
  readonly id: StayId
  readonly personId: PersonId
  readonly organisationId: OrganisationId
  readonly unitId: UnitId
  readonly visitNumber: string | null
  readonly admittedAt: Instant
  readonly admittedKnownTo: KnownTo
  readonly homeArea: HomeArea
  readonly distance: Distance
  readonly reason: StayReason
  readonly source: StaySource
}

export type OpenStay = StayFacts & { readonly state: 'open' }
export type EndedStay = StayFacts & {
  readonly state: 'ended'
  readonly endedAt: Instant
  readonly endedKnownTo: KnownTo
  readonly endSource: EndSource
}

/** A person's time on one unit: open, or ended. */
export type Stay = OpenStay | EndedStay

/**
 * Days in, counted as nights: the day of admission is 0.
 * Shape: whole London days, to the day of leaving for an ended stay; never below 0.
 * Source: length of stay in the national mental health statistics (discharge date minus start date, same day = 0;
 * NHS England MHSDS monthly statistics, los_prep, read 22 November 2026).
 */
export function daysIn(stay: Stay, asOn: Day): number {
  const lastOn = stay.state === 'ended' ? dayOf(stay.endedAt) : asOn
  return Math.max(0, daysBetween(dayOf(stay.admittedAt), lastOn))
}

/** A fact that the ward still has to say. */
export type MissingFact = 'home area' | 'distance' | 'reason' | 'time of leaving'

/** One task for the ward: the fact and what to do, in words for a screen. */
export interface StayTask {
  readonly fact: MissingFact
  readonly words: string
}

/**
 * What nobody has said about a stay, each a task for its ward; nothing is ever guessed to shorten this list.
 * Why no distance is asked of someone with no fixed address: there is no home to measure from.
 */
export function stayTasks(stay: Stay): readonly StayTask[] {
  const tasks: StayTask[] = []
  if (stay.homeArea === 'not known') {
    tasks.push({ fact: 'home area', words: 'Say which area is home, or that there is no fixed address.' })
  }
  if (stay.distance === 'not known' && stay.homeArea !== 'no fixed address') {
    tasks.push({ fact: 'distance', words: 'Say how many miles this ward is from home.' })
  }
  if (stay.reason === 'not known')
    tasks.push({ fact: 'reason', words: 'Say why the person is in this place.' })
  if (stay.state === 'ended' && stay.endSource === 'inferred from MSH-7') {
    tasks.push({
      fact: 'time of leaving',
      words: 'Check when the person left: the message did not say, so its own time was taken.',
    })
  }
  return tasks
}

/** Facts that can be said after the first day; an absent one is left as it is. */
export interface ToldFacts {
  readonly homeArea?: HomeArea
  readonly distance?: Distance
  readonly reason?: StayReason
}

/** The stay with what the ward has said. Returns the same stay when nothing is new. */
export function withToldFacts(stay: Stay, told: ToldFacts): Stay {
  const { homeArea = stay.homeArea, distance = stay.distance, reason = stay.reason } = told
  const same = [homeArea, distance, reason].every((fact, i) =>
    sameFact(fact, [stay.homeArea, stay.distance, stay.reason][i]),
  )
  return same ? stay : { ...stay, homeArea, distance, reason }
}

const sameFact = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

import type { OrganisationId, StayId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, dayOf, type Instant } from '../kernel/time.ts'
import { CLOCK_TOLERANCE_MINUTES } from './open-stay.ts'
import type { EndedStay, EndSource, KnownTo, Stay } from './stay.ts'

/** When and how a stay ended, and where that was read. */
export interface EndOfStay {
  readonly endedAt: Instant
  readonly endedKnownTo: KnownTo
  readonly endSource: EndSource
}

/** Which stay is meant: by its id (a screen), or by what a message says of it. */
export type StayMeant =
  | { readonly by: 'id'; readonly stayId: StayId }
  | { readonly by: 'message'; readonly organisationId: OrganisationId; readonly visitNumber: string | null }

export type EndStayOutcome =
  | { readonly effect: 'ended'; readonly stay: EndedStay }
  | { readonly effect: 'none'; readonly stay: EndedStay }

/**
 * The stay that is meant, among one person's stays. Refuses: STAY_NOT_KNOWN.
 * A message means the stay of its visit number; without a match, the person's one open stay in that organisation, but only
 * where one of the two has no visit number: two different numbers are two different stays.
 * Why not refused more readily: a discharge that is not filed leaves somebody at home whom every board shows on a ward.
 */
export function findStayMeant(meant: StayMeant, stays: readonly Stay[]): Result<Stay> {
  if (meant.by === 'id') return found(stays.find((stay) => stay.id === meant.stayId))
  const here = stays.filter((stay) => stay.organisationId === meant.organisationId)
  const byNumber = here.find((stay) => meant.visitNumber !== null && stay.visitNumber === meant.visitNumber)
  if (byNumber) return ok(byNumber)
  const open = here.filter((stay) => stay.state === 'open')
  const only = open.length === 1 ? open[0] : undefined
  return found(only && (meant.visitNumber === null || only.visitNumber === null) ? only : undefined)
}

const found = (stay: Stay | undefined): Result<Stay> => (stay ? ok(stay) : refuse('STAY_NOT_KNOWN'))

/**
 * Ends a stay. The same end again has no effect, and neither has one whose time was only inferred: it adds nothing.
 * Refuses: STAY_ALREADY_ENDED (at another time; a correction is an act of its own), STAY_ENDS_BEFORE_IT_STARTS, STAY_IN_FUTURE.
 */
export function decideEndStay(stay: Stay, end: EndOfStay, now: Instant): Result<EndStayOutcome> {
  // A bare day of leaving is that day's midnight, which may stand before an admission earlier the same day.
  const daysOnly = end.endedKnownTo === 'day' || stay.admittedKnownTo === 'day'
  const sameDay = dayOf(end.endedAt) === dayOf(stay.admittedAt)
  const endedAt = daysOnly && sameDay && end.endedAt < stay.admittedAt ? stay.admittedAt : end.endedAt
  if (stay.state === 'ended') {
    const nothingNew = stay.endedAt === endedAt || end.endSource === 'inferred from MSH-7'
    return nothingNew ? ok({ effect: 'none', stay }) : refuse('STAY_ALREADY_ENDED', { field: 'endedAt' })
  }
  if (endedAt > addMinutes(now, CLOCK_TOLERANCE_MINUTES))
    return refuse('STAY_IN_FUTURE', { field: 'endedAt' })
  if (endedAt < stay.admittedAt) return refuse('STAY_ENDS_BEFORE_IT_STARTS', { field: 'endedAt' })
  return ok({ effect: 'ended', stay: { ...stay, state: 'ended', ...end, endedAt } })
}

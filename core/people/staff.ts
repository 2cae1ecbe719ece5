import type { OrganisationId, StaffId, TeamId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant, Interval } from '../kernel/time.ts'

/** Employed by one organisation, working in another's team, supervised by somebody named, until a known end. */
export interface Secondment {
  readonly staffId: StaffId
  readonly employedBy: OrganisationId
  readonly worksIn: TeamId
  readonly supervisedBy: StaffId
  readonly from: Instant
  readonly until: Instant
}

/**
 * Away, half-open; with somebody who covers, or the plain fact that nobody does.
 * When nobody answers for an absent staff member is worked out in one place: `core/safetynet/staffing.ts`.
 */
export interface Absence {
  readonly staffId: StaffId
  readonly from: Instant
  readonly until: Instant
  readonly cover: { readonly state: 'covered'; readonly by: StaffId } | { readonly state: 'no cover' }
}

/**
 * Whether somebody is away for the whole of a time, and until when; null where they are there for some of it: whoever is away
 * throughout covers nobody. `away`: their absences, and having left, in any order.
 */
export function awayThroughout(
  away: readonly Interval[],
  span: { readonly from: Instant; readonly until: Instant },
): { readonly until: Instant | null } | null {
  let reached = span.from
  for (const a of [...away].sort((x, y) => (x.from < y.from ? -1 : 1))) {
    if (a.from > reached) break
    if (a.until === null) return { until: null }
    if (a.until > reached) reached = a.until
  }
  return reached < span.until ? null : { until: reached }
}

/** Refuses COVER_AWAY_TOO: somebody who is away for all of that time cannot cover it. Away for some of it, they cover the rest. */
export const decideCover = (
  away: readonly Interval[],
  span: { readonly from: Instant; readonly until: Instant },
): Result<null> =>
  awayThroughout(away, span) === null ? ok(null) : refuse('COVER_AWAY_TOO', { field: 'cover' })

/** Refuses: ABSENCE_ENDS_BEFORE_START, COVER_IS_THE_ABSENT. An absence without cover is taken: the gap it makes is shown. */
export function decideAbsence(absence: Absence): Result<Absence> {
  if (absence.until <= absence.from) return refuse('ABSENCE_ENDS_BEFORE_START', { field: 'until' })
  if (absence.cover.state === 'covered' && absence.cover.by === absence.staffId)
    return refuse('COVER_IS_THE_ABSENT', { field: 'cover' })
  return ok(absence)
}

/** Refuses: SECONDMENT_TO_OWN_EMPLOYER, when the team's organisation is the employer. */
export const decideSecondment = (
  secondment: Secondment,
  organisationOfTeam: OrganisationId,
): Result<Secondment> =>
  organisationOfTeam === secondment.employedBy
    ? refuse('SECONDMENT_TO_OWN_EMPLOYER', { field: 'worksIn' })
    : ok(secondment)

import type { OrganisationId, StaffId, TeamId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

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

import type { OrganisationId, PostId, StaffId, TeamId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant, Interval } from '../kernel/time.ts'

/** A staff member in a team, holding a post there, half-open in time. */
export interface Membership {
  readonly staffId: StaffId
  readonly teamId: TeamId
  readonly postId: PostId
  readonly from: Instant
  readonly until: Instant | null
}

/** Employed by one organisation, working in another's team, supervised by somebody named, until a known end. */
export interface Secondment {
  readonly staffId: StaffId
  readonly employedBy: OrganisationId
  readonly worksIn: TeamId
  readonly supervisedBy: StaffId
  readonly from: Instant
  readonly until: Instant
}

/** Away, half-open; with somebody who covers, or the plain fact that nobody does. */
export interface Absence {
  readonly staffId: StaffId
  readonly from: Instant
  readonly until: Instant
  readonly cover: { readonly state: 'covered'; readonly by: StaffId } | { readonly state: 'no cover' }
}

const holdsAt = (span: Interval, at: Instant): boolean =>
  span.from <= at && (span.until === null || at < span.until)

/** The memberships that hold at an instant. */
export const membershipsAt = (memberships: readonly Membership[], at: Instant): Membership[] =>
  memberships.filter((m) => holdsAt(m, at))

export const isMemberAt = (
  memberships: readonly Membership[],
  staffId: StaffId,
  teamId: TeamId,
  at: Instant,
): boolean => memberships.some((m) => m.staffId === staffId && m.teamId === teamId && holdsAt(m, at))

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

interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** Spans joined where they touch or overlap, in order. */
function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = []
  for (const span of [...spans].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = out.at(-1)
    if (last && span.from <= last.until) {
      if (span.until > last.until) out[out.length - 1] = { from: last.from, until: span.until }
    } else if (span.from < span.until) out.push({ from: span.from, until: span.until })
  }
  return out
}

/** What is left of `spans` once every one of `holes` is cut out. */
function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  let left = [...spans]
  for (const hole of holes)
    left = left.flatMap((span) => {
      if (hole.until <= span.from || span.until <= hole.from) return [span]
      const before: Span[] = span.from < hole.from ? [{ from: span.from, until: hole.from }] : []
      const after: Span[] = hole.until < span.until ? [{ from: hole.until, until: span.until }] : []
      return [...before, ...after]
    })
  return left
}

/**
 * When a staff member is away and nobody stands in: the intervals in which what they own is a gap.
 * Shape: half-open, joined, in order. `absences` may hold everybody's.
 * Why: somebody who covers and is away too does not cover, even if they have cover of their own: cover is a promise by
 * name, and a chain of stand-ins is how people are lost. Of two absences at once, one cover is enough.
 */
export function uncoveredIntervals(staffId: StaffId, absences: readonly Absence[]): Interval[] {
  const awayOf = (id: StaffId): Span[] => absences.filter((a) => a.staffId === id)
  const covered = absences.flatMap((a) =>
    a.staffId === staffId && a.cover.state === 'covered' ? without([a], awayOf(a.cover.by)) : [],
  )
  return without(joined(awayOf(staffId)), covered)
}

/** Who stands in for a staff member at an instant: themself when there, else a cover who is there, else nobody. */
export function standsInAt(staffId: StaffId, absences: readonly Absence[], at: Instant): StaffId | null {
  const away = (id: StaffId) => absences.filter((a) => a.staffId === id && holdsAt(a, at))
  const own = away(staffId)
  if (own.length === 0) return staffId
  const covers = own.flatMap((a) => (a.cover.state === 'covered' ? [a.cover.by] : [])).sort()
  return covers.find((id) => away(id).length === 0) ?? null
}

import type { OrganisationId, StaffId, TeamId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { RoleCard } from './role-card.ts'
import { decideSecondment } from './staff.ts'

/** A wish to put a staff member into a post of a team. `until` null: for as long as it lasts. */
export interface GivePost {
  readonly staffId: StaffId
  readonly teamId: TeamId
  readonly from: Instant
  readonly until: Instant | null
  readonly supervisedBy: StaffId | null
}

export interface GivePostFacts {
  /** Undefined: there is no card of the name that was asked for. */
  readonly card: RoleCard | undefined
  readonly employer: OrganisationId
  readonly leftAt: Instant | null
  /** The team's organisation, when it is open and the giver may manage it; else undefined. */
  readonly organisation: OrganisationId | undefined
  /** The supervisor holds a post in the team's organisation now. */
  readonly supervisorIsThere: boolean
  /** They hold a post of this role in this team at `from` already. */
  readonly holdsAlready: boolean
  readonly giverRights: readonly string[]
}

/** What the giver gives away must be theirs, for the rights that reach beyond one organisation. */
const ONLY_FROM_HOLDERS = ['organisation.manage', 'safetynet.recompute', 'sharing.agreement', 'people.merge']
/** The privacy desk's reach as far; whoever builds the organisation gives the first of them without holding them. */
const FROM_HOLDERS_OR_BUILDERS = ['privacy.desk', 'subject-access.release']

const mayGive = (right: string, held: readonly string[]): boolean =>
  held.includes(right) ||
  !(
    ONLY_FROM_HOLDERS.includes(right) ||
    (FROM_HOLDERS_OR_BUILDERS.includes(right) && !held.includes('organisation.manage'))
  )

/**
 * A post may be given: the card exists and is for people, the team is one's own, nothing is held twice; whoever comes from
 * another organisation is seconded, with a supervisor here and an end.
 * Refuses: POST_NOT_HERE, POST_ROLE_UNKNOWN, STAFF_HAS_LEFT, POST_ENDS_BEFORE_START, POST_HELD_ALREADY, POST_GRANTS_MORE,
 * SECONDMENT_NEEDS_END, SUPERVISOR_NOT_HERE, SECONDMENT_TO_OWN_EMPLOYER.
 */
export function decideGivePost(
  facts: GivePostFacts,
  give: GivePost,
): Result<{ readonly card: RoleCard; readonly seconded: boolean }> {
  const { card, organisation } = facts
  if (organisation === undefined) return refuse('POST_NOT_HERE', { field: 'teamId' })
  if (card === undefined || card.standing === 'machine') return refuse('POST_ROLE_UNKNOWN', { field: 'role' })
  if (facts.leftAt !== null && facts.leftAt <= give.from)
    return refuse('STAFF_HAS_LEFT', { field: 'staffId' })
  if (give.until !== null && give.until <= give.from)
    return refuse('POST_ENDS_BEFORE_START', { field: 'until' })
  if (facts.holdsAlready) return refuse('POST_HELD_ALREADY', { field: 'role' })
  if (card.rights.some((right) => !mayGive(right, facts.giverRights)))
    return refuse('POST_GRANTS_MORE', { field: 'role' })
  const seconded = facts.employer !== organisation
  if (!seconded) {
    if (give.supervisedBy === null) return ok({ card, seconded })
    return refuse('SECONDMENT_TO_OWN_EMPLOYER', { field: 'supervisedBy' })
  }
  if (give.until === null || give.supervisedBy === null)
    return refuse('SECONDMENT_NEEDS_END', { field: give.until === null ? 'until' : 'supervisedBy' })
  if (!facts.supervisorIsThere) return refuse('SUPERVISOR_NOT_HERE', { field: 'supervisedBy' })
  const decided = decideSecondment(
    {
      staffId: give.staffId,
      employedBy: facts.employer,
      worksIn: give.teamId,
      supervisedBy: give.supervisedBy,
      from: give.from,
      until: give.until,
    },
    organisation,
  )
  return decided.ok ? ok({ card, seconded }) : decided
}

import type { StaffId, TeamId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { PathwayDefinition } from './definition.ts'

/** Who carries on after closing, by name; `how` and `at`: how and when the handover was made. */
export interface Handover {
  /** A staff member or team here, or a name with its organisation's name when they are not in this system. */
  readonly to:
    | { readonly kind: 'staff member'; readonly staffId: StaffId }
    | { readonly kind: 'team'; readonly teamId: TeamId; readonly named: string }
    | { readonly kind: 'outside'; readonly named: string; readonly ofOrganisation: string }
  readonly how: string
  readonly at: Instant
}

/** Something still owed when an episode closes. `key`: its key in the safety net. */
export interface OpenAtClosing {
  readonly key: string
  readonly kind: string
  readonly owner: string
}

export interface ClosingAsked {
  readonly outcomeId: string | null
  readonly destinationId: string | null
  readonly handover: Handover | null
  /** Every obligation of this person that is open now, read under lock by the caller. */
  readonly open: readonly OpenAtClosing[]
  /** Keys of those the closer was shown. */
  readonly seenKeys: readonly string[]
  readonly by: StaffId
  readonly now: Instant
}

/** A closed episode. `openAtClosing` stays open in the safety net: closing hides nothing (N7). */
export interface EpisodeClosed {
  readonly state: 'closed'
  readonly at: Instant
  readonly by: StaffId
  readonly outcomeId: string
  readonly destinationId: string
  readonly handover: Handover | null
  readonly openAtClosing: readonly OpenAtClosing[]
}

/**
 * Closing an episode: outcome, destination, and a handover to a named receiver unless the outcome says none is possible.
 * Open obligations do not stop it and are not ended by it; the closer must have been shown every one of them.
 * Refuses: EPISODE_ENDED, CLOSING_NEEDS_OUTCOME, CLOSING_NEEDS_DESTINATION, CLOSING_NEEDS_RECEIVER, CLOSING_OPEN_NOT_SEEN.
 */
export function decideClose(
  definition: Pick<PathwayDefinition, 'closing'>,
  endedAt: Instant | null,
  asked: ClosingAsked,
): Result<EpisodeClosed> {
  if (endedAt !== null) return refuse('EPISODE_ENDED')
  const outcome = definition.closing.outcomes.find((o) => o.id === asked.outcomeId)
  if (!outcome) return refuse('CLOSING_NEEDS_OUTCOME', { field: 'outcomeId' })
  const destination = definition.closing.destinations.find((d) => d.id === asked.destinationId)
  if (!destination) return refuse('CLOSING_NEEDS_DESTINATION', { field: 'destinationId' })
  if (outcome.handover === 'named-receiver' && !isNamed(asked.handover, asked.now)) {
    return refuse('CLOSING_NEEDS_RECEIVER', { field: 'handover' })
  }
  const unseen = asked.open.filter((o) => !asked.seenKeys.includes(o.key))
  if (unseen.length > 0) return refuse('CLOSING_OPEN_NOT_SEEN', { params: { count: unseen.length } })
  return ok({
    state: 'closed',
    at: asked.now,
    by: asked.by,
    outcomeId: outcome.id,
    destinationId: destination.id,
    handover: asked.handover,
    openAtClosing: asked.open,
  })
}

function isNamed(handover: Handover | null, now: Instant): boolean {
  if (!handover || handover.how.trim() === '' || handover.at > now) return false
  const { to } = handover
  return (
    to.kind === 'staff member' ||
    (to.named.trim() !== '' && (to.kind === 'team' || to.ofOrganisation.trim() !== ''))
  )
}

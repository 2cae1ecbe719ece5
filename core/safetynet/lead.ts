import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { HandoverFacts, PersonFacts, WardFacts } from './facts.ts'

/** Who leads, by the facts as they stand. `staffId` null: the ward has named nobody and has no manager. */
export interface Lead {
  readonly teamId: TeamId
  readonly staffId: StaffId | null
}

/** The lead with the stay whose way out they lead, and why it is they. */
export interface LeadOfStay extends Lead {
  readonly stayId: StayId
  /** From this instant they answer; what was open before it is settled by their being lead. */
  readonly sinceAt: Instant
  /** 'last resort': the person has left and nobody accepted, so the ward's manager leads and a gap is open. */
  readonly because: 'on the ward' | 'handover accepted' | 'last resort'
  /** Named or accepted by name; false for a ward's manager, who leads because nobody was named. */
  readonly byName: boolean
}

/**
 * The lead of a person's way out, by the stay admitted last: on it the ward (whoever it named, else its manager); after leaving the
 * worker who accepted the handover, or whom their team named since; with no accepted handover the manager of the ward that
 * was left. Null without a transition, and where only a referral opened one: no team with clinical responsibility is recorded.
 * Source: docs/architecture.md, the safety net (N1a).
 */
export function leadNow(facts: PersonFacts): Lead | null {
  const lead = leadOf(facts)
  return lead && { teamId: lead.teamId, staffId: lead.staffId }
}

/** As `leadNow`, with the stay and the reason. */
export function leadOf(facts: PersonFacts): LeadOfStay | null {
  const stay = stayLed(facts)
  if (stay === null || facts.transition.state === 'none') return null
  const { ward, endedAt } = stay
  if (endedAt === null) {
    const named = lastNamed(facts, stay.id, ward.teamId)
    return {
      stayId: stay.id,
      teamId: ward.teamId,
      staffId: named?.staffId ?? ward.managerStaffId,
      sinceAt: later(facts.transition.openedAt, stay.admittedAt, ward.sinceAt ?? undefined, named?.at),
      because: 'on the ward',
      byName: named !== undefined,
    }
  }
  const accepted = lastAccepted(facts, stay.id)
  if (accepted === null)
    return {
      stayId: stay.id,
      teamId: ward.teamId,
      staffId: ward.managerStaffId,
      sinceAt: endedAt,
      because: 'last resort',
      byName: false,
    }
  const named = lastNamed(facts, stay.id, accepted.toTeamId, accepted.answeredAt)
  return {
    stayId: stay.id,
    teamId: accepted.toTeamId,
    staffId: named?.staffId ?? accepted.toStaffId,
    sinceAt: later(endedAt, accepted.answeredAt, named?.at),
    because: 'handover accepted',
    byName: true,
  }
}

/** Somebody accepted the lead for a leaving that did not happen, and has not said since that they lead the next one. */
export interface AskedAgain extends Lead {
  readonly offerId: string
  readonly stayId: StayId
  readonly staffId: StaffId
  readonly sinceAt: Instant
  readonly wardTeamId: TeamId
}

/**
 * An acceptance given before a leaving was undone: it leads the next leaving all the same, as the state before the discharge is
 * restored, and is asked again. Settled by the team of that worker naming its lead since, or by a later acceptance. Null: nothing is asked.
 */
export function askedAgain(facts: PersonFacts): AskedAgain | null {
  const stay = stayLed(facts)
  const undoneAt = stay?.endUndoneAt ?? null
  if (stay === null || undoneAt === null || facts.transition.state === 'none') return null
  const accepted = lastAccepted(facts, stay.id)
  if (accepted === null || accepted.answeredAt > undoneAt) return null
  const named = lastNamed(facts, stay.id, accepted.toTeamId, accepted.answeredAt)
  if (named !== undefined && named.at >= undoneAt) return null
  return {
    offerId: accepted.id,
    stayId: stay.id,
    teamId: accepted.toTeamId,
    staffId: named?.staffId ?? accepted.toStaffId,
    sinceAt: later(facts.transition.openedAt, undoneAt),
    wardTeamId: stay.ward.teamId,
  }
}

interface LedStay {
  readonly id: StayId
  readonly admittedAt: Instant
  readonly endedAt: Instant | null
  readonly endUndoneAt?: Instant | null
  readonly ward: WardFacts
}

/**
 * Of the stays that are open or ended since the transition opened, the one admitted last.
 * Why not one that is open before all others: an organisation may never send its discharge, and the person has left another ward since.
 */
function stayLed({ transition, stays = [] }: PersonFacts): LedStay | null {
  if (transition.state === 'none') return null
  const { openedAt } = transition
  const found = stays
    .flatMap((s) => (s.ward ? [{ ...s, ward: s.ward }] : []))
    .filter((s) => s.endedAt === null || s.endedAt >= openedAt)
    .sort((a, b) => (order(a) < order(b) ? 1 : -1))
  return found[0] ?? null
}

/** Of two admitted at one instant an open one is the later. */
const order = (s: LedStay): string => `${s.admittedAt} ${s.endedAt ?? '~'} ${s.id}`

type Accepted = NonNullable<PersonFacts['offers']>[number] & { readonly answeredAt: Instant }

/** Offers of the way out that is open. One of before the last closing was of that one, also where its leaving was undone since. */
export function offersNow({ offers = [], closings = [] }: PersonFacts): readonly HandoverFacts[] {
  return offers.filter((o) => closings.every((c) => c.at < o.offeredAt))
}

function lastAccepted(facts: PersonFacts, stayId: StayId): Accepted | null {
  const accepted = offersNow(facts).flatMap((o) =>
    o.stayId === stayId && o.answer === 'accepted' && o.answeredAt !== null
      ? [{ ...o, answeredAt: o.answeredAt }]
      : [],
  )
  return accepted.sort((a, b) => (`${a.answeredAt} ${a.id}` < `${b.answeredAt} ${b.id}` ? 1 : -1))[0] ?? null
}

function lastNamed({ leads = [] }: PersonFacts, stayId: StayId, teamId: TeamId, since?: Instant) {
  return leads
    .filter((l) => l.stayId === stayId && l.teamId === teamId && (since === undefined || l.at >= since))
    .sort((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1))[0]
}

const later = (first: Instant, ...more: readonly (Instant | undefined)[]): Instant =>
  more.reduce<Instant>((a, b) => (b !== undefined && b > a ? b : a), first)

import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { AskedAgain, LeadOfStay } from './lead.ts'

/** Who acts: themself, and the teams, services and posts through which they hold anything. */
export interface Acting {
  readonly staffId: string
  readonly grantees: readonly string[]
}

/** Somebody in a team, as far as naming or asking them goes. */
export interface Candidate {
  readonly teamId: TeamId
  readonly staffId: StaffId
  /** Null: no post in this team now, or gone. */
  readonly post: 'employed' | 'volunteer' | null
  readonly teamClosed: boolean
  readonly clinicalResponsibility: boolean
  readonly voluntaryOrganisation: boolean
  /** False: a drug-and-alcohol team of which the asker may not know that it has to do with the person. */
  readonly mayBeNamed: boolean
}

/** 'lead': the lead of the way out. 'carry on': whoever goes on after it is closed. */
export type Asked = 'lead' | 'carry on'

/** An offer as its row says; `answer` null while nobody has answered. */
export interface Offer {
  readonly what: Asked
  readonly stayId: StayId | null
  readonly fromTeamId: string
  readonly toTeamId: string
  readonly toStaffId: string
  readonly answer: 'accepted' | 'declined' | 'withdrawn' | null
  readonly version: number
}

const inTeam = (c: Candidate): Result<Candidate> => {
  if (c.post === null) return refuse('LEAD_NOT_IN_TEAM', { field: 'staffId' })
  if (c.post === 'volunteer') return refuse('LEAD_VOLUNTEER', { field: 'staffId' })
  return ok(c)
}

/**
 * The leading team names its own lead. Refuses: LEAD_NOT_YOURS (nobody leads yet, or another team), LEAD_NOT_IN_TEAM,
 * LEAD_VOLUNTEER, LEAD_NEEDS_HANDOVER (the person has left and nobody accepted: naming would hide that), LEAD_ALREADY (it is they).
 * `again`: the team that accepted for a leaving that was undone says so again, also while the ward leads and of the same worker.
 */
export function decideName(
  lead: LeadOfStay | null,
  c: Candidate,
  by: Acting,
  again: AskedAgain | null = null,
): Result<Pick<LeadOfStay, 'stayId' | 'teamId'>> {
  if (again !== null && c.teamId === again.teamId && by.grantees.includes(again.teamId)) {
    const fits = inTeam(c)
    return fits.ok ? ok(again) : fits
  }
  if (lead === null || !by.grantees.includes(lead.teamId)) return refuse('LEAD_NOT_YOURS')
  if (lead.because === 'last resort') return refuse('LEAD_NEEDS_HANDOVER')
  if (c.teamId !== lead.teamId) return refuse('LEAD_NOT_IN_TEAM', { field: 'staffId' })
  const fits = inTeam(c)
  if (!fits.ok) return fits
  return lead.byName && lead.staffId === c.staffId ? refuse('LEAD_ALREADY', { field: 'staffId' }) : ok(lead)
}

/**
 * Offers the lead, or asks somebody to carry on, by name. Nothing moves until they accept.
 * `leadingTeam`: the team that leads or, where only a referral opened the way out, the one that answers for now; null for nobody.
 * `open`: whether a way out is open; before one is, the team asked would be shown nothing, so nobody could answer.
 * `waiting`: whether an offer of the same kind has no answer yet.
 * Refuses: LEAD_NOT_YOURS, LEAD_NOT_BEGUN, LEAD_WAITS (one offer at a time), LEAD_TEAM_CLOSED, LEAD_NOT_IN_TEAM, LEAD_VOLUNTEER, and for the lead
 * LEAD_SAME_TEAM (name them), LEAD_VOLUNTARY_ORGANISATION, LEAD_NOT_CLINICAL, LEAD_NO_STAY; for carrying on LEAD_CLOSED_TEAM,
 * LEAD_NEEDS_WORDS.
 * Why no voluntary organisation: only where a pathway says so and both organisations signed it, and no pathway does.
 * Source: docs/architecture.md, the safety net (N1a).
 */
export function decideOffer(
  what: Asked,
  leadingTeam: TeamId | null,
  stayId: StayId | null,
  open: boolean,
  waiting: boolean,
  c: Candidate,
  note: string,
  by: Acting,
): Result<Asked> {
  if (leadingTeam === null || !by.grantees.includes(leadingTeam)) return refuse('LEAD_NOT_YOURS')
  if (!open) return refuse('LEAD_NOT_BEGUN')
  if (waiting) return refuse('LEAD_WAITS')
  if (c.teamClosed) return refuse('LEAD_TEAM_CLOSED', { field: 'teamId' })
  const fits = inTeam(c)
  if (!fits.ok) return fits
  if (what === 'carry on' && !c.mayBeNamed) return refuse('LEAD_CLOSED_TEAM', { field: 'staffId' })
  if (what === 'carry on')
    return note.trim() === '' ? refuse('LEAD_NEEDS_WORDS', { field: 'note' }) : ok(what)
  if (stayId === null) return refuse('LEAD_NO_STAY')
  if (c.teamId === leadingTeam) return refuse('LEAD_SAME_TEAM', { field: 'teamId' })
  if (c.voluntaryOrganisation) return refuse('LEAD_VOLUNTARY_ORGANISATION', { field: 'teamId' })
  if (!c.clinicalResponsibility) return refuse('LEAD_NOT_CLINICAL', { field: 'teamId' })
  return ok(what)
}

/** May this offer still be answered by this asker? Refuses: LEAD_ANSWERED, LEAD_NOT_NAMED, LEAD_OFFER_PASSED, STALE_VERSION. */
function answerable(offer: Offer, stayNow: StayId | null, open: boolean, version: number, by: Acting) {
  if (offer.toStaffId !== by.staffId || !by.grantees.includes(offer.toTeamId)) return refuse('LEAD_NOT_NAMED')
  if (offer.answer !== null) return refuse('LEAD_ANSWERED')
  if (offer.version !== version) return refuse('STALE_VERSION')
  // in hospital again, on another ward, or closed: what was offered is no longer there to take
  if (!open || (offer.what === 'lead' && offer.stayId !== stayNow)) return refuse('LEAD_OFFER_PASSED')
  return ok(offer)
}

/**
 * Accepts by name: only the staff member who was asked, in the team for which they were asked.
 * `stayNow`: the stay that is led now; `open`: whether the way out is open. `mayLead`: whether the post carries the right to lead.
 * Refuses beside: LEAD_VOLUNTEER, LEAD_NOT_IN_TEAM, NOT_ALLOWED.
 */
export function decideAccept(
  offer: Offer,
  now: { readonly stayId: StayId | null; readonly open: boolean },
  version: number,
  post: Candidate['post'],
  mayLead: boolean,
  by: Acting,
): Result<Offer> {
  const fits = answerable(offer, now.stayId, now.open, version, by)
  if (!fits.ok) return fits
  if (post === null) return refuse('LEAD_NOT_IN_TEAM')
  if (post === 'volunteer') return refuse('LEAD_VOLUNTEER')
  return offer.what === 'lead' && !mayLead ? refuse('NOT_ALLOWED') : ok(offer)
}

/** Declines with a reason, by the one who was asked; one that has passed may be declined too. Refuses beside: LEAD_NEEDS_REASON. */
export function decideDecline(offer: Offer, version: number, reason: string, by: Acting): Result<string> {
  const fits = answerable(offer, offer.stayId, true, version, by)
  if (!fits.ok) return fits
  return reason.trim() === '' ? refuse('LEAD_NEEDS_REASON', { field: 'reason' }) : ok(reason.trim())
}

/** The team that offered takes it back before it is answered. Refuses: NOT_FOUND_OR_NOT_YOURS, LEAD_ANSWERED, STALE_VERSION. */
export function decideTakeBack(offer: Offer, version: number, by: Acting): Result<Offer> {
  if (!by.grantees.includes(offer.fromTeamId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (offer.answer !== null) return refuse('LEAD_ANSWERED')
  return offer.version === version ? ok(offer) : refuse('STALE_VERSION')
}

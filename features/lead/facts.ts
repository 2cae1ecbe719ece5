import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type {
  ClosingFacts,
  HandoverFacts,
  LeadNamedFacts,
  PersonFacts,
  TransitionFacts,
  WardStayFacts,
} from '#core/safetynet/facts.ts'
import type { Candidate, Offer } from '#core/safetynet/handover.ts'
import { type AskedAgain, askedAgain, type LeadOfStay, leadOf } from '#core/safetynet/lead.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** An offer with the names that a screen says. */
export interface OfferShown extends Offer {
  readonly id: string
  readonly personId: string
  readonly from: string
  readonly by: string | null
  readonly to: string | null
  readonly toTeam: string
  readonly note: string
  readonly offeredAt: Instant
  readonly answeredAt: Instant | null
  readonly reason: string | null
}

/** What the record says of who leads one person, as far as the asker may see it. */
export interface LeadFacts {
  readonly personId: string
  readonly transition: {
    readonly id: string
    readonly state: 'open' | 'suspended'
    readonly openedAt: Instant
  } | null
  /** The lead by the one rule; also of a ward whose person has no way out open yet. Null: nobody. */
  readonly lead: LeadOfStay | null
  /** Who accepted for a leaving that was undone, and is asked again; null: nobody. */
  readonly again: AskedAgain | null
  /** Whether a stay is open now. */
  readonly inHospital: boolean
  /** Newest first. */
  readonly offers: readonly OfferShown[]
  /** Where nobody leads because only a referral opened the way out: whoever sent the oldest that goes on. */
  readonly forNow: {
    readonly teamId: TeamId
    readonly team: string
    readonly staff: string | null
    readonly staffId: string | null
  } | null
  /** When a way out of theirs was last closed: what was asked before that was about that one. */
  readonly closedAt: Instant | null
}

const TRANSITION = `select id, state, opened_at as "openedAt", suspended_at as "suspendedAt" from tc.transition where person_id = $1 and state <> 'closed'`
/** As far as the asker may see it: core, as the way out itself is. */
const CLOSED = `select id, person_id as "personId", transition_id as "transitionId", closed_at as at from tc.transition_closing where person_id = any ($1)`
const UNDONE_AT =
  '(select max(u.at) from tc.stay_end_undone u where u.stay_id = s.id and u.ended_at is not null)'
const STAYS = `select s.id, s.admitted_at as "admittedAt", s.ended_at as "endedAt", s.team_id as "teamId", t.manager_staff_id as "managerStaffId", ${UNDONE_AT} as "endUndoneAt"
  from tc.stay s join tc.team t on t.id = s.team_id where s.person_id = $1`
const NAMED = `select id, stay_id as "stayId", team_id as "teamId", staff_id as "staffId", at from tc.lead_named where person_id = $1`
// that somebody carries on is core; that it is a drug-and-alcohol team is not, so neither its name nor its id nor what it wrote goes out
const OFFERS = `select h.id, h.person_id as "personId", h.what, h.stay_id as "stayId", h.team_id as "fromTeamId", f.name as "from", b.name as by,
    case when n.may then h.to_team_id else '00000000-0000-0000-0000-000000000000' end as "toTeamId", case when n.may then tt.name else '' end as "toTeam",
    case when n.may then h.to_staff_id else '00000000-0000-0000-0000-000000000000' end as "toStaffId", case when n.may then s.name end as "to",
    case when n.may then h.note else '' end as note, h.offered_at as "offeredAt", h.answer, h.answered_at as "answeredAt", case when n.may then h.reason end as reason, h.version
  from tc.lead_handover h cross join lateral (select h.what = 'lead' or tc.may_name(h.to_team_id, h.person_id) as may) n join tc.team f on f.id = h.team_id join tc.team tt on tt.id = h.to_team_id
  left join tc.staff b on b.id = h.by_staff_id left join tc.staff s on s.id = h.to_staff_id
  where h.person_id = $1 order by h.offered_at desc, h.id desc`
// of every referral, whoever asks: which one is the oldest must not depend on which of them the asker sees
const FOR_NOW = `select n.team_id as "teamId", case when m.may then t.name else 'a team whose name is not open to you' end as team,
    case when m.may then s.name end as staff, n.staff_id as "staffId"
  from net.answers_for_now($1) n join tc.team t on t.id = n.team_id left join tc.staff s on s.id = n.staff_id
  cross join lateral (select tc.may_name(n.team_id, $1) as may) m`

interface StayRow {
  readonly id: StayId
  readonly admittedAt: Instant
  readonly endedAt: Instant | null
  readonly teamId: TeamId
  readonly managerStaffId: StaffId | null
  readonly endUndoneAt?: Instant | null
}
interface TransitionRow {
  readonly id: string
  readonly state: 'open' | 'suspended'
  readonly openedAt: Instant
  readonly suspendedAt: Instant | null
}

/** Reads who leads, what was offered and answered, as the asker. */
export async function loadLead(tx: Tx, personId: string): Promise<LeadFacts> {
  const [transition, stays, leads, offers, closings, forNow] = await Promise.all([
    tx.row<TransitionRow>(TRANSITION, [personId]),
    tx.rows<StayRow>(STAYS, [personId]),
    tx.rows<LeadNamedFacts>(NAMED, [personId]),
    tx.rows<OfferShown>(OFFERS, [personId]),
    tx.rows<ClosingFacts>(CLOSED, [[personId]]),
    tx.row<NonNullable<LeadFacts['forNow']>>(FOR_NOW, [personId]),
  ])
  const known = factsOfRows(personId, transition, stays, leads, offers, closings)
  const lead = leadOf(known)
  return {
    personId,
    transition: transition ?? null,
    lead,
    again: transition ? askedAgain(known) : null,
    inHospital: stays.some((s) => s.endedAt === null),
    offers,
    forNow: lead === null && transition ? (forNow ?? null) : null,
    closedAt:
      closings
        .map((c) => c.at)
        .sort()
        .at(-1) ?? null,
  }
}

/** Rows as the one rule reads them: what a screen says and what a command decides by is what the net owes by. */
function factsOfRows(
  personId: string,
  transition: TransitionRow | undefined,
  stays: readonly StayRow[],
  leads: readonly LeadNamedFacts[],
  offers: readonly OfferShown[],
  closings: readonly ClosingFacts[],
): PersonFacts {
  const open = stays.filter((s) => s.endedAt === null)
  // a ward may name its lead before anybody has spoken of leaving
  const begun = open.map((s) => s.admittedAt).sort()[0]
  const way: TransitionFacts = transition
    ? ({ ...transition } as TransitionFacts)
    : begun
      ? { state: 'open', openedAt: begun }
      : { state: 'none' }
  const ward = (s: StayRow): WardStayFacts => ({
    id: s.id,
    admittedAt: s.admittedAt,
    endedAt: s.endedAt,
    endUndoneAt: s.endUndoneAt ?? null,
    ward: { teamId: s.teamId, managerStaffId: s.managerStaffId, unitHours: 72, soonerSinceAt: null },
  })
  return {
    personId: personId as PersonFacts['personId'],
    transition: way,
    stays: (transition ? stays : open).map(ward),
    leads,
    closings,
    offers: offers.filter((o) => o.what === 'lead') as unknown as readonly HandoverFacts[],
    referrals: [],
    episodes: [],
    contacts: [],
    waiting: [],
    staff: [],
    teams: [],
  }
}

const MANY = {
  transition: `select person_id as "personId", id, state, opened_at as "openedAt", suspended_at as "suspendedAt" from tc.transition where person_id = any ($1) and state <> 'closed'`,
  stays: `select s.person_id as "personId", s.id, s.admitted_at as "admittedAt", s.ended_at as "endedAt", s.team_id as "teamId", t.manager_staff_id as "managerStaffId"
    from tc.stay s join tc.team t on t.id = s.team_id where s.person_id = any ($1)`,
  named: `select person_id as "personId", id, stay_id as "stayId", team_id as "teamId", staff_id as "staffId", at from tc.lead_named where person_id = any ($1)`,
  offers: `select h.person_id as "personId", h.id, h.what, h.stay_id as "stayId", h.to_team_id as "toTeamId", h.to_staff_id as "toStaffId", h.offered_at as "offeredAt",
    h.answer, h.answered_at as "answeredAt" from tc.lead_handover h where h.person_id = any ($1)`,
}

/** Who leads each of these people, by the same rule; null for nobody. */
export async function loadLeads(
  tx: Tx,
  personIds: readonly string[],
): Promise<Map<string, LeadOfStay | null>> {
  type Of<T> = T & { readonly personId: string }
  const [transitions, stays, named, offers, closings] = await Promise.all([
    tx.rows<Of<TransitionRow>>(MANY.transition, [personIds]),
    tx.rows<Of<StayRow>>(MANY.stays, [personIds]),
    tx.rows<Of<LeadNamedFacts>>(MANY.named, [personIds]),
    tx.rows<OfferShown>(MANY.offers, [personIds]),
    tx.rows<Of<ClosingFacts>>(CLOSED, [personIds]),
  ])
  const of = <T extends { readonly personId: string }>(rows: readonly T[], id: string) =>
    rows.filter((r) => r.personId === id)
  return new Map(
    personIds.map((id) => [
      id,
      leadOf(
        factsOfRows(
          id,
          of(transitions, id)[0],
          of(stays, id),
          of(named, id),
          of(offers, id),
          of(closings, id),
        ),
      ),
    ]),
  )
}

const CANDIDATE = `select t.closed_at is not null and t.closed_at <= (select ctx.now()) as "teamClosed", t.clinical_responsibility as "clinicalResponsibility",
    o.kind = 'voluntary' as "voluntaryOrganisation", tc.may_name(t.id, $3) as "mayBeNamed",
    case when tc.works_in($1, t.id) then 'employed'
         when exists (select from tc.post_holder h join tc.post p on p.id = h.post_id where h.staff_id = $1 and p.team_id = t.id and p.voluntary
                       and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))) then 'volunteer' end as post
  from tc.team t join tc.organisation o on o.id = t.organisation_id where t.id = $2`

/** A staff member in a team, as far as asking them about this person goes, or undefined when the team is not known. */
export async function loadCandidate(
  tx: Tx,
  staffId: string,
  teamId: string,
  personId: string,
): Promise<Candidate | undefined> {
  const row = await tx.row<Omit<Candidate, 'teamId' | 'staffId'>>(CANDIDATE, [staffId, teamId, personId])
  return row && { ...row, teamId: teamId as TeamId, staffId: staffId as StaffId }
}

/** Who asks by name: whoever may lead, and for carrying on whoever may close. A team that only supports never leads, and closes. */
export const MAY_ASK = ['transition.lead', 'transition.close']
export const mayAsk = (what: Offer['what'], rights: readonly string[]): boolean =>
  rights.includes('transition.lead') || (what === 'carry on' && rights.includes('transition.close'))

/** The team that may act for the lead: the leading team or, where nobody leads, whoever answers for now. */
export const actingTeam = ({ lead, forNow }: LeadFacts): TeamId | null =>
  lead?.teamId ?? forNow?.teamId ?? null
/** Askings of a kind about the way out that is open, newest first: one of before a closing counted for that one. */
const askedNow = ({ offers, closedAt }: LeadFacts, what: Offer['what']): readonly OfferShown[] =>
  offers.filter((o) => o.what === what && (closedAt === null || o.offeredAt > closedAt))
/** The newest asking of a kind. */
export const newest = (facts: LeadFacts, what: Offer['what']): OfferShown | undefined =>
  askedNow(facts, what)[0]
/** An asking of a kind that nobody has answered. */
export const waits = (facts: LeadFacts, what: Offer['what']): OfferShown | undefined =>
  askedNow(facts, what).find((o) => o.answer === null)
/** The newest acceptance of the lead of this stay. */
export const accepted = (facts: LeadFacts, stayId: string): OfferShown | undefined =>
  askedNow(facts, 'lead').find((o) => o.answer === 'accepted' && o.stayId === stayId)

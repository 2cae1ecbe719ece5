import { addMinutes, type Instant } from '#core/kernel/time.ts'
import { decideClose } from '#core/safetynet/close.ts'
import type { Opening } from '#core/safetynet/transition.ts'
import { decided, type Pen } from './pen.ts'
import { organisationOf, type StaffKey, staffId, TEAMS, teamOf, UNITS, type UnitKey } from './world.ts'

const CARRIES_ON = 'Settled at home. The community team carries on, and the GP has the plan.'

/** What began a way out of hospital: its id is that of the referral or the stay which opened it. */
export interface Began {
  readonly id: string
  readonly at: Instant
  readonly because: Opening
}

/** Who leads one person's way out, from the ward's offer to its closing. */
export class LeadStory {
  readonly pen: Pen
  readonly personId: string
  readonly stay: { readonly id: string; readonly unit: UnitKey }

  constructor(pen: Pen, personId: string, stay: { readonly id: string; readonly unit: UnitKey }) {
    this.pen = pen
    this.personId = personId
    this.stay = stay
  }

  /** The ward offers the lead by name to the community team, and its coordinator accepts, or has not answered yet. */
  handsOver(by: StaffKey, at: Instant, acceptedAt: Instant | null): void {
    const team_id = TEAMS[UNITS[this.stay.unit].team].id
    this.#asks('lead', by, team_id, at, acceptedAt, 'Lives in your area. The plan is on the page.')
  }

  /** The leading coordinator asks who carries on, has the yes, and closes the way out, an hour later in all. */
  closes(at: Instant, began: Began): void {
    const { pen, personId } = this
    const [by, askedAt, acceptedAt] = ['noor' as const, addMinutes(at, -60), addMinutes(at, -20)]
    const carriesOnId = this.#asks('carry on', by, TEAMS.north.id, askedAt, acceptedAt, CARRIES_ON)
    const words = decided(
      decideClose({
        transition: 'open',
        askerLeads: true,
        referralsOpen: 0,
        gapsOpen: 0,
        leavingOwed: 0,
        carriesOn: 'accepted',
        words: CARRIES_ON,
      }),
      'closing a way out',
    )
    const closingId = pen.id(at)
    pen.act(at, by, 'transition.close', { closingId, personId, transitionId: began.id, words })
    pen.add('transition', {
      id: began.id,
      person_id: personId,
      kind: 'stay',
      stay_id: this.stay.id,
      state: 'closed',
      opened_at: began.at,
      opened_because: began.because,
      closed_at: at,
    })
    pen.add('transition_closing', {
      id: closingId,
      transition_id: began.id,
      person_id: personId,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      carries_on_id: carriesOnId,
      words,
      closed_at: at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'way out of hospital closed', closingId, 2)
  }

  /** The community coordinator is asked by name, and says yes or has not answered. */
  #asks(
    what: 'lead' | 'carry on',
    by: StaffKey,
    fromTeamId: string,
    at: Instant,
    acceptedAt: Instant | null,
    note: string,
  ): string {
    const { pen, personId } = this
    const offerId = pen.id(at)
    const [teamId, asked] = [TEAMS.north.id, staffId('noor')]
    pen.act(at, by, 'lead.offer', { offerId, personId, what, teamId, staffId: asked, note })
    pen.add('lead_handover', {
      id: offerId,
      what,
      stay_id: this.stay.id,
      person_id: personId,
      organisation_id: organisationOf(by),
      team_id: fromTeamId,
      by_staff_id: staffId(by),
      to_team_id: teamId,
      to_staff_id: asked,
      note,
      offered_at: at,
      answer: acceptedAt && 'accepted',
      answered_at: acceptedAt,
      answered_by: acceptedAt && asked,
      reason: null,
      version: acceptedAt ? 2 : 1,
    })
    const said =
      what === 'lead' ? ['lead offered', 'lead accepted'] : ['asked to carry on', 'agreed to carry on']
    pen.line(at, by, personId, said[0]!, offerId, 2)
    if (acceptedAt === null) return offerId
    pen.act(acceptedAt, 'noor', 'lead.accept', { offerId, personId, version: 1 })
    pen.line(acceptedAt, 'noor', personId, said[1]!, offerId, 2)
    return offerId
  }
}

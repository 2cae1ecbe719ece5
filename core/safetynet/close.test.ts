import { describe, expect, it } from 'vitest'
import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import { instant } from '#core/kernel/time.ts'
import { type ClosingFacts, decideClose, missingToClose } from './close.ts'
import {
  type Candidate,
  decideAccept,
  decideDecline,
  decideName,
  decideOffer,
  decideTakeBack,
  type Offer,
} from './handover.ts'
import type { LeadOfStay } from './lead.ts'

const ready: ClosingFacts = {
  transition: 'open',
  askerLeads: true,
  referralsOpen: 0,
  gapsOpen: 0,
  leavingOwed: 0,
  carriesOn: 'accepted',
  words: 'The surgery: tablets, and a call each month.',
}
const code = (r: { ok: true } | { ok: false; refusal: { code: string } }) => (r.ok ? 'done' : r.refusal.code)

describe('closing a way out', () => {
  it('with everything there', () => {
    expect(decideClose(ready)).toMatchObject({ ok: true, value: ready.words })
  })

  it.each([
    [{ transition: null }, 'CLOSE_NOT_OPEN'],
    [{ transition: 'in hospital' }, 'CLOSE_IN_HOSPITAL'],
    [{ referralsOpen: 1 }, 'CLOSE_REFERRAL_OPEN'],
    [{ gapsOpen: 2 }, 'CLOSE_GAP_OPEN'],
    [{ leavingOwed: 1 }, 'CLOSE_LEAVING_OWED'],
    [{ carriesOn: 'nobody asked' }, 'CLOSE_NOBODY_CARRIES_ON'],
    [{ carriesOn: 'declined' }, 'CLOSE_NOBODY_CARRIES_ON'],
    [{ carriesOn: 'not answered' }, 'CLOSE_NOT_ACCEPTED'],
    [{ askerLeads: false }, 'CLOSE_NOT_LEAD'],
    [{ words: ' ' }, 'CLOSE_NEEDS_WORDS'],
  ] as const)('%o is refused: %s', (more, refused) => {
    expect(code(decideClose({ ...ready, ...more }))).toBe(refused)
  })

  it('names everything that is missing, in the order in which it would be done', () => {
    expect(missingToClose({ ...ready, gapsOpen: 1, referralsOpen: 1, carriesOn: 'nobody asked' })).toEqual([
      'CLOSE_REFERRAL_OPEN',
      'CLOSE_GAP_OPEN',
      'CLOSE_NOBODY_CARRIES_ON',
    ])
  })
})

const ward = 'ward' as TeamId
const north = 'north' as TeamId
const stayId = 's1' as StayId
const lead: LeadOfStay = {
  stayId,
  teamId: ward,
  staffId: 'wyn' as StaffId,
  sinceAt: instant('2026-11-01T09:00:00Z'),
  because: 'on the ward',
  byName: false,
}
const noor: Candidate = {
  teamId: north,
  staffId: 'noor' as StaffId,
  post: 'employed',
  teamClosed: false,
  clinicalResponsibility: true,
  voluntaryOrganisation: false,
  mayBeNamed: true,
}
const jo = { staffId: 'jo', grantees: ['jo', ward] }
const asNoor = { staffId: 'noor', grantees: ['noor', north] }
const offered: Offer = {
  what: 'lead',
  stayId,
  fromTeamId: ward,
  toTeamId: north,
  toStaffId: 'noor',
  answer: null,
  version: 1,
}

describe('offering by name', () => {
  const offers = (c: Partial<Candidate>, what: 'lead' | 'carry on' = 'lead', note = 'x') =>
    code(decideOffer(what, ward, stayId, true, false, { ...noor, ...c }, note, jo))

  it('to an employed worker of another team with clinical responsibility', () => {
    expect(offers({})).toBe('done')
  })
  it.each([
    [{ post: null }, 'LEAD_NOT_IN_TEAM'],
    [{ post: 'volunteer' }, 'LEAD_VOLUNTEER'],
    [{ teamClosed: true }, 'LEAD_TEAM_CLOSED'],
    [{ teamId: ward }, 'LEAD_SAME_TEAM'],
    [{ voluntaryOrganisation: true }, 'LEAD_VOLUNTARY_ORGANISATION'],
    [{ clinicalResponsibility: false }, 'LEAD_NOT_CLINICAL'],
  ] as const)('never to %o: %s', (c, refused) => {
    expect(offers(c)).toBe(refused)
  })
  it('to carry on: also a voluntary organisation, never a volunteer, and it says with what', () => {
    expect(offers({ mayBeNamed: false }, 'carry on')).toBe('LEAD_CLOSED_TEAM')
    expect(offers({ voluntaryOrganisation: true, clinicalResponsibility: false }, 'carry on')).toBe('done')
    expect(offers({ post: 'volunteer' }, 'carry on')).toBe('LEAD_VOLUNTEER')
    expect(offers({}, 'carry on', '  ')).toBe('LEAD_NEEDS_WORDS')
  })
  it('one at a time, by the team that leads, about a stay', () => {
    expect(code(decideOffer('lead', ward, stayId, true, true, noor, '', jo))).toBe('LEAD_WAITS')
    expect(code(decideOffer('lead', north, stayId, true, false, noor, '', jo))).toBe('LEAD_NOT_YOURS')
    expect(code(decideOffer('lead', null, null, true, false, noor, '', jo))).toBe('LEAD_NOT_YOURS')
    expect(code(decideOffer('lead', ward, null, true, false, noor, '', jo))).toBe('LEAD_NO_STAY')
    for (const what of ['lead', 'carry on'] as const)
      expect(code(decideOffer(what, ward, stayId, false, false, noor, 'x', jo))).toBe('LEAD_NOT_BEGUN')
  })
})

describe('answering', () => {
  const now = { stayId, open: true }
  const accepts = (o: Partial<Offer>, by = asNoor, version = 1, post: Candidate['post'] = 'employed') =>
    code(decideAccept({ ...offered, ...o }, now, version, post, true, by))

  it('is for the one who was asked, in the team for which they were asked', () => {
    expect(accepts({})).toBe('done')
    expect(accepts({}, jo)).toBe('LEAD_NOT_NAMED')
    expect(accepts({}, { staffId: 'noor', grantees: ['noor', ward] })).toBe('LEAD_NOT_NAMED')
    expect(accepts({}, { staffId: 'nat', grantees: ['nat', north] })).toBe('LEAD_NOT_NAMED')
  })
  it('once, of the version that was seen, while it is there to take', () => {
    expect(accepts({ answer: 'withdrawn' })).toBe('LEAD_ANSWERED')
    expect(accepts({}, asNoor, 2)).toBe('STALE_VERSION')
    expect(accepts({ stayId: 's0' as StayId })).toBe('LEAD_OFFER_PASSED')
    expect(code(decideAccept(offered, { stayId: null, open: false }, 1, 'employed', true, asNoor))).toBe(
      'LEAD_OFFER_PASSED',
    )
  })
  it('never as a volunteer, nor with a post that does not carry the right', () => {
    expect(accepts({}, asNoor, 1, 'volunteer')).toBe('LEAD_VOLUNTEER')
    expect(accepts({}, asNoor, 1, null)).toBe('LEAD_NOT_IN_TEAM')
    expect(code(decideAccept(offered, now, 1, 'employed', false, asNoor))).toBe('NOT_ALLOWED')
  })
  it('no takes a reason; taking back is for the team that offered', () => {
    expect(code(decideDecline(offered, 1, '', asNoor))).toBe('LEAD_NEEDS_REASON')
    expect(code(decideDecline(offered, 1, 'No room.', asNoor))).toBe('done')
    expect(code(decideTakeBack(offered, 1, jo))).toBe('done')
    expect(code(decideTakeBack(offered, 1, asNoor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(decideTakeBack({ ...offered, answer: 'accepted' }, 1, jo))).toBe('LEAD_ANSWERED')
  })
})

describe('naming', () => {
  const own: Candidate = { ...noor, teamId: ward, staffId: 'jo' as StaffId }
  it('one of the leading team, by that team', () => {
    expect(code(decideName(lead, own, jo))).toBe('done')
    expect(code(decideName(lead, noor, jo))).toBe('LEAD_NOT_IN_TEAM')
    expect(code(decideName(lead, own, asNoor))).toBe('LEAD_NOT_YOURS')
    expect(code(decideName(null, own, jo))).toBe('LEAD_NOT_YOURS')
    expect(code(decideName(lead, { ...own, post: 'volunteer' }, jo))).toBe('LEAD_VOLUNTEER')
    expect(code(decideName({ ...lead, byName: true, staffId: own.staffId }, own, jo))).toBe('LEAD_ALREADY')
  })
  it('hides no missing handover: after leaving it is offered, not named', () => {
    expect(code(decideName({ ...lead, because: 'last resort' }, own, jo))).toBe('LEAD_NEEDS_HANDOVER')
  })
})

import { describe, expect, it } from 'vitest'
import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import { day, type Instant, instant } from '#core/kernel/time.ts'
import {
  episode,
  facts,
  gapsUnder,
  keyWorker,
  on,
  owedUnder,
  referral,
  support,
  team,
  ward,
  wardNurse,
} from './facts.fixture.ts'
import type { PersonFacts, PlanFacts, ReviewFacts, WardStayFacts } from './facts.ts'

const MANAGER = wardNurse as StaffId
const left = (more: Partial<WardStayFacts> = {}): WardStayFacts => ({
  id: 's1' as StayId,
  admittedAt: on(1),
  endedAt: on(6, '11:00'),
  ward: { teamId: ward as TeamId, managerStaffId: MANAGER, unitHours: 72, soonerSinceAt: null },
  ...more,
})
const plan = (more: Partial<PlanFacts> = {}): PlanFacts => ({
  id: 'p9',
  stayId: 's1' as StayId,
  teamId: ward as TeamId,
  versions: [{ version: 1, at: on(5), named: ['gp', 'team'] }],
  receipts: [],
  ...more,
})
const atHome = (plans: readonly PlanFacts[], more: Partial<PersonFacts> = {}) =>
  facts({ stays: [left()], plans, ...more })
const gap = (who: string, f: PersonFacts) => gapsUnder(`N8:p9:${who}`, f)
const receipt = (recipientId: string, version = 1) => ({ recipientId, version })
/** Left on the 6th at 11:00: 24 hours end on the 7th at 11:00. */
const DUE = on(7, '11:00')

describe('N8: the plan reached everyone named in it', () => {
  it('is a gap for each of them from 24 hours after leaving, of the ward and its manager while nobody has taken the lead', () => {
    expect(gap('gp', atHome([plan()]))).toEqual([[DUE, null]])
    expect(gap('team', atHome([plan()]))).toEqual([[DUE, null]])
    expect(owedUnder('N8:p9:gp', atHome([plan()]))).toMatchObject({
      kind: 'N8',
      aboutId: 'p9',
      teamId: ward,
      ownerStaffId: MANAGER,
      classBit: 4,
    })
  })
  it('is settled for whoever has it, and for nobody else', () => {
    const f = atHome([plan({ receipts: [receipt('gp')] })])
    expect([gap('gp', f), gap('team', f)]).toEqual([[], [[DUE, null]]])
  })
  it('asks for the version that stood at leaving, not for one that it took the place of', () => {
    const versions = [
      { version: 1, at: on(3), named: ['gp'] },
      { version: 2, at: on(5), named: ['gp', 'team'] },
    ]
    expect(gap('gp', atHome([plan({ versions, receipts: [receipt('gp', 1)] })]))).toEqual([[DUE, null]])
    expect(gap('gp', atHome([plan({ versions, receipts: [receipt('gp', 2)] })]))).toEqual([])
  })
  it('asks for a later version within 24 hours of its being made, and for the first one still', () => {
    const versions = [
      { version: 1, at: on(5), named: ['gp', 'team'] },
      { version: 2, at: on(9, '15:00'), named: ['gp', 'team'] },
    ]
    const f = atHome([plan({ versions, receipts: [receipt('gp', 1)] })])
    expect(gap('gp', f)).toEqual([[on(10, '15:00'), null]])
    expect(gap('team', f)).toEqual([[DUE, null]])
    // whoever has the newer one needs the older one no more
    expect(gap('team', atHome([plan({ versions, receipts: [receipt('team', 2)] })]))).toEqual([])
  })
  it('begins with the version that the clock says was first, though it was put back between two', () => {
    const versions = [
      { version: 1, at: on(8, '15:30'), named: ['gp'] },
      { version: 2, at: on(8, '15:00'), named: ['gp'] },
    ]
    expect(gap('gp', atHome([plan({ versions })]))).toEqual([[on(9, '15:00'), null]])
  })
  it('asks nothing for somebody whom the newest version does not name', () => {
    const versions = [
      { version: 1, at: on(5), named: ['gp', 'team'] },
      { version: 2, at: on(8), named: ['team'] },
    ]
    expect(gap('gp', atHome([plan({ versions })]))).toEqual([])
  })
  it('is a gap from the minute of leaving where there is no plan for the stay', () => {
    const none = (plans: readonly PlanFacts[]) => gapsUnder('N8:none:s1', atHome(plans))
    expect(none([])).toEqual([[on(6, '11:00'), null]])
    expect(none([plan({ stayId: 's0' as StayId })])).toEqual([[on(6, '11:00'), null]])
    expect(none([plan()])).toEqual([])
  })
  it('is owed by the team that wrote the plan, and whoever leads is told', () => {
    const f = atHome([plan({ teamId: support })])
    expect(owedUnder('N8:p9:gp', f)).toMatchObject({
      teamId: support,
      ownerStaffId: null,
      toldTeamId: ward,
      classBit: 4,
    })
    expect(gapsUnder('N8:none:s1', f)).toEqual([])
  })
  it('stands on a drug-and-alcohol team’s own board alone, and the lead is still asked for a plan', () => {
    const teams = [team(support, { drugAndAlcohol: true })]
    const f = atHome([plan({ teamId: support })], { teams })
    expect(owedUnder('N8:p9:gp', f)).toMatchObject({ teamId: support, toldTeamId: null, classBit: 16 })
    expect(owedUnder('N8:none:s1', f)).toMatchObject({ teamId: ward, ownerStaffId: MANAGER, classBit: 4 })
    const both = atHome([plan({ teamId: support }), plan({ id: 'p8' })], { teams })
    expect(gapsUnder('N8:none:s1', both)).toEqual([])
    // a lead who is of such a team has written what was asked for
    const accepted = {
      id: 'o1',
      stayId: 's1' as StayId,
      toTeamId: support,
      toStaffId: keyWorker,
      offeredAt: on(6),
      answer: 'accepted' as const,
      answeredAt: on(6, '12:00'),
    }
    expect(
      gapsUnder('N8:none:s1', atHome([plan({ teamId: support })], { teams, offers: [accepted] })),
    ).toEqual([])
  })
  it('is nothing before leaving, and void while they are back in hospital', () => {
    const before = facts({ stays: [left({ endedAt: null })], plans: [plan()] })
    const back = atHome([plan()], {
      transition: { state: 'suspended', openedAt: on(1), suspendedAt: on(8) },
      stays: [left(), left({ id: 's2' as StayId, admittedAt: on(8), endedAt: null })],
    })
    expect([gap('gp', before), gap('gp', back), gapsUnder('N8:none:s1', back)]).toEqual([[], [], []])
  })
  it.each<[string, Instant, Instant]>([
    // 24 elapsed hours, so the clock on the wall shows an hour more or less
    [
      'over the night on which the clocks go forward',
      instant('2026-03-28T18:00:00Z'),
      instant('2026-03-29T18:00:00Z'),
    ],
    [
      'over the night on which they go back',
      instant('2026-10-24T18:00:00+01:00'),
      instant('2026-10-25T17:00:00Z'),
    ],
    ['over a leap day', instant('2028-02-28T20:00:00Z'), instant('2028-02-29T20:00:00Z')],
    ['on New Year’s Eve', instant('2026-12-31T12:00:00Z'), instant('2027-01-01T12:00:00Z')],
  ])('counts 24 elapsed hours %s', (_, leftAt, dueAt) => {
    const f = facts({
      transition: { state: 'open', openedAt: instant('2026-01-01T00:00:00Z') },
      stays: [left({ admittedAt: instant('2026-01-01T00:00:00Z'), endedAt: leftAt })],
      plans: [plan({ versions: [{ version: 1, at: instant('2026-01-02T00:00:00Z'), named: ['gp'] }] })],
    })
    expect(gap('gp', f)).toEqual([[dueAt, null]])
  })
})

describe('N9: reviews fall due', () => {
  const due = (more: Partial<ReviewFacts> = {}): ReviewFacts => ({
    kind: 'schedule',
    aboutId: 'e1',
    teamId: support as TeamId,
    serviceTeamId: support as TeamId,
    staffId: keyWorker,
    dueOn: day('2026-11-20'),
    ...more,
  })
  const of = (r: ReviewFacts, more: Partial<PersonFacts> = {}) =>
    gapsUnder(`N9:${r.kind}:${r.aboutId}`, facts({ reviews: [r], ...more }))

  it('is a gap from the end of the due day in London until somebody has looked', () => {
    expect(of(due())).toEqual([[instant('2026-11-21T00:00:00Z'), null]])
    // midnight in London is eleven in the evening by Greenwich in summer, on both sides of a change
    expect(of(due({ dueOn: day('2026-03-28') }))).toEqual([[instant('2026-03-29T00:00:00Z'), null]])
    expect(of(due({ dueOn: day('2026-03-29') }))).toEqual([[instant('2026-03-29T23:00:00Z'), null]])
    expect(of(due({ dueOn: day('2026-10-24') }))).toEqual([[instant('2026-10-24T23:00:00Z'), null]])
    expect(of(due({ dueOn: day('2026-10-25') }))).toEqual([[instant('2026-10-26T00:00:00Z'), null]])
    expect(of(due({ dueOn: day('2028-02-28') }))).toEqual([[instant('2028-02-29T00:00:00Z'), null]])
  })
  it('is the key worker’s', () => {
    expect(owedUnder('N9:schedule:e1', facts({ reviews: [due()] }))).toMatchObject({
      teamId: support,
      ownerStaffId: keyWorker,
      classBit: 4,
    })
  })
  it('waits while the person is back in hospital where support is paused, and nowhere else', () => {
    const back: Partial<PersonFacts> = {
      stays: [left({ admittedAt: on(19), endedAt: on(25) })],
      transition: { state: 'open', openedAt: on(1) },
    }
    expect(of(due(), back)).toEqual([[on(25), null]])
    expect(of(due({ kind: 'sharing', staffId: null }), back)).toEqual([[on(21, '00:00'), null]])
  })
  it('of the person’s own needs is the lead’s, else the first key worker’s, else the sender’s, else nobody’s', () => {
    const own = due({
      kind: 'communication',
      aboutId: 'p1',
      teamId: null,
      serviceTeamId: null,
      staffId: null,
    })
    const owner = (more: Partial<PersonFacts>) => {
      const o = owedUnder('N9:communication:p1', facts({ reviews: [own], ...more }))
      return o && [o.teamId, o.ownerStaffId, o.classBit]
    }
    expect(owner({ stays: [left({ endedAt: null })] })).toEqual([ward, MANAGER, 2])
    expect(owner({ episodes: [episode()], referrals: [referral()] })).toEqual([support, keyWorker, 2])
    expect(owner({ referrals: [referral()] })).toEqual([ward, wardNurse, 2])
    expect(owner({})).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import type { StaffId, StayId, TeamId, TransitionId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import {
  away,
  colleague,
  facts,
  gapsUnder,
  keyWorker,
  on,
  owedUnder,
  staff,
  support,
  team,
  trustOwner,
  ward,
  wardNurse,
} from './facts.fixture.ts'
import type { HandoverFacts, PersonFacts, PostFacts, WardStayFacts } from './facts.ts'
import { leadNow } from './lead.ts'
import { transitionOf } from './transition.ts'

const KEY = 'N1a:lead:s1'
const s1 = 's1' as StayId
const manager = 'ward manager' as StaffId
const community = support

const stay = (more: Partial<WardStayFacts> = {}): WardStayFacts => ({
  id: s1,
  admittedAt: on(1),
  endedAt: null,
  ward: { teamId: ward, managerStaffId: manager, unitHours: 72, soonerSinceAt: null },
  ...more,
})
const post = (staffId: StaffId, teamId: TeamId, more: Partial<PostFacts> = {}): PostFacts => ({
  staffId,
  teamId,
  from: on(1, '00:00'),
  until: null,
  ...more,
})
const offer = (more: Partial<HandoverFacts> = {}): HandoverFacts => ({
  id: 'h1',
  stayId: s1,
  toTeamId: community,
  toStaffId: keyWorker,
  offeredAt: on(3),
  answer: null,
  answeredAt: null,
  ...more,
})
const accepted = (at: Instant, more: Partial<HandoverFacts> = {}) =>
  offer({ answer: 'accepted', answeredAt: at, ...more })
const named = (staffId: StaffId, at: Instant, teamId: TeamId = ward, id = 'n1') => ({
  id,
  stayId: s1,
  teamId,
  staffId,
  at,
})
/** A way out that opened on the 2nd, with the ward's manager and whoever a test adds. */
const leaving = (more: Partial<PersonFacts> = {}): PersonFacts =>
  facts({
    transition: { state: 'open', openedAt: on(2) },
    stays: [stay()],
    posts: [post(wardNurse, ward), post(keyWorker, community), post(colleague, community)],
    ...more,
    staff: [...(more.staff ?? []), ...(more.staff?.some((x) => x.id === manager) ? [] : [staff(manager)])],
  })

describe('on the ward', () => {
  it('the manager leads while nobody is named, and nothing is open', () => {
    expect(leadNow(leaving())).toEqual({ teamId: ward, staffId: manager })
    expect(owedUnder(KEY, leaving())).toBeUndefined()
  })

  it('a ward without a manager or a named lead leaves somebody without a lead from the day the way out opens', () => {
    const f = leaving({ stays: [stay({ ward: { ...stay().ward!, managerStaffId: null } })] })
    expect(gapsUnder(KEY, f)).toEqual([[on(2), null]])
    expect(owedUnder(KEY, f)).toMatchObject({ kind: 'N1a', teamId: ward, ownerStaffId: null, classBit: 2 })
  })

  it('a lead on leave without cover is a gap that ends by itself; covered it is none; naming another settles it', () => {
    const f = leaving({
      leads: [named(wardNurse, on(3))],
      staff: [staff(wardNurse, { absences: [away(on(9), on(12))] })],
    })
    expect(gapsUnder(KEY, f)).toEqual([[on(9), on(12)]])
    expect(owedUnder(KEY, f)?.ownerStaffId).toBe(wardNurse)
    const covered = away(on(9), on(12), { coverStaffId: colleague })
    const stoodIn = { ...f, staff: [staff(wardNurse, { absences: [covered] }), staff(colleague)] }
    expect(gapsUnder(KEY, { ...stoodIn, posts: [...f.posts!, post(colleague, ward)] })).toEqual([])
    const other = { ...f, leads: [...f.leads!, named(colleague, on(10), ward, 'n2')] }
    expect(gapsUnder(KEY, { ...other, posts: [...f.posts!, post(colleague, ward)] })).toEqual([])
  })

  it('cover by somebody who is not of the leading team, or is so for a part of the time, is a gap', () => {
    const covered = away(on(9), on(12), { coverStaffId: colleague })
    const people = (id: StaffId) => [staff(id, { absences: [covered] }), staff(colleague)]
    const f = leaving({ leads: [named(wardNurse, on(3))], staff: people(wardNurse) })
    // the colleague works for the community team; a volunteer's post is not among the posts at all
    expect(gapsUnder(KEY, f)).toEqual([[on(9), on(12)]])
    const seconded = [...f.posts!, post(colleague, ward, { from: on(10), until: on(11) })]
    expect(gapsUnder(KEY, { ...f, posts: seconded })).toEqual([
      [on(9), on(10)],
      [on(11), on(12)],
    ])
    // the same of a ward's manager who leads because nobody is named
    const managed = leaving({ staff: people(manager) })
    expect(gapsUnder(KEY, managed)).toEqual([[on(9), on(12)]])
    expect(gapsUnder(KEY, { ...managed, posts: [...managed.posts!, post(colleague, ward)] })).toEqual([])
  })

  it('a lead who leaves work, or moves to another team, leaves a gap from that minute', () => {
    const f = leaving({ leads: [named(wardNurse, on(3))] })
    const gone = f.staff.map((x) => (x.id === wardNurse ? staff(wardNurse, { leftAt: on(8) }) : x))
    expect(gapsUnder(KEY, { ...f, staff: gone })).toEqual([[on(8), null]])
    expect(gapsUnder(KEY, { ...f, posts: [post(wardNurse, ward, { until: on(7) })] })).toEqual([
      [on(7), null],
    ])
  })

  it('an accepted handover moves nothing before the person leaves', () => {
    expect(leadNow(leaving({ offers: [accepted(on(4))] }))).toEqual({ teamId: ward, staffId: manager })
  })
})

describe('at home', () => {
  const left = { stays: [stay({ endedAt: on(10, '14:30') })] }

  it('accepted before leaving: they lead from the minute of leaving, and nothing is open', () => {
    const f = leaving({ ...left, offers: [accepted(on(4))] })
    expect(leadNow(f)).toEqual({ teamId: community, staffId: keyWorker })
    expect(gapsUnder(KEY, f)).toEqual([])
  })

  it('nobody accepted: the ward’s manager leads and it is open from the minute of leaving; whoever is asked is told', () => {
    const f = leaving({ ...left, offers: [offer()] })
    expect(leadNow(f)).toEqual({ teamId: ward, staffId: manager })
    expect(gapsUnder(KEY, f)).toEqual([[on(10, '14:30'), null]])
    expect(owedUnder(KEY, f)).toMatchObject({ teamId: ward, ownerStaffId: manager, toldTeamId: community })
    for (const answer of ['declined', 'withdrawn'] as const) {
      const no = leaving({ ...left, offers: [offer({ answer, answeredAt: on(11) })] })
      expect(owedUnder(KEY, no)).toMatchObject({ ownerStaffId: manager, toldTeamId: null })
    }
  })

  it('accepted after leaving settles it, however late; a lead away then is a gap of the new team', () => {
    const f = leaving({ ...left, offers: [accepted(on(12))] })
    expect(gapsUnder(KEY, f)).toEqual([])
    const sick = staff(keyWorker, { absences: [away(on(11), on(14))] })
    expect(gapsUnder(KEY, { ...f, staff: f.staff.map((x) => (x.id === keyWorker ? sick : x)) })).toEqual([
      [on(12), on(14)],
    ])
  })

  it('handed on again, or another of the team named: the newest leads', () => {
    const twice = leaving({
      ...left,
      offers: [accepted(on(4)), accepted(on(12), { id: 'h2', toStaffId: colleague })],
    })
    expect(leadNow(twice)?.staffId).toBe(colleague)
    const again = leaving({
      ...left,
      offers: [accepted(on(4))],
      leads: [named(colleague, on(12), community)],
    })
    expect(leadNow(again)).toEqual({ teamId: community, staffId: colleague })
    // whom a team named before it led counts for nothing
    const before = leaving({
      ...left,
      offers: [accepted(on(12))],
      leads: [named(colleague, on(11), community)],
    })
    expect(leadNow(before)?.staffId).toBe(keyWorker)
  })

  it('a leading team that is closed leaves it to the organisation’s root owner, as a gap', () => {
    const f = leaving({
      ...left,
      offers: [accepted(on(4))],
      teams: [team(community, { closedAt: on(13) })],
    })
    expect(gapsUnder(KEY, f)).toEqual([[on(13), null]])
    expect(owedUnder(KEY, f)?.ownerStaffId).not.toBe(trustOwner)
  })

  it('a discharge told late, or taken back, gives what a timely one would', () => {
    const late = leaving({ stays: [stay({ endedAt: on(5) })], offers: [accepted(on(4))] })
    expect(gapsUnder(KEY, late)).toEqual([])
    expect(leadNow(leaving({ offers: [accepted(on(4))] }))?.teamId).toBe(ward)
  })

  it('moved to another ward: its handover is its own, and the first ward’s goes with the first stay', () => {
    const s2 = stay({ id: 's2' as StayId, admittedAt: on(10, '14:30'), endedAt: on(12) })
    const f = leaving({ stays: [...left.stays, s2], offers: [accepted(on(4))] })
    expect(gapsUnder('N1a:lead:s2', f)).toEqual([[on(12), null]])
    expect(gapsUnder(KEY, f)).toEqual([])
  })
})

describe('a stay that nobody ended, beside a later one', () => {
  const other = 'other ward' as TeamId
  const otherManager = 'other manager' as StaffId
  const later = stay({
    id: 's2' as StayId,
    admittedAt: on(5),
    endedAt: on(10),
    ward: { ...stay().ward!, teamId: other, managerStaffId: otherManager },
  })
  const both = (more: Partial<PersonFacts> = {}) =>
    leaving({ stays: [stay(), later], staff: [staff(otherManager)], teams: [team(other)], ...more })

  it('hides nobody’s leaving: the stay admitted last decides who leads, and the gap is there', () => {
    expect(leadNow(both())).toEqual({ teamId: other, staffId: otherManager })
    expect(gapsUnder('N1a:lead:s2', both())).toEqual([[on(10), null]])
    expect(gapsUnder(KEY, both())).toEqual([])
    expect(owedUnder('N4:met:s2', both())).toMatchObject({ teamId: other, ownerStaffId: otherManager })
    const accepts = both({ offers: [accepted(on(9), { stayId: later.id })] })
    expect(leadNow(accepts)).toEqual({ teamId: community, staffId: keyWorker })
  })

  it('is the forgetful ward’s to look at, until it ends the stay; on a way out or not', () => {
    for (const f of [both(), both({ transition: { state: 'none' } })]) {
      expect(gapsUnder('N11:stay:s1', f)).toEqual([[on(10), null]])
      expect(owedUnder('N11:stay:s1', f)).toMatchObject({ teamId: ward, ownerStaffId: manager, classBit: 2 })
    }
    const ended = both({ stays: [stay({ endedAt: on(5) }), later] })
    expect(owedUnder('N11:stay:s1', ended)).toBeUndefined()
    // one that goes on still says nothing: two organisations may both have somebody
    expect(owedUnder('N11:stay:s1', both({ stays: [stay(), { ...later, endedAt: null }] }))).toBeUndefined()
  })

  it('a way out that is open since the person came back still goes by the ward that has them', () => {
    const again = stay({ id: 's3' as StayId, admittedAt: on(20) })
    const f = leaving({
      transition: { state: 'suspended', openedAt: on(10), suspendedAt: on(20) },
      stays: [later, again],
      staff: [staff(otherManager)],
      teams: [team(other)],
    })
    expect(leadNow(f)).toEqual({ teamId: ward, staffId: manager })
  })
})

describe('a leaving that was undone', () => {
  const AGAIN = 'N1a:again:h1'
  const undone = { endUndoneAt: on(6) }
  const back = { stays: [stay(undone)], offers: [accepted(on(4))] }
  const gone = { ...back, stays: [stay({ ...undone, endedAt: on(28) })] }

  it('asks whoever accepted again, from the minute it was undone and however long after; they lead meanwhile', () => {
    expect(gapsUnder(AGAIN, leaving(back))).toEqual([[on(6), null]])
    expect(owedUnder(AGAIN, leaving(gone))).toMatchObject({
      kind: 'N1a',
      teamId: community,
      ownerStaffId: keyWorker,
      toldTeamId: ward,
      classBit: 2,
    })
    expect(leadNow(leaving(gone))).toEqual({ teamId: community, staffId: keyWorker })
    expect(gapsUnder(KEY, leaving(gone))).toEqual([])
  })

  it('is settled by their team naming its lead since, or by a later acceptance; not by what was named before', () => {
    const says = (at: Instant) => leaving({ ...gone, leads: [named(colleague, at, community)] })
    expect(owedUnder(AGAIN, says(on(7)))).toBeUndefined()
    expect(leadNow(says(on(7)))?.staffId).toBe(colleague)
    expect(owedUnder(AGAIN, says(on(5)))?.ownerStaffId).toBe(colleague)
    const anew = leaving({ ...gone, offers: [...back.offers, accepted(on(20), { id: 'h2' })] })
    expect(anew.offers && owedUnder(AGAIN, anew)).toBeUndefined()
    expect(owedUnder('N1a:again:h2', anew)).toBeUndefined()
  })

  it('is not asked where nobody had accepted, where the acceptance came after, or of another stay', () => {
    expect(owedUnder(AGAIN, leaving({ ...back, offers: [offer()] }))).toBeUndefined()
    expect(owedUnder(AGAIN, leaving({ ...back, offers: [accepted(on(7))] }))).toBeUndefined()
    const next = stay({ id: 's2' as StayId, admittedAt: on(29) })
    expect(owedUnder(AGAIN, leaving({ ...gone, stays: [...gone.stays, next] }))).toBeUndefined()
    expect(owedUnder(AGAIN, leaving({ ...gone, transition: { state: 'none' } }))).toBeUndefined()
  })
})

describe('back in hospital, and without a stay', () => {
  it('the ward that has the person leads again, and a handover of the stay before counts no more', () => {
    const back = stay({ id: 's2' as StayId, admittedAt: on(20) })
    const f = leaving({
      transition: { state: 'suspended', openedAt: on(2), suspendedAt: on(20) },
      stays: [stay({ endedAt: on(10) }), back],
      offers: [accepted(on(4))],
    })
    expect(leadNow(f)).toEqual({ teamId: ward, staffId: manager })
    expect(gapsUnder('N1a:lead:s2', f)).toEqual([])
  })

  it('a referral alone gives nobody the lead, and opens no gap', () => {
    const f = leaving({ stays: [] })
    expect(leadNow(f)).toBeNull()
    expect(gapsUnder(KEY, f)).toEqual([])
    // nor does a stay that was over before
    expect(leadNow(leaving({ stays: [stay({ endedAt: on(1, '10:00') })] }))).toBeNull()
  })

  it('nobody leads what was closed', () => {
    expect(leadNow(leaving({ transition: { state: 'none' } }))).toBeNull()
  })
})

describe('closing', () => {
  const ended = { id: s1, admittedAt: on(1), endedAt: on(10) }
  const closing = { id: 'c1', transitionId: 's1' as TransitionId, at: on(25) }

  it('ends the way out with all that had happened; what comes later opens another', () => {
    expect(transitionOf([ended], [], [closing])).toEqual({ state: 'none' })
    const again = { id: 's2' as StayId, admittedAt: on(26), endedAt: on(28) }
    expect(transitionOf([ended, again], [], [closing])).toMatchObject({
      state: 'open',
      id: 's2',
      openedAt: on(28),
    })
  })

  it('an event told late that lies before the closing opens nothing', () => {
    const late = { id: 's0' as StayId, admittedAt: on(11), endedAt: on(12) }
    expect(transitionOf([ended, late], [], [closing])).toEqual({ state: 'none' })
  })

  it('the same stay opening a second time goes by the closing’s id, so that no two ways out share one', () => {
    const later = { ...ended, endedAt: on(27) }
    expect(transitionOf([later], [], [closing])).toMatchObject({ state: 'open', id: 'c1', stayId: s1 })
  })
})

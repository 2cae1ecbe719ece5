import { describe, expect, it } from 'vitest'
import { addMinutes, day, dayOf, type Instant, instant, startOfDay } from '#core/kernel/time.ts'
import { differenceInWords } from './difference.ts'
import {
  type NotCounted,
  type ReturnClockFacts,
  type ReturnContact,
  returnClock,
  type WhyNot,
} from './return-clock.ts'
import {
  type AfterLeavingContact,
  hoursLeft,
  isBroken,
  type SafetyClockFacts,
  safetyClock,
} from './safety-clock.ts'

const t = instant
const left = (at: Instant, rest: Partial<SafetyClockFacts> = {}): SafetyClockFacts => ({
  leftAt: at,
  unitHours: 72,
  soonerSinceAt: null,
  contacts: [],
  suspended: [],
  ...rest,
})
const met = (at: Instant, rest: Partial<AfterLeavingContact> = {}): AfterLeavingContact => ({
  id: 'c1',
  mode: 'visit',
  state: 'happened',
  personMet: true,
  windowFromAt: at,
  windowUntilAt: addMinutes(at, 30),
  plannedAt: at,
  happenedAt: at,
  ...rest,
})
const booked = (from: Instant, until: Instant, plannedAt: Instant, rest: Partial<AfterLeavingContact> = {}) =>
  met(from, {
    state: 'planned',
    personMet: false,
    happenedAt: null,
    windowFromAt: from,
    windowUntilAt: until,
    plannedAt,
    ...rest,
  })

// Every due time below was counted by hand with a wall calendar: hours that pass, not hours that a wall clock shows.
describe('the safety clock ends after so many hours that pass', () => {
  const cases: readonly [what: string, leftAt: string, hours: 48 | 72 | 168, dueAt: string][] = [
    ['in an ordinary week', '2026-01-12T10:00:00Z', 72, '2026-01-15T10:00:00.000Z'],
    ['over a weekend', '2026-01-16T17:30:00Z', 72, '2026-01-19T17:30:00.000Z'],
    [
      'over the spring change of 2026: an hour later on the wall',
      '2026-03-27T17:00:00+00:00',
      72,
      '2026-03-30T17:00:00.000Z',
    ],
    ['over the spring change of 2027', '2027-03-27T09:00:00+00:00', 72, '2027-03-30T09:00:00.000Z'],
    [
      'over the autumn change of 2026: an hour sooner on the wall',
      '2026-10-23T17:00:00+01:00',
      72,
      '2026-10-26T16:00:00.000Z',
    ],
    ['over the autumn change of 2027', '2027-10-30T12:00:00+01:00', 72, '2027-11-02T11:00:00.000Z'],
    [
      'left in the hour that comes twice, the first time',
      '2026-10-25T01:30:00+01:00',
      72,
      '2026-10-28T00:30:00.000Z',
    ],
    [
      'left in the hour that comes twice, the second time',
      '2026-10-25T01:30:00+00:00',
      72,
      '2026-10-28T01:30:00.000Z',
    ],
    ['left just before the hour that never was', '2026-03-29T00:59:00+00:00', 72, '2026-04-01T00:59:00.000Z'],
    ['over 29 February', '2028-02-28T12:00:00Z', 72, '2028-03-02T12:00:00.000Z'],
    ['over a February without one', '2027-02-27T12:00:00Z', 72, '2027-03-02T12:00:00.000Z'],
    ['over Christmas: bank holidays stop nothing', '2026-12-24T15:00:00Z', 72, '2026-12-27T15:00:00.000Z'],
    ['over Easter', '2026-04-02T16:00:00+01:00', 72, '2026-04-05T15:00:00.000Z'],
    ['over the end of a year', '2026-12-30T23:59:00Z', 72, '2027-01-02T23:59:00.000Z'],
    ['48 hours by a decision', '2026-05-01T18:00:00+01:00', 48, '2026-05-03T17:00:00.000Z'],
    ['48 hours over the autumn change', '2026-10-24T12:00:00+01:00', 48, '2026-10-26T11:00:00.000Z'],
    ['7 days by the setting of a ward', '2026-03-20T12:00:00Z', 168, '2026-03-27T12:00:00.000Z'],
    ['7 days over the spring change', '2026-03-24T12:00:00Z', 168, '2026-03-31T12:00:00.000Z'],
    ['told by a phone in another zone', '2026-06-10T01:30:00+02:00', 72, '2026-06-12T23:30:00.000Z'],
  ]
  it.each(cases)('%s', (_, leftAt, hours, dueAt) => {
    const at = t(leftAt)
    const clock = safetyClock(left(at, hours === 48 ? { soonerSinceAt: at } : { unitHours: hours }))
    expect(clock).toMatchObject({ hours, dueAt, metAt: null })
    expect(clock.notMet).toEqual([{ from: dueAt, until: null }])
    expect(isBroken(clock, addMinutes(t(dueAt), -1))).toBe(false)
    expect(isBroken(clock, t(dueAt))).toBe(true)
    expect(hoursLeft(clock, at)).toBe(hours)
  })

  it('a decision of 48 hours wins over a ward that allows 7 days', () => {
    const at = t('2026-05-01T10:00:00Z')
    expect(safetyClock(left(at, { unitHours: 168, soonerSinceAt: at })).hours).toBe(48)
  })
})

describe('who counts as met, by the safety clock', () => {
  const leftAt = t('2026-06-05T15:00:00Z')
  const cases: readonly [what: string, contact: AfterLeavingContact, metAt: string | null][] = [
    ['a visit the next day', met(t('2026-06-06T10:00:00Z')), '2026-06-06T10:00:00.000Z'],
    ['a visit two hours later, the same day', met(t('2026-06-05T17:00:00Z')), '2026-06-05T17:00:00.000Z'],
    [
      'a call that was answered',
      met(t('2026-06-07T10:00:00Z'), { mode: 'phone' }),
      '2026-06-07T10:00:00.000Z',
    ],
    ['a video call', met(t('2026-06-07T10:00:00Z'), { mode: 'video' }), '2026-06-07T10:00:00.000Z'],
    ['a text', met(t('2026-06-06T10:00:00Z'), { mode: 'text' }), null],
    ['an email', met(t('2026-06-06T10:00:00Z'), { mode: 'email' }), null],
    [
      'a call nobody answered',
      met(t('2026-06-06T10:00:00Z'), {
        mode: 'phone',
        state: 'no answer',
        personMet: false,
        happenedAt: null,
      }),
      null,
    ],
    ['a visit at which only a neighbour was met', met(t('2026-06-06T10:00:00Z'), { personMet: false }), null],
    ['a visit of the morning before leaving', met(t('2026-06-05T09:00:00Z')), null],
    ['a visit after the time was over', met(t('2026-06-09T10:00:00Z')), '2026-06-09T10:00:00.000Z'],
  ]
  it.each(cases)('%s', (_, contact, metAt) => {
    const clock = safetyClock(left(leftAt, { contacts: [contact] }))
    expect(clock.metAt).toBe(metAt)
    const due = '2026-06-08T15:00:00.000Z'
    expect(clock.notMet).toEqual(
      metAt === null ? [{ from: due, until: null }] : metAt > due ? [{ from: due, until: metAt }] : [],
    )
  })

  // the day began at midnight on the wall: 23:00 the evening before by Greenwich in summer
  const dayOnly: readonly [what: string, leftOn: string, at: string, counts: boolean][] = [
    ['in-reach on the ward in the morning', '2026-06-05', '2026-06-05T09:30:00+01:00', false],
    ['the last minute of that day', '2026-06-05', '2026-06-05T23:59:00+01:00', false],
    ['the midnight after it', '2026-06-05', '2026-06-06T00:00:00+01:00', true],
    ['the day of the spring change has 23 hours', '2026-03-29', '2026-03-29T23:30:00+01:00', false],
    ['and is over at midnight on the wall', '2026-03-29', '2026-03-30T00:00:00+01:00', true],
    ['the day of the autumn change has 25', '2027-10-31', '2027-10-31T23:30:00+00:00', false],
    ['and is over at midnight too', '2027-10-31', '2027-11-01T00:00:00+00:00', true],
    [
      'the next morning by a phone two hours ahead is still that day',
      '2026-06-05',
      '2026-06-06T00:30:00+03:00',
      false,
    ],
  ]
  it.each(dayOnly)('only the day of leaving is known: %s', (_, leftOn, at, counts) => {
    const midnight = startOfDay(day(leftOn))
    const clock = (more: Partial<AfterLeavingContact> = {}) =>
      safetyClock(left(midnight, { leftKnownTo: 'day', contacts: [met(t(at), more)] }))
    expect(clock().metAt).toBe(counts ? t(at) : null)
    // its writer says that it was after leaving
    expect(clock({ saidAfterLeaving: true }).metAt).toBe(t(at))
    // strict all the same: as if they had left at the first minute of it
    expect(clock().dueAt).toBe(addMinutes(midnight, 72 * 60))
  })

  it('to say that it was after leaving makes nothing of one before', () => {
    const early = met(t('2026-06-04T22:00:00+01:00'), { saidAfterLeaving: true })
    const midnight = startOfDay(day('2026-06-05'))
    expect(safetyClock(left(midnight, { leftKnownTo: 'day', contacts: [early] })).metAt).toBeNull()
  })

  it('takes the first of several, in any order', () => {
    const [a, b] = [met(t('2026-06-07T10:00:00Z'), { id: 'a' }), met(t('2026-06-06T10:00:00Z'), { id: 'b' })]
    expect(safetyClock(left(leftAt, { contacts: [a, b] })).metAt).toBe('2026-06-06T10:00:00.000Z')
  })
})

describe('booked in time', () => {
  const leftAt = t('2026-06-05T15:00:00Z')
  const due = t('2026-06-08T15:00:00Z')
  it('nothing is booked: a gap from leaving until the time is over, when the other gap begins', () => {
    expect(safetyClock(left(leftAt)).notBooked).toEqual([{ from: leftAt, until: due }])
  })
  it('booked before leaving: no gap until the window is over without anybody having been met', () => {
    const until = t('2026-06-06T12:00:00Z')
    const clock = safetyClock(
      left(leftAt, { contacts: [booked(t('2026-06-06T10:00:00Z'), until, t('2026-06-01T10:00:00Z'))] }),
    )
    expect(clock.notBooked).toEqual([{ from: until, until: due }])
  })
  it('booked two hours after leaving: two hours of gap, then none till the window is over', () => {
    const [plannedAt, until] = [t('2026-06-05T17:00:00Z'), t('2026-06-08T12:00:00Z')]
    const clock = safetyClock(
      left(leftAt, { contacts: [booked(t('2026-06-08T10:00:00Z'), until, plannedAt)] }),
    )
    expect(clock.notBooked).toEqual([
      { from: leftAt, until: plannedAt },
      { from: until, until: due },
    ])
  })
  it.each([
    [
      'a window that reaches past the due time',
      booked(t('2026-06-08T14:00:00Z'), t('2026-06-08T16:00:00Z'), leftAt),
    ],
    [
      'a planned text',
      booked(t('2026-06-06T10:00:00Z'), t('2026-06-06T12:00:00Z'), leftAt, { mode: 'text' }),
    ],
    [
      'a visit that was called off',
      booked(t('2026-06-06T10:00:00Z'), t('2026-06-06T12:00:00Z'), leftAt, { state: 'void' }),
    ],
    [
      'one that was planned before leaving for before leaving',
      booked(t('2026-06-05T10:00:00Z'), t('2026-06-05T12:00:00Z'), t('2026-06-01T10:00:00Z')),
    ],
  ])('books nothing: %s', (_, contact) => {
    expect(safetyClock(left(leftAt, { contacts: [contact] })).notBooked).toEqual([
      { from: leftAt, until: due },
    ])
  })
  it('a window that ends at the very due time is in time', () => {
    const clock = safetyClock(left(leftAt, { contacts: [booked(t('2026-06-08T14:00:00Z'), due, leftAt)] }))
    expect(clock.notBooked).toEqual([])
  })
  it('nothing is owed while the person is back in hospital', () => {
    const back = { from: t('2026-06-06T00:00:00Z'), until: null }
    const clock = safetyClock(left(leftAt, { suspended: [back] }))
    expect(clock.notBooked).toEqual([{ from: leftAt, until: back.from }])
    expect(clock.notMet).toEqual([])
  })
  it('once met, nothing is left to book', () => {
    const clock = safetyClock(left(leftAt, { contacts: [met(t('2026-06-05T17:00:00Z'))] }))
    expect(clock.notBooked).toEqual([{ from: leftAt, until: t('2026-06-05T17:00:00Z') }])
  })
})

const counted = (leftOn: string, rest: Partial<ReturnClockFacts> = {}): ReturnClockFacts => ({
  leftOn: day(leftOn),
  bedClass: '200',
  method: '1',
  destination: '19',
  localAuthority: 'E08000025',
  diedOn: null,
  providers: ['RXX'],
  contacts: [],
  admissions: [],
  ...rest,
})
const submitted = (on: string, rest: Partial<ReturnContact> = {}): ReturnContact => ({
  id: 'c1',
  on: day(on),
  attendance: '5',
  mechanism: '01',
  provider: 'RXX',
  ...rest,
})

// Windows counted by hand on a calendar: days 1, 2 and 3 after the day of leaving.
describe('the national count runs over days 1, 2 and 3', () => {
  const windows: readonly [what: string, leftOn: string, firstOn: string, lastOn: string][] = [
    ['in an ordinary week', '2026-01-12', '2026-01-13', '2026-01-15'],
    ['over a weekend, which counts', '2026-01-16', '2026-01-17', '2026-01-19'],
    ['over the spring change of 2026', '2026-03-27', '2026-03-28', '2026-03-30'],
    ['over the autumn change of 2026', '2026-10-24', '2026-10-25', '2026-10-27'],
    ['over the spring change of 2027', '2027-03-27', '2027-03-28', '2027-03-30'],
    ['over the autumn change of 2027', '2027-10-30', '2027-10-31', '2027-11-02'],
    ['over 29 February', '2028-02-27', '2028-02-28', '2028-03-01'],
    ['over a February without one', '2027-02-26', '2027-02-27', '2027-03-01'],
    ['over Christmas', '2026-12-24', '2026-12-25', '2026-12-27'],
    ['over the end of a year', '2026-12-31', '2027-01-01', '2027-01-03'],
  ]
  it.each(windows)('%s', (_, leftOn, firstOn, lastOn) => {
    expect(returnClock(counted(leftOn))).toMatchObject({
      state: 'counted',
      firstOn,
      lastOn,
      metOn: null,
      metBy: null,
    })
    for (const on of [firstOn, lastOn])
      expect(returnClock(counted(leftOn, { contacts: [submitted(on)] }))).toMatchObject({
        metOn: on,
        metBy: 'contact',
        notCounting: [],
      })
  })

  it('goes by London days: half past midnight of a phone two hours ahead is the day before', () => {
    expect(dayOf(t('2026-06-10T00:30:00+02:00'))).toBe('2026-06-09')
    expect(dayOf(t('2026-06-10T01:30:00+02:00'))).toBe('2026-06-10')
    expect(dayOf(t('2026-06-09T23:15:00Z'))).toBe('2026-06-10')
  })

  const reasons: readonly [what: string, contact: ReturnContact, why: WhyNot][] = [
    ['the day of leaving', submitted('2026-01-12'), 'same day'],
    ['the fourth day', submitted('2026-01-16'), 'too late'],
    ['the day before', submitted('2026-01-11'), 'before leaving'],
    ['nobody came', submitted('2026-01-13', { attendance: '3' }), 'not attended'],
    ['a text', submitted('2026-01-13', { mechanism: '09' }), 'not live'],
    ['an email', submitted('2026-01-13', { mechanism: '05' }), 'not live'],
    ['a partner under its own code', submitted('2026-01-13', { provider: 'Q99' }), 'not the provider'],
    ['not submitted by anybody', submitted('2026-01-13', { provider: null }), 'not the provider'],
  ]
  it.each(reasons)('%s does not count, and says why', (_, contact, why) => {
    expect(returnClock(counted('2026-01-12', { contacts: [contact] }))).toMatchObject({
      metOn: null,
      notCounting: [{ id: 'c1', why }],
    })
  })

  it.each(['01', '02', '04', '11'])('counts mechanism %s, and attended late', (mechanism) => {
    const contact = submitted('2026-01-14', { mechanism, attendance: '6' })
    expect(returnClock(counted('2026-01-12', { contacts: [contact] }))).toMatchObject({ metOn: '2026-01-14' })
  })

  it('takes a new stay under the same provider for a follow-up, as the national code does, and none under another', () => {
    const stay = (provider: string) => ({ admissions: [{ on: day('2026-01-14'), provider }] })
    expect(returnClock(counted('2026-01-12', stay('RXX')))).toMatchObject({
      metOn: '2026-01-14',
      metBy: 'admission',
    })
    expect(returnClock(counted('2026-01-12', stay('RYY')))).toMatchObject({ metOn: null })
    const both = { ...stay('RXX'), contacts: [submitted('2026-01-14')] }
    // of two on one day the contact is named: it says more
    expect(returnClock(counted('2026-01-12', both))).toMatchObject({ metBy: 'contact' })
  })

  const outside: readonly [why: NotCounted, rest: Partial<ReturnClockFacts>][] = [
    ['bed', { bedClass: '203' }],
    ['bed', { bedClass: null }],
    ['method', { method: '4' }],
    ['destination', { destination: '42' }],
    ['outside England', { localAuthority: 'W06000015' }],
    ['died', { diedOn: day('2026-01-15') }],
  ]
  it.each(outside)('is not counted: %s %o', (why, rest) => {
    expect(returnClock(counted('2026-01-12', rest))).toEqual({ state: 'not counted', why })
  })
  it.each([
    ['no method', { method: null }],
    ['a general ward', { destination: '51' }],
    ['no destination', { destination: null }],
    ['no authority', { localAuthority: null }],
    ['died on the fourth day', { diedOn: day('2026-01-16') }],
  ])('is counted all the same: %s', (_, rest) => {
    expect(returnClock(counted('2026-01-12', rest)).state).toBe('counted')
  })
})

// Each instant as the sending device wrote it, with its own zone; what follows by each clock was worked out by hand on paper.
describe('a phone in another zone and a server clock that was stepped, by both clocks', () => {
  const cases: readonly [
    what: string,
    leftAt: string,
    contactAt: string,
    safety: 'in time' | 'late' | 'before',
    national: 'counts' | WhyNot,
  ][] = [
    [
      'half past midnight two hours ahead is still the day of leaving',
      '2026-06-10T15:00:00+01:00',
      '2026-06-11T00:30:00+03:00',
      'in time',
      'same day',
    ],
    [
      'two minutes past midnight one hour ahead, in winter, is still the day of leaving',
      '2026-01-12T10:00:00Z',
      '2026-01-13T00:02:00+01:00',
      'in time',
      'same day',
    ],
    [
      'evening of the day of leaving five hours behind is the day after in London',
      '2026-06-10T15:00:00+01:00',
      '2026-06-10T19:30:00-05:00',
      'in time',
      'counts',
    ],
    [
      'the fourth day two hours ahead is the third in London',
      '2026-01-12T10:00:00Z',
      '2026-01-16T01:30:00+02:00',
      'late',
      'counts',
    ],
    [
      'the third day five hours behind is the fourth in London',
      '2026-01-12T10:00:00Z',
      '2026-01-15T20:30:00-05:00',
      'late',
      'too late',
    ],
    [
      'left by a phone ahead: its day after is the day itself',
      '2026-06-11T00:30:00+03:00',
      '2026-06-11T09:00:00+01:00',
      'in time',
      'counts',
    ],
    [
      'a phone ten hours ahead, in the hour that comes twice',
      '2026-10-24T20:00:00+01:00',
      '2026-10-25T11:30:00+10:00',
      'in time',
      'counts',
    ],
    [
      'a phone that kept summer time after the change: its midnight is eleven',
      '2026-10-24T20:00:00+01:00',
      '2026-10-29T00:00:00+01:00',
      'late',
      'too late',
    ],
    [
      'a phone that kept winter time after the spring change: its eleven is midnight',
      '2026-03-28T20:00:00Z',
      '2026-03-31T23:30:00Z',
      'late',
      'too late',
    ],
    [
      'the server was put back an hour between leaving and the call: the call stands before leaving',
      '2026-06-05T15:00:00+01:00',
      '2026-06-05T14:20:00+01:00',
      'before',
      'same day',
    ],
    [
      'put back over midnight: the call of the day after stands on the day of leaving',
      '2026-06-05T15:00:00+01:00',
      '2026-06-05T23:50:00+01:00',
      'in time',
      'same day',
    ],
    [
      'put forward over midnight: the call of that evening stands on the day after',
      '2026-06-05T15:00:00+01:00',
      '2026-06-06T00:10:00+01:00',
      'in time',
      'counts',
    ],
    [
      'put back a day: the call stands the day before leaving',
      '2026-06-05T15:00:00+01:00',
      '2026-06-04T16:00:00+01:00',
      'before',
      'before leaving',
    ],
    [
      'put forward three days: the call of the next morning stands late',
      '2026-06-05T15:00:00+01:00',
      '2026-06-09T10:00:00+01:00',
      'late',
      'too late',
    ],
    [
      'put forward two days at leaving and back after: the call stands before leaving',
      '2026-06-07T15:00:00+01:00',
      '2026-06-06T10:00:00+01:00',
      'before',
      'before leaving',
    ],
  ]
  it.each(cases)('%s', (_, leftAt, contactAt, safety, national) => {
    const at = t(contactAt)
    const clock = safetyClock(left(t(leftAt), { contacts: [met(at)] }))
    expect(clock.metAt === null ? 'before' : clock.metAt <= clock.dueAt ? 'in time' : 'late').toBe(safety)
    const counts = returnClock(counted(dayOf(t(leftAt)), { contacts: [submitted(dayOf(at))] }))
    expect(counts).toMatchObject(
      national === 'counts'
        ? { metOn: dayOf(at), notCounting: [] }
        : { metOn: null, notCounting: [{ id: 'c1', why: national }] },
    )
  })

  it('what is owed stays the same whatever the server’s clock says: only what is told of it now changes', () => {
    const leftAt = t('2026-06-05T15:00:00+01:00')
    const clock = safetyClock(left(leftAt))
    const told = (now: string) => [hoursLeft(clock, t(now)), isBroken(clock, t(now))]
    expect(told('2026-06-06T15:00:00+01:00')).toEqual([48, false])
    // put forward three days, and back again
    expect(told('2026-06-09T15:00:00+01:00')).toEqual([0, true])
    expect(told('2026-06-06T15:01:00+01:00')).toEqual([47, false])
    // put back behind the leaving itself: an hour more, and nothing broken
    expect(told('2026-06-05T14:00:00+01:00')).toEqual([73, false])
    expect(safetyClock(left(leftAt))).toEqual(clock)
  })

  it('booked by a clock that ran ahead of its own window, nothing is booked, and no time is owed twice', () => {
    const leftAt = t('2026-06-05T15:00:00+01:00')
    const due = t('2026-06-08T15:00:00+01:00')
    const ahead = booked(t('2026-06-06T09:00:00Z'), t('2026-06-06T10:00:00Z'), t('2026-06-07T09:00:00Z'))
    expect(safetyClock(left(leftAt, { contacts: [ahead] })).notBooked).toEqual([{ from: leftAt, until: due }])
  })
})

describe('why the two differ, in words', () => {
  const leftAt = t('2026-01-12T10:00:00Z')
  const words = (
    contacts: AfterLeavingContact[],
    national: Partial<ReturnClockFacts>,
    rest: Partial<SafetyClockFacts> = {},
  ) =>
    differenceInWords(
      safetyClock(left(leftAt, { contacts, ...rest })),
      returnClock(counted('2026-01-12', national)),
    )
  const visit = met(t('2026-01-13T10:00:00Z'))

  it('says nothing where they agree', () => {
    expect(words([visit], { contacts: [submitted('2026-01-13')] })).toBeNull()
    expect(words([], {})).toBeNull()
  })
  it.each([
    [
      'the same day',
      [met(t('2026-01-12T16:00:00Z'))],
      { contacts: [submitted('2026-01-12')] },
      /begins the day after/,
    ],
    [
      'a partner',
      [visit],
      { contacts: [submitted('2026-01-13', { provider: 'Q99' })] },
      /A partner met them/,
    ],
    ['not submitted here', [visit], {}, /Nothing that the national count takes/],
    [
      'back in hospital',
      [],
      { admissions: [{ on: day('2026-01-14'), provider: 'RXX' }] },
      /Nobody has met them at home/,
    ],
    ['only submitted', [], { contacts: [submitted('2026-01-13')] }, /No live contact is recorded here/],
    [
      'late here, in time there',
      [met(t('2026-01-15T18:00:00Z'))],
      { contacts: [submitted('2026-01-15')] },
      /after our 72 hours .*2026-01-15/,
    ],
    ['another ward', [visit], { bedClass: '206' }, /leaves this out: this kind of ward/],
  ] as const)('%s', (_, contacts, national, expected) => {
    expect(words([...contacts], national as Partial<ReturnClockFacts>)).toMatch(expected)
  })
  it('48 hours end before the national days do', () => {
    expect(words([], {}, { soonerSinceAt: leftAt })).toMatch(/Our 48 hours end before .* 2026-01-15/)
  })
})

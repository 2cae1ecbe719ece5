import { describe, expect, it } from 'vitest'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { StaffId, TeamId } from '../kernel/ids.ts'
import { day, type Instant, instant, type TimeOfDay } from '../kernel/time.ts'
import { type Answerer, answersNow, atWork, type DutyFacts, seesToIt } from './answers.ts'
import { holesOf } from './holes.ts'
import { ALWAYS, isOpen, stretchBegan, stretchesOf, type TeamHours } from './hours.ts'
import { decideChain, decideHours, decideOutOfHours, decideShift, decideShifts, takesTexts } from './set.ts'
import { nextTelling, type Told } from './telling.ts'

const hours = (days: readonly number[], from: string, until: string, onBankHolidays = false): TeamHours => ({
  weekly: days.map((weekday) => ({ weekday, from: from as TimeOfDay, until: until as TimeOfDay })),
  onBankHolidays,
})
const DAYTIME = hours([1, 2, 3, 4, 5], '09:00', '17:00')
const NIGHTS = hours([1, 2, 3, 4, 5, 6, 7], '20:00', '08:00', true)

describe('hours, counted by hand', () => {
  it.each([
    // [instant in UTC, open in the daytime, open at night, why]
    ['2026-03-27T08:59:59Z', false, false, 'Friday 8:59am, winter time'],
    ['2026-03-27T09:00:00Z', true, false, 'Friday 9am'],
    ['2026-03-27T16:59:59Z', true, false, 'Friday just before 5pm'],
    ['2026-03-27T17:00:00Z', false, false, 'Friday 5pm'],
    ['2026-03-28T20:00:00Z', false, true, 'Saturday 8pm, the night of the spring change'],
    ['2026-03-29T06:59:59Z', false, true, 'Sunday 7:59am summer time'],
    ['2026-03-29T07:00:00Z', false, false, 'Sunday 8am summer time: an hour less'],
    ['2026-03-30T08:00:00Z', true, false, 'Monday 9am summer time'],
    ['2026-03-30T07:59:59Z', false, false, 'Monday 8:59am summer time'],
    ['2026-10-24T18:59:59Z', false, false, 'Saturday 7:59pm summer time'],
    ['2026-10-24T19:00:00Z', false, true, 'Saturday 8pm, the night of the autumn change'],
    ['2026-10-25T07:59:59Z', false, true, 'Sunday 7:59am winter time: an hour more'],
    ['2026-10-25T08:00:00Z', false, false, 'Sunday 8am winter time'],
    ['2027-03-27T20:00:00Z', false, true, 'Saturday 8pm before the change of 2027'],
    ['2027-03-28T07:00:00Z', false, false, 'Sunday 8am summer time 2027'],
    ['2027-10-30T19:00:00Z', false, true, 'Saturday 8pm, autumn change of 2027'],
    ['2027-10-31T08:00:00Z', false, false, 'Sunday 8am winter time 2027'],
    ['2026-04-03T10:00:00Z', false, false, 'Good Friday'],
    ['2026-04-06T10:00:00Z', false, false, 'Easter Monday'],
    ['2026-04-07T10:00:00Z', true, false, 'the Tuesday after Easter'],
    ['2026-12-25T12:00:00Z', false, false, 'Christmas Day, a Friday'],
    ['2026-12-25T21:00:00Z', false, true, 'Christmas night: the nights go on'],
    ['2026-12-28T12:00:00Z', false, false, 'the substitute of Boxing Day, a Monday'],
    ['2026-12-29T12:00:00Z', true, false, 'Tuesday 29 December'],
    ['2027-01-01T12:00:00Z', false, false, 'New Year’s Day'],
  ])('%s: by day %s, by night %s (%s)', (at, byDay, byNight) => {
    expect([
      isOpen(DAYTIME, instant(at), englandHolidays),
      isOpen(NIGHTS, instant(at), englandHolidays),
    ]).toEqual([byDay, byNight])
    expect(isOpen(ALWAYS, instant(at), englandHolidays)).toBe(true)
  })

  it('counts the nights of the clock changes as 11 and 13 hours', () => {
    const length = (on: string) => {
      const [s] = stretchesOf(NIGHTS, day(on), englandHolidays)
      return (Date.parse(s?.until ?? '') - Date.parse(s?.from ?? '')) / 3_600_000
    }
    expect([length('2026-03-28'), length('2026-10-24'), length('2027-03-27'), length('2026-06-06')]).toEqual([
      11, 13, 11, 12,
    ])
  })
})

const [ANN, BEA, CAL, DEE] = ['ann', 'bea', 'cal', 'dee'] as unknown as [StaffId, StaffId, StaffId, StaffId]
const [OURS, CRISIS] = ['ours', 'crisis'] as unknown as [TeamId, TeamId]
const who = (...ids: StaffId[]) => ({ key: `staff:${ids.join('+')}`, staffIds: ids })
const there = (...ids: StaffId[]) => ids.map((id) => ({ id, leftAt: null, ofTeam: true, absences: [] }))
const team = (more: Partial<DutyFacts> = {}): DutyFacts => ({
  teamId: OURS,
  hours: DAYTIME,
  shifts: [],
  chain: [who(BEA), who(CAL)],
  manager: who(DEE),
  outOfHours: { words: 'Ring the crisis line', email: null, phone: '01632960999', teamId: null },
  staff: there(ANN, BEA, CAL, DEE),
  setsShifts: (more.shifts ?? []).length > 0,
  ...more,
})
const shift = (from: string, until: string, ...ids: StaffId[]) => ({
  ...who(...ids),
  from: instant(from),
  until: instant(until),
})
const keys = (answers: readonly Answerer[]) => answers.map((a) => a.key)
const OUT = 'out of hours:ours'
const ask = (facts: DutyFacts, at: string, elsewhere?: (id: TeamId) => DutyFacts | null) =>
  answersNow(facts, instant(at), englandHolidays, elsewhere)

describe('who answers now', () => {
  const onDuty = team({ shifts: [shift('2026-03-05T09:00:00Z', '2026-03-05T17:00:00Z', ANN)] })

  it('is whoever is on shift, then the chain, the manager, and out of hours last', () => {
    expect(keys(ask(onDuty, '2026-03-05T10:00:00Z'))).toEqual([
      'staff:ann',
      'staff:bea',
      'staff:cal',
      'staff:dee',
      OUT,
    ])
  })

  it('is nobody who is off shift: out of hours only the destination, and a shift that runs then', () => {
    expect(keys(ask(onDuty, '2026-03-05T17:00:00Z'))).toEqual([OUT])
    const night = team({ shifts: [shift('2026-03-05T20:00:00Z', '2026-03-06T08:00:00Z', ANN)] })
    expect(keys(ask(night, '2026-03-06T02:00:00Z'))).toEqual(['staff:ann', OUT])
    // Bea of the chain works shifts and hers is over
    const bea = team({ shifts: [shift('2026-03-05T07:00:00Z', '2026-03-05T09:30:00Z', BEA)] })
    expect(keys(ask(bea, '2026-03-05T10:00:00Z'))).toEqual(['staff:cal', 'staff:dee', OUT])
    expect(keys(ask(onDuty, '2026-04-03T10:00:00Z')), 'Good Friday').toEqual([OUT])
  })

  it('is the cover of whoever is away, and passes over who is away without cover or has left', () => {
    const away = (coverStaffId: StaffId | null) => [
      { from: instant('2026-03-05T00:00:00Z'), until: instant('2026-03-06T00:00:00Z'), coverStaffId },
    ]
    const covered = team({
      ...onDuty,
      staff: [
        { id: ANN, leftAt: null, ofTeam: true, absences: away(DEE) },
        ...there(BEA, DEE),
        { id: CAL, leftAt: instant('2026-03-01T00:00:00Z'), ofTeam: true, absences: [] },
      ],
    })
    const found = ask(covered, '2026-03-05T10:00:00Z')
    expect(found.map((a) => [a.key, ...a.staffIds])).toEqual([
      ['staff:ann', DEE],
      ['staff:bea', BEA],
      ['staff:dee', DEE],
      [OUT],
    ])
    const uncovered = team({
      ...covered,
      staff: [{ id: ANN, leftAt: null, ofTeam: true, absences: away(null) }, ...there(BEA, CAL, DEE)],
    })
    expect(keys(ask(uncovered, '2026-03-05T10:00:00Z'))[0]).toBe('staff:bea')
  })

  it('is a post as one, however many hold it', () => {
    const post = { key: 'post:duty', staffIds: [ANN, BEA] }
    expect(ask(team({ chain: [post, who(CAL)] }), '2026-03-05T10:00:00Z')[0]).toMatchObject(post)
  })

  it('is another team out of hours, one step and no further', () => {
    const crisis = team({
      teamId: CRISIS,
      hours: ALWAYS,
      chain: [who(CAL)],
      manager: null,
      outOfHours: { words: 'x', email: null, phone: null, teamId: OURS },
    })
    const handsOver = team({
      outOfHours: { words: 'The crisis team', email: null, phone: null, teamId: CRISIS },
    })
    const found = ask(handsOver, '2026-03-07T22:00:00Z', (id) => (id === CRISIS ? crisis : null))
    expect(found.map((a) => [a.key, a.because, a.teamId])).toEqual([
      ['staff:cal', 'out of hours', CRISIS],
      ['team:crisis', 'out of hours', CRISIS],
    ])
  })

  it('is never nobody: where nothing is set, the whole team, and it says so', () => {
    expect(
      ask(team({ hours: DAYTIME, chain: [], manager: null, outOfHours: null }), '2026-03-07T22:00:00Z'),
    ).toEqual([
      {
        key: 'team:ours',
        staffIds: [],
        because: 'nobody is on duty',
        teamId: OURS,
        destination: null,
        // closed since Friday at 5pm: the second day of that closing
        since: '2026-03-07T17:00:00.000Z',
      },
    ])
  })

  it('knows who is at work', () => {
    expect(atWork(onDuty, ANN, instant('2026-03-05T16:00:00Z'), englandHolidays)).toBe(true)
    expect(atWork(onDuty, ANN, instant('2026-03-05T17:00:00Z'), englandHolidays)).toBe(false)
    expect(atWork(onDuty, BEA, instant('2026-03-05T16:00:00Z'), englandHolidays)).toBe(true)
    expect(atWork(onDuty, 'nobody' as StaffId, instant('2026-03-05T16:00:00Z'), englandHolidays)).toBe(false)
  })
})

describe('a rota', () => {
  // Ann on Wednesday and Friday, Bea on Thursday morning, Cal on Thursday night: only what lies on the day itself takes them off
  const rota = team({
    shifts: [
      shift('2026-03-04T09:00:00Z', '2026-03-04T17:00:00Z', ANN),
      shift('2026-03-05T07:00:00Z', '2026-03-05T09:30:00Z', BEA),
      shift('2026-03-05T20:00:00Z', '2026-03-06T08:00:00Z', CAL),
      shift('2026-03-06T09:00:00Z', '2026-03-06T17:00:00Z', DEE),
    ],
    chain: [who(ANN), who(BEA), who(CAL)],
  })
  it('takes somebody of the chain off on the London day of their own shift, and on no other', () => {
    expect(keys(ask(rota, '2026-03-05T10:00:00Z'))).toEqual(['staff:ann', 'staff:dee', OUT])
    expect(keys(ask(rota, '2026-03-09T10:00:00Z'))).toEqual([
      'staff:ann',
      'staff:bea',
      'staff:cal',
      'staff:dee',
      OUT,
    ])
    // a night that ends at midnight is no shift of the day after
    const late = team({ shifts: [shift('2026-03-04T18:00:00Z', '2026-03-05T00:00:00Z', BEA)] })
    expect(atWork(late, BEA, instant('2026-03-05T10:00:00Z'), englandHolidays)).toBe(true)
  })

  it('has whoever covers a shift at work for it, at any hour', () => {
    const night = team({
      shifts: [shift('2026-03-05T20:00:00Z', '2026-03-06T08:00:00Z', ANN)],
      staff: [
        {
          id: ANN,
          leftAt: null,
          ofTeam: true,
          absences: [
            {
              from: instant('2026-03-05T00:00:00Z'),
              until: instant('2026-03-08T00:00:00Z'),
              coverStaffId: DEE,
            },
          ],
        },
        ...there(BEA, CAL, DEE),
      ],
    })
    const at2 = instant('2026-03-06T02:00:00Z')
    expect(atWork(night, DEE, at2, englandHolidays)).toBe(true)
    expect(atWork(night, BEA, at2, englandHolidays)).toBe(false)
    expect(atWork(night, DEE, instant('2026-03-06T08:30:00Z'), englandHolidays)).toBe(false)
  })

  it('leaves with whoever acknowledged what the other team answers for, as long as it answers', () => {
    const stranger = { ...there(ANN)[0]!, ofTeam: false }
    const own = team({ staff: [...there(BEA, CAL, DEE), stranger] })
    const crisis = team({ teamId: CRISIS, hours: ALWAYS, chain: [], manager: null, staff: there(ANN) })
    const sees = (time: string, by: StaffId, key: string, elsewhere: DutyFacts | null, at = time) => {
      const handsOver = team({
        ...own,
        outOfHours: { words: 'x', email: null, phone: null, teamId: elsewhere?.teamId ?? null },
      })
      const answers = ask(handsOver, time, () => elsewhere)
      return seesToIt(
        { key, by, at: instant(at) },
        answers,
        handsOver,
        elsewhere,
        instant(time),
        englandHolidays,
      )
    }
    const [night, morning] = ['2026-03-05T22:00:00Z', '2026-03-06T09:00:00Z'] as const
    expect(sees(night, ANN, 'team:crisis', crisis)).toBe(true)
    expect(sees(morning, ANN, 'team:crisis', crisis), 'the team itself answers again').toBe(false)
    // named by its rota, and so told by name
    const onDuty = { ...crisis, shifts: [shift('2026-03-05T20:00:00Z', '2026-03-06T08:00:00Z', ANN)] }
    expect(sees(night, ANN, 'staff:ann', onDuty)).toBe(true)
    expect(sees('2026-03-06T08:30:00Z', ANN, 'staff:ann', { ...onDuty, hours: NIGHTS }), 'off').toBe(false)
    // Bea acknowledged by day and went home: a destination answers, and she does not stand for it
    expect(sees(night, BEA, 'staff:bea', null)).toBe(false)
  })

  it('begins a stretch with the shift, the opening or the closing', () => {
    const began = (h: TeamHours | null, time: string) => stretchBegan(h, instant(time), englandHolidays)
    expect(began(DAYTIME, '2026-03-05T10:00:00Z')).toBe('2026-03-05T09:00:00.000Z')
    expect(began(DAYTIME, '2026-03-06T08:00:00Z')).toBe('2026-03-05T17:00:00.000Z')
    expect(began(DAYTIME, '2026-03-08T18:00:00Z'), 'the third day of a weekend').toBe(
      '2026-03-08T17:00:00.000Z',
    )
    expect(began(DAYTIME, '2026-12-28T12:00:00Z'), 'Christmas').toBe('2026-12-27T17:00:00.000Z')
    expect(began(NIGHTS, '2026-03-06T02:00:00Z')).toBe('2026-03-05T20:00:00.000Z')
    expect(began(null, '2026-07-06T12:00:00Z')).toBe('2026-07-05T23:00:00.000Z')
    expect(began({ weekly: [], onBankHolidays: true }, '2026-03-05T10:00:00Z')).toBe(
      '2026-03-05T00:00:00.000Z',
    )
    const onDuty = team({ shifts: [shift('2026-03-05T08:00:00Z', '2026-03-05T12:00:00Z', ANN)] })
    expect(ask(onDuty, '2026-03-05T10:00:00Z').map((a) => a.since.slice(11, 16))).toEqual([
      '08:00',
      '09:00',
      '09:00',
      '09:00',
      '09:00',
    ])
  })
})

describe('who is told next', () => {
  const at = (time: string): Instant => instant(`2026-03-05T${time}:00Z`)
  const answerers = (...names: string[]): Answerer[] =>
    names.map((n) => ({
      key: n,
      staffIds: [n as StaffId],
      because: 'on duty',
      teamId: OURS,
      destination: null,
      since: at('00:00'),
    }))
  const told = (level: number, name: string, time: string, acknowledged: string | null = null): Told => ({
    level,
    key: name,
    staffIds: [name as StaffId],
    at: at(time),
    acknowledged: acknowledged === null ? null : { at: at(acknowledged), by: name as StaffId },
  })
  const everybody = () => true
  const next = (
    t: readonly Told[],
    names: readonly string[],
    now: string,
    work: (id: StaffId) => boolean = everybody,
  ) => {
    const n = nextTelling(t, answerers(...names), 15, at(now), ({ by }) => work(by))
    return n.do === 'tell' ? `tell ${n.who.key} as ${n.level}` : n.do
  }

  it('is the first, and then each in turn after the minutes of the definition', () => {
    expect(next([], ['a', 'b'], '09:00')).toBe('tell a as 1')
    expect(next([told(1, 'a', '09:00')], ['a', 'b'], '09:14')).toBe('wait')
    expect(next([told(1, 'a', '09:00')], ['a', 'b'], '09:15')).toBe('tell b as 2')
    expect(next([told(1, 'a', '09:00'), told(2, 'b', '09:15')], ['a', 'b'], '09:29')).toBe('wait')
    expect(next([told(1, 'a', '09:00'), told(2, 'b', '09:15')], ['a', 'b'], '09:30')).toBe(
      'nobody acknowledged',
    )
  })

  it('is nobody while whoever acknowledged is at work, and whoever answers then when they are not', () => {
    const acknowledged = [told(1, 'a', '09:00', '09:05')]
    expect(next(acknowledged, ['a', 'b'], '16:00')).toBe('wait')
    expect(next(acknowledged, ['c', 'b'], '18:00', (id) => id !== ('a' as StaffId))).toBe('tell c as 2')
    // the next morning Ann is back, and was told before her own acknowledgement ran out
    expect(
      next(
        [...acknowledged, told(2, 'c', '18:00', '18:10')],
        ['a', 'b'],
        '20:00',
        (id) => id !== ('c' as StaffId),
      ),
    ).toBe('tell a as 3')
  })

  it('does not wait for somebody who has gone off shift without acknowledging', () => {
    expect(next([told(1, 'a', '09:00')], ['b'], '09:05', (id) => id !== ('a' as StaffId))).toBe('tell b as 2')
  })

  it('is everybody anew in a new stretch of duty, and a post’s new holder', () => {
    const yesterday = [told(1, 'a', '09:00'), told(2, 'b', '09:15')]
    const now = (since: string, staffId = 'a'): Answerer[] => [
      { ...answerers('a')[0]!, since: at(since), staffIds: [staffId as StaffId] },
    ]
    const does = (answers: Answerer[], time: string) => {
      const n = nextTelling(yesterday, answers, 15, at(time), () => false)
      return n.do === 'tell' ? `tell ${n.who.key} as ${n.level}` : n.do
    }
    expect(does(now('08:00'), '17:00'), 'the same opening').toBe('nobody acknowledged')
    expect(does(now('16:00'), '17:00'), 'a new one').toBe('tell a as 3')
    expect(does(now('08:00', 'new'), '17:00'), 'a new holder').toBe('tell a as 3')
  })

  it('tells whoever comes on shift after everybody was told', () => {
    expect(next([told(1, 'a', '09:00'), told(2, 'b', '09:15')], ['n', 'a', 'b'], '20:00')).toBe('tell n as 3')
  })
})

describe('what may be set', () => {
  const codeOf = (r: { ok: boolean; refusal?: { code: string } }) => (r.ok ? 'ok' : r.refusal?.code)
  it('hours that do not lie over each other', () => {
    expect(codeOf(decideHours(DAYTIME))).toBe('ok')
    expect(codeOf(decideHours(ALWAYS))).toBe('ok')
    expect(
      codeOf(
        decideHours({ ...DAYTIME, weekly: [...DAYTIME.weekly, ...hours([3], '16:00', '18:00').weekly] }),
      ),
    ).toBe('DUTY_HOURS_NOT_SOUND')
    expect(codeOf(decideHours(hours([1], '09:00', '09:00')))).toBe('DUTY_HOURS_NOT_SOUND')
  })
  it('a chain of two or more, each once', () => {
    expect([['a'], ['a', 'a'], ['a', 'b']].map((c) => codeOf(decideChain(c)))).toEqual([
      'DUTY_CHAIN_TOO_SHORT',
      'DUTY_CHAIN_TOO_SHORT',
      'ok',
    ])
  })
  it('a shift that is sound and not over', () => {
    const [a, b, c, d] = [
      '2026-03-05T09:00:00Z',
      '2026-03-05T17:00:00Z',
      '2026-03-05T18:00:00Z',
      '2026-03-07T17:00:00Z',
    ].map((t) => instant(t)) as [Instant, Instant, Instant, Instant]
    expect(
      [decideShift(a, b, a), decideShift(b, a, a), decideShift(a, d, a), decideShift(a, b, c)].map(codeOf),
    ).toEqual(['ok', 'DUTY_SHIFT_NOT_SOUND', 'DUTY_SHIFT_NOT_SOUND', 'DUTY_SHIFT_PAST'])
  })
  it('no shift in which somebody would answer twice', () => {
    const t = (hour: string) => instant(`2026-03-05T${hour}:00Z`)
    const of = (from: string, until: string, name: string) => ({ from: t(from), until: t(until), who: name })
    const [day, evening] = [of('09:00', '17:00', 'a'), of('17:00', '21:00', 'a')]
    const set = (shifts: ReturnType<typeof of>[], stand: ReturnType<typeof of>[] = []) =>
      codeOf(decideShifts(shifts, stand, t('08:00')))
    expect([set([day, evening]), set([day], [evening]), set([day], [of('10:00', '12:00', 'b')])]).toEqual(
      Array(3).fill('ok'),
    )
    expect([set([day, of('16:59', '21:00', 'a')]), set([day], [of('08:00', '09:01', 'a')])]).toEqual(
      Array(2).fill('DUTY_SHIFT_TWICE'),
    )
    expect(set([of('06:00', '07:00', 'a')])).toBe('DUTY_SHIFT_PAST')
  })
  it('a destination with words and somewhere to go', () => {
    const out = { words: 'Ring', email: null, phone: '01632960999', toTeamId: null, nothingSent: true }
    expect(
      [out, { ...out, words: ' ' }, { ...out, phone: null }, { ...out, toTeamId: 't' }].map((o) =>
        codeOf(decideOutOfHours('t', o)),
      ),
    ).toEqual(['ok', 'DUTY_OUT_NEEDS_WHERE', 'DUTY_OUT_NEEDS_WHERE', 'DUTY_OUT_IS_ITSELF'])
    // through a landline nothing is sent, so somebody says that on purpose
    const unsaid = { ...out, nothingSent: false }
    const mobile = { ...unsaid, phone: '+44 7700 900123' }
    expect(
      [unsaid, mobile, { ...unsaid, email: 'a@b.example' }, { ...unsaid, toTeamId: 'u' }].map((o) =>
        codeOf(decideOutOfHours('t', o)),
      ),
    ).toEqual(['DUTY_OUT_NOTHING_SENT', 'ok', 'ok', 'ok'])
  })
  it.each([
    ['07700 900123', true],
    ['+44 7700 900123', true],
    ['+447700900123', true],
    ['+44 (0)7700 900123', true],
    ['(07700) 900-123', true],
    ['0044 7700 900123', true],
    ['01632 960999', false],
    ['+44 1632 960999', false],
    ['07700 90012', false],
    ['077009001234', false],
    ['+33 7 00 90 01 23', false],
    ['999', false],
  ])('a mobile, however it is spaced: %s %s', (phone, takes) => {
    expect(takesTexts(phone)).toBe(takes)
  })
})

it('shows the holes of a week: in hours and out of hours apart', () => {
  const found = holesOf({
    hours: hours([6], '09:00', '18:00', true),
    shifts: [shift('2026-03-07T10:00:00Z', '2026-03-07T12:00:00Z', ANN)],
    from: instant('2026-03-07T00:00:00Z'),
    until: instant('2026-03-08T00:00:00Z'),
    holidays: englandHolidays,
  })
  expect(found.map((h) => [h.from.slice(11, 13), h.until.slice(11, 13), h.inHours])).toEqual([
    ['00', '09', false],
    ['09', '10', true],
    ['12', '18', true],
    ['18', '00', false],
  ])
})

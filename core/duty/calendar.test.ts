import { describe, expect, it } from 'vitest'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { StaffId, TeamId } from '../kernel/ids.ts'
import { type Instant, instant, type TimeOfDay } from '../kernel/time.ts'
import { answersNow, type DutyFacts, type DutyShift, seesToIt } from './answers.ts'
import { ALWAYS, saysWhoIsAtWork, type TeamHours } from './hours.ts'
import { nextTelling, type Told } from './telling.ts'

/** Worked calendars: a weekend of each clock change, hour by hour, for a ward by day and night and the community team it answers for. */
const [JO, WYN, PAT, NOOR, ANY] = ['jo', 'wyn', 'pat', 'noor', 'any'] as unknown as StaffId[] as [
  StaffId,
  StaffId,
  StaffId,
  StaffId,
  StaffId,
]
const [WARD, NORTH] = ['ward', 'north'] as unknown as [TeamId, TeamId]
const who = (id: StaffId) => ({ key: `staff:${id}`, staffIds: [id] })
const shift = (from: string, until: string, id: StaffId): DutyShift => ({
  ...who(id),
  from: instant(from),
  until: instant(until),
})
const WEEKDAYS: TeamHours = {
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({
    weekday,
    from: '09:00' as TimeOfDay,
    until: '17:00' as TimeOfDay,
  })),
  onBankHolidays: false,
}
const there = (...ids: StaffId[]) => ids.map((id) => ({ id, leftAt: null, ofTeam: true, absences: [] }))
const out = (teamId: TeamId | null) => ({
  words: 'x',
  email: teamId === null ? 'site@northside.example' : null,
  phone: null,
  teamId,
})

interface Weekend {
  /** Jo's shifts on the ward, 8am to 8pm by the clock of London. */
  readonly jo: readonly DutyShift[]
  /** At an instant (UTC): who answers for the ward, and for the community team. */
  readonly rows: readonly (readonly [at: string, words: string, ward: string, north: string])[]
}
const ward = (shifts: readonly DutyShift[]): DutyFacts => ({
  teamId: WARD,
  hours: ALWAYS,
  shifts,
  setsShifts: true,
  chain: [who(WYN), who(PAT)],
  manager: who(WYN),
  outOfHours: out(null),
  staff: there(JO, WYN, PAT),
})
const north: DutyFacts = {
  teamId: NORTH,
  hours: WEEKDAYS,
  shifts: [],
  setsShifts: true,
  chain: [who(NOOR), who(ANY)],
  manager: null,
  outOfHours: out(WARD),
  staff: there(NOOR, ANY),
}
const BY_DAY = 'jo wyn pat site'
const BY_NIGHT = 'site wyn pat'
const WEEKENDS: readonly (readonly [string, Weekend])[] = [
  [
    'Friday 27 to Monday 30 March 2026: the night of Sunday is an hour shorter',
    {
      jo: [
        shift('2026-03-27T08:00:00Z', '2026-03-27T20:00:00Z', JO),
        shift('2026-03-28T08:00:00Z', '2026-03-28T20:00:00Z', JO),
        shift('2026-03-29T07:00:00Z', '2026-03-29T19:00:00Z', JO),
        shift('2026-03-30T07:00:00Z', '2026-03-30T19:00:00Z', JO),
      ],
      rows: [
        ['2026-03-27T16:59:00Z', 'Friday 4:59pm', BY_DAY, `noor any ${BY_DAY} team:ward`],
        ['2026-03-27T17:00:00Z', 'Friday 5pm', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-03-27T20:00:00Z', 'Friday 8pm', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-28T03:00:00Z', 'Saturday 3am', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-28T08:00:00Z', 'Saturday 8am', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-03-29T00:59:00Z', 'Sunday, a minute before the change', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-29T01:00:00Z', 'Sunday 2am, which is the change', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-29T06:59:00Z', 'Sunday 7:59am, summer time', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-29T07:00:00Z', 'Sunday 8am', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-03-29T19:00:00Z', 'Sunday 8pm', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-03-30T07:59:00Z', 'Monday 8:59am', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-03-30T08:00:00Z', 'Monday 9am', BY_DAY, `noor any ${BY_DAY} team:ward`],
      ],
    },
  ],
  [
    'Friday 23 to Monday 26 October 2026: the night of Sunday is an hour longer',
    {
      jo: [
        shift('2026-10-23T07:00:00Z', '2026-10-23T19:00:00Z', JO),
        shift('2026-10-24T07:00:00Z', '2026-10-24T19:00:00Z', JO),
        shift('2026-10-25T08:00:00Z', '2026-10-25T20:00:00Z', JO),
        shift('2026-10-26T08:00:00Z', '2026-10-26T20:00:00Z', JO),
      ],
      rows: [
        ['2026-10-23T15:59:00Z', 'Friday 4:59pm', BY_DAY, `noor any ${BY_DAY} team:ward`],
        ['2026-10-23T16:00:00Z', 'Friday 5pm', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-10-23T19:00:00Z', 'Friday 8pm', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-10-25T00:30:00Z', 'Sunday 1:30am, the first time', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-10-25T01:30:00Z', 'Sunday 1:30am, the second time', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-10-25T07:59:00Z', 'Sunday 7:59am, winter time', BY_NIGHT, `${BY_NIGHT} team:ward`],
        ['2026-10-25T08:00:00Z', 'Sunday 8am', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-10-26T08:59:00Z', 'Monday 8:59am', BY_DAY, `${BY_DAY} team:ward`],
        ['2026-10-26T09:00:00Z', 'Monday 9am', BY_DAY, `noor any ${BY_DAY} team:ward`],
      ],
    },
  ],
]

describe.each(WEEKENDS)('%s', (_, { jo, rows }) => {
  const facts = ward(jo)
  const answers = (of: DutyFacts, at: string) =>
    answersNow(of, instant(at), englandHolidays, (id) => (id === WARD ? facts : null))
      .map((a) => a.key.replace(/^staff:|^out of hours:ward$/, (k) => (k === 'staff:' ? '' : 'site')))
      .join(' ')

  it.each(rows)('%s (%s): the ward %s, the community team %s', (at, _words, theWard, theNorth) => {
    expect([answers(facts, at), answers(north, at)]).toEqual([theWard, theNorth])
  })

  it('passes a worry that Jo acknowledged on shift to the site coordinator at 8pm on Friday', () => {
    const until = jo[0]!.until
    const before = instant(new Date(Date.parse(until) - 4 * 3_600_000).toISOString())
    const told: Told[] = [
      { level: 1, key: 'staff:jo', staffIds: [JO], at: before, acknowledged: { by: JO, at: before } },
    ]
    const next = (now: Instant) => {
      const list = answersNow(facts, now, englandHolidays)
      const n = nextTelling(told, list, 15, now, (a) => seesToIt(a, list, facts, null, now, englandHolidays))
      return n.do === 'tell' ? n.who.key : n.do
    }
    expect(next(instant(new Date(Date.parse(until) - 60_000).toISOString()))).toBe('wait')
    expect(next(until)).toBe('out of hours:ward')
  })
})

describe('an acknowledgement that only hours bear', () => {
  /** When a worry that was acknowledged is told again, looked at every half hour for three days; null is never. */
  const toldAgain = (facts: DutyFacts, by: StaffId, at: string): string | null => {
    const acked = instant(at)
    for (let n = 1; n <= 144; n += 1) {
      const now = instant(new Date(Date.parse(acked) + n * 1_800_000).toISOString())
      const list = answersNow(facts, now, englandHolidays)
      const told = [
        {
          level: 1,
          key: `staff:${by}`,
          staffIds: [by],
          at: acked,
          acknowledged: { by, at: acked },
        },
      ]
      const next = nextTelling(told, list, 15, now, (a) =>
        seesToIt(a, list, facts, null, now, englandHolidays),
      )
      if (next.do === 'tell') return now
    }
    return null
  }
  const none = (hours: TeamHours | null): DutyFacts => ({ ...ward([]), hours, setsShifts: false })
  it.each([
    ['day and night, no shifts: at midnight', none(ALWAYS), JO, '2026-03-27T16:00:00Z', '2026-03-28T00:00'],
    ['hours never set: at midnight', none(null), JO, '2026-03-27T16:00:00Z', '2026-03-28T00:00'],
    ['given at 1am: twelve hours', none(ALWAYS), JO, '2026-03-27T01:00:00Z', '2026-03-27T13:00'],
    ['over the spring change', none(ALWAYS), JO, '2026-03-29T00:30:00Z', '2026-03-29T12:30'],
    ['the evening of the autumn change', none(ALWAYS), JO, '2026-10-24T19:00:00Z', '2026-10-24T23:00'],
    [
      'in the hours of weekdays: at their end',
      none(WEEKDAYS),
      JO,
      '2026-03-27T10:00:00Z',
      '2026-03-27T17:00',
    ],
    [
      'by a colleague without a shift, in a team of shifts: when the shift changes',
      ward([shift('2026-03-27T08:00:00Z', '2026-03-27T20:00:00Z', JO)]),
      WYN,
      '2026-03-27T16:00:00Z',
      '2026-03-27T20:00',
    ],
    [
      'at night from home: when the next shift begins',
      ward([shift('2026-03-28T08:00:00Z', '2026-03-28T20:00:00Z', JO)]),
      WYN,
      '2026-03-28T03:00:00Z',
      '2026-03-28T08:00',
    ],
  ] as const)('ends: %s', (_, facts, by, at, again) => {
    expect(toldAgain(facts, by, at)?.slice(0, 16)).toBe(again)
  })
})

describe('a team of shifts that is open day and night', () => {
  const keys = (facts: DutyFacts, at: string) =>
    answersNow(facts, instant(at), englandHolidays).map((a) => a.key)
  const SITE = 'out of hours:ward'
  it('is told by the destination before the day staff in a shift over midnight too', () => {
    const nights = ward([shift('2026-03-27T20:00:00Z', '2026-03-28T08:00:00Z', JO)])
    expect(keys(nights, '2026-03-28T03:00:00Z')).toEqual(['staff:jo', SITE, 'staff:wyn', 'staff:pat'])
    // one that ends at midnight is of the day before
    const late = ward([shift('2026-03-27T12:00:00Z', '2026-03-28T00:00:00Z', JO)])
    expect(keys(late, '2026-03-27T22:00:00Z')).toEqual(['staff:jo', 'staff:wyn', 'staff:pat', SITE])
  })
  it('keeps its chain first where it sets no shifts, and still reaches it where it has no destination', () => {
    expect(keys({ ...ward([]), setsShifts: false }, '2026-03-28T03:00:00Z')).toEqual([
      'staff:wyn',
      'staff:pat',
      SITE,
    ])
    expect(keys({ ...ward([]), outOfHours: null }, '2026-03-28T03:00:00Z')).toEqual([
      'staff:wyn',
      'staff:pat',
    ])
  })
  it('is known by an opening of a day or more, whatever its stretches are', () => {
    const week = (from: string, until: string, days = [1, 2, 3, 4, 5, 6, 7]): TeamHours => ({
      weekly: days.map((weekday) => ({ weekday, from: from as TimeOfDay, until: until as TimeOfDay })),
      onBankHolidays: true,
    })
    const both = { ...ALWAYS, weekly: [...week('08:00', '20:00').weekly, ...week('20:00', '08:00').weekly] }
    const says = (hours: TeamHours | null, at = '2026-03-29T12:00:00Z') =>
      saysWhoIsAtWork(hours, instant(at), englandHolidays)
    expect([null, ALWAYS, both].map((h) => says(h))).toEqual([false, false, false])
    expect([WEEKDAYS, week('07:00', '24:00'), week('20:00', '08:00')].map((h) => says(h))).toEqual([
      true,
      true,
      true,
    ])
    // one day of 23 hours between two evenings
    expect(says(week('00:00', '24:00', [7]))).toBe(true)
  })
})

it('reaches the cover of any of two absences that lie over each other', () => {
  const at = instant('2026-03-27T10:00:00Z')
  const away = (coverStaffId: StaffId | null) => ({
    from: instant('2026-03-27T00:00:00Z'),
    until: instant('2026-03-28T00:00:00Z'),
    coverStaffId,
  })
  const jo = { id: JO, leftAt: null, ofTeam: true, absences: [away(null), away(ANY), away(PAT)] }
  const facts = {
    ...ward([shift('2026-03-27T08:00:00Z', '2026-03-27T20:00:00Z', JO)]),
    staff: [jo, ...there(WYN, PAT)],
  }
  expect(answersNow(facts, at, englandHolidays)[0]).toMatchObject({ key: 'staff:jo', staffIds: [PAT] })
})

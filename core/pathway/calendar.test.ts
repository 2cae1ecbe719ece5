import { describe, expect, it } from 'vitest'
import type { StaffId, TeamId } from '../kernel/ids.ts'
import { at, day, instant } from '../kernel/time.ts'
import { type ContactMark, scheduleCalendar } from './calendar.ts'
import type { SupportSchedule } from './definition.ts'
import type { ScheduleState } from './schedule.ts'

const base = { weekends: 'as-usual' as const, bankHolidays: 'as-usual' as const, targetWeeks: 1 }
const schedule: SupportSchedule = {
  kind: 'schedule',
  steps: [
    {
      ...base,
      id: 'twice',
      title: 'Twice a day',
      contacts: [
        { on: 'every-day', from: '08:00', until: '10:00', mode: 'visit' },
        { on: 'every-day', from: '18:00', until: '20:00', mode: 'visit' },
      ],
    },
    {
      ...base,
      id: 'mixed',
      title: 'Visits and calls',
      contacts: [
        { on: ['mon', 'wed'], from: '08:00', until: '10:00', mode: 'visit' },
        { on: ['fri'], from: '13:00', until: '15:00', mode: 'phone' },
      ],
    },
  ],
  stepDown: { agreedByTeam: ['prescribing'], noOpenWorry: true, noOpenGap: true, aheadDaysAtMost: 7 },
  stepUp: { by: 'worker' },
  suggest: {
    down: { missedContactsAtMost: 0, notTakenAtMost: 0, notKnownAtMost: 0 },
    up: { missedContactsAtLeast: 2, notTakenAtLeast: 2 },
  },
  pauses: [],
  reviewOwner: 'worker',
  missedAfterMinutes: 60,
}
const holidays = {
  nation: 'england-and-wales' as const,
  days: new Set(['2026-11-11']),
  knownUntilOn: day('2027-12-31'),
}
const worker = 'worker' as StaffId
const start = at(day('2026-11-03'), '07:00')
const yes = { at: start, how: 'in person' }
const state: ScheduleState = {
  taken: [{ how: 'start', stepId: 'twice', fromAt: start, decidedAt: start, decidedBy: worker }],
  pauses: [],
  endedAt: null,
}
const down: ScheduleState = {
  ...state,
  taken: [
    ...state.taken,
    {
      how: 'down',
      stepId: 'mixed',
      fromAt: at(day('2026-11-09'), '00:00'),
      decidedAt: at(day('2026-11-08'), '12:00'),
      decidedBy: worker,
      personAgreed: yes,
      agreedBy: { ...yes, staffId: 'nurse' as StaffId, teamId: 'cmht' as TeamId, relation: 'prescribing' },
    },
  ],
}
const view = { fromOn: day('2026-11-03'), weeks: 2, today: day('2026-11-04') }
const calendar = (s: ScheduleState, contacts: ContactMark[] = [], more = {}) =>
  scheduleCalendar(schedule, s, contacts, { ...view, ...more }, holidays)
const cell = (c: ReturnType<typeof calendar>, on: string) =>
  c.weeks.flatMap((w) => w.cells).find((x) => x.on === on)!

describe('the schedule picture', () => {
  it('has whole weeks from Monday', () => {
    const c = calendar(state)
    expect(c.weeks.map((w) => w.startsOn)).toEqual(['2026-11-02', '2026-11-09'])
    expect(c.weeks.map((w) => w.cells.length)).toEqual([7, 7])
    expect(cell(c, '2026-11-02')).toMatchObject({ shows: 'before', when: 'past', marks: [] })
    expect(cell(c, '2026-11-04').when).toBe('today')
    expect(cell(c, '2026-11-05').when).toBe('ahead')
    expect(c.presentStep).toEqual({ id: 'twice', title: 'Twice a day', sinceOn: '2026-11-03' })
  })

  it('draws the present step solid and the later one dashed, both where both may be', () => {
    // the target of one week from Tuesday 3rd is over on Tuesday 10th
    expect(cell(calendar(state), '2026-11-09').marks.some((m) => m.drawn === 'dashed')).toBe(false)
    const wednesday = cell(calendar(state), '2026-11-11').marks
    expect(wednesday.map((m) => [m.drawn, m.part, m.outcome, m.stepId])).toEqual([
      ['solid', 'morning', 'to come', 'twice'],
      ['dashed', 'morning', 'not decided', 'mixed'],
      ['solid', 'evening', 'to come', 'twice'],
    ])
    expect(cell(calendar(state), '2026-11-13').marks.find((m) => m.drawn === 'dashed')).toMatchObject({
      mode: 'phone',
      part: 'afternoon',
    })
  })

  it('shows what was written in place of what was planned, and asks about the rest', () => {
    const mark = (slotKey: string | null, time: string, outcome: ContactMark['outcome']): ContactMark => ({
      slotKey,
      at: at(day('2026-11-03'), time),
      mode: 'visit',
      outcome,
    })
    const c = calendar(state, [
      mark('twice/2026-11-03/1', '09:00', 'happened'),
      mark(null, '12:00', 'did not happen'),
    ])
    expect(cell(c, '2026-11-03').marks.map((m) => [m.part, m.outcome, m.stepId])).toEqual([
      ['morning', 'happened', 'twice'],
      ['afternoon', 'did not happen', null],
      ['evening', 'nothing written', 'twice'],
    ])
  })

  it('counts days of visits and days of calls once a step down holds, and draws its line with both names', () => {
    const c = calendar(down)
    expect(c.weeks.map((w) => [w.visitDays, w.callDays])).toEqual([
      [6, 0],
      [2, 1],
    ])
    expect(c.lines).toEqual([
      {
        on: '2026-11-03',
        how: 'start',
        stepId: 'twice',
        stepTitle: 'Twice a day',
        decidedBy: 'worker',
        agreedBy: null,
      },
      {
        on: '2026-11-09',
        how: 'down',
        stepId: 'mixed',
        stepTitle: 'Visits and calls',
        decidedBy: 'worker',
        agreedBy: 'nurse',
      },
    ])
    expect(cell(c, '2026-11-10')).toMatchObject({ shows: 'own', marks: [] })
    expect(cell(c, '2026-11-09').shows).toBe('contacts')
    expect(calendar(down, [], { today: day('2026-11-09') }).presentStep?.id).toBe('mixed')
    expect(c.presentStep?.id).toBe('twice')
  })

  it('shows a pause by its fact, a bank holiday, and the end', () => {
    const paused = calendar({
      ...state,
      pauses: [{ fact: 'back-in-hospital', from: instant('2026-11-10T00:00Z'), until: null }],
    })
    expect(cell(paused, '2026-11-12')).toMatchObject({ shows: 'paused', pausedBy: 'back-in-hospital' })
    expect(cell(paused, '2026-11-06')).toMatchObject({ shows: 'contacts', pausedBy: null })
    expect([cell(paused, '2026-11-11').bankHoliday, cell(paused, '2026-11-12').bankHoliday]).toEqual([
      true,
      false,
    ])
    const ended = calendar({ ...state, endedAt: at(day('2026-11-06'), '12:00') })
    expect(cell(ended, '2026-11-07').shows).toBe('ended')
    expect(cell(ended, '2026-11-06').shows).toBe('contacts')
    expect(calendar({ ...state, taken: [] }).presentStep).toBeNull()
    expect(cell(calendar({ ...state, taken: [] }), '2026-11-06').shows).toBe('before')
  })

  it('leaves out lines of other weeks', () => {
    expect(calendar(down, [], { fromOn: day('2026-11-16') }).lines).toEqual([])
    expect(calendar(down, [], { fromOn: day('2026-10-20'), weeks: 1 }).lines).toEqual([])
  })
})

import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { at, type Day, day } from '#core/kernel/time.ts'
import { readPathway } from '#core/pathway/check.ts'
import type { SupportSchedule } from '#core/pathway/definition.ts'
import { plannedContacts, type ScheduleState } from '#core/pathway/schedule.ts'
import { decideStepDown, startSchedule } from '#core/pathway/steps.ts'
import { dueAt } from '#core/pathway/windows.ts'
import { loadDefinitions } from '#platform/content/load.ts'

const [loaded] = loadDefinitions([fileURLToPath(new URL('.', import.meta.url))], (body) => {
  const read = readPathway(body)
  return read.ok ? [] : read.problems
})
const read = readPathway(loaded?.body)
if (!read.ok || read.definition.support.kind !== 'schedule') throw new Error('the file is not a schedule')
const definition = read.definition
const support: SupportSchedule = read.definition.support

const worker = 'worker' as StaffId
const planned = (state: ScheduleState, from: Day, until: Day) =>
  plannedContacts(support, state, from, until, englandHolidays)

/** Both agree, each time on the last day of the step, to the next step from the morning after. */
function agreeDown(state: ScheduleState, stepId: string, on: string): ScheduleState {
  const now = at(day(on), '12:00')
  const yes = { at: now, how: 'at the visit' }
  const fromOn = day(new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10))
  const down = decideStepDown(support, state, {
    toStepId: stepId,
    fromOn,
    personAgreed: yes,
    agreedBy: { ...yes, staffId: 'nurse' as StaffId, teamId: 'cmht' as TeamId, relation: 'prescribing' },
    decidedBy: worker,
    openWorries: 0,
    openGaps: 0,
    now,
  })
  if (!down.ok) throw new Error(down.refusal.code)
  return { ...state, taken: [...state.taken, down.value] }
}

/*
 * Home on Monday 2 November 2026, every step agreed at its target length, worked by hand on a paper calendar:
 *
 * twice a day    1 week   Mon  2 Nov to Sun  8 Nov   7 days x 2                                   = 14
 * once a day     2 weeks  Mon  9 Nov to Sun 22 Nov  14 days x 1                                   = 14
 * three a week   3 weeks  Mon 23 Nov to Sun 13 Dec   3 weeks x 3 (Mon, Wed, Fri; no bank holiday) =  9
 * once a week    4 weeks  Mon 14 Dec to Sun 10 Jan   Wed 16, 23, 30 Dec, 6 Jan (none a holiday)   =  4
 * telephone      2 weeks  Mon 11 Jan to Sun 24 Jan   Wed 13, 20 Jan                               =  2
 *                                                                                          total   43
 * 1 + 2 + 3 + 4 + 2 = 12 weeks, the usual length.
 */
describe('twelve weeks from Monday 2 November 2026, every step agreed', () => {
  let state = startSchedule(support, {
    fromAt: at(day('2026-11-02'), '07:00'),
    decidedBy: worker,
    now: at(day('2026-10-30'), '12:00'),
  })
  state = agreeDown(state, 'daily', '2026-11-08')
  state = agreeDown(state, 'three-a-week', '2026-11-22')
  state = agreeDown(state, 'weekly', '2026-12-13')
  state = agreeDown(state, 'telephone', '2027-01-10')
  const slots = planned(state, day('2026-11-02'), day('2027-01-24'))
  const of = (stepId: string) => slots.filter((s) => s.stepId === stepId)

  it('has 14 + 14 + 9 + 4 + 2 = 43 contacts', () => {
    expect(
      ['twice-daily', 'daily', 'three-a-week', 'weekly', 'telephone'].map((id) => of(id).length),
    ).toEqual([14, 14, 9, 4, 2])
    expect(slots).toHaveLength(43)
  })

  it('has them on the days of the paper calendar', () => {
    expect(of('three-a-week').map((s) => s.on)).toEqual([
      '2026-11-23',
      '2026-11-25',
      '2026-11-27',
      '2026-11-30',
      '2026-12-02',
      '2026-12-04',
      '2026-12-07',
      '2026-12-09',
      '2026-12-11',
    ])
    expect(of('weekly').map((s) => s.on)).toEqual(['2026-12-16', '2026-12-23', '2026-12-30', '2027-01-06'])
    expect(of('telephone').map((s) => [s.on, s.mode])).toEqual([
      ['2027-01-13', 'phone'],
      ['2027-01-20', 'phone'],
    ])
  })

  it('sums to the usual length', () => {
    expect(support.steps.reduce((weeks, step) => weeks + step.targetWeeks, 0)).toBe(
      definition.usualLengthWeeks,
    )
  })
})

it('with nobody agreeing, is still twice a day in the twelfth week: 84 days x 2 = 168', () => {
  const state = startSchedule(support, {
    fromAt: at(day('2026-11-02'), '07:00'),
    decidedBy: worker,
    now: at(day('2026-10-30'), '12:00'),
  })
  expect(planned(state, day('2026-11-02'), day('2027-01-24'))).toHaveLength(168)
})

it('three a week over Christmas 2026: Fri 25 moves to Tue 29, Mon 28 to Thu 31, Fri 1 January to Tue 5', () => {
  const first = startSchedule(support, {
    fromAt: at(day('2026-12-21'), '07:00'),
    decidedBy: worker,
    now: at(day('2026-12-21'), '07:00'),
  })
  const state = { ...first, taken: [{ ...first.taken[0]!, stepId: 'three-a-week' }] }
  expect(planned(state, day('2026-12-21'), day('2027-01-06')).map((s) => s.on)).toEqual([
    '2026-12-21',
    '2026-12-23',
    '2026-12-29',
    '2026-12-30',
    '2026-12-31',
    '2027-01-04',
    '2027-01-05',
    '2027-01-06',
  ])
})

it('a referral sent on Thursday 24 December 2026 is answered by the end of Wednesday 30th', () => {
  // Fri 25 holiday, weekend, Mon 28 holiday; Tue 29 is working day 1, Wed 30 is 2; the end of that day is Thursday 00:00
  const reply = definition.obligations.find((o) => o.id === 'reply')!
  expect(dueAt(reply.within, at(day('2026-12-24'), '15:00'), englandHolidays)).toEqual({
    ok: true,
    value: '2026-12-31T00:00:00.000Z',
  })
})

it('the first contact is due 24 elapsed hours after leaving, over the change of clocks too', () => {
  // leaving Saturday 24 October 2026 at 15:00 (UTC+1) is 14:00Z; 24 hours later is 14:00Z, which London calls 14:00
  const first = definition.obligations.find((o) => o.id === 'first-contact')!
  expect(dueAt(first.within, at(day('2026-10-24'), '15:00'), englandHolidays)).toEqual({
    ok: true,
    value: '2026-10-25T14:00:00.000Z',
  })
})

it('is unsigned, and says so', () => {
  expect(definition.signing.state).toBe('unsigned')
})

import { expect, it } from 'vitest'
import { day, instant } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { stayTaskDueAt } from './task-due.ts'

const calendar: HolidayCalendar = {
  nation: 'england-and-wales',
  days: new Set(['2026-12-25', '2026-12-28']),
  knownUntilOn: day('2026-12-31'),
}

it.each([
  // a Monday: Wednesday 5pm
  ['2026-11-23T10:00:00Z', '2026-11-25T17:00:00.000Z'],
  // a Friday: Tuesday 5pm
  ['2026-11-27T10:00:00Z', '2026-12-01T17:00:00.000Z'],
  // the day before Christmas: 25th and the substitute 28th do not count
  ['2026-12-24T10:00:00Z', '2026-12-30T17:00:00.000Z'],
  // past the list: four days on, never refused
  ['2027-01-05T10:00:00Z', '2027-01-09T17:00:00.000Z'],
])('from %s the answer is due at %s', (now, due) => {
  expect(stayTaskDueAt(instant(now), calendar)).toBe(due)
})

import { describe, expect, it } from 'vitest'
import { type Day, day, instant } from '#core/kernel/time.ts'
import { groupOf } from './leaving-groups.tsx'
import { leavesUnbooked } from './unbooked.ts'

const TODAY = day('2026-03-27')
const on = (plannedOn: Day | null, endedAt: string | null = null) =>
  groupOf(
    {
      stay: {
        id: 'stay',
        ward: 'Maple',
        admittedAt: instant('2026-03-01T09:00:00.000Z'),
        endedAt: endedAt === null ? null : instant(endedAt),
        ours: true,
      },
      leaving: { plannedOn, readyOn: null },
    },
    TODAY,
  )

describe('a row of the leaving board', () => {
  it.each([
    ['2026-03-24', 'Leaving today, or late'],
    ['2026-03-27', 'Leaving today, or late'],
    ['2026-03-28', 'In 3 days'],
    // the clocks change on the 29th: days are counted by the calendar
    ['2026-03-30', 'In 3 days'],
    ['2026-03-31', 'In 7 days'],
    ['2026-04-03', 'In 7 days'],
    ['2026-04-04', 'Later'],
  ])('planned for %s is under "%s"', (planned, group) => expect(on(day(planned))).toBe(group))

  it.each([
    ['2026-03-30', false, null, true],
    ['2026-03-24', false, null, true],
    ['2026-03-31', false, null, false],
    ['2026-03-30', true, null, false],
    ['2026-03-30', false, '2026-03-26T10:00:00.000Z', false],
  ])(
    'planned for %s, booked after: %s, left: %s: says that nobody is booked: %s',
    (planned, booked, left, says) => {
      const stay = {
        id: 'stay',
        ward: 'Maple',
        admittedAt: instant('2026-03-01T09:00:00.000Z'),
        endedAt: left === null ? null : instant(left),
        ours: true,
      }
      const leaving = { plannedOn: day(planned), readyOn: null }
      expect(leavesUnbooked({ stay, leaving, bookedAfter: booked }, TODAY)).toBe(says)
    },
  )

  it('without a day is under "No date", and left is left whatever was planned', () => {
    expect(on(null)).toBe('No date')
    expect(groupOf({ stay: null, leaving: null }, TODAY)).toBe('Left')
    expect(on(day('2026-03-30'), '2026-03-26T10:00:00.000Z')).toBe('Left')
  })
})

import { expect, it } from 'vitest'
import { day, instant } from '../kernel/time.ts'
import { dueAt } from './windows.ts'

const holidays = {
  nation: 'england-and-wales' as const,
  days: new Set(['2026-12-25', '2026-12-28']),
  knownUntilOn: day('2026-12-31'),
}

it.each([
  ['3 hours', { hours: 3 }, '2026-11-20T15:00Z', '2026-11-20T18:00:00.000Z'],
  ['72 hours over the end of summer time', { hours: 72 }, '2026-10-24T10:00Z', '2026-10-27T10:00:00.000Z'],
  [
    '2 days: to the end of the second day after',
    { days: 2 },
    '2026-11-20T15:00Z',
    '2026-11-23T00:00:00.000Z',
  ],
  ['1 week', { weeks: 1 }, '2026-11-20T15:00Z', '2026-11-28T00:00:00.000Z'],
  [
    '2 days from late evening in summer, which is the next London day',
    { days: 2 },
    '2026-06-20T23:30Z',
    '2026-06-23T23:00:00.000Z',
  ],
  [
    '2 working days over a weekend, Friday to the end of Tuesday',
    { workingDays: 2 },
    '2026-11-20T15:00Z',
    '2026-11-25T00:00:00.000Z',
  ],
  [
    '0 working days on a Saturday: the end of Monday',
    { workingDays: 0 },
    '2026-11-21T15:00Z',
    '2026-11-24T00:00:00.000Z',
  ],
  ['1 working day over Christmas', { workingDays: 1 }, '2026-12-24T15:00Z', '2026-12-30T00:00:00.000Z'],
])('%s', (_, within, from, due) => {
  expect(dueAt(within, instant(from), holidays)).toEqual({ ok: true, value: due })
})

it('refuses working days past the list', () => {
  expect(dueAt({ workingDays: 2 }, instant('2026-12-31T10:00Z'), holidays)).toMatchObject({
    refusal: { code: 'HOLIDAYS_NOT_KNOWN' },
  })
})

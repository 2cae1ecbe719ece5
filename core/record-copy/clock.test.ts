import { expect, it } from 'vitest'
import { day, type Instant } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { copyDueOn, copyExtendedOn, daysLeft, extendCopy, harmDueAt } from './clock.ts'

const england: HolidayCalendar = {
  nation: 'england-and-wales',
  days: new Set(['2026-04-03', '2026-04-06', '2026-05-25', '2026-12-25', '2026-12-28']),
  knownUntilOn: day('2027-12-31'),
}
const due = (asked: string, calendar = england) => copyDueOn(day(asked), calendar)

it('is the day of the same number in the next month, or the next working day after it', () => {
  // the examples of the guidance: 3 September to 3 October (a Saturday in 2026, so Monday)
  expect(due('2026-09-03')).toBe('2026-10-05')
  expect(due('2026-02-05')).toBe('2026-03-05')
  expect(due('2026-11-25')).toBe('2026-12-29')
  // over Easter: Good Friday, the weekend and Easter Monday
  expect(due('2026-03-03')).toBe('2026-04-07')
})

it('is the last day of a month that has no such day', () => {
  expect(due('2026-08-31')).toBe('2026-09-30')
  expect(due('2026-01-31')).toBe('2026-03-02')
  expect(due('2028-01-31', { ...england, knownUntilOn: day('2027-12-31') })).toBe('2028-02-29')
})

it('is never later than allowed where nobody knows the holidays', () => {
  expect(due('2027-12-01')).toBe('2028-01-01')
})

it('is extended once, by two further months from the day of asking, while the first month lasts', () => {
  const asked = {
    askedOn: day('2026-03-05'),
    dueOn: day('2026-04-07'),
    extended: false,
    toldOn: day('2026-04-01'),
  }
  const now = '2026-04-07T22:30:00.000Z' as Instant
  expect(copyExtendedOn(day('2026-03-05'), england)).toBe('2026-06-05')
  expect(extendCopy(asked, now, england)).toEqual({ ok: true, value: '2026-06-05' })
  const codeOf = (over: Partial<typeof asked>, at = now) => {
    const r = extendCopy({ ...asked, ...over }, at, england)
    return r.ok ? 'ok' : r.refusal.code
  }
  // half past eleven at night in London in summer time is still the last day; an hour later is not
  expect(codeOf({}, '2026-04-07T23:30:00.000Z' as Instant)).toBe('COPY_EXTEND_LATE')
  expect(codeOf({ extended: true })).toBe('COPY_EXTENDED_ALREADY')
  expect(codeOf({ toldOn: day('2026-04-09') })).toBe('COPY_TOLD_DAY')
  expect(codeOf({ toldOn: day('2026-03-04') })).toBe('COPY_TOLD_DAY')
})

it('counts the days that are left in London', () => {
  expect(daysLeft(day('2026-04-07'), '2026-03-31T23:30:00.000Z' as Instant)).toBe(6)
  expect(daysLeft(day('2026-04-07'), '2026-04-08T09:00:00.000Z' as Instant)).toBe(-1)
  expect(harmDueAt(day('2026-04-07'), '2026-03-05T09:00:00.000Z' as Instant)).toBe('2026-03-31T16:00:00.000Z')
  expect(harmDueAt(day('2026-04-07'), '2026-04-06T09:00:00.000Z' as Instant)).toBe('2026-04-07T16:00:00.000Z')
})

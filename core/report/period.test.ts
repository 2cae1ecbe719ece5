import { expect, test } from 'vitest'
import { day } from '../kernel/time.ts'
import { reportPeriod } from './period.ts'

const from = (months: number, asOf: string) => {
  const period = reportPeriod(months, day(asOf), day('2030-01-01'))
  return period.ok ? period.value.from : period.refusal.code
}

test('the period begins on the same day of an earlier month, or on that month’s last day', () => {
  expect(from(8, '2026-11-22')).toBe('2026-03-22')
  expect(from(1, '2026-03-31')).toBe('2026-02-28')
  expect(from(1, '2028-03-31')).toBe('2028-02-29')
  expect(from(12, '2028-02-29')).toBe('2027-02-28')
  expect(from(8, '2026-10-31')).toBe('2026-02-28')
  expect(from(24, '2026-01-01')).toBe('2024-01-01')
})

test('today may be asked for and tomorrow may not, since no window of tomorrow is over', () => {
  const today = day('2026-11-22')
  expect(reportPeriod(1, today, today).ok).toBe(true)
  expect(reportPeriod(1, day('2026-11-23'), today)).toMatchObject({
    ok: false,
    refusal: { code: 'REPORT_DAY_AHEAD', field: 'asOf' },
  })
})

test.each([0, -1, 1.5, 121, Number.NaN])('%s is no number of months', (months) => {
  expect(from(months, '2026-11-22')).toBe('REPORT_MONTHS')
})

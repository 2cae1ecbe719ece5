import { describe, expect, it } from 'vitest'
import {
  addDays,
  addHours,
  addMonths,
  ageOn,
  at,
  day,
  dayOf,
  daysBetween,
  hoursBetween,
  instant,
  timeOf,
  weekdayOf,
} from './time.ts'

describe('London time', () => {
  it('counts 72 hours as 72 elapsed hours over both clock changes', () => {
    expect(addHours(instant('2026-03-28T09:00Z'), 72)).toBe('2026-03-31T09:00:00.000Z')
    expect(timeOf(addHours(at(day('2026-03-28'), '09:00'), 72))).toBe('10:00')
    expect(timeOf(addHours(at(day('2026-10-24'), '09:00'), 72))).toBe('08:00')
    expect(hoursBetween(at(day('2026-10-24'), '09:00'), at(day('2026-10-25'), '09:00'))).toBe(25)
  })
  it('moves a time that the spring change skips forward, and takes the first of a doubled one', () => {
    expect(at(day('2027-03-28'), '01:30')).toBe('2027-03-28T01:30:00.000Z')
    expect(at(day('2026-10-25'), '01:30')).toBe('2026-10-25T00:30:00.000Z')
  })
  it('knows the London day of an instant late on a summer evening', () => {
    expect(dayOf(instant('2026-07-01T23:30Z'))).toBe('2026-07-02')
    expect(dayOf(instant('2026-12-01T23:30Z'))).toBe('2026-12-01')
  })
  it('counts days and weekdays without a zone', () => {
    expect(addDays(day('2028-02-28'), 1)).toBe('2028-02-29')
    expect(addDays(day('2026-03-29'), -1)).toBe('2026-03-28')
    expect(daysBetween(day('2026-10-24'), day('2026-10-26'))).toBe(2)
    expect(weekdayOf(day('2026-11-22'))).toBe(7)
    expect(weekdayOf(day('2026-11-23'))).toBe(1)
  })
  it('adds months as people count them', () => {
    expect(addMonths(day('2026-01-31'), 1)).toBe('2026-02-28')
    expect(addMonths(day('2026-10-31'), -8)).toBe('2026-02-28')
  })
  it('counts whole years of age', () => {
    expect(ageOn(day('1990-11-23'), day('2026-11-22'))).toBe(35)
    expect(ageOn(day('1990-11-22'), day('2026-11-22'))).toBe(36)
  })
})

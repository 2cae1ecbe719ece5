import { describe, expect, it } from 'vitest'
import { readDate, readDays } from './dates.ts'

describe('a date in a search', () => {
  it('is London’s where it names no zone, in summer and in winter', () => {
    expect(readDate('2026-07-01')).toEqual({
      from: '2026-06-30T23:00:00.000Z',
      until: '2026-07-01T23:00:00.000Z',
    })
    expect(readDate('2026-01-01')).toEqual({
      from: '2026-01-01T00:00:00.000Z',
      until: '2026-01-02T00:00:00.000Z',
    })
    expect(readDate('ge2026-07-01T10:30')).toEqual({ from: '2026-07-01T09:30:00.000Z' })
    expect(readDate('ge2026-07-01T10:30:00+02:00')).toEqual({ from: '2026-07-01T08:30:00.000Z' })
    expect(readDate('ge2026-07-01T10:30:00 02:00')).toEqual({ from: '2026-07-01T08:30:00.000Z' })
    // the days on which the clock changes have 23 and 25 hours
    for (const [day, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ] as const) {
      const { from = '', until = '' } = readDate(day) ?? {}
      expect((Date.parse(until) - Date.parse(from)) / 3_600_000).toBe(hours)
    }
  })

  it('means as much time as was said: a year, a month, a day, a minute, a second, a part of one', () => {
    expect(readDays('2026')).toEqual({ from: '2026-01-01', until: '2027-01-01' })
    expect(readDays('2026-12')).toEqual({ from: '2026-12-01', until: '2027-01-01' })
    expect(readDays('lt2026-03-01')).toEqual({ until: '2026-03-01' })
    expect(readDays('gt2026-02-28')).toEqual({ from: '2026-03-01' })
    expect(readDate('2026-03-05T10:00Z')).toEqual({
      from: '2026-03-05T10:00:00.000Z',
      until: '2026-03-05T10:01:00.000Z',
    })
    // whoever follows by the last instant they saw misses nothing of the same second
    expect(readDate('gt2026-03-05T10:00:00.250Z')).toEqual({ from: '2026-03-05T10:00:00.251Z' })
    expect(readDate('gt2026-03-05T10:00:00.2Z')).toEqual({ from: '2026-03-05T10:00:00.300Z' })
    expect(readDate('gt2026-03-05T10:00:00Z')).toEqual({ from: '2026-03-05T10:00:01.000Z' })
  })

  it('that no calendar has is none', () => {
    for (const text of [
      '',
      'x',
      '26-01-01',
      '2026-13',
      '2026-02-30',
      '0000',
      '0050-01-01',
      '9999-12-31',
      '2026-03-05T24:00',
      '2026-03-05T24:00Z',
      '2026-03-05T10:60Z',
      '2026-03-05T10:00:00+99:99',
      'ne2026',
      'ap2026',
    ])
      expect([text, readDate(text), readDays(text)]).toEqual([text, undefined, undefined])
    expect(readDays('2026-03-05T10:00Z')).toBeUndefined()
  })
})

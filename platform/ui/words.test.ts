import { describe, expect, test } from 'vitest'
import { day, instant, type TimeOfDay } from '#core/kernel/time.ts'
import { dateOf, timeFrom } from './form-values.ts'
import * as words from './words.ts'

describe('dates and times in words', () => {
  test('a date in a sentence, in a table, without weekday', () => {
    const d = day('2026-11-24')
    expect(words.longDay(d)).toBe('Tuesday 24 November 2026')
    expect(words.shortDay(d)).toBe('24 Nov 2026')
    expect(words.dayWithoutWeekday(d)).toBe('24 November 2026')
    expect(words.dayThisYear(d)).toBe('Tuesday 24 November')
  })

  test.each([
    ['00:00', 'midnight'],
    ['00:05', '12:05am'],
    ['08:30', '8:30am'],
    ['12:00', 'midday'],
    ['12:30', '12:30pm'],
    ['17:00', '5pm'],
    ['17:30', '5:30pm'],
  ])('%s is %s', (time, said) => expect(words.clockOf(time as TimeOfDay)).toBe(said))

  test('instants are told in London time on both sides of a clock change', () => {
    expect(words.clockAndDay(instant('2026-10-24T16:00:00Z'))).toBe('5pm on Saturday 24 October 2026')
    expect(words.dayAndClock(instant('2026-10-25T17:00:00Z'))).toBe('Sunday 25 October 2026 at 5pm')
    expect(words.clockAndDay(instant('2026-06-30T23:30:00Z'))).toBe('12:30am on Wednesday 1 July 2026')
  })

  test('lengths', () => {
    expect(words.daysLong(1)).toBe('1 day')
    expect(words.daysLong(9)).toBe('9 days')
    expect(words.duration(390)).toBe('6 hours 30 minutes')
    expect(words.duration(60)).toBe('1 hour')
    expect(words.duration(45)).toBe('45 minutes')
  })

  test('words under a date', () => {
    const today = day('2026-02-28')
    expect(words.relativeDay(day('2026-03-04'), today)).toBe('in 4 days')
    expect(words.relativeDay(day('2026-03-01'), today)).toBe('tomorrow')
    expect(words.dueDay(day('2026-02-26'), today)).toBe('2 days late')
    expect(words.dueDay(today, today)).toBe('today')
    expect(words.relativeDay(day('2026-02-26'), today)).toBe('2 days ago')
  })

  test('lists and grouped digits', () => {
    expect(words.listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(words.listed([])).toBe('')
    expect(words.grouped('9990000018', [3, 3, 4])).toBe('999\u00a0000\u00a00018')
  })
})

describe('answers read from a form', () => {
  test.each([
    ['5pm', '17:00'],
    ['5:30 PM', '17:30'],
    ['5.30pm', '17:30'],
    ['17:30', '17:30'],
    ['1730', '17:30'],
    ['930', '09:30'],
    ['12am', '00:00'],
    ['12pm', '12:00'],
    ['midday', '12:00'],
    ['midnight', '00:00'],
    ['5', null],
    ['25:00', null],
    ['13pm', null],
    ['17:60', null],
    ['soon', null],
    ['', null],
  ])('the time %s is %s', (typed, read) => expect(timeFrom(typed)).toBe(read))

  test('three boxes: a day, nothing, and no day at all', () => {
    const boxes = (d: string, m: string, y: string) =>
      dateOf({ 'on-day': d, 'on-month': m, 'on-year': y }, 'on')
    expect(boxes('4', '3', '2026')).toMatchObject({ kind: 'day', day: '2026-03-04' })
    expect(boxes('29', '2', '2028')).toMatchObject({ kind: 'day', day: '2028-02-29' })
    expect(boxes('29', '2', '2026')).toMatchObject({
      kind: 'wrong',
      typed: { day: '29', month: '2', year: '2026' },
    })
    expect(boxes('4', '3', '26').kind).toBe('wrong')
    expect(boxes('', '', '').kind).toBe('empty')
    expect(boxes('', '3', '').kind).toBe('wrong')
  })
})

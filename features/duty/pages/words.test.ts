import { describe, expect, it } from 'vitest'
import type { TimeOfDay } from '#core/kernel/time.ts'
import { boxOf, hoursLines, stretchesTyped, timeTyped } from './words.ts'

const week = (days: readonly number[], from: string, until: string) =>
  days.map((weekday) => ({ weekday, from: from as TimeOfDay, until: until as TimeOfDay }))

describe('hours of a team', () => {
  it('say equal days once', () => {
    const everyDay = { weekly: week([1, 2, 3, 4, 5, 6, 7], '07:00', '21:00'), onBankHolidays: true }
    expect(hoursLines(everyDay)).toEqual(['Every day, 7am to 9pm', 'bank holidays too'])
    const mixed = {
      weekly: [...week([1, 2, 3], '09:00', '17:00'), ...week([6, 7], '00:00', '24:00')],
      onBankHolidays: false,
    }
    expect(hoursLines(mixed)).toEqual([
      'Monday to Wednesday, 9am to 5pm',
      'Saturday and Sunday, day and night',
      'not on bank holidays',
    ])
  })

  it.each([
    ['5pm', '17:00'],
    ['5.30 pm', '17:30'],
    ['12am', '00:00'],
    ['midday', '12:00'],
    ['17:00', '17:00'],
    // of a bare number nobody knows which half of the day
    ['5', null],
    ['13pm', null],
    ['25:00', null],
    ['9:75am', null],
  ])('take %s as %s', (typed, time) => expect(timeTyped(typed)).toBe(time))

  it('are read back as they are shown', () => {
    for (const [from, until] of [
      ['09:00', '17:00'],
      ['20:00', '08:00'],
      ['00:00', '24:00'],
      ['17:30', '24:00'],
    ] as const)
      expect(stretchesTyped(boxOf({ weekly: week([1], from, until), onBankHolidays: false }, 1))).toEqual([
        { from, until },
      ])
    expect(stretchesTyped('09:00 to 12:00, 1pm to 5pm')).toEqual([
      { from: '09:00', until: '12:00' },
      { from: '13:00', until: '17:00' },
    ])
    expect(stretchesTyped('9 to 5')).toBeNull()
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { day } from '#core/kernel/time.ts'
import { addWorkingDays } from '#core/kernel/working-days.ts'
import england from './england.json' with { type: 'json' }
import { englandHolidays, holidaysWarnFromOn, readHolidays } from './index.ts'

it('has 8 days in each of 2024 to 2027, worked by hand: 4 years x 8 = 32', () => {
  expect(englandHolidays.days.size).toBe(32)
  for (const year of ['2024', '2025', '2026', '2027']) {
    expect([...englandHolidays.days].filter((on) => on.startsWith(year))).toHaveLength(8)
  }
})

it('counts over the long weekend of Christmas 2026: Thursday 24th and 2 working days is Wednesday 30th', () => {
  // Fri 25 holiday, Sat 26, Sun 27, Mon 28 holiday (substitute for Boxing Day), Tue 29 = 1, Wed 30 = 2
  expect(addWorkingDays(day('2026-12-24'), 2, englandHolidays)).toEqual({ ok: true, value: '2026-12-30' })
})

it('refuses to count past its end, and warns from six months before', () => {
  expect(addWorkingDays(day('2027-12-31'), 1, englandHolidays)).toMatchObject({
    ok: false,
    refusal: { code: 'HOLIDAYS_NOT_KNOWN' },
  })
  expect(holidaysWarnFromOn(englandHolidays)).toBe('2027-07-01')
})

const published = '../shared/samples/opendata/bank-holidays.json'
if (!existsSync(published)) console.log(`skipped: the published list of bank holidays is not at ${published}`)
it.skipIf(!existsSync(published))('names the same days as the list that GOV.UK published', () => {
  const theirs = JSON.parse(readFileSync(published, 'utf8')) as Record<string, { events: { date: string }[] }>
  expect([...englandHolidays.days]).toEqual(theirs['england-and-wales']!.events.map((e) => e.date))
})

it.each([
  ['a weekend day', { days: [{ on: '2024-01-06', name: 'x' }] }, 'weekend'],
  [
    'a day twice',
    {
      days: [
        { on: '2024-01-01', name: 'x' },
        { on: '2024-01-01', name: 'x' },
      ],
    },
    'twice',
  ],
  ['a day past the end', { days: [{ on: '2028-01-03', name: 'x' }] }, 'outside'],
  ['a year without any', { days: england.days.filter((d) => !d.on.startsWith('2025')) }, 'none in 2025'],
  ['an unknown nation', { nation: 'mars' }, 'nation'],
])('refuses %s', (_, fault, words) => {
  expect(() => readHolidays({ ...england, ...fault })).toThrow(words)
})

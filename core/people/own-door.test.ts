import { expect, it } from 'vitest'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { Instant } from '../kernel/time.ts'
import { pinProblem, wordDueAt } from './own-door.ts'

it('takes six digits that are alike twice and not the first that anybody would try', () => {
  for (const pin of ['472913', '100200', '990001']) expect(pinProblem(pin, pin), pin).toBeUndefined()
  for (const pin of ['', '12345', '1234567', '12 456', '٤٧٢٩١٣'])
    expect(pinProblem(pin, pin)).toBe('not six digits')
  for (const pin of ['000000', '123456', '654321', '890123', '121212', '123123'])
    expect(pinProblem(pin, pin), pin).toBe('easy to guess')
  expect(pinProblem('472913', '472931')).toBe('not alike')
})

it('asks for reading today before four on a working day, else by five on the next', () => {
  const due = (now: string) => wordDueAt(now as Instant, englandHolidays)
  expect(due('2026-03-05T10:00:00.000Z')).toBe('2026-03-05T17:00:00.000Z')
  expect(due('2026-03-05T16:00:00.000Z')).toBe('2026-03-06T17:00:00.000Z')
  expect(due('2026-03-07T10:00:00.000Z')).toBe('2026-03-09T17:00:00.000Z')
  // Good Friday and Easter Monday; clocks have gone forward
  expect(due('2026-04-03T09:00:00.000Z')).toBe('2026-04-07T16:00:00.000Z')
  // past the end of the holiday list: days of the week alone
  expect(due('2040-03-02T10:00:00.000Z')).toBe('2040-03-02T17:00:00.000Z')
})

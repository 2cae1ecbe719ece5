import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromEpochMs, type Interval } from '#core/kernel/time.ts'
import { contains, intersect, subtract, union } from './intervals.ts'

const t = (n: number) => fromEpochMs(n * 1000)
const i = (from: number, until: number | null): Interval => ({
  from: t(from),
  until: until === null ? null : t(until),
})

test('union tells the same instants once, sorted, and joins what touches', () => {
  expect(union([i(5, 7), i(1, 3), i(3, 4), i(6, 9)])).toEqual([i(1, 4), i(5, 9)])
  expect(union([i(1, 9), i(2, 3)])).toEqual([i(1, 9)])
  expect(union([i(1, null), i(4, 6)])).toEqual([i(1, null)])
  expect(union([i(1, 4), i(2, null)])).toEqual([i(1, null)])
})

test('union leaves out what is empty or ends before it begins', () => {
  expect(union([i(3, 3), i(5, 4)])).toEqual([])
})

test('a half-open interval holds its beginning and not its end', () => {
  expect(contains([i(1, 3)], t(1))).toBe(true)
  expect(contains([i(1, 3)], t(2))).toBe(true)
  expect(contains([i(1, 3)], t(3))).toBe(false)
  expect(contains([i(1, 3)], t(0))).toBe(false)
  expect(contains([i(1, null)], t(99))).toBe(true)
})

const list = fc
  .array(fc.tuple(fc.nat(12), fc.option(fc.nat(12))), { maxLength: 5 })
  .map((pairs) => pairs.map(([a, b]) => i(a, b)))
const everyInstant = Array.from({ length: 28 }, (_, n) => t(n / 2))
const SEED = { seed: 26, numRuns: 1000 }

const tidy = (made: Interval[]) =>
  made.every((x, n) => {
    const next = made[n + 1]
    return (x.until === null || x.from < x.until) && (!next || (x.until !== null && x.until < next.from))
  })

test('1,000 pairs of lists: each instant is where set rules say, and the answer is tidy', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const made = { union: union([...a, ...b]), intersect: intersect(a, b), subtract: subtract(a, b) }
      for (const one of Object.values(made)) expect(tidy(one)).toBe(true)
      for (const at of everyInstant) {
        const [inA, inB] = [contains(a, at), contains(b, at)]
        expect(contains(made.union, at)).toBe(inA || inB)
        expect(contains(made.intersect, at)).toBe(inA && inB)
        expect(contains(made.subtract, at)).toBe(inA && !inB)
      }
    }),
    SEED,
  )
})

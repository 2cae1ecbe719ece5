import { describe, expect, it } from 'vitest'
import type { StaffId } from '../kernel/ids.ts'
import { at, day } from '../kernel/time.ts'
import { workerFor } from './visitors.ts'

const [ana, ben, cas] = [1, 2, 3].map((n) => `0195f000-0000-7000-8000-00000000000${n}` as StaffId)
// 23 November 2026 is a Monday
const monday = (time: string) => at(day('2026-11-23'), time)
const sunday = (time: string) => at(day('2026-11-29'), time)

describe('who comes', () => {
  it('is the key worker where no line fits', () => {
    expect(workerFor([], ana!, monday('08:00'))).toBe(ana)
    expect(workerFor([{ weekday: 7, part: null, staffId: ben! }], ana!, monday('08:00'))).toBe(ana)
  })

  it('is nobody without a key worker and a line: a gap, never a guess', () => {
    expect(workerFor([], null, monday('08:00'))).toBeNull()
  })

  it('is the line that says most, whatever the order', () => {
    const lines = [
      { weekday: null, part: 'evening' as const, staffId: ben! },
      { weekday: 7, part: null, staffId: cas! },
      { weekday: 7, part: 'evening' as const, staffId: ana! },
    ]
    for (const order of [lines, [...lines].reverse()]) {
      expect(workerFor(order, null, monday('18:00'))).toBe(ben)
      expect(workerFor(order, null, sunday('09:00'))).toBe(cas)
      expect(workerFor(order, null, sunday('18:00'))).toBe(ana)
    }
  })

  it('counts the part of the day in London time: 11:59 is morning, midday is afternoon, 5pm is evening', () => {
    const by = (part: 'morning' | 'afternoon' | 'evening') => [{ weekday: null, part, staffId: ben! }]
    expect(workerFor(by('morning'), null, at(day('2026-07-01'), '11:59'))).toBe(ben)
    expect(workerFor(by('afternoon'), null, at(day('2026-07-01'), '12:00'))).toBe(ben)
    expect(workerFor(by('evening'), null, at(day('2026-07-01'), '17:00'))).toBe(ben)
    expect(workerFor(by('evening'), null, at(day('2026-07-01'), '16:59'))).toBeNull()
  })
})

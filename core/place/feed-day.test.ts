import { describe, expect, it } from 'vitest'
import type { Day } from '../kernel/time.ts'
import { decideFeedDay } from './feed-day.ts'

const [yesterday, today] = ['2026-11-21', '2026-11-22'] as Day[]
const count = (ours: number, sent: number, more: { words?: string; explained?: boolean } = {}) =>
  decideFeedDay(ours, yesterday!, { sent, words: '', explained: false, ...more }, today!)

describe('the count of a day', () => {
  it('agrees where both numbers are the same, whatever else is said', () => {
    expect(count(12, 12)).toMatchObject({ ok: true, value: 'agrees' })
    expect(count(0, 0, { words: 'nothing came', explained: true })).toMatchObject({ value: 'agrees' })
  })

  it('goes on waiting where they differ, until the difference is explained', () => {
    expect(count(11, 12, { words: 'Asked the PAS team' })).toMatchObject({ value: 'asked' })
    expect(count(11, 12, { words: 'One came after midnight', explained: true })).toMatchObject({
      value: 'explained',
    })
  })

  it('needs words where they differ, and a day that is over', () => {
    expect(count(13, 12, { words: '  ' })).toMatchObject({
      ok: false,
      refusal: { code: 'FEED_DAY_NEEDS_WORDS', params: { ours: 13, sent: 12 } },
    })
    expect(decideFeedDay(1, today!, { sent: 1, words: '', explained: false }, today!)).toMatchObject({
      refusal: { code: 'FEED_DAY_NOT_OVER' },
    })
  })
})

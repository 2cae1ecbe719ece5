import { describe, expect, it } from 'vitest'
import { day, instant } from '#core/kernel/time.ts'
import type { LinedUp } from '#core/pathway/definition.ts'
import { WORDS, type Word } from '#core/referral/words.ts'
import { type LINED_UP_NAMES, linedUp } from './lined-up.ts'

const NOW = instant('2026-03-27T12:00:00.000Z')
type Row = Parameters<typeof linedUp>[0]

const stay = (endedAt: string | null = null): Row['stay'] => ({
  id: 'stay',
  ward: 'Maple',
  admittedAt: instant('2026-03-01T09:00:00.000Z'),
  endedAt: endedAt === null ? null : instant(endedAt),
  ours: true,
})
const referral = (id: string, word: Word, ...supports: LinedUp[]) => ({
  id,
  service: `Service ${id}`,
  word,
  supports,
  replyByAt: NOW,
})
const row = (facts: Partial<Row> = {}): Row => ({
  stay: stay(),
  leaving: null,
  bookedAfter: null,
  referrals: [],
  blocker: null,
  homeArea: null,
  first: null,
  next: null,
  ...facts,
})
const word = (name: (typeof LINED_UP_NAMES)[number], facts: Partial<Row>) => {
  const line = linedUp(row(facts), NOW).lines.find((l) => l.name === name)
  return [line?.word, line?.colour]
}

describe('what is lined up', () => {
  it('is five words in one order, whatever is known', () => {
    const { lines, others, nothing } = linedUp(row(), NOW)
    expect(lines.map((l) => l.name)).toEqual([
      'Home',
      'Medicines',
      'First visit',
      'Groups',
      'Drugs and alcohol',
    ])
    expect(lines.map((l) => l.word)).toEqual([
      'Not known',
      'Not asked',
      'No date yet',
      'Not asked',
      'Not asked',
    ])
    expect([others, nothing]).toEqual([[], ['Not asked', 'Not known']])
  })

  it('has the word of the referral that is furthest on, under what its service supports', () => {
    const newer = referral('b', 'sent', 'medicines')
    const further = referral('a', 'taken on', 'medicines')
    const both = referral('c', 'seen', 'groups', 'drugs-and-alcohol')
    const { lines, others } = linedUp(row({ referrals: [newer, further, both] }), NOW)
    expect(lines.map((l) => l.referral?.id)).toEqual([undefined, 'a', undefined, 'c', 'c'])
    expect(lines.map((l) => l.word).slice(3)).toEqual(['Seen', 'Seen'])
    expect(others, 'one that waits beside it is still there').toEqual([newer])
  })

  it('names a service below that is under none of the five, and leaves out one that is over beside one that goes on', () => {
    const unmapped = referral('x', 'not taken on')
    const over = referral('y', 'withdrawn', 'groups')
    const { others } = linedUp(row({ referrals: [unmapped, over, referral('z', 'sent', 'groups')] }), NOW)
    expect(others).toEqual([unmapped])
  })

  it.each<[string, Partial<Row>]>([
    ['Area known', { homeArea: 'NS4' }],
    ['No fixed address', { homeArea: 'no fixed address' }],
    [
      'Waited for',
      {
        homeArea: 'NS4',
        blocker: {
          code: '18',
          words: '',
          whoActs: 'Dee',
          sinceOn: day('2026-03-20'),
          more: 0,
          aboutHome: true,
        },
      },
    ],
    ['Taken on', { homeArea: 'NS4', referrals: [referral('h', 'taken on', 'home')] }],
    ['Area known', { homeArea: 'NS4', referrals: [referral('h', 'not taken on', 'home')] }],
  ])('says of home: %s', (said, facts) => expect(word('Home', facts)[0]).toBe(said))

  const plannedOn = (on: string) => ({ plannedOn: day(on), readyOn: null })
  const left = stay('2026-03-26T10:00:00.000Z')
  const owed = (dueAt: string, booked: boolean) =>
    ({ state: 'not met', dueAt: instant(dueAt), booked }) as const
  it.each<[string, string, Partial<Row>]>([
    ['Booked', 'green', { leaving: plannedOn('2026-03-30'), bookedAfter: true }],
    ['Not booked', 'grey', { leaving: plannedOn('2026-04-20'), bookedAfter: false }],
    ['Not booked', 'orange', { leaving: plannedOn('2026-03-28'), bookedAfter: false }],
    ['Met', 'green', { stay: left, first: { state: 'met' } }],
    ['Booked', 'green', { stay: left, first: owed('2026-03-29T10:00:00.000Z', true) }],
    ['Not booked', 'orange', { stay: left, first: owed('2026-03-29T10:00:00.000Z', false) }],
    ['Late', 'red', { stay: left, first: owed('2026-03-27T10:00:00.000Z', true) }],
    ['Not known', 'grey', { stay: left }],
    ['Booked', 'green', { stay: left, next: { at: NOW, mode: 'visit', by: null } }],
  ])('says of the first visit: %s, %s', (said, colour, facts) =>
    expect(word('First visit', facts)).toEqual([said, colour]),
  )

  it('is red for "Late" alone', () => {
    for (const w of WORDS)
      expect(word('Groups', { referrals: [referral('g', w, 'groups')] })[1], w).not.toBe('red')
  })
})

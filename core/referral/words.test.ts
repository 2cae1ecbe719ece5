import { describe, expect, it } from 'vitest'
import { ACTS, actsOf, furthestOn, MEANS, OPEN, PARTY_OF, UNANSWERED, WORDS, wordAfter } from './words.ts'

describe('the words of a referral', () => {
  it('every word by every act', () => {
    const table = WORDS.map((word) => [word, ...ACTS.map((act) => wordAfter(word, act))])
    expect(table).toEqual([
      //                    see                ask               answer question  accept      decline         withdraw     start      finish
      ['sent', 'seen', 'question asked', null, 'taken on', 'not taken on', 'withdrawn', null, null],
      ['seen', 'seen', 'question asked', null, 'taken on', 'not taken on', 'withdrawn', null, null],
      [
        'question asked',
        'question asked',
        'question asked',
        'seen',
        'taken on',
        'not taken on',
        'withdrawn',
        null,
        null,
      ],
      ['taken on', 'taken on', null, null, null, null, null, 'started', 'finished'],
      ['started', 'started', null, null, null, null, null, 'started', 'finished'],
      ['finished', 'finished', null, null, null, null, null, null, null],
      ['not taken on', 'not taken on', null, null, null, null, null, null, null],
      ['withdrawn', 'withdrawn', null, null, null, null, null, null, null],
    ])
  })

  it('each act is one party’s', () => {
    expect(ACTS.filter((act) => PARTY_OF[act] === 'sender')).toEqual(['answer question', 'withdraw'])
    expect(actsOf('sender', 'question asked')).toEqual(['answer question', 'withdraw'])
    expect(actsOf('receiver', 'sent')).toEqual(['see', 'ask', 'accept', 'decline'])
    expect(actsOf('sender', 'started')).toEqual([])
  })

  it('waiting for an answer is part of being open, and what is over is neither', () => {
    expect(UNANSWERED).toEqual(['sent', 'seen', 'question asked'])
    expect(OPEN).toEqual(['sent', 'seen', 'question asked', 'taken on', 'started'])
    expect(Object.keys(MEANS)).toEqual([...WORDS])
    expect(new Set(Object.values(MEANS).filter((words) => words.length > 10)).size).toBe(WORDS.length)
  })
})

describe('of several referrals', () => {
  const of = (...words: (typeof WORDS)[number][]) => furthestOn(words.map((word, i) => ({ word, i })))
  it('the one furthest on counts, and of two alike the newest', () => {
    expect(of('sent', 'taken on', 'seen')).toEqual({ word: 'taken on', i: 1 })
    expect(of('taken on', 'started')).toEqual({ word: 'started', i: 1 })
    expect(of('sent', 'sent')).toEqual({ word: 'sent', i: 0 })
  })

  it('one that goes on counts before any that is over, and among those the newest', () => {
    expect(of('not taken on', 'finished', 'sent')).toEqual({ word: 'sent', i: 2 })
    expect(of('not taken on', 'finished')).toEqual({ word: 'not taken on', i: 0 })
    expect(of()).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { Day } from '../kernel/time.ts'
import {
  ANSWERS,
  decideSharing,
  earlierAnswerStands,
  ITEMS,
  isAnswered,
  sharingAnswerShape,
} from './decision.ts'

const today = '2026-03-05' as Day
const said = (more: object) => sharingAnswerShape.parse({ answer: 'yes', ...more })

describe('what a person said about sharing', () => {
  it('is asked again in 12 weeks unless another day is set', () => {
    expect(decideSharing(said({}), today)).toMatchObject({ ok: true, value: { reviewOn: '2026-05-28' } })
    expect(decideSharing(said({ reviewOn: '2026-03-06' }), today)).toMatchObject({
      value: { reviewOn: '2026-03-06' },
    })
    for (const reviewOn of ['2026-03-05', '2026-03-04'])
      expect(decideSharing(said({ reviewOn }), today)).toMatchObject({
        refusal: { code: 'SHARING_REVIEW_PASSED', field: 'sharing.reviewOn' },
      })
  })

  it('keeps how it was said, and empty text as not recorded', () => {
    expect(
      decideSharing(said({ how: ' spoken ', whoWasThere: 'her aunt', language: 'Igbo' }), today),
    ).toMatchObject({
      value: { how: 'spoken', whoWasThere: 'her aunt', language: 'Igbo' },
    })
    expect(decideSharing(said({}), today)).toMatchObject({
      value: { how: null, whoWasThere: null, language: null },
    })
  })

  it('"some" names what, and never what drug and alcohol teams write', () => {
    expect(decideSharing(said({ answer: 'some' }), today)).toMatchObject({
      refusal: { code: 'SHARING_SOME_NEEDS_ITEMS', field: 'sharing.items' },
    })
    expect(decideSharing(said({ answer: 'some', items: ['core', 'drug-and-alcohol'] }), today)).toMatchObject(
      { refusal: { code: 'SHARING_SOME_IS_NOT_THAT', field: 'sharing.items' } },
    )
    expect(decideSharing(said({ answer: 'some', items: ['shared', 'core'] }), today)).toMatchObject({
      value: { items: ['core', 'shared'] },
    })
    expect(decideSharing(said({ items: ['drug-and-alcohol'] }), today)).toMatchObject({
      value: { answer: 'yes', items: ['drug-and-alcohol'] },
    })
  })

  it('an answer that opens nothing by itself names no items, whatever was ticked before', () => {
    for (const answer of ANSWERS.filter((a) => a !== 'yes' && a !== 'some'))
      expect(decideSharing(said({ answer, items: [...ITEMS] }), today)).toMatchObject({
        value: { answer, items: [] },
      })
  })

  it('a real answer is replaced by a real answer only', () => {
    expect(ANSWERS.filter(isAnswered)).toEqual(['yes', 'some', 'no'])
    for (const earlier of ANSWERS)
      for (const now of ANSWERS)
        expect(earlierAnswerStands(earlier, now), `${earlier}, then ${now}`).toBe(
          isAnswered(earlier) && !isAnswered(now),
        )
  })
})

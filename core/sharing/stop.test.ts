import { describe, expect, it } from 'vitest'
import type { Day } from '../kernel/time.ts'
import { CARER_TOPICS } from '../people/carer.ts'
import { type Basis, decideBasis } from './basis.ts'
import { chosenTopics } from './carer-choice.ts'
import { ANSWERS, decideSharing, sharingAnswerShape } from './decision.ts'
import { decideStop } from './stop.ts'

const today = '2026-03-05' as Day
const SPOKEN = { how: 'spoken', whoWasThere: '', language: '' }
const basis = (more: Partial<Basis> = {}): Basis => ({
  legalBasis: 'public task and health care',
  confidentialityRoute: 'reasonably expected',
  takesPart: 'yes',
  capacity: null,
  ...more,
})

describe('a stop', () => {
  it('is a "no" that took something back, whatever was said before, and says nothing about taking part', () => {
    for (const answer of ANSWERS.filter((a) => a !== 'no'))
      expect(decideStop({ last: { answer, takesPart: 'yes' } }, SPOKEN, today)).toMatchObject({
        value: {
          answer: 'no',
          items: [],
          withdrawn: true,
          takesPart: 'yes',
          reviewOn: '2026-05-28',
          how: 'spoken',
        },
      })
    expect(decideStop({ last: null }, SPOKEN, today)).toMatchObject({ value: { takesPart: 'not asked' } })
  })
  it('is not made twice', () =>
    expect(decideStop({ last: { answer: 'no', takesPart: 'no' } }, SPOKEN, today)).toMatchObject({
      refusal: { code: 'SHARING_STOPPED_ALREADY' },
    }))
})

describe('the three questions beside the answer', () => {
  it('are kept as they are given, apart from what was said', () => {
    expect(
      decideBasis(true, basis({ legalBasis: 'explicit consent', confidentialityRoute: 'agreed' })),
    ).toMatchObject({ ok: true })
    expect(decideSharing(sharingAnswerShape.parse({ answer: 'no', takesPart: 'yes' }), today)).toMatchObject({
      value: { answer: 'no', takesPart: 'yes', legalBasis: 'not recorded', withdrawn: false, capacity: null },
    })
  })
  it.each([
    ['consent without a yes', 'SHARING_CONSENT_NEEDS_YES', basis({ legalBasis: 'explicit consent' })],
    ['agreed without a yes', 'SHARING_AGREED_NEEDS_YES', basis({ confidentialityRoute: 'agreed' })],
    ['overridden as an answer', 'SHARING_OVERRIDE_IS_AN_ACT', basis({ confidentialityRoute: 'overridden' })],
  ])('refuse %s', (_, code, said) => expect(decideBasis(false, said)).toMatchObject({ refusal: { code } }))
  it('are refused in the answer too, at their own box', () => {
    for (const answer of ANSWERS.filter((a) => a !== 'yes' && a !== 'some'))
      expect(
        decideSharing(sharingAnswerShape.parse({ answer, legalBasis: 'explicit consent' }), today),
      ).toMatchObject({
        refusal: { code: 'SHARING_CONSENT_NEEDS_YES', field: 'sharing.legalBasis' },
      })
  })
})

it('equal choices for a carer are equal rows, whatever order they were ticked in', () => {
  expect(chosenTopics(['medicines', 'leave dates', 'medicines'])).toEqual(['leave dates', 'medicines'])
  expect(chosenTopics([...CARER_TOPICS].reverse())).toEqual(CARER_TOPICS)
  expect(chosenTopics([])).toEqual([])
})

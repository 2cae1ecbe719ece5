import { describe, expect, it } from 'vitest'
import { type Day, instant } from '../kernel/time.ts'
import { isLate, nextStep, type ReferralState } from './next-step.ts'
import { UNANSWERED, WORDS } from './words.ts'

const replyByAt = instant('2026-03-09T17:00:00Z')
const referral = (more: Partial<ReferralState>): ReferralState => ({
  word: 'sent',
  replyByAt,
  questionAskedAt: null,
  startOn: null,
  placeInQueue: null,
  wayOnward: null,
  handedOn: false,
  ...more,
})

describe('who acts next', () => {
  it('the service, by the reply-by time', () => {
    expect(nextStep(referral({}))).toEqual({ step: 'open it and answer', who: 'receiver', byAt: replyByAt })
    expect(nextStep(referral({ word: 'seen' }))).toEqual({
      step: 'answer it',
      who: 'receiver',
      byAt: replyByAt,
    })
  })

  it('the sender, when something was asked: two days, and the reply-by time goes on', () => {
    const asked = referral({ word: 'question asked', questionAskedAt: instant('2026-03-06T09:00:00Z') })
    expect(nextStep(asked)).toEqual({
      step: 'answer their question',
      who: 'sender',
      byAt: '2026-03-08T09:00:00.000Z',
      replyByAt,
    })
    expect(nextStep(referral({ word: 'question asked' }))).toMatchObject({ byAt: '2026-03-11T17:00:00.000Z' })
  })

  it('the service, with a start date or a place in the queue', () => {
    const onDay = '2026-03-30' as Day
    expect(nextStep(referral({ word: 'taken on', startOn: onDay, placeInQueue: 3 }))).toEqual({
      step: 'make the first contact',
      who: 'receiver',
      onDay,
      placeInQueue: 3,
    })
    expect(nextStep(referral({ word: 'started' }))).toEqual({ step: 'go on with support', who: 'receiver' })
  })

  it('the sender after a decline, until it was handed on', () => {
    const declined = (wayOnward: ReferralState['wayOnward'], handedOn = false) =>
      nextStep(referral({ word: 'not taken on', wayOnward, handedOn }))
    expect(declined('hand-on')).toEqual({ step: 'send it to the service they suggest', who: 'sender' })
    expect(declined('hand-on', true)).toEqual({ step: 'nothing', who: 'nobody' })
    expect(declined('introduction')).toEqual({ step: 'ring those they introduced you to', who: 'sender' })
    expect(declined('unmet need')).toEqual({ step: 'nothing', who: 'nobody' })
  })

  it('nobody once it is over', () => {
    for (const word of ['finished', 'withdrawn'] as const)
      expect(nextStep(referral({ word }))).toEqual({ step: 'nothing', who: 'nobody' })
  })

  it('late means unanswered and past the time, to the millisecond', () => {
    const after = instant('2026-03-09T17:00:00.001Z')
    expect(WORDS.filter((word) => isLate({ word, replyByAt }, after))).toEqual([...UNANSWERED])
    expect(isLate({ word: 'sent', replyByAt }, replyByAt)).toBe(false)
  })
})

import { expect, test } from 'vitest'
import { day, instant } from '#core/kernel/time.ts'
import type { ReferralRow } from './queries/row.ts'
import { nextStepWords, whoHasIt } from './words.ts'

const now = instant('2026-03-05T10:00:00Z')

/** A referral as the sending ward sees it: the episode, and so the key worker, is hidden from it. */
const asTheSenderSees = (more: Partial<ReferralRow>): ReferralRow =>
  ({
    word: 'taken on',
    replyByAt: instant('2026-03-06T17:00:00Z'),
    questionAskedAt: null,
    startOn: day('2026-03-09'),
    placeInQueue: null,
    wayOnward: null,
    handedOn: false,
    fromTeam: 'Maple ward',
    toTeam: 'Riverside medication support',
    seenBy: 'Lin Chau',
    answeredBy: 'Lin Chau',
    keyWorker: null,
    nextAt: null,
    nextUntilAt: null,
    nextBy: null,
    ...more,
  }) as ReferralRow

const planned = {
  nextAt: instant('2026-03-09T17:30:00Z'),
  nextUntilAt: instant('2026-03-09T20:30:00Z'),
  nextBy: 'Sam Okoro',
}

test('the sender reads who has it, by name where a name may be seen', () => {
  expect(whoHasIt(asTheSenderSees({ word: 'sent' }))).toBeNull()
  expect(whoHasIt(asTheSenderSees({ word: 'seen', answeredBy: null }))).toBe('Opened by Lin Chau')
  expect(whoHasIt(asTheSenderSees({}))).toBe('Taken on by Lin Chau')
  expect(whoHasIt(asTheSenderSees({ keyWorker: 'Sam Okoro' }))).toBe('Key worker Sam Okoro')
})

test('the sender reads what happens next, who does it and when', () => {
  expect(nextStepWords(asTheSenderSees(planned), now)).toBe(
    'Sam Okoro makes the first contact from Monday 9 March 2026. It is planned between 5:30pm and 8:30pm on Monday 9 March 2026.',
  )
  expect(nextStepWords(asTheSenderSees({ word: 'started', ...planned }), now)).toBe(
    'Sam Okoro makes the next contact between 5:30pm and 8:30pm on Monday 9 March 2026.',
  )
  expect(nextStepWords(asTheSenderSees({ word: 'started' }), now)).toBe(
    'Riverside medication support goes on with support.',
  )
})

test('a question whose time to answer has passed is said to be late', () => {
  const asked = asTheSenderSees({
    word: 'question asked',
    questionAskedAt: instant('2026-03-03T09:00:00Z'),
  })
  const owed = 'They still owe an answer by 5pm on Friday 6 March 2026.'
  expect(nextStepWords(asked, instant('2026-03-05T09:00:00Z'))).toBe(
    `Maple ward answers their question by 9am on Thursday 5 March 2026. ${owed}`,
  )
  expect(nextStepWords(asked, now)).toBe(
    `Maple ward was to answer their question by 9am on Thursday 5 March 2026: that answer is late. ${owed}`,
  )
})

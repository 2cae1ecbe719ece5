import { expect, it } from 'vitest'
import { type CONDITIONS, conditionOf, conditionWords, movesFrom, type StageFacts } from './conditions.ts'

const facts: StageFacts = {
  hasLeftHospital: true,
  contactsHappened: 3,
  stepsTaken: ['twice', 'daily'],
  personAgreedToMove: true,
  openWorries: 0,
  openGaps: 0,
  goalsWritten: 1,
}

/** Each condition: a use, facts in which it holds, and the nearest facts in which it does not. */
const cases: Record<
  keyof typeof CONDITIONS,
  { use: Record<string, unknown>; not: Partial<StageFacts>; words: string }
> = {
  'left-hospital': { use: {}, not: { hasLeftHospital: false }, words: 'has left hospital' },
  'contacts-happened': {
    use: { atLeast: 3 },
    not: { contactsHappened: 2 },
    words: 'at least 3 contacts have happened',
  },
  'present-step': {
    use: { step: 'daily' },
    not: { stepsTaken: ['daily', 'twice'] },
    words: 'the present support step is daily',
  },
  'person-agrees': { use: {}, not: { personAgreedToMove: false }, words: 'the person agrees' },
  'no-open-worry': { use: {}, not: { openWorries: 1 }, words: 'no worry is open' },
  'no-open-gap': { use: {}, not: { openGaps: 1 }, words: 'no gap is open' },
  'goals-written': { use: { atLeast: 1 }, not: { goalsWritten: 0 }, words: 'at least 1 goals are written' },
}

it.each(Object.entries(cases))('%s holds and does not hold', (name, { use, not, words }) => {
  const condition = conditionOf(name)!
  expect(condition.holds(facts, use)).toBe(true)
  expect(condition.holds({ ...facts, ...not }, use)).toBe(false)
  expect(conditionWords({ is: name, ...use })).toBe(words)
})

it('has nothing by another name, not even one every object has', () => {
  expect(conditionOf('feels-right')).toBeUndefined()
  expect(conditionOf('toString')).toBeUndefined()
  expect(conditionWords({ is: 'feels-right' })).toBe('feels-right')
})

it('says for each way onward what does not hold yet', () => {
  const stages = [
    {
      id: 'a',
      next: [
        { to: 'b', when: [{ is: 'left-hospital' }, { is: 'goals-written', atLeast: 2 }] },
        { to: 'c', when: [] },
      ],
    },
    { id: 'b', next: [{ to: 'c', when: [{ is: 'feels-right' }] }] },
  ]
  expect(movesFrom(stages, 'a', facts)).toEqual([
    { to: 'b', notYet: ['at least 2 goals are written'] },
    { to: 'c', notYet: [] },
  ])
  expect(movesFrom(stages, 'b', facts)).toEqual([{ to: 'c', notYet: ['feels-right'] }])
  expect(movesFrom(stages, 'nowhere', facts)).toEqual([])
})

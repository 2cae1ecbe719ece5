import { expect, it } from 'vitest'
import { type CONDITIONS, conditionOf, conditionWords, type StageFacts } from './conditions.ts'

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
    words: 'contacts that have happened: at least 3',
  },
  'present-step': {
    use: { step: 'daily' },
    not: { stepsTaken: ['daily', 'twice'] },
    words: 'the present support step is daily',
  },
  'person-agrees': { use: {}, not: { personAgreedToMove: false }, words: 'the person agrees' },
  'no-open-worry': { use: {}, not: { openWorries: 1 }, words: 'no worry is open' },
  'no-open-gap': { use: {}, not: { openGaps: 1 }, words: 'no gap is open' },
  'goals-written': {
    use: { atLeast: 1 },
    not: { goalsWritten: 0 },
    words: 'goals that are written down: at least 1',
  },
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

it('calls a support step by its title where one is given, and nothing else', () => {
  const titled = (use: Record<string, unknown>) => conditionWords(use, (id) => `<${id}>`)
  expect(titled({ is: 'present-step', step: 'daily' })).toBe('the present support step is <daily>')
  expect(titled({ is: 'goals-written', atLeast: 2 })).toBe('goals that are written down: at least 2')
})

import { expect, it } from 'vitest'
import { type CopyRow, isGiven, isUndecided, proposalsFor } from './withhold.ts'

const NAMES = { carers: ['Mo Example'], hiddenStaff: ['Ina Brandt'], untold: false }
const whatOf = (table: string, said: CopyRow['said'], names = NAMES) =>
  proposalsFor({ table, key: 'k', said }, names).map((p) => p.what)

it('proposes rows about somebody else, and those that may harm, by what they are', () => {
  expect(whatOf('tc.carer', { name: 'Mo Example' })).toEqual(['another person'])
  expect(whatOf('tc.staff_safety_reason', { reason: 'x' })).toEqual(['serious harm', 'another person'])
  expect(whatOf('tc.person_word', { from_kind: 'carer', words: 'x' })).toEqual(['another person'])
  expect(whatOf('tc.person_word', { from_kind: 'person', words: 'x' })).toEqual([])
  expect(whatOf('tc.sharing_without', { told: 'not yet' })).toEqual(['serious harm'])
  expect(whatOf('tc.sharing_without', { told: 'not yet', told_at: '2026-03-01' })).toEqual([])
})

it('looks into the words of notes, at any depth, and leaves ordinary ones alone', () => {
  expect(whatOf('tc.note', { body: 'Took the tablets, slept well' })).toEqual([])
  expect(whatOf('tc.note', { body: 'Her mother rang in confidence' })).toEqual(['another person'])
  expect(whatOf('tc.plan', { sections: [{ text: 'Thoughts of suicide last year' }] })).toEqual([
    'serious harm',
  ])
  expect(whatOf('tc.note', { body: 'met mo example today' })).toEqual(['another person'])
  expect(whatOf('tc.goal', { words: 'ring Ina Brandt' })).toEqual(['serious harm'])
  // a table that holds nobody's free words is not searched for them
  expect(whatOf('tc.stay', { reason: 'friend' })).toEqual([])
})

it('is decided proposal by proposal, and given only where none keeps it back', () => {
  const both = { proposed: ['another person', 'serious harm'] as const, others: null, harm: null }
  expect(isUndecided({ proposed: [], others: null, harm: null })).toBe(false)
  expect(isUndecided(both)).toBe(true)
  expect(isUndecided({ ...both, others: 'give' })).toBe(true)
  expect(isUndecided({ ...both, others: 'give', harm: 'not likely' })).toBe(false)
  expect(isGiven({ ...both, others: 'give', harm: 'likely' })).toBe(false)
  expect(isGiven({ ...both, others: 'withhold', harm: 'not likely' })).toBe(false)
  expect(isGiven({ ...both, others: 'give', harm: 'not likely' })).toBe(true)
})

it('proposes every row that tells of an act of which the person was not told yet', () => {
  const untold = { ...NAMES, untold: true }
  const task = {
    kind: 'sharing without agreement',
    what: 'Tell the person what was shared without their agreement, or say again why not yet.',
  }
  for (const [table, said] of [
    ['tc.task', task],
    ['tc.timeline', { what: 'shared without agreement' }],
    ['tc.second_look', { about: 'sharing without agreement', words: 'Least there was' }],
  ] as const) {
    expect(whatOf(table, said, untold)).toEqual(['serious harm'])
    expect(whatOf(table, said)).toEqual([])
  }
  expect(whatOf('tc.sharing_without', { told: 'not yet' }, untold)).toEqual(['serious harm'])
  expect(whatOf('tc.timeline', { what: 'note written' }, untold)).toEqual([])
})

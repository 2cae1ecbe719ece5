import { expect, it } from 'vitest'
import { onlyNamed } from './person.ts'
import { homeAreaOf, nameRows, personRows } from './rows.ts'

it('marks the keys that stand in a former name alone', () => {
  const rows = nameRows([
    { kind: 'known-as', given: 'Mara', family: 'Okafor' },
    { kind: 'former', given: 'Mara', family: 'Bell' },
  ])
  expect(rows).toMatchObject({ displayName: 'Mara Okafor', familyKey: 'okafor', givenKey: 'mara' })
  expect(rows.keys).toEqual([
    { key: 'mara', former: false },
    { key: 'okafor', former: false },
    { key: 'bell', former: true },
  ])
  expect(rows.names.map((n) => n.familyKey)).toEqual(['okafor', 'bell'])
})

it('takes the legal family name for somebody known by a given name, and one name for both', () => {
  expect(
    nameRows([
      { kind: 'known-as', given: 'Mara' },
      { kind: 'legal', given: 'Amara', family: 'Okafor' },
    ]),
  ).toMatchObject({
    displayName: 'Mara Okafor',
    familyKey: 'okafor',
    givenKey: 'mara',
    names: [{ familyKey: null }, { familyKey: 'okafor' }],
  })
  expect(nameRows([{ kind: 'legal', given: 'Sukarno' }])).toMatchObject({
    familyKey: 'sukarno',
    givenKey: 'sukarno',
    names: [{ familyKey: 'sukarno' }],
  })
})

it('gives every row of somebody of whom only the name is known', () => {
  expect(personRows(onlyNamed([{ kind: 'legal', given: 'Ann', family: "O'Brien" }]))).toMatchObject({
    familyKey: 'obrien',
    bornOn: null,
    nhsNumber: null,
    nhsNumberStatus: 'not-known',
    homeArea: null,
    familyKeys: ['obrien'],
    characteristics: [],
  })
})

it('knows an area, no fixed address, and not known', () => {
  expect(
    homeAreaOf([
      { kind: 'place', use: 'temporary', lines: ['1'], area: 'Eastby' },
      { kind: 'place', use: 'home', lines: ['2'], area: 'Westby' },
    ]),
  ).toBe('Westby')
  expect(homeAreaOf([{ kind: 'no-fixed-address' }])).toBe('no fixed address')
  expect(homeAreaOf([{ kind: 'not-known' }])).toBeNull()
  expect(homeAreaOf([])).toBeNull()
})

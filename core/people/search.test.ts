import { expect, it } from 'vitest'
import { readSearch } from './search.ts'

it('reads a number with or without spaces', () => {
  for (const typed of ['999 000 0018', '9990000018', ' 999-000-0018 '])
    expect(readSearch(typed)).toMatchObject({
      nhsNumber: '9990000018',
      bornOn: null,
      name: '',
      ranges: [],
      checkDigitWrong: false,
    })
  expect(readSearch('999 000 0019')).toMatchObject({ nhsNumber: '9990000019', checkDigitWrong: true })
  expect(readSearch('99900000189')).toMatchObject({ nhsNumber: null })
})

it('reads a birth date in the ways people type it', () => {
  for (const typed of [
    '14 3 1987',
    '14/03/1987',
    '14.3.1987',
    '14-03-1987',
    '1987-03-14',
    '14 March 1987',
    '14th mar 1987',
  ])
    expect(readSearch(typed), typed).toMatchObject({ bornOn: '1987-03-14', name: '', nhsNumber: null })
  expect(readSearch('31 2 1987').bornOn).toBeNull()
  expect(readSearch('14 3 87').bornOn).toBeNull()
})

it('reads name, birth date and number together, the longest word first', () => {
  expect(readSearch('Mara Okafor, 14 3 1987')).toMatchObject({
    bornOn: '1987-03-14',
    name: 'Mara Okafor',
    ranges: [
      { from: 'okafor', until: 'okafos' },
      { from: 'mara', until: 'marb' },
    ],
  })
  expect(readSearch('Okafor 999 000 0018')).toMatchObject({ nhsNumber: '9990000018', name: 'Okafor' })
})

it('asks for nobody when nothing usable is typed', () => {
  expect(readSearch(' - ')).toMatchObject({ nhsNumber: null, bornOn: null, ranges: [] })
})

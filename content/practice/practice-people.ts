import type { PersonId } from '#core/kernel/ids.ts'
import { addDays, type Day } from '#core/kernel/time.ts'
import type { NhsNumber } from '#core/people/nhs-number.ts'
import { onlyNamed } from '#core/people/person.ts'
import type { InventedPerson } from './people.ts'

const id = (n: number) => `0193f000-0000-7000-8000-${String(n).padStart(12, '0')}` as PersonId
const number = (digits: string) => ({ status: 'verified' as const, number: digits as NhsNumber })

/**
 * The people every practice page, walk and how-to names. All invented; numbers of the 999 range, phones of the drama ranges.
 * Mara's birth date, address and phone are those of the hospital message beside (`messages/a01-mara-okafor.hl7`).
 * `on` is the day of seeding: review days are counted from it, so that a fresh start never shows a stale one.
 */
export function practicePeople(on: Day) {
  return {
    mara: {
      personId: id(1),
      homeArea: 'Northside',
      details: {
        ...onlyNamed([
          { kind: 'known-as', given: 'Mara', family: 'Okafor' },
          { kind: 'legal', given: 'Amara', family: 'Okafor' },
        ]),
        nhsNumber: number('9990000018'),
        birth: { state: 'known', on: '1987-03-14' as Day },
        addresses: [
          {
            kind: 'place',
            use: 'home',
            lines: ['14 Canal Row', 'Northside'],
            postcode: 'NS4 2QT',
            area: 'Northside',
          },
        ],
        contactPoints: [
          {
            kind: 'mobile',
            value: '07700 900118',
            safe: {
              answer: 'may',
              channels: ['call', 'text'],
              how: 'After 10am. Please do not leave a message.',
            },
          },
          { kind: 'post', value: 'home', safe: { answer: 'do-not-contact' } },
        ],
        communication: {
          answer: 'needs',
          needs: [{ need: 'format', format: 'large print' }],
          reviewOn: addDays(on, 120),
        },
        carers: [
          {
            name: { kind: 'legal', given: 'Ngozi', family: 'Okafor' },
            relation: 'my aunt',
            contactPoints: [
              { kind: 'mobile', value: '07700 900119', safe: { answer: 'may', channels: ['call'] } },
            ],
            mayBeTold: { answer: 'yes', topics: ['leave dates', 'visits and appointments'] },
          },
        ],
      },
    },
    tom: {
      personId: id(12),
      homeArea: 'Riverside',
      details: {
        ...onlyNamed([{ kind: 'legal', given: 'Tom', family: 'Hallam' }]),
        nhsNumber: number('9990000123'),
        birth: { state: 'known', on: '1968-09-02' as Day },
        addresses: [
          {
            kind: 'place',
            use: 'home',
            lines: ['Flat 3', '40 Mill Hill', 'Riverside'],
            postcode: 'ZZ2 5DQ',
            area: 'Riverside',
          },
        ],
        contactPoints: [
          {
            kind: 'landline',
            value: '01632 960123',
            safe: { answer: 'may', channels: ['call', 'leave-message'] },
          },
        ],
        communication: { answer: 'none-needed', reviewOn: addDays(on, 200) },
      },
    },
    priya: {
      personId: id(23),
      homeArea: 'Harbour',
      details: {
        ...onlyNamed([{ kind: 'legal', given: 'Priya', family: 'Nair' }]),
        nhsNumber: number('9990000239'),
        birth: { state: 'known', on: '1984-12-30' as Day },
        addresses: [
          {
            kind: 'place',
            use: 'temporary',
            lines: ['Harbour House', '1 Rope Walk', 'Harbour'],
            postcode: 'ZZ3 1HT',
            area: 'Harbour',
          },
        ],
        contactPoints: [
          {
            kind: 'mobile',
            value: '07700 900239',
            safe: { answer: 'may', channels: ['call', 'leave-message', 'text'] },
          },
        ],
        communication: { answer: 'none-needed', reviewOn: addDays(on, 90) },
      },
    },
    lewis: {
      personId: id(34),
      homeArea: 'Oldmarket',
      details: {
        ...onlyNamed([{ kind: 'legal', given: 'Lewis', family: 'Grant' }]),
        nhsNumber: number('9990000344'),
        birth: { state: 'known', on: '1999-06-21' as Day },
        addresses: [{ kind: 'no-fixed-address', usuallyNear: 'Oldmarket library' }],
        contactPoints: [{ kind: 'mobile', value: '07700 900344', safe: { answer: 'not-asked' } }],
        communication: { answer: 'not-asked' },
      },
    },
    okafore: {
      personId: id(56),
      homeArea: 'Fenbridge',
      details: {
        ...onlyNamed([{ kind: 'legal', given: 'Mara', family: 'Okafore' }]),
        nhsNumber: number('9990000565'),
        birth: { state: 'known', on: '1987-03-11' as Day },
        addresses: [
          {
            kind: 'place',
            use: 'home',
            lines: ['77 Elm Terrace', 'Fenbridge'],
            postcode: 'ZZ5 4JR',
            area: 'Fenbridge',
          },
        ],
        contactPoints: [],
        communication: { answer: 'not-asked' },
      },
    },
  } satisfies Record<string, InventedPerson>
}

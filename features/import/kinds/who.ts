import type { Day } from '#core/kernel/time.ts'
import { nameKey, type PersonName } from '#core/people/names.ts'
import type { NhsNumber } from '#core/people/nhs-number.ts'
import { familyKeys } from '#core/people/same-person.ts'
import type { Matched } from '#features/people/index.ts'
import { type At, type Column, type Compared, problem } from './kind.ts'
import type { Cellar } from './read-cells.ts'

/** What a row says of who it is about. */
export interface Who {
  readonly nhsNumber: NhsNumber | null
  readonly bornOn: Day | null
  readonly given: string
  readonly family: string
}

export const WHO_COLUMNS: readonly Column[] = [
  {
    name: 'NHS number',
    says: '10 digits, as text. Two of NHS number, birth date and family name must be there, and the same person is known by them.',
    example: '999 000 0018',
    also: ['NHS no', 'NHS', 'NHSNumber'],
  },
  {
    name: 'Family name',
    says: 'As in the health record.',
    example: 'Okafor',
    needed: true,
    also: ['Surname', 'Last name'],
  },
  {
    name: 'Given name',
    says: 'As in the health record.',
    example: 'Amara',
    also: ['First name', 'Forename'],
  },
  {
    name: 'Birth date',
    says: 'Day, month and year of four digits.',
    example: '31/12/1980',
    needed: true,
    also: ['Date of birth', 'DOB', 'Born'],
  },
]

/** Two identifiers or the row waits for somebody to mend it: a name alone is nobody. */
export function readWho(cells: Cellar): Who {
  const who = {
    nhsNumber: cells.nhsNumber('NHS number'),
    bornOn: cells.day('Birth date'),
    given: cells.name('Given name'),
    family: cells.name('Family name'),
  }
  const known = [who.nhsNumber, who.bornOn, nameKey(who.family) || null].filter((x) => x !== null).length
  if (who.family === '' && who.given === '') cells.wrong('Family name', 'Write a name.')
  else if (known < 2 && cells.problems.length === 0)
    cells.wrong(null, 'Write two of NHS number, birth date and family name. One alone may be somebody else.')
  return who
}

export const nameOf = ({ given, family }: Who): PersonName => ({
  kind: 'legal',
  ...(given !== '' && { given }),
  ...(family !== '' && { family }),
})

export const keyOfWho = (who: Who): string =>
  who.nhsNumber ?? `${nameKey(who.family)}|${nameKey(who.given)}|${who.bornOn ?? ''}`

export type Found =
  | { readonly is: 'nobody' }
  | { readonly is: 'one'; readonly person: Matched; readonly by: 'number' | 'name and birth date' }
  | { readonly is: 'doubtful'; readonly compared: Compared }

/**
 * Whom each row means among those the asker may see: NHS number with birth date or family name; or, where one of the two has no number,
 * both names with the birth date. Where identifiers contradict each other, or fit several, a person decides.
 */
export async function findWho(at: At, rows: readonly Who[]): Promise<readonly Found[]> {
  const answer = await at.ask('people.match', {
    rows: rows.map((r) => ({
      nhsNumber: r.nhsNumber,
      bornOn: r.bornOn,
      familyKeys: familyKeys([nameOf(r)]),
    })),
  })
  if (!answer.ok) throw new NotAnswered(answer.refusal.code)
  const found = answer.value as readonly Matched[]
  return rows.map((row, i) =>
    meant(
      row,
      found.filter((m) => m.i === i),
    ),
  )
}

/** The door said no to the whole of it: the job stops, and says so by being tried again. */
export class NotAnswered extends Error {}

function meant(row: Who, near: readonly Matched[]): Found {
  const family = nameKey(row.family)
  const withNumber = near.filter((m) => row.nhsNumber !== null && m.core?.nhsNumber === row.nhsNumber)
  const same = withNumber.filter((m) => agrees(row.bornOn, m.bornOn) || m.familyKeys.includes(family))
  const [one] = same
  if (same.length > 1)
    return doubtful('NHS number', 'Two records here fit this row. The records desk puts them together first.')
  if (one) {
    if (row.bornOn !== null && one.bornOn !== null && row.bornOn !== one.bornOn)
      return doubtful(
        'Birth date',
        'The record of this person has another birth date. Find out which is right, and correct it there or here.',
      )
    if (family !== '' && !one.familyKeys.includes(family))
      return doubtful(
        'Family name',
        'The record of this person has another family name. Find out which is right, and correct it there or here.',
      )
    return { is: 'one', person: one, by: 'number' }
  }
  if (withNumber.length > 0)
    return doubtful(
      'NHS number',
      'Somebody else here has this NHS number: neither birth date nor family name fits. Check each.',
    )
  const named = near.filter(
    (m) =>
      agrees(row.bornOn, m.bornOn) &&
      m.familyKeys.includes(family) &&
      m.names.some((n) => nameKey(n.given ?? '') === nameKey(row.given)),
  )
  const contradicts = named.find(
    (m) => row.nhsNumber !== null && m.core !== null && m.core.nhsNumber !== null,
  )
  if (contradicts)
    return doubtful(
      'NHS number',
      'Somebody of this name and birth date is here with another NHS number. Find out which is right.',
    )
  if (named.length > 1)
    return doubtful(null, 'Several people here have this name and birth date. Write the NHS number.')
  return named[0] ? { is: 'one', person: named[0], by: 'name and birth date' } : { is: 'nobody' }
}

const agrees = (a: Day | null, b: Day | null): boolean => a !== null && a === b
const doubtful = (column: string | null, words: string): Found => ({
  is: 'doubtful',
  compared: problem(column, words),
})

import type { Day } from '../kernel/time.ts'
import { nameKey, type PersonName } from './names.ts'
import type { NhsNumber } from './nhs-number.ts'

/** What two rows are compared by. Null: not known, which never agrees and never differs. */
export interface Identifiers {
  readonly nhsNumber: NhsNumber | null
  readonly bornOn: Day | null
  readonly names: readonly PersonName[]
}

export type Agreement = 'agrees' | 'differs' | 'not known'

export interface IdentifierMatch {
  readonly nhsNumber: Agreement
  readonly bornOn: Agreement
  readonly familyName: Agreement
}

/** Family names as keys, former ones too; somebody with one name only is compared by that name. */
export const familyKeys = (names: readonly PersonName[]): string[] => [
  ...new Set(
    names
      .filter((name) => name.family !== undefined || !names.some((other) => other.family !== undefined))
      .map((name) => nameKey(name.family ?? name.given ?? ''))
      .filter((key) => key !== ''),
  ),
]

const compared = <T>(a: T | null, b: T | null): Agreement =>
  a === null || b === null ? 'not known' : a === b ? 'agrees' : 'differs'

/** Which identifiers of two people agree. Family names agree when any of one is any of the other. */
export function matchIdentifiers(a: Identifiers, b: Identifiers): IdentifierMatch {
  const ours = familyKeys(a.names)
  const theirs = familyKeys(b.names)
  const familyName =
    ours.length === 0 || theirs.length === 0
      ? 'not known'
      : ours.some((key) => theirs.includes(key))
        ? 'agrees'
        : 'differs'
  return { nhsNumber: compared(a.nhsNumber, b.nhsNumber), bornOn: compared(a.bornOn, b.bornOn), familyName }
}

/**
 * Two identifiers make one person: the number with the birth date, or the number with the family name.
 * Ours, unsigned. A number alone may be mistyped; a name with a birth date is shared by strangers.
 */
export const isSameOnTwo = (match: IdentifierMatch): boolean =>
  match.nhsNumber === 'agrees' && (match.bornOn === 'agrees' || match.familyName === 'agrees')

/**
 * Something the records desk should look at: same on two while the third differs, the number alone, or name and birth
 * date without the number contradicting them. The person who adds is told nothing of it.
 */
export const isForTheRecordsDesk = (match: IdentifierMatch): boolean =>
  isSameOnTwo(match)
    ? match.bornOn === 'differs' || match.familyName === 'differs'
    : match.nhsNumber === 'agrees' ||
      (match.bornOn === 'agrees' && match.familyName === 'agrees' && match.nhsNumber !== 'differs')

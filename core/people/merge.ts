import { ok, type Result, refuse } from '../kernel/result.ts'
import { nameKey, type PersonName } from './names.ts'
import { type Identifiers, matchIdentifiers } from './same-person.ts'

/** What two records are told apart by, in the words of the screen. */
export type Identifier = 'NHS number' | 'birth date' | 'family name' | 'given name'

const givenKeys = (names: readonly PersonName[]): string[] =>
  names.flatMap((name) => (name.given === undefined ? [] : [nameKey(name.given)])).filter((key) => key !== '')

/** Which identifiers of two records say the same; one that is not known says nothing. */
export function identifiersThatAgree(a: Identifiers, b: Identifiers): Identifier[] {
  const match = matchIdentifiers(a, b)
  const theirs = givenKeys(b.names)
  return [
    ...(match.nhsNumber === 'agrees' ? (['NHS number'] as const) : []),
    ...(match.bornOn === 'agrees' ? (['birth date'] as const) : []),
    ...(match.familyName === 'agrees' ? (['family name'] as const) : []),
    ...(givenKeys(a.names).some((key) => theirs.includes(key)) ? (['given name'] as const) : []),
  ]
}

/** What stands against putting two records together, beside what they are compared by. */
export interface Hindrances {
  /** Tables of which nobody has said what a merge does with them. */
  readonly tables: number
  readonly death: boolean
  readonly bothInHospital: boolean
  /** A way out closed in one of them took place after the one that is open in the other began. */
  readonly closedOver: boolean
  /** The id of an open proposal with one of them. */
  readonly proposed: string | null
}

export interface Compared extends Identifiers {
  readonly personId: string
  readonly mergedInto: string | null
}

/**
 * May these two records be put together, and by what do we say that they are one person?
 * Two identifiers: the NHS number with the birth date or the family name; where a number is not known, birth date, family name and
 * given name, because twins share the first two. Two numbers are never one person: one is corrected first. Ours, unsigned.
 * Refuses MERGE_SAME_RECORD, MERGE_ALREADY, MERGE_NUMBERS_DIFFER, MERGE_TOO_LITTLE_AGREES and what `hindrance` refuses.
 * Source: docs/decisions/0030-merge.md; hazard HZ-04.
 */
export function decideMerge(keep: Compared, away: Compared, found: Hindrances): Result<Identifier[]> {
  if (keep.personId === away.personId) return refuse('MERGE_SAME_RECORD')
  if (keep.mergedInto !== null || away.mergedInto !== null) return refuse('MERGE_ALREADY')
  if (found.proposed !== null) return refuse('MERGE_PROPOSED')
  const agreed = identifiersThatAgree(keep, away)
  if (matchIdentifiers(keep, away).nhsNumber === 'differs') return refuse('MERGE_NUMBERS_DIFFER')
  const has = (one: Identifier) => agreed.includes(one)
  const enough = has('NHS number')
    ? has('birth date') || has('family name')
    : has('birth date') && has('family name') && has('given name')
  if (!enough) return refuse('MERGE_TOO_LITTLE_AGREES')
  const against = hindrance(found)
  return against ?? ok(agreed)
}

/**
 * What refuses at the moment of doing it, too, since it may have come up after the proposal.
 * Refuses MERGE_TABLE_NOT_REVIEWED, MERGE_DEATH, MERGE_BOTH_IN_HOSPITAL, MERGE_CLOSED_OVER.
 */
export function hindrance(found: Hindrances): Extract<Result<never>, { ok: false }> | null {
  if (found.tables > 0) return refuse('MERGE_TABLE_NOT_REVIEWED')
  if (found.death) return refuse('MERGE_DEATH')
  if (found.bothInHospital) return refuse('MERGE_BOTH_IN_HOSPITAL')
  if (found.closedOver) return refuse('MERGE_CLOSED_OVER')
  return null
}

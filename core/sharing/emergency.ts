import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, type Day, type Instant } from '../kernel/time.ts'
import { nameKey, nameWords, type PersonName } from '../people/names.ts'
import { parseNhsNumber } from '../people/nhs-number.ts'
import { familyKeys } from '../people/same-person.ts'
import { dayShape } from '../people/shapes.ts'

/** Minutes for which a record opened in an emergency stays open: at most 60 (design 6). It ends by its own row. */
export const EMERGENCY_MINUTES = 60

/** Why a record may be opened in an emergency: one of four, beside the asker's own words. Our list; a Caldicott Guardian has not signed it. */
export const REASON_KINDS = [
  'danger to life now',
  'cannot speak for themselves',
  'medicine must be known now',
  'child or adult at risk',
] as const
export type ReasonKind = (typeof REASON_KINDS)[number]

const line = z.string().check(z.trim(), z.maxLength(200))

const whatIsKnown = {
  nhsNumber: z._default(line, ''),
  given: z._default(line, ''),
  family: z._default(line, ''),
  bornOn: z.nullable(dayShape),
}
/** Somebody by what is known of them: text as it was typed, any part of it empty; a London day of birth or null. */
export const whatIsKnownShape = z.object(whatIsKnown)
export type WhatIsKnown = z.infer<typeof whatIsKnownShape>

/** Whom: somebody whose name the asker sees, or what they know of somebody whom a search did not find. */
export const emergencyWhoShape = z.discriminatedUnion('by', [
  z.object({ by: z.literal('id'), personId: z.uuid() }),
  z.object({ by: z.literal('what is known'), ...whatIsKnown }),
])
export type EmergencyWho = z.infer<typeof emergencyWhoShape>

/** Why, in a kind and in words of 10 to 2,000 characters: somebody else reads them within a working day. */
export const emergencyReasonShape = z.object({
  kind: z.enum(REASON_KINDS),
  words: z.string().check(z.trim(), z.minLength(10), z.maxLength(2000)),
})

/** What the record's own matcher compares: `tc.find_for_emergency`. */
export interface EmergencySearch {
  readonly personId: string | null
  readonly nhsNumber: string | null
  readonly bornOn: Day | null
  readonly givenKey: string | null
  readonly familyKeys: readonly string[]
}

/**
 * What to look for. Two things must agree: the NHS number with the birth date or the family name, or, where nobody knows the number,
 * the first name, the family name and the birth date. Refuses: EMERGENCY_NEEDS_TWO, NHS_NUMBER_NOT_TEN_DIGITS, NHS_NUMBER_CHECK_DIGIT.
 */
export function emergencySearch(who: EmergencyWho): Result<EmergencySearch> {
  if (who.by === 'id')
    return ok({ personId: who.personId, nhsNumber: null, bornOn: null, givenKey: null, familyKeys: [] })
  const number = who.nhsNumber === '' ? null : parseNhsNumber(who.nhsNumber)
  if (number && !number.ok) return number
  const name: PersonName = { kind: 'known-as', family: who.family }
  const keys = who.family === '' ? [] : familyKeys([name])
  const given = nameWords(who.given)[0]
  const enough = number
    ? who.bornOn !== null || keys.length > 0
    : who.bornOn !== null && keys.length > 0 && given
  if (!enough) return refuse('EMERGENCY_NEEDS_TWO', { field: 'family' })
  return ok({
    personId: null,
    nhsNumber: number ? number.value : null,
    bornOn: who.bornOn,
    givenKey: given === undefined ? null : nameKey(given),
    familyKeys: keys,
  })
}

/** When a record opened now closes by itself. */
export const emergencyUntil = (now: Instant): Instant => addMinutes(now, EMERGENCY_MINUTES)

/** What somebody else found of it afterwards; 'more to ask' leaves it open. */
export const VERDICTS = ['right', 'not right', 'more to ask'] as const
export type Verdict = (typeof VERDICTS)[number]

/**
 * A second look at what somebody did. Refuses: SECOND_LOOK_OWN for whoever did or weighed it, SECOND_LOOK_TAKEN where one has ended it.
 */
export function decideSecondLook(
  act: { readonly doneBy: readonly string[]; readonly ended: boolean },
  by: string,
): Result<null> {
  if (act.doneBy.includes(by)) return refuse('SECOND_LOOK_OWN')
  return act.ended ? refuse('SECOND_LOOK_TAKEN') : ok(null)
}

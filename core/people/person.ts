import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMonths, type Day } from '../kernel/time.ts'
import { carerShape } from './carer.ts'
import { characteristicsShape } from './characteristics.ts'
import { communicationShape } from './communication.ts'
import { contactPointShape } from './contact-point.ts'
import { nameKeys } from './misspelling.ts'
import { displayName, personNamesShape, searchKeys } from './names.ts'
import { nhsNumberOnRecordShape } from './nhs-number.ts'
import { dayShape } from './shapes.ts'

const line = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))

/** Where a person lives or stays. "No fixed address" is a proper answer, with where they are usually to be found if they say. */
export const addressShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('place'),
    use: z.enum(['home', 'temporary', 'care-of']),
    lines: z.array(line).check(z.minLength(1), z.maxLength(6)),
    postcode: z.exactOptional(line),
    area: z.exactOptional(line),
  }),
  z.object({ kind: z.literal('no-fixed-address'), usuallyNear: z.exactOptional(line) }),
  z.object({ kind: z.literal('not-known') }),
])
export type Address = z.infer<typeof addressShape>

/** A birth date that is known, or the plain fact that nobody knows it. */
export const birthShape = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), on: dayShape }),
  z.object({ state: z.literal('not-known') }),
])
export type Birth = z.infer<typeof birthShape>

/**
 * What is written down about a person when they are registered. Only names are needed: everything else may be not
 * known or not asked. Protected characteristics travel with the command and are stored in a table of their own.
 */
export const personDetailsShape = z.object({
  names: personNamesShape,
  nhsNumber: nhsNumberOnRecordShape,
  birth: birthShape,
  addresses: z.array(addressShape).check(z.maxLength(10)),
  contactPoints: z.array(contactPointShape).check(z.maxLength(20)),
  communication: communicationShape,
  characteristics: characteristicsShape,
  carers: z.array(carerShape).check(z.maxLength(20)),
  pronouns: z.exactOptional(line),
})
export type PersonDetails = z.infer<typeof personDetailsShape>

/** A person of whom only the name is known; the start of a form, a feed's map or a test. */
export const onlyNamed = (names: PersonDetails['names']): PersonDetails => ({
  names,
  nhsNumber: { status: 'not-known' },
  birth: { state: 'not-known' },
  addresses: [],
  contactPoints: [],
  communication: { answer: 'not-asked' },
  characteristics: {},
  carers: [],
})

/** Nobody registered is older than this; a slip in the century is likelier. Our choice, above any age verified in Britain. */
export const OLDEST_AGE_YEARS = 125

/** What `person.register` stores beside the details: made here so that every source of a person gets the same keys. */
export interface Registration {
  readonly details: PersonDetails
  /** Shown first on every screen. */
  readonly displayName: string
  /** For prefix search (`names.ts`). */
  readonly searchKeys: readonly string[]
  /** For misspelt search (`misspelling.ts`), int4. */
  readonly nameKeys: readonly number[]
}

/** Refuses: BIRTH_DATE_AFTER_TODAY, BIRTH_DATE_TOO_LONG_AGO. */
export function decideBirth(birth: Birth, today: Day): Result<Birth> {
  if (birth.state === 'not-known') return ok(birth)
  if (birth.on > today) return refuse('BIRTH_DATE_AFTER_TODAY', { field: 'birth.on' })
  if (birth.on < addMonths(today, -12 * OLDEST_AGE_YEARS))
    return refuse('BIRTH_DATE_TOO_LONG_AGO', { field: 'birth.on', params: { years: OLDEST_AGE_YEARS } })
  return ok(birth)
}

/**
 * Refuses: BIRTH_DATE_AFTER_TODAY, BIRTH_DATE_TOO_LONG_AGO.
 * Whether the person is already known is not decided here: only the record's own guarded matcher may look at everyone.
 */
export function decideRegister(details: PersonDetails, today: Day): Result<Registration> {
  const birth = decideBirth(details.birth, today)
  if (!birth.ok) return birth
  const { names } = details
  return ok({
    details,
    displayName: displayName(names),
    searchKeys: searchKeys(names),
    nameKeys: nameKeys(names),
  })
}

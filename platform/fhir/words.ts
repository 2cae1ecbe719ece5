import type { Resource } from './resource.ts'

/** Systems of identifiers and codes that more than one map names. */
export const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number'
export const ODS_CODE = 'https://fhir.nhs.uk/Id/ods-organization-code'
/** UK Core's own: profiles, extensions and codes stand below it. */
export const UK_CORE_PROFILE = 'https://fhir.hl7.org.uk/StructureDefinition/'
export const UK_CORE_CODES = 'https://fhir.hl7.org.uk/CodeSystem/'
/** HL7's codes. */
export const HL7_CODES = 'http://terminology.hl7.org/CodeSystem/'
/** What has no national code is said in the record's own words under the record's own system. */
export const OUR_CODES = 'urn:throughcare:words:'

export interface Reference {
  readonly reference?: string
  readonly type?: string
  readonly display?: string
}

/** A reference to a resource that is served here; undefined for nothing. */
export const refer = (
  type: string,
  id: string | null | undefined,
  display?: string | null,
): Reference | undefined =>
  id === null || id === undefined
    ? undefined
    : { reference: `${type}/${id}`, ...(display ? { display } : {}) }

export const coded = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
})

/** A word of the record, as a code of its own and as text. */
export const ourWord = (of: string, word: string) => ({
  coding: [{ system: `${OUR_CODES}${of}`, code: word.replaceAll(' ', '-') }],
  text: word,
})

export const extension = (url: string, value: Readonly<Record<string, unknown>>) => ({ url, ...value })

/** A period, or undefined where neither end is known. */
export const period = (start: string | null, end?: string | null) =>
  start === null && (end === null || end === undefined) ? undefined : { start, end }

/** The last of these instants. */
export const lastOf = (...instants: readonly (string | null | undefined)[]): string | undefined =>
  instants
    .filter((at) => at !== null && at !== undefined)
    .sort()
    .at(-1)

export type { Resource }

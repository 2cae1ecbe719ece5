import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import type { Resource } from './resource.ts'

/** Where the codes of our refusals stand, as a system of codes. */
export const REFUSAL_SYSTEM = 'urn:throughcare:refusal'

/** HL7's issue type by our status (http://hl7.org/fhir/R4/valueset-issue-type.html). */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  409: 'conflict',
  410: 'not-found',
  412: 'conflict',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  500: 'exception',
  503: 'transient',
}
const BY_CODE: Partial<Readonly<Record<RefusalCode, string>>> = {
  FHIR_NOT_READ: 'structure',
  FHIR_PARAMETER_UNKNOWN: 'not-supported',
  INPUT_NOT_UNDERSTOOD: 'value',
}

export interface Issue {
  readonly severity: 'error' | 'warning' | 'information'
  readonly code: string
  readonly details: { readonly coding?: readonly unknown[]; readonly text: string }
  readonly diagnostics?: string
  readonly expression?: readonly string[]
}

/** A refusal as an issue: HL7's kind, our code and plain sentence, who can fix it, and the place at fault. Never a name or free text. */
export function issueOf(refusal: Refusal, severity: Issue['severity'] = 'error', reference?: string): Issue {
  const { status, who } = REFUSALS[refusal.code]
  return {
    severity,
    code: BY_CODE[refusal.code] ?? BY_STATUS[status] ?? 'processing',
    details: {
      coding: [{ system: REFUSAL_SYSTEM, code: refusal.code }],
      text: refusalSentence(refusal.code, refusal.params),
    },
    diagnostics: `Who can fix it: ${who}.${reference === undefined ? '' : ` Reference: ${reference}.`}`,
    ...(refusal.field === undefined ? {} : { expression: [refusal.field] }),
  }
}

/** An OperationOutcome of these issues. */
export const outcome = (issues: readonly Issue[]): Resource => ({
  resourceType: 'OperationOutcome',
  issue: issues,
})

/** What every refusal is answered with. The status is the catalogue's (`statusOf`). */
export const outcomeOf = (refusal: Refusal, reference?: string): Resource =>
  outcome([issueOf(refusal, 'error', reference)])

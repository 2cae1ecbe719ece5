import { ok, type Result, refuse } from '../kernel/result.ts'

/**
 * Three questions that are asked apart, because the law asks them apart: a yes to one is not a yes to another (UK GDPR
 * articles 6 and 9; the common law duty of confidence; the person's agreement to take part in what a service does).
 * What the person said about sharing (`decision.ts`) is a fourth: their preference. None of the three opens anything.
 *
 * The legal basis of the two organisations. Usual for direct care: article 6(1)(e) with 9(2)(h); a charity may rest on
 * 6(1)(f) with 9(2)(h); only a few activities rest on explicit consent, 9(2)(a). Local: each organisation's own data protection officer
 * says which. Our list is a proposal, unsigned.
 */
export const LEGAL_BASES = [
  'public task and health care',
  'legitimate interests and health care',
  'explicit consent',
  'not recorded',
] as const
export type LegalBasis = (typeof LEGAL_BASES)[number]

/** How the duty of confidence is kept. The last two are no choice of the person's. */
export const CONFIDENTIALITY_ROUTES = [
  'reasonably expected',
  'agreed',
  'overridden',
  'required by law',
  'not recorded',
] as const
export type ConfidentialityRoute = (typeof CONFIDENTIALITY_ROUTES)[number]

/** Whether the person agreed to take part in what the service does: another matter than what it may know. */
export const TAKES_PART = ['yes', 'no', 'not asked'] as const
export type TakesPart = (typeof TAKES_PART)[number]

export interface Basis {
  readonly legalBasis: LegalBasis
  readonly confidentialityRoute: ConfidentialityRoute
  readonly takesPart: TakesPart
  /** About this one decision on this one day; null where it was not in question. */
  readonly capacity: string | null
}

/**
 * Does the basis fit what was said (`saidYes`: yes, or some of it)? Consent is given by the person or there is none; "agreed" as well. Sharing over a "no", or over the
 * duty of confidence, is never recorded here: it is an act of its own, with its ground and a second look.
 * Refuses: SHARING_CONSENT_NEEDS_YES, SHARING_AGREED_NEEDS_YES, SHARING_OVERRIDE_IS_AN_ACT.
 */
export function decideBasis(saidYes: boolean, basis: Basis): Result<Basis> {
  if (basis.legalBasis === 'explicit consent' && !saidYes)
    return refuse('SHARING_CONSENT_NEEDS_YES', { field: 'sharing.legalBasis' })
  if (basis.confidentialityRoute === 'agreed' && !saidYes)
    return refuse('SHARING_AGREED_NEEDS_YES', { field: 'sharing.confidentialityRoute' })
  if (basis.confidentialityRoute === 'overridden')
    return refuse('SHARING_OVERRIDE_IS_AN_ACT', { field: 'sharing.confidentialityRoute' })
  return ok(basis)
}

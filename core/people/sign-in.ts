import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Instant, toEpochMs } from '../kernel/time.ts'

/** A change of where people sign in is made soon after a second factor was shown: minutes. Our own proposal, unsigned. */
export const AFRESH_MINUTES = 15

export interface SignInFacts {
  /** The asker may set how this organisation signs in. */
  readonly may: boolean
  /** The version that is in use; null where the organisation has no provider. */
  readonly version: number | null
  /** When the asker last showed a second factor in this session; null for a machine, and where a provider did not say. */
  readonly secondFactorAt: Instant | null
  /** A domain that another organisation holds by another client. */
  readonly held: string | null
}

/** One must be allowed, be the first to change this version, and have shown a second factor a short while ago. */
export function decideSignInChange(
  facts: SignInFacts,
  seen: number | null,
  now: Instant,
): Result<{ readonly version: number | null }> {
  if (!facts.may) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (facts.version !== seen) return refuse('STALE_VERSION')
  const shown = facts.secondFactorAt
  if (shown === null || toEpochMs(now) - toEpochMs(shown) > AFRESH_MINUTES * 60_000)
    return refuse('SIGN_IN_AFRESH')
  if (facts.held !== null) return refuse('SIGN_IN_DOMAIN_HELD', { field: 'emailDomains' })
  return ok({ version: facts.version })
}

/**
 * Whether an issuer can be used: https without a query or a fragment, as OpenID Connect Discovery 1.0 section 3 asks (plain http to
 * this machine is for practice; a live installation sends nothing over it).
 */
export function isIssuer(text: string): boolean {
  const [scheme, rest = ''] = text.split('://')
  const host = rest.split('/', 1)[0] ?? ''
  const local = scheme === 'http' && /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/.test(host)
  return (
    (scheme === 'https' || local) &&
    /^[a-z0-9.-]{1,253}(?::\d{1,5})?$/i.test(host) &&
    /^[\w./~:-]*$/.test(rest)
  )
}

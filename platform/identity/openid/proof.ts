/** An organisation's provider as it was set. */
export interface Provider {
  readonly organisationId: string
  readonly organisation: string
  readonly version: number
  readonly issuer: string
  readonly clientId: string
  readonly secretName: string
  readonly emailDomains: readonly string[]
  readonly otherHosts: readonly string[]
  /** How the second factor is proved: one of `secondFactorValues` in the id token's `amr`, or as its `acr`; or declared by the organisation. */
  readonly secondFactorProof: 'amr' | 'acr' | 'declared'
  readonly secondFactorValues: readonly string[]
  /** `verified`: the claim `email_verified` is true. `declared`: the organisation says that its provider gives no address but its own. */
  readonly emailProof: 'verified' | 'declared'
  /** The settings as they are now have passed a test. */
  readonly tested: boolean
}

/** What the provider says of an account, from an id token that was checked. */
export interface Account {
  readonly issuer: string
  readonly subject: string
  readonly amr: readonly string[]
  readonly acr: string | undefined
  readonly email: string | undefined
  readonly emailVerified: boolean
  /** Seconds since it asked who it is (auth_time); undefined where it does not say. */
  readonly provedAgo: number | undefined
}

/** True only when the id token carries the proof that was set, or the organisation has declared it. No proof is no. */
export function secondFactorProved(p: Provider, account: Account): boolean {
  switch (p.secondFactorProof) {
    case 'amr':
      return p.secondFactorValues.some((value) => account.amr.includes(value))
    case 'acr':
      return account.acr !== undefined && p.secondFactorValues.includes(account.acr)
    case 'declared':
      return true
  }
}

/** What follows the one @ of an address, in lower case; undefined for anything else. */
export function domainOf(email: string): string | undefined {
  const [name, domain, more] = email.toLowerCase().split('@')
  return name && domain && more === undefined ? domain : undefined
}

/** The address, in lower case, when it is proved and of a domain of this provider. Without this it links nobody. */
export function provedEmail(p: Provider, account: Account): string | undefined {
  if (account.email === undefined || (p.emailProof === 'verified' && !account.emailVerified)) return undefined
  const domain = domainOf(account.email)
  return domain !== undefined && p.emailDomains.includes(domain) ? account.email.toLowerCase() : undefined
}

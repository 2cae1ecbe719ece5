import { webcrypto } from 'node:crypto'
import type { ClientAuth, Configuration, CustomFetch, PrivateKeyJwt } from 'openid-client'
import * as z from 'zod'
import { outgoing } from '#platform/http/outgoing.ts'
import type { Account, Provider } from './proof.ts'
import type { SecretOf } from './secret.ts'

/** Why a round was not finished. `unreachable`: the provider. `not sound`: state, nonce, issuer, signature, time or code. */
export type RoundFailed = 'no secret' | 'unreachable' | 'provider said no' | 'not sound'

export class OpenIdError extends Error {
  readonly why: RoundFailed
  constructor(why: RoundFailed, cause?: unknown) {
    super(why, { cause })
    this.why = why
  }
}

/** What the browser keeps, sealed, while it is away. */
export interface Round {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface OpenIdOptions {
  readonly secretOf: SecretOf
  /** Where people reach this installation: the provider sends them back there. */
  readonly address: string
  /** Plain http to this machine: practice and tests. */
  readonly loopback: boolean
  /** Hosts of providers inside the organisation's network, as whoever runs the installation lists them. */
  readonly inside?: readonly string[]
}

export const CALLBACK = '/sign-in/oidc/callback'
/** Asked afresh means asked within this: the round itself takes no longer (the step of a browser lives as long). */
export const AFRESH_SECONDS = 600
/** A discovery document is read anew after this. */
const KEPT_MS = 10 * 60_000

/** The protocol alone: authorisation code with PKCE, state and nonce, and a signed id token. Knows no staff. */
export class OpenId {
  readonly #o: OpenIdOptions
  readonly #kept = new Map<string, { readonly until: number; readonly found: Promise<Configuration> }>()

  constructor(options: OpenIdOptions) {
    this.#o = options
  }

  #asks(provider: Provider): CustomFetch {
    return outgoing({
      hosts: [new URL(provider.issuer).host, ...provider.otherHosts],
      loopback: this.#o.loopback,
      inside: this.#o.inside ?? [],
    })
  }

  /** Where to send the browser. `afresh`: whoever is signed in there is asked again, for a computer that others use too. */
  async begin(
    provider: Provider,
    ask: { readonly loginHint?: string; readonly afresh?: boolean } = {},
  ): Promise<Round & { readonly url: string }> {
    const lib = await import('openid-client')
    const found = await this.#configuration(provider)
    const round = {
      state: lib.randomState(),
      nonce: lib.randomNonce(),
      verifier: lib.randomPKCECodeVerifier(),
    }
    const url = lib.buildAuthorizationUrl(found, {
      redirect_uri: this.#redirectUri(),
      scope: 'openid email',
      state: round.state,
      nonce: round.nonce,
      code_challenge: await lib.calculatePKCECodeChallenge(round.verifier),
      code_challenge_method: 'S256',
      ...(ask.loginHint ? { login_hint: ask.loginHint } : {}),
      // with max_age a provider must say when it asked (auth_time, OpenID Connect Core 1.0 section 2)
      ...(ask.afresh ? { prompt: 'login', max_age: String(AFRESH_SECONDS) } : {}),
      ...(provider.secondFactorProof === 'acr' ? { acr_values: provider.secondFactorValues.join(' ') } : {}),
    })
    return { ...round, url: url.href }
  }

  /** Exchanges the code that came back. Throws OpenIdError. */
  async finish(
    provider: Provider,
    round: Round,
    answer: Readonly<Record<string, string | undefined>>,
  ): Promise<Account> {
    const lib = await import('openid-client')
    const found = await this.#configuration(provider)
    const url = new URL(this.#redirectUri())
    for (const [name, value] of Object.entries(answer))
      if (typeof value === 'string') url.searchParams.set(name, value)
    try {
      const tokens = await lib.authorizationCodeGrant(found, url, {
        pkceCodeVerifier: round.verifier,
        expectedState: round.state,
        expectedNonce: round.nonce,
        idTokenExpected: true,
      })
      const claims = Claims.parse(tokens.claims())
      // many providers keep the address out of the id token; proof of a second factor is taken from the signed token alone
      const more =
        claims.email === undefined && found.serverMetadata().userinfo_endpoint
          ? Emails.parse(await lib.fetchUserInfo(found, tokens.access_token, claims.sub))
          : claims
      return {
        issuer: claims.iss,
        subject: claims.sub,
        amr: claims.amr ?? [],
        acr: claims.acr,
        email: more.email,
        emailVerified: more.email_verified === true,
        // of a moment to come, by a clock that is ahead: now
        provedAgo:
          claims.auth_time === undefined
            ? undefined
            : Math.max(0, Math.floor(Date.now() / 1000 - claims.auth_time)),
      }
    } catch (cause) {
      if (cause instanceof lib.AuthorizationResponseError) throw new OpenIdError('provider said no', cause)
      throw new OpenIdError(isUnreachable(cause) ? 'unreachable' : 'not sound', cause)
    }
  }

  #redirectUri(): string {
    return new URL(CALLBACK, this.#o.address).href
  }

  async #configuration(provider: Provider): Promise<Configuration> {
    const key = `${provider.organisationId} ${provider.version}`
    const kept = this.#kept.get(key)
    if (kept && kept.until > Date.now()) return kept.found
    const found = this.#discover(provider)
    this.#kept.set(key, { until: Date.now() + KEPT_MS, found })
    // what failed is not kept: the provider may be back in a moment
    found.catch(() => this.#kept.get(key)?.found === found && this.#kept.delete(key))
    return found
  }

  async #discover(provider: Provider): Promise<Configuration> {
    const secret = this.#o.secretOf(provider.secretName, provider.issuer)
    if (secret === undefined) throw new OpenIdError('no secret')
    const lib = await import('openid-client')
    const issuer = new URL(provider.issuer)
    try {
      const found = await lib.discovery(issuer, provider.clientId, undefined, lib.None(), {
        [lib.customFetch]: this.#asks(provider),
        execute: this.#o.loopback && issuer.protocol === 'http:' ? [lib.allowInsecureRequests] : [],
      })
      const metadata = found.serverMetadata()
      if (metadata.issuer !== provider.issuer) throw new OpenIdError('not sound')
      const proven = new lib.Configuration(
        metadata,
        provider.clientId,
        undefined,
        await proofOf(secret, metadata),
      )
      proven[lib.customFetch] = this.#asks(provider)
      if (this.#o.loopback && issuer.protocol === 'http:') lib.allowInsecureRequests(proven)
      // the signature of the id token too, not only the connection it came by
      lib.enableNonRepudiationChecks(proven)
      return proven
    } catch (cause) {
      if (cause instanceof OpenIdError) throw cause
      throw new OpenIdError('unreachable', cause)
    }
  }
}

/** How the client proves itself: a private key (PEM, or a JWK with its key id) signs; any other secret is sent as the provider takes it. */
async function proofOf(
  secret: string,
  metadata: { readonly token_endpoint_auth_methods_supported?: string[] },
): Promise<ClientAuth> {
  const lib = await import('openid-client')
  if (secret.startsWith('-----BEGIN PRIVATE KEY-----')) {
    const der = Buffer.from(secret.replace(/-----[A-Z ]+-----/g, ''), 'base64')
    return lib.PrivateKeyJwt(
      (await webcrypto.subtle.importKey('pkcs8', der, RS512, false, ['sign'])) as SigningKey,
    )
  }
  if (secret.startsWith('{')) {
    const { kid, ...bare } = Jwk.parse(JSON.parse(secret))
    const key = await webcrypto.subtle.importKey('jwk', bare, RS512, false, ['sign'])
    return lib.PrivateKeyJwt({ key: key as SigningKey, ...(kid === undefined ? {} : { kid }) })
  }
  const taken = metadata.token_endpoint_auth_methods_supported
  return taken && !taken.includes('client_secret_basic')
    ? lib.ClientSecretPost(secret)
    : lib.ClientSecretBasic(secret)
}

/** The library's name for the key that Node makes; the two declare its uses differently. */
type SigningKey = Extract<Parameters<typeof PrivateKeyJwt>[0], { readonly usages: unknown }>

const RS512 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' } as const

const Jwk = z.object({
  kty: z.literal('RSA'),
  kid: z.string().optional(),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
})

const Emails = z.object({
  email: z.string().max(320).optional(),
  // some providers send the word; only true itself counts
  email_verified: z.unknown().optional(),
})
const Claims = Emails.extend({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  amr: z.array(z.string()).optional(),
  acr: z.string().optional(),
  auth_time: z.number().optional(),
})

/** No answer, or one that the outgoing rules did not take; the library wraps whatever the request threw. */
function isUnreachable(cause: unknown): boolean {
  for (let at: unknown = cause; at instanceof Error; at = at.cause)
    if (
      at.name === 'OutgoingRefused' ||
      at.name === 'TimeoutError' ||
      at.name === 'AbortError' ||
      at.message === 'fetch failed'
    )
      return true
  return false
}

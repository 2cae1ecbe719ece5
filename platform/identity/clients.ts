import type pg from 'pg'
import * as z from 'zod'
import { TOKEN_PATH, type TokenAnswer, type TokenAsked, type Tokens } from '#platform/http/oauth.ts'
import { newMachineToken, tokenHash } from '#platform/http/session-cookie.ts'
import { isSignedBy, readAssertion } from './assertion.ts'
import { ASSERTION_ALGS } from './machine-keys.ts'
import { triesKey } from './tries.ts'

/**
 * Failed tries in a quarter of an hour before a machine login is held: from one address, from all, and one address with whatever
 * logins. A secret has 256 bits, so nothing is guessed; what is held off is the load, and somebody else's tries from elsewhere do
 * not hold a login's own machine.
 */
export const CLIENT_TRIES = { here: 10, anywhere: 200, address: 100 }

export interface ScopeNames {
  readonly all: readonly string[]
  read(asked: readonly string[] | undefined): {
    readonly each: readonly string[] | undefined
    readonly any: readonly (readonly string[])[]
  }
  say(asked: readonly string[] | undefined, given: readonly string[]): readonly string[]
}

export interface MachineClientsOptions {
  /** As tc_auth: it alone may say that a secret was shown. */
  readonly pool: pg.Pool
  readonly secret: string
  /** Names of scopes that a machine may ask by, beside those that are kept: what they stand for, and how what was given is said. */
  readonly names: ScopeNames
  /** Where people and machines reach this installation: whom an assertion must be made for. */
  readonly address: string
}

const TOKEN = 'select ctx.client_token($1, $2, $3, $4, $5::text[], $6::int[], $7::jsonb, $8::jsonb) as answer'
const KEYS = 'select ctx.client_keys($1) as held'
const Held = z.object({ jwks: z.unknown(), version: z.int().nullable() })
const Answered = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), scopes: z.array(z.string()) }),
  z.object({ outcome: z.enum(['invalid_client', 'invalid_scope', 'held']) }),
])

/** How a client proves itself, as the database takes it: a secret's hash, or what was found of a signed assertion. */
interface Proof {
  readonly clientId: string
  readonly secretSha256: Buffer | null
  readonly signed: object | null
}

/**
 * Machine logins that fetch short-lived tokens: OAuth 2.0 client credentials (RFC 6749 section 4.4), with a secret or with an assertion
 * that the client signed (RFC 7523; SMART App Launch 2.2, backend services).
 */
export class MachineClients implements Tokens {
  readonly #o: MachineClientsOptions

  constructor(options: MachineClientsOptions) {
    this.#o = options
  }

  /** Whoever nobody made goes the same way as whoever sends a wrong secret or signs with another key. */
  async token(asked: TokenAsked): Promise<TokenAnswer> {
    const proof =
      'assertion' in asked
        ? await this.#signed(asked)
        : { clientId: asked.clientId, secretSha256: tokenHash(asked.secret), signed: null }
    const id = z.uuid().safeParse(proof.clientId)
    const key = (kind: string, value: string) => triesKey(this.#o.secret, kind, value)
    const login = proof.clientId.toLowerCase()
    const keys = [
      key('client here', `${login}\n${asked.address}`),
      key('client', login),
      key('client address', asked.address),
    ]
    const token = newMachineToken()
    const { each, any } = this.#o.names.read(asked.scopes)
    const found = await this.#o.pool.query<{ answer: unknown }>(TOKEN, [
      id.success ? id.data : null,
      proof.secretSha256,
      each ?? null,
      tokenHash(token),
      keys,
      [CLIENT_TRIES.here, CLIENT_TRIES.anywhere, CLIENT_TRIES.address],
      JSON.stringify(any),
      proof.signed && JSON.stringify(proof.signed),
    ])
    const answer = Answered.parse(found.rows[0]?.answer)
    return answer.outcome === 'done'
      ? { state: 'ok', token, scopes: this.#o.names.say(asked.scopes, answer.scopes) }
      : { state: answer.outcome }
  }

  configuration(): Readonly<Record<string, unknown>> {
    return {
      token_endpoint: new URL(TOKEN_PATH, this.#o.address).href,
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      token_endpoint_auth_signing_alg_values_supported: Object.keys(ASSERTION_ALGS),
      grant_types_supported: ['client_credentials'],
      scopes_supported: this.#o.names.all,
      // the document must name it; no code is given here that could be stolen
      code_challenge_methods_supported: ['S256'],
      capabilities: [
        'client-confidential-asymmetric',
        'client-confidential-symmetric',
        'permission-v1',
        'permission-v2',
      ],
    }
  }

  async #signed(asked: TokenAsked & { readonly assertion: string }): Promise<Proof> {
    const now = new Date()
    const claimed = readAssertion(asked.assertion, now)
    const clientId = claimed?.clientId ?? asked.clientId ?? ''
    if (!claimed || (asked.clientId !== undefined && asked.clientId.toLowerCase() !== clientId))
      return { clientId, secretSha256: null, signed: {} }
    const found = await this.#o.pool.query<{ held: unknown }>(KEYS, [clientId])
    const { jwks, version } = Held.parse(found.rows[0]?.held)
    const holds = await isSignedBy(claimed, jwks, new URL(TOKEN_PATH, this.#o.address).href, now)
    const { jtiSha256: jti, until } = claimed
    return { clientId, secretSha256: null, signed: { version: holds ? version : null, jti, until } }
  }
}

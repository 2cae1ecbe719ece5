import type pg from 'pg'
import * as z from 'zod'
import type { TokenAnswer, TokenAsked, Tokens } from '#platform/http/oauth.ts'
import { newMachineToken, tokenHash } from '#platform/http/session-cookie.ts'
import { triesKey } from './tries.ts'

/**
 * Failed tries in a quarter of an hour before a machine login is held: from one address, from all, and one address with whatever
 * logins. A secret has 256 bits, so nothing is guessed; what is held off is the load, and somebody else's tries from elsewhere do
 * not hold a login's own machine.
 */
export const CLIENT_TRIES = { here: 10, anywhere: 200, address: 100 }

export interface MachineClientsOptions {
  /** As tc_auth: it alone may say that a secret was shown. */
  readonly pool: pg.Pool
  readonly secret: string
}

const TOKEN = 'select ctx.client_token($1, $2, $3, $4, $5::text[], $6::int[]) as answer'
const Answered = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), scopes: z.array(z.string()) }),
  z.object({ outcome: z.enum(['invalid_client', 'invalid_scope', 'held']) }),
])

/** Machine logins that fetch short-lived tokens: OAuth 2.0 client credentials (RFC 6749 section 4.4). */
export class MachineClients implements Tokens {
  readonly #o: MachineClientsOptions

  constructor(options: MachineClientsOptions) {
    this.#o = options
  }

  /** Whoever nobody made goes the same way as whoever sends a wrong secret. */
  async token(asked: TokenAsked): Promise<TokenAnswer> {
    const id = z.uuid().safeParse(asked.clientId)
    const key = (kind: string, value: string) => triesKey(this.#o.secret, kind, value)
    const login = asked.clientId.toLowerCase()
    const keys = [
      key('client here', `${login}\n${asked.address}`),
      key('client', login),
      key('client address', asked.address),
    ]
    const token = newMachineToken()
    const found = await this.#o.pool.query<{ answer: unknown }>(TOKEN, [
      id.success ? id.data : null,
      tokenHash(asked.secret),
      asked.scopes ?? null,
      tokenHash(token),
      keys,
      [CLIENT_TRIES.here, CLIENT_TRIES.anywhere, CLIENT_TRIES.address],
    ])
    const answer = Answered.parse(found.rows[0]?.answer)
    return answer.outcome === 'done'
      ? { state: 'ok', token, scopes: answer.scopes }
      : { state: answer.outcome }
  }
}

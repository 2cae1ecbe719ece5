import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'

/** Seconds for which a fetched token opens something. */
export const TOKEN_SECONDS = 600
export const TOKEN_PATH = '/oauth/token'
/** Beside the FHIR interface, where SMART looks for it (SMART App Launch 2.2, "Conformance"). */
export const SMART_PATH = '/api/fhir/R4/.well-known/smart-configuration'

/** Proved by a secret, or by an assertion that the client signed and that names it (RFC 7523). */
export type TokenAsked = (
  | { readonly clientId: string; readonly secret: string }
  | { readonly clientId: string | undefined; readonly assertion: string }
) & {
  /** Undefined: all that the client was given. */
  readonly scopes: readonly string[] | undefined
  readonly address: string
}

export type TokenAnswer =
  | { readonly state: 'ok'; readonly token: string; readonly scopes: readonly string[] }
  | { readonly state: 'invalid_client' | 'invalid_scope' | 'held' }

/** Gives tokens to machines; what is behind the one route. */
export interface Tokens {
  token(asked: TokenAsked): Promise<TokenAnswer>
  /** What a machine must know before it asks: where, by which ways of proving itself, for which scopes. */
  configuration(): Readonly<Record<string, unknown>>
}

type OAuthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'

const SAID = {
  form: 'Send a form (application/x-www-form-urlencoded) with grant_type=client_credentials, each field once and nothing in the address.',
  client:
    'Send the client id and its secret once: in an Authorization header (Basic) or in the form, not in both.',
  wrong: 'The client id and the secret do not go together here.',
  signed:
    'The assertion was not accepted. It is signed by RS384 or ES384 with a registered key (kid); iss and sub are the client id, aud is the address of this endpoint, exp is at most five minutes ahead, and jti was never sent before.',
  proof: `Send client_assertion with client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer, and no secret beside it.`,
  grant: 'The one grant here is client_credentials.',
  scope: 'This client was not given every scope that was asked for.',
  held: 'That was tried too often. Wait 15 minutes.',
} as const

const Form = z.strictObject({
  grant_type: z.string(),
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(500).optional(),
  client_assertion_type: z.string().max(200).optional(),
  client_assertion: z.string().max(20_000).optional(),
  scope: z.string().max(1000).optional(),
})

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * `POST /oauth/token`: OAuth 2.0 client credentials, with errors as RFC 6749 section 5.2 has them. Nothing of it is ever kept by a
 * cache (section 5.1), and a secret in an address is refused unread, because addresses end in logs.
 */
export function registerTokens(app: FastifyInstance, tokens: Tokens): void {
  const configuration = tokens.configuration()
  app.get(SMART_PATH, async (_request, reply) =>
    reply.type('application/json').header('cache-control', 'public, max-age=3600').send(configuration),
  )
  app.post(TOKEN_PATH, async (request, reply) => {
    const form = formOf(request)
    if (form === undefined) return no(reply, 'invalid_request', SAID.form)
    if (form.grant_type !== 'client_credentials') return no(reply, 'unsupported_grant_type', SAID.grant)
    const proof = proofOf(form, request.headers.authorization)
    if (typeof proof === 'string')
      return proof === 'not proved'
        ? no(reply, 'invalid_client', SAID.client)
        : no(reply, 'invalid_request', proof === 'proved twice' ? SAID.client : SAID.proof)
    const answer = await tokens.token({ ...proof, scopes: scopesOf(form.scope), address: request.ip })
    switch (answer.state) {
      case 'held':
        // section 5.2 has no word for it; the status says it (RFC 6585 section 4)
        return no(reply.header('retry-after', '900'), 'invalid_request', SAID.held, 429)
      case 'invalid_client':
        return no(reply, 'invalid_client', 'assertion' in proof ? SAID.signed : SAID.wrong)
      case 'invalid_scope':
        return no(reply, 'invalid_scope', SAID.scope)
      case 'ok':
        return unkept(reply).send({
          access_token: answer.token,
          token_type: 'Bearer',
          expires_in: TOKEN_SECONDS,
          scope: answer.scopes.join(' '),
        })
    }
  })
}

/** What a form that could not be read is told; for the server's own handler of faults. */
export const unreadable = (reply: FastifyReply): FastifyReply => no(reply, 'invalid_request', SAID.form)

type Proof =
  | { readonly clientId: string; readonly secret: string }
  | { readonly clientId: string | undefined; readonly assertion: string }

/** One way of proving oneself and no other beside it. */
function proofOf(
  form: z.infer<typeof Form>,
  header: string | undefined,
): Proof | 'not proved' | 'proved twice' | 'badly asserted' {
  const {
    client_id: id,
    client_secret: secret,
    client_assertion: assertion,
    client_assertion_type: type,
  } = form
  if (assertion !== undefined || type !== undefined)
    return assertion !== undefined && type === ASSERTION && secret === undefined && header === undefined
      ? { clientId: id, assertion }
      : 'badly asserted'
  const inForm = id !== undefined || secret !== undefined
  if (header !== undefined && inForm) return 'proved twice'
  const who = basicOf(header) ?? { clientId: id ?? '', secret: secret ?? '' }
  return who.clientId && who.secret ? who : 'not proved'
}

/** Undefined for anything but the form that is asked for: another type, a field twice or unknown, something in the address. */
function formOf(request: FastifyRequest): z.infer<typeof Form> | undefined {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded' || request.url.includes('?')) return undefined
  // a field sent without a value is as if it had been left out (section 3.2)
  const sent = Object.entries((request.body ?? {}) as Record<string, unknown>).filter(([, v]) => v !== '')
  const form = Form.safeParse(Object.fromEntries(sent))
  return form.success ? form.data : undefined
}

/** Id and secret of a Basic header, each encoded as in a form first (section 2.3.1); undefined where there is none that can be read. */
function basicOf(header: string | undefined): { clientId: string; secret: string } | undefined {
  const coded = /^Basic ([A-Za-z0-9+/]{1,1200}={0,2})$/i.exec(header ?? '')?.[1]
  if (coded === undefined) return undefined
  const [clientId = '', ...rest] = Buffer.from(coded, 'base64').toString('utf8').split(':')
  try {
    const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
    return { clientId: plain(clientId), secret: plain(rest.join(':')) }
  } catch {
    return undefined
  }
}

const scopesOf = (text: string | undefined): readonly string[] | undefined => {
  const scopes = (text ?? '').split(' ').filter((scope) => scope !== '')
  return scopes.length === 0 ? undefined : [...new Set(scopes)]
}

const unkept = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache').type('application/json')

function no(reply: FastifyReply, error: OAuthError, says: string, status?: number): FastifyReply {
  // how to prove oneself is said with every 401 (RFC 9110 section 11.6.1)
  if (error === 'invalid_client') reply.header('www-authenticate', 'Basic realm="Throughcare"')
  return unkept(reply)
    .code(status ?? (error === 'invalid_client' ? 401 : 400))
    .send({ error, error_description: says })
}

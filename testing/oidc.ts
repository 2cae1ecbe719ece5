import { generateKeyPairSync } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Who the provider says has signed in, and how. */
export interface ProviderAccount {
  readonly subject: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly amr?: readonly string[]
  readonly acr?: string
  /** Seconds ago at which the provider says that it asked; it does not ask again. */
  readonly askedAgo?: number
}

/** A real OpenID provider on this machine, with one client. */
export interface TestProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** PKCS8, of a second client that signs for itself instead of sending a secret. */
  readonly privateKey: string
  readonly keyClientId: string
  /** Whoever asks from now on has signed in as this account; null refuses, as somebody who presses cancel. */
  accounts: Map<string, ProviderAccount>
  /** Signs in as this subject by itself; undefined shows a page with a button for each account. */
  signedInAs: string | null | undefined
  /** Heeds neither prompt nor max_age, and says nothing of when it asked. */
  keepsTime: boolean
  /** Paths asked for so far. */
  readonly asked: string[]
  /** Follows an authorisation address as a browser does, up to the address it is sent back to. */
  follow(url: string): Promise<string>
  stop(): Promise<void>
}

export interface TestProviderOptions {
  /** Where it may send people back to. */
  readonly redirectUri: string
  /** Seconds for which an id token holds. */
  readonly idTokenSeconds?: number
}

export async function aProvider({
  redirectUri,
  idTokenSeconds = 300,
}: TestProviderOptions): Promise<TestProvider> {
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = {
    redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const accounts = new Map<string, ProviderAccount>()
  const asked: string[] = []

  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: 'throughcare', client_secret: 'a secret of the providers client' },
      {
        ...client,
        client_id: 'throughcare-key',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'RS512',
        jwks: { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
      },
    ],
    jwks: {
      keys: [{ ...signing.privateKey.export({ format: 'jwk' }), kid: 'signing', use: 'sig', alg: 'RS256' }],
    },
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'RS512'] },
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'] },
    acrValues: ['AAL2', 'AAL3'],
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: {
      IdToken: idTokenSeconds,
      AccessToken: 300,
      AuthorizationCode: 60,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
    findAccount: (_ctx: unknown, sub: string) => ({
      accountId: sub,
      claims: () => {
        const account = [...accounts.values()].find(({ subject }) => subject === sub)
        return { sub, email: account?.email, email_verified: account?.emailVerified ?? true }
      },
    }),
    // asking whether the client may know the address is a matter of the organisation, not of each sign-in
    async loadExistingGrant(ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })

  const made: TestProvider = {
    issuer,
    clientId: 'throughcare',
    clientSecret: 'a secret of the providers client',
    privateKey: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyClientId: 'throughcare-key',
    accounts,
    signedInAs: undefined,
    keepsTime: false,
    asked,
    follow: (url) => follow(url, issuer),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  const finish = (request: IncomingMessage, response: ServerResponse, subject: string | null) => {
    const account = subject === null ? undefined : accounts.get(subject)
    return provider.interactionFinished(
      request,
      response,
      account
        ? {
            login: {
              accountId: account.subject,
              amr: account.amr,
              acr: account.acr,
              remember: false,
              ts: Math.floor(Date.now() / 1000) - (account.askedAgo ?? 0),
            },
          }
        : { error: 'access_denied', error_description: 'not today' },
    )
  }

  const answer = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const at = new URL(request.url ?? '/', issuer)
    const path = at.pathname
    if (made.keepsTime && path === '/auth') {
      at.searchParams.delete('prompt')
      at.searchParams.delete('max_age')
      request.url = `${path}${at.search}`
    }
    asked.push(path)
    if (!path.startsWith('/interaction/')) return answer(request, response)
    const [, , , chosen] = path.split('/')
    const subject = chosen === undefined ? made.signedInAs : decodeURIComponent(chosen)
    if (subject !== undefined) {
      finish(request, response, subject).catch(() => response.writeHead(500).end())
      return
    }
    const buttons = [...accounts.keys()].map(
      (one) =>
        `<form method="post" action="${path}/${encodeURIComponent(one)}"><button>Be ${one}</button></form>`,
    )
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="en"><title>The provider</title><h1>Who are you?</h1>${buttons.join('')}</html>`,
      )
  })
  return made
}

async function follow(url: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let at = url, hops = 0; hops < 10; hops += 1) {
    if (!at.startsWith(issuer)) return at
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const to = answer.headers.get('location')
    if (to === null)
      throw new Error(
        `The provider stopped at ${at}: ${answer.status} ${(await answer.text()).slice(0, 500)}`,
      )
    at = new URL(to, at).href
  }
  throw new Error('The provider sent us round in circles.')
}

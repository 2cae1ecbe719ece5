import type { LightMyRequestResponse } from 'fastify'
import type pg from 'pg'
import { buildSite } from '#apps/site.ts'
import type { Served } from '#platform/http/server.ts'
import type { SecretOf } from '#platform/identity/openid/secret.ts'
import { authPool } from '#platform/identity/pool.ts'
import { aProduct, type Product } from './product.ts'

export interface Answer {
  readonly status: number
  readonly body: string
  /** Where a 303 leads. */
  readonly to: string | undefined
  /** Where the browser goes on to by itself, from a page that says so. */
  readonly refresh: string | undefined
  /** Cookies set by the answer: name to value; '' when taken away. */
  readonly cookies: Readonly<Record<string, string>>
}

export type Form = Readonly<Record<string, string | readonly string[]>>

/** The whole site over a product, without a port: requests are injected, with the headers a browser would send. */
export interface Site {
  readonly product: Product
  readonly app: Served
  readonly auth: pg.Pool
  get(path: string, token?: string): Promise<Answer>
  /** Posts a form from a page of ours. */
  post(path: string, form: Form, token?: string): Promise<Answer>
  /** A browser that keeps its cookies from one request to the next. */
  browser(address?: string): Browser
  stop(): Promise<void>
}

export interface Browser {
  readonly cookies: Record<string, string>
  get(path: string): Promise<Answer>
  post(path: string, form: Form, headers?: Record<string, string | undefined>): Promise<Answer>
}

const SESSION = 'throughcare'
const HOST = 'localhost:4310'

/**
 * Ends what it began: the product too when it made it. `address`: where it will be served, for what depends on it.
 * `openIdSecretOf`: the secrets that its host holds.
 */
export async function aSite(
  over?: Product,
  address = `http://${HOST}`,
  openIdSecretOf: SecretOf = () => undefined,
): Promise<Site> {
  const product = over ?? (await aProduct())
  const auth = authPool(product.appConfig('tc_auth'))
  const app = await buildSite({
    door: product.door,
    pool: product.appPool,
    authPool: auth,
    mode: 'practice',
    address,
    openIdSecretOf,
    secret: 'a secret of the tests, long enough to be one',
    banners: async () => [],
  })

  const send = async (
    method: 'GET' | 'POST',
    url: string,
    cookies: Record<string, string>,
    form?: Form,
    headers: Record<string, string | undefined> = {},
    remoteAddress = '192.0.2.1',
  ) =>
    answerOf(
      await app.inject({
        method,
        url,
        cookies,
        remoteAddress,
        headers: Object.fromEntries(
          Object.entries({
            host: HOST,
            ...(method === 'POST'
              ? { origin: `http://${HOST}`, 'content-type': 'application/x-www-form-urlencoded' }
              : {}),
            ...headers,
          }).filter(([, value]) => value !== undefined),
        ) as Record<string, string>,
        ...(form ? { payload: encode(form) } : {}),
      }),
    )
  const cookiesOf = (token: string | undefined): Record<string, string> =>
    token === undefined ? {} : { [SESSION]: token }

  return {
    product,
    app,
    auth,
    get: (path, token) => send('GET', path, cookiesOf(token)),
    post: (path, form, token) => send('POST', path, cookiesOf(token), form),
    browser(address) {
      const cookies: Record<string, string> = {}
      const keep = async (sending: Promise<Answer>): Promise<Answer> => {
        const answer = await sending
        for (const [name, value] of Object.entries(answer.cookies)) {
          if (value === '') delete cookies[name]
          else cookies[name] = value
        }
        return answer
      }
      return {
        cookies,
        get: (path) => keep(send('GET', path, { ...cookies }, undefined, {}, address)),
        post: (path, form, headers) => keep(send('POST', path, { ...cookies }, form, headers, address)),
      }
    },
    async stop() {
      await app.close()
      await auth.end()
      if (!over) await product.stop()
    },
  }
}

function encode(form: Form): string {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form))
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
  return body.toString()
}

const answerOf = (response: LightMyRequestResponse): Answer => ({
  status: response.statusCode,
  body: response.body,
  to: response.headers.location,
  refresh: response.headers.refresh === undefined ? undefined : String(response.headers.refresh),
  cookies: Object.fromEntries(response.cookies.map((c) => [c.name, c.value])),
})

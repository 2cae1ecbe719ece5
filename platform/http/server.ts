import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { refuse } from '#core/kernel/result.ts'
import { send } from '#platform/fhir/media.ts'
import { outcomeOf } from '#platform/fhir/outcome.ts'
import { FHIR_PATH, type FhirOptions, registerFhir } from '#platform/fhir/routes.ts'
import { answeringOf, type Cookies, type ShowOptions } from './answer.ts'
import { registerApi, type Scopes } from './api.ts'
import { registerDraftSaving } from './draft-route.ts'
import { RefusalPage } from './error-pages.tsx'
import { describe } from './fault.ts'
import { formWithFiles } from './files.ts'
import { pathOf } from './frame-parts.tsx'
import { registerTokens, TOKEN_PATH, type Tokens, unreadable } from './oauth.ts'
import { crossSite } from './origin.ts'
import type { Page, PublicPage } from './page.ts'
import { problemOf, statusOf } from './problem.ts'
import { registerAssets } from './sent.ts'
import { registerPages } from './serve-pages.ts'
import {
  deviceCookie,
  isOwnDoorToken,
  newToken,
  ownDoorCookie,
  sessionCookie,
  stepCookie,
} from './session-cookie.ts'
import { whoAsks } from './who-asks.ts'

export interface ServerOptions extends ShowOptions {
  readonly pages: readonly (Page | PublicPage)[]
  /** Gives machines their tokens; without it there is no such route. */
  readonly tokens?: Tokens
  /** What a machine can be given: scope, the rights that it opens, and what it may do with them. */
  readonly scopes?: Scopes
  /** What is served as FHIR R4; without it there are no such routes. */
  readonly fhir?: FhirOptions
  readonly version: string
  /** True behind HTTPS: cookies are __Host- and Secure. Only practice mode on loopback may say false. */
  readonly secure: boolean
  health(): Promise<{ readonly ok: boolean; readonly body: unknown }>
}

/** The server, and method and path of every route it answers at. */
export type Served = FastifyInstance & { readonly doors: readonly string[] }

/** One megabyte of typed text is far beyond any form here. */
const LARGEST_BODY = 1_048_576

/** The HTTP server: pages, drafts, the JSON interface, assets and health; every route but the public list asks as somebody. */
export async function buildServer(o: ServerOptions): Promise<Served> {
  // a proxy on this machine speaks TLS for us in live mode and says whose address it serves; nobody else is believed
  const app = Fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    trustProxy: 'loopback',
    forceCloseConnections: true,
    // an address that cannot be read reaches no route; the answer repeats nothing of it
    frameworkErrors: (_error, request, unread) => {
      const reply = unread as FastifyReply
      const { refusal } = refuse('INPUT_NOT_UNDERSTOOD')
      if (o.fhir && request.url.startsWith(FHIR_PATH))
        return send(reply, statusOf(refusal), outcomeOf(refusal))
      return reply.code(statusOf(refusal)).type('application/problem+json').send(problemOf(refusal))
    },
  })
  // method and path of every route as it is registered: what is held against the list of doors that somebody looked at
  const doors: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') doors.push(`${one} ${url}`)
  })
  const door = o.door.ofPages()
  const session = sessionCookie(o.secure)
  const step = stepCookie(o.secure)
  const own = ownDoorCookie(o.secure)
  const device = deviceCookie(o.secure)
  await app.register(cookie)
  await app.register(formbody)
  formWithFiles(app)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        // on plain-HTTP loopback this would send every link to a port that does not speak TLS
        upgradeInsecureRequests: o.secure ? [] : null,
      },
    },
    strictTransportSecurity: o.secure,
    referrerPolicy: { policy: 'same-origin' },
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  app.addHook('preHandler', async (request, reply) => {
    if (
      crossSite(
        request,
        [session, own, device].some((one) => one.read(request) !== undefined),
      )
    ) {
      const { refusal } = refuse('CROSS_SITE')
      if (o.fhir && request.url.startsWith(FHIR_PATH)) return send(reply, 403, outcomeOf(refusal))
      return reply.code(403).type('application/problem+json').send(problemOf(refusal))
    }
  })

  const bearer = (request: FastifyRequest): string | undefined => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1]
    return token === undefined || isOwnDoorToken(token) ? undefined : token
  }
  const tokenOf = (request: FastifyRequest): string | undefined => bearer(request) ?? session.read(request)

  const cookies: Cookies = { session, step, own, device }
  const answering = answeringOf(o, cookies)
  registerPages(app, o, door, cookies, answering)
  registerDraftSaving(app, door, (request) => session.read(request))
  registerApi(app, o.door, tokenOf, o.version, o.scopes ?? {})
  if (o.tokens) registerTokens(app, o.tokens)
  if (o.fhir) registerFhir(app, o.door, tokenOf, o.secret, o.fhir)
  registerAssets(app)
  app.get('/health', async (_request, reply) => {
    const health = await o.health()
    return reply.code(health.ok ? 200 : 503).send(health.body)
  })

  app.setNotFoundHandler(async (request, reply) => {
    if (request.url.startsWith('/api/'))
      return reply
        .code(404)
        .type('application/problem+json')
        .send(problemOf(refuse('UNKNOWN_COMMAND').refusal))
    const token = session.read(request)
    const asker = token ? await whoAsks(door, token) : undefined
    return answering.show(
      reply,
      {
        title: 'Page not found',
        status: 404,
        body: RefusalPage({
          refusal: refuse('NOT_FOUND_OR_NOT_YOURS').refusal,
          path: pathOf(request.url),
          rights: asker?.rights,
        }),
      },
      asker,
    )
  })
  app.setErrorHandler(async (error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode
    const refusal =
      status === 413
        ? refuse('TOO_LARGE').refusal
        : status !== undefined && status < 500
          ? refuse('INPUT_NOT_UNDERSTOOD').refusal
          : refuse('SURPRISE').refusal
    // the log holds the kind of fault and the place in our code, never values: messages of the database quote them
    const reference = newToken().slice(0, 6).toUpperCase()
    if (refusal.code === 'SURPRISE')
      process.stderr.write(
        `${reference} ${request.method} ${request.routeOptions.url ?? '?'} ${describe(error)}\n`,
      )
    if (request.routeOptions.url === TOKEN_PATH && refusal.code !== 'SURPRISE') return unreadable(reply)
    if (request.url.startsWith('/api/') || request.url.startsWith('/app/drafts/save')) {
      return reply
        .code(problemOf(refusal).status)
        .type('application/problem+json')
        .send(problemOf(refusal, reference))
    }
    return answering.show(reply, {
      title: 'Something went wrong',
      status: problemOf(refusal).status,
      body: RefusalPage({ refusal, reference }),
    })
  })
  return Object.assign(app as FastifyInstance, { doors })
}

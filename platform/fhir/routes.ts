import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import type { Ask, Door } from '#platform/commands/door.ts'
import { describe } from '#platform/http/fault.ts'
import { statusOf } from '#platform/http/problem.ts'
import { newToken } from '#platform/http/session-cookie.ts'
import { capabilityStatement, type Written } from './capability.ts'
import { readDate } from './dates.ts'
import { isResourceType } from './elements.ts'
import { type ResourceMap, type ServedType, typesOf } from './map.ts'
import { formOf, SENT, send } from './media.ts'
import { outcomeOf } from './outcome.ts'
import { type Served, searchPage } from './page.ts'
import { fits } from './primitives.ts'
import type { Resource } from './resource.ts'
import { etagOf, find, summarised } from './show.ts'

/** Where FHIR is answered. */
export const FHIR_PATH = '/api/fhir/R4'

export interface FhirOptions {
  /** Where people and machines reach the server: `https://host`. */
  readonly address: string
  readonly maps: readonly ResourceMap[]
  readonly version: string
  /** What may be sent, for the capability statement; `more` has the routes. */
  readonly writes?: readonly Written[]
  /** Further routes of the same interface (writing), inside the same parsers and handlers. */
  readonly more?: (scope: FastifyInstance, ground: Ground) => void
}

/** What a route of this interface stands on. */
export interface Ground extends Served {
  readonly door: Door
  tokenOf(request: FastifyRequest): string | undefined
  /** Answers a refusal as an OperationOutcome with the catalogue's status. */
  refused(reply: FastifyReply, refusal: Refusal): FastifyReply
}

/**
 * The FHIR R4 interface: one resource, a page of a search, the history of one, and what it can do. Each answer is asked for through the
 * door by whoever holds the token, in one transaction with its audit event. Bodies are left as text for `sentResource`.
 */
export function registerFhir(
  app: FastifyInstance,
  door: Door,
  tokenOf: (request: FastifyRequest) => string | undefined,
  secret: string,
  o: FhirOptions,
): void {
  app.register(
    async (scope) => {
      scope.removeContentTypeParser(['application/json', 'text/plain'])
      scope.addContentTypeParser(SENT, { parseAs: 'string' }, (_request, body, done) => done(null, body))
      const ground: Ground = {
        base: `${o.address}${FHIR_PATH}`,
        maps: typesOf(o.maps),
        secret,
        door,
        tokenOf,
        refused: (reply, refusal) => {
          if (refusal.code === 'NOT_SIGNED_IN') reply.header('www-authenticate', 'Bearer realm="Throughcare"')
          return send(reply, statusOf(refusal), outcomeOf(refusal))
        },
      }
      scope.addHook('preHandler', async (request, reply) => {
        const form = formOf(request)
        if (!form.ok) return ground.refused(reply, form.refusal)
      })
      scope.setNotFoundHandler((request, reply) => ground.refused(reply, nothingThere(request)))
      scope.setErrorHandler((error, request, reply) => surprised(ground, error, request, reply))
      const maps = [...ground.maps.values()]
      const statement = capabilityStatement(o.address, ground.base, o.version, maps, o.writes)
      scope.get('/metadata', async (_request, reply) => send(reply, 200, statement))
      reading(scope, ground)
      o.more?.(scope, ground)
    },
    { prefix: FHIR_PATH },
  )
}

interface Asked {
  Params: { type: string; resource: string; version: string }
}

function reading(scope: FastifyInstance, ground: Ground): void {
  const answer = async <T>(
    request: FastifyRequest<Asked>,
    reply: FastifyReply,
    work: (ask: Ask, map: ServedType, who: () => Promise<string>) => Promise<Result<T>>,
    shown: (value: T, map: ServedType) => FastifyReply,
  ): Promise<FastifyReply> => {
    const token = ground.tokenOf(request)
    if (!token) return ground.refused(reply, refuse('NOT_SIGNED_IN').refusal)
    const map = ground.maps.get(request.params.type)
    if (!map) return ground.refused(reply, refuse('FHIR_NO_SUCH_TYPE').refusal)
    // what is asked of a whole type stands where an id would
    if (/^[$_]/.test(request.params.resource ?? ''))
      return ground.refused(reply, refuse('FHIR_NOT_DONE_HERE').refusal)
    const action = `${request.method} ${request.routeOptions.url?.replace(':type', map.type)}`
    const done = await ground.door.view(token, action, (ask, tx) =>
      work(ask, map, async () => (await tx.asker).actorId),
    )
    return done.ok ? shown(done.value, map) : ground.refused(reply, done.refusal)
  }
  const one = (request: FastifyRequest<Asked>) => async (ask: Ask, map: ServedType) => {
    const id = request.params.resource.toLowerCase()
    // what is no id of ours is asked for all the same, so that its answer is the one of an id of nothing, right and all
    const ids = (map.ids === 'any' ? fits('id', id) : z.uuid().safeParse(id).success) ? [id] : []
    const found = await find(ask, map, { ids, limit: 1, count: false })
    if (!found.ok) return found
    const [resource] = found.value.resources
    return resource ? ok(resource) : refuse('NOT_FOUND_OR_NOT_YOURS')
  }

  scope.get<Asked>('/:type', (request, reply) =>
    answer(
      request,
      reply,
      (ask, map, who) => searchPage(ground, map, pairs(request.query), lenient(request), ask, who),
      (bundle) => send(reply, 200, bundle),
    ),
  )
  scope.post<Asked>('/:type/_search', (request, reply) => {
    if (typeof request.body === 'string')
      return ground.refused(reply, refuse('FHIR_PARAMETER_NOT_UNDERSTOOD').refusal)
    return answer(
      request,
      reply,
      (ask, map, who) =>
        searchPage(
          ground,
          map,
          [...pairs(request.query), ...pairs(request.body)],
          lenient(request),
          ask,
          who,
        ),
      (bundle) => send(reply, 200, bundle),
    )
  })
  scope.get<Asked>('/:type/:resource', (request, reply) =>
    answer(request, reply, one(request), (resource) => {
      const etag = etagOf(resource)
      reply.header('etag', etag)
      const lastUpdated = resource.meta?.lastUpdated
      if (lastUpdated !== undefined) reply.header('last-modified', new Date(lastUpdated).toUTCString())
      const wants = request.headers['if-match']
      if (wants !== undefined && !names(wants, etag))
        return ground.refused(reply, refuse('FHIR_OTHER_VERSION').refusal)
      const has = request.headers['if-none-match']
      if (has !== undefined && names(has, etag)) return reply.code(304).send()
      const summary = (request.query as Readonly<Record<string, unknown>>)._summary
      return send(
        reply,
        200,
        summary === 'true' || summary === 'text' || summary === 'data'
          ? summarised(resource, summary)
          : resource,
      )
    }),
  )
  scope.get<Asked>('/:type/:resource/_history/:version', (request, reply) =>
    answer(request, reply, one(request), (resource) =>
      resource.meta?.versionId === request.params.version
        ? send(reply.header('etag', etagOf(resource)), 200, resource)
        : ground.refused(reply, refuse('FHIR_VERSION_NOT_KEPT').refusal),
    ),
  )
  scope.get<Asked>('/:type/:resource/_history', (request, reply) =>
    answer(request, reply, one(request), (resource) => {
      const bundle = historyOf(ground, request, resource)
      return bundle
        ? send(reply, 200, bundle)
        : ground.refused(reply, refuse('FHIR_PARAMETER_NOT_UNDERSTOOD', { field: '_since' }).refusal)
    }),
  )
}

/**
 * The one version that is kept as a resource: the one that stands. What was before is in the record's own history, not here. Undefined where
 * `_since` was not understood.
 */
function historyOf(ground: Ground, request: FastifyRequest, resource: Resource): Resource | undefined {
  const url = `${resource.resourceType}/${resource.id}`
  const sent = (request.query as Readonly<Record<string, unknown>>)._since
  const since = sent === undefined ? undefined : readDate(String(sent))?.from
  if (sent !== undefined && since === undefined) return undefined
  const updated = resource.meta?.lastUpdated
  const entry = {
    fullUrl: `${ground.base}/${url}`,
    resource,
    request: { method: 'PUT', url },
    response: {
      status: '200',
      etag: etagOf(resource),
      ...(updated !== undefined && { lastModified: updated }),
    },
  }
  const left = since !== undefined && updated !== undefined && updated < since
  return {
    resourceType: 'Bundle',
    type: 'history',
    total: left ? 0 : 1,
    link: [{ relation: 'self', url: `${ground.base}/${url}/_history` }],
    ...(left ? {} : { entry: [entry] }),
  }
}

const pairs = (sent: unknown): [string, string][] =>
  Object.entries((sent ?? {}) as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )

const lenient = (request: FastifyRequest): boolean =>
  /\bhandling=lenient\b/.test(String(request.headers.prefer ?? ''))

/** Whether a list of ETags names this one; weak or strong is the same to a resource. */
const names = (list: string, etag: string): boolean =>
  list === '*' || list.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.slice(2))

function nothingThere(request: FastifyRequest): Refusal {
  const type = request.url.slice(FHIR_PATH.length + 1).split(/[/?]/, 1)[0] ?? ''
  return refuse(isResourceType(type) ? 'FHIR_NOT_DONE_HERE' : 'FHIR_NO_SUCH_TYPE').refusal
}

function surprised(
  ground: Ground,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = (error as { statusCode?: number }).statusCode
  if (status === 413) return ground.refused(reply, refuse('TOO_LARGE').refusal)
  if (status === 415) return ground.refused(reply, refuse('FHIR_MEDIA_TYPE').refusal)
  if (status !== undefined && status < 500)
    return ground.refused(reply, refuse('INPUT_NOT_UNDERSTOOD').refusal)
  // as in the server: the kind of fault and the place in our code, never values
  const reference = newToken().slice(0, 6).toUpperCase()
  process.stderr.write(
    `${reference} ${request.method} ${request.routeOptions.url ?? '?'} ${describe(error)}\n`,
  )
  const { refusal } = refuse('SURPRISE')
  return send(reply, statusOf(refusal), outcomeOf(refusal, reference))
}

import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { uuidv7 } from '#core/kernel/ids.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import type { Done } from '#platform/commands/door.ts'
import { statusOf } from '#platform/http/problem.ts'
import { type Entry, entriesOf, type Resolve, resolver } from './bundle-in.ts'
import { writeJson } from './json.ts'
import { send, sentResource } from './media.ts'
import { type Issue, issueOf, outcome } from './outcome.ts'
import type { Resource } from './resource.ts'
import { FHIR_PATH, type Ground } from './routes.ts'
import { etagOf, find } from './show.ts'

/** The doors to the record as whoever sent it. */
export interface WriteDoor {
  act(command: string, id: string, input: unknown): Promise<Result<Done>>
  ask(query: string, input: unknown): Promise<Result<unknown>>
  /** The ETag of a resource as this asker is shown it now. Refuses as a read does. */
  etagOf(type: string, id: string): Promise<Result<string>>
}

/** What was sent in one act: the resource that the act is about, and all that came with it. */
export interface Sending {
  readonly focus: Resource
  readonly beside: readonly Resource[]
  readonly resolve: Resolve
  /** As it came, whole. */
  readonly raw: string
  readonly form: 'FHIR' | 'BaRS'
  /** The sender's own name of the request: the same again is the same act. */
  readonly requestId: string | undefined
  /** What must not be there yet, and of which resource. */
  readonly conditions: readonly { readonly of: Resource; readonly ifNoneExist: string }[]
  /** The receiver that the envelope names. */
  readonly receiverId?: string
}

/** What became of it. `made`: where each resource that was sent now stands; what is not among them was kept and is none here. */
export type Taking =
  | {
      readonly taken: true
      readonly created: boolean
      readonly focus: string
      readonly made: ReadonlyMap<Resource, { readonly location: string; readonly created: boolean }>
      readonly notes: readonly Issue[]
    }
  | { readonly taken: false; readonly refusal: Refusal; readonly notes: readonly Issue[] }

/** How a feature takes in one type of resource. Declared beside its maps. */
export interface Writer {
  readonly type: string
  create?(sending: Sending, door: WriteDoor): Promise<Taking>
  update?(id: string, sending: Sending, ifMatch: string | undefined, door: WriteDoor): Promise<Taking>
}

/** An id made from what was sent: the same parts give the same id. Shape: UUIDv7. */
export function idOfSent(...from: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of from) hash.update(`${part.length}:${part}`)
  const digest = hash.digest()
  return uuidv7(digest.readUIntBE(16, 5), digest.subarray(0, 10))
}

export const information = (text: string, path?: string): Issue => ({
  severity: 'information',
  code: 'informational',
  details: { text },
  ...(path === undefined ? {} : { expression: [path] }),
})

/** Keeps what could not be read as FHIR at all, whole, and says so. */
export type KeepUnread = (
  refusal: Refusal,
  sent: { readonly raw: string; readonly requestId: string | undefined },
  door: WriteDoor,
) => Promise<Taking>

interface Asked {
  Params: { type: string; resource: string }
}

/** Creating and changing: `POST /Type`, `PUT /Type/id`, and bundles of them at the base. */
export function registerWriting(
  scope: FastifyInstance,
  ground: Ground,
  writers: readonly Writer[],
  keepUnread: KeepUnread,
): void {
  const byType = new Map(writers.map((writer) => [writer.type, writer]))

  const taken = (reply: FastifyReply, taking: Taking): FastifyReply => {
    if (!taking.taken) {
      if (taking.refusal.code === 'NOT_SIGNED_IN')
        reply.header('www-authenticate', 'Bearer realm="Throughcare"')
      return send(reply, statusOf(taking.refusal), outcome([issueOf(taking.refusal), ...taking.notes]))
    }
    const issues = taking.notes.length > 0 ? taking.notes : [information('All of it was taken in.')]
    return send(
      reply.header('location', `${ground.base}/${taking.focus}`),
      taking.created ? 201 : 200,
      outcome(issues),
    )
  }

  const unread = async (request: FastifyRequest, reply: FastifyReply, refusal: Refusal, door: WriteDoor) =>
    refusal.code === 'FHIR_NOT_READ'
      ? taken(
          reply,
          await keepUnread(
            refusal,
            { raw: String(request.body), requestId: header(request, 'x-request-id') },
            door,
          ),
        )
      : ground.refused(reply, refusal)

  scope.post<Asked>('/:type', async (request, reply) => {
    const door = writeDoor(ground, request)
    if (!door) return ground.refused(reply, refuse('NOT_SIGNED_IN').refusal)
    const read = sentResource(request)
    if (!read.ok) return unread(request, reply, read.refusal, door)
    if (read.value.resourceType !== request.params.type)
      return ground.refused(reply, refuse('FHIR_OTHER_TYPE').refusal)
    const create = byType.get(request.params.type)?.create
    if (!create) return ground.refused(reply, refuse('FHIR_NOT_DONE_HERE').refusal)
    const unless = request.headers['if-none-exist']
    return taken(
      reply,
      await create(sendingOf(request, read.value, [], typeof unless === 'string' ? unless : undefined), door),
    )
  })

  scope.put<Asked>('/:type/:resource', async (request, reply) => {
    const door = writeDoor(ground, request)
    if (!door) return ground.refused(reply, refuse('NOT_SIGNED_IN').refusal)
    const read = sentResource(request)
    if (!read.ok) return ground.refused(reply, read.refusal)
    const { type, resource } = request.params
    if (read.value.resourceType !== type || read.value.id !== resource)
      return ground.refused(reply, refuse('FHIR_OTHER_TYPE').refusal)
    const update = byType.get(type)?.update
    if (!update) return ground.refused(reply, refuse('FHIR_NOT_DONE_HERE').refusal)
    const sending = sendingOf(request, read.value, [])
    return taken(reply, await update(resource.toLowerCase(), sending, request.headers['if-match'], door))
  })

  scope.post('/', async (request, reply) => {
    const door = writeDoor(ground, request)
    if (!door) return ground.refused(reply, refuse('NOT_SIGNED_IN').refusal)
    const read = sentResource(request)
    if (!read.ok) return unread(request, reply, read.refusal, door)
    const { resourceType, type } = read.value
    if (resourceType !== 'Bundle' || (type !== 'transaction' && type !== 'batch'))
      return ground.refused(reply, refuse('FHIR_BUNDLE_NOT_READ').refusal)
    const entries = entriesOf(read.value)
    if (!entries.ok) return ground.refused(reply, entries.refusal)
    return type === 'batch'
      ? send(reply, 200, await batch(scope, request, entries.value))
      : transaction(ground, request, reply, entries.value, byType, door)
  })
}

/** Undefined where the request carries no token. */
export function writeDoor(ground: Ground, request: FastifyRequest): WriteDoor | undefined {
  const token = ground.tokenOf(request)
  if (!token) return undefined
  return {
    act: (command, id, input) => ground.door.command(token, command, id, input),
    ask: (query, input) => ground.door.query(token, query, input),
    async etagOf(type, id) {
      const map = ground.maps.get(type)
      if (!map) return refuse('FHIR_NO_SUCH_TYPE')
      return ground.door.view(token, `GET ${FHIR_PATH}/${type}/:resource`, async (ask) => {
        const found = await find(ask, map, { ids: [id], limit: 1, count: false })
        if (!found.ok) return found
        const [one] = found.value.resources
        return one ? ok(etagOf(one)) : refuse('NOT_FOUND_OR_NOT_YOURS')
      })
    },
  }
}

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined
}

export function sendingOf(
  request: FastifyRequest,
  focus: Resource,
  entries: readonly Entry[],
  ifNoneExist?: string,
): Sending {
  return {
    focus,
    beside: [
      ...((focus.contained ?? []) as readonly Resource[]),
      ...entries.flatMap(({ resource }) => (resource && resource !== focus ? [resource] : [])),
    ],
    resolve: resolver(focus, entries),
    raw: String(request.body),
    form: 'FHIR',
    requestId: header(request, 'x-request-id'),
    conditions: [
      ...(ifNoneExist === undefined ? [] : [{ of: focus, ifNoneExist }]),
      ...entries.flatMap((e) =>
        e.resource && e.ifNoneExist !== undefined ? [{ of: e.resource, ifNoneExist: e.ifNoneExist }] : [],
      ),
    ],
  }
}

/** All or nothing: one resource that is acted on, with what it is about and whoever it names beside it. */
async function transaction(
  ground: Ground,
  request: FastifyRequest,
  reply: FastifyReply,
  entries: readonly Entry[],
  byType: ReadonlyMap<string, Writer>,
  door: WriteDoor,
): Promise<FastifyReply> {
  const posts = entries.every(
    (e) => e.method === 'POST' && e.resource !== undefined && e.url === e.resource.resourceType,
  )
  const foci = entries.flatMap(({ resource }) => {
    const create = resource && byType.get(resource.resourceType)?.create
    return resource && create ? [{ resource, create }] : []
  })
  const [focus] = foci
  if (!posts || !focus || foci.length > 1)
    return ground.refused(reply, refuse('FHIR_TRANSACTION_OF_ONE').refusal)
  const taking = await focus.create(sendingOf(request, focus.resource, entries), door)
  if (!taking.taken)
    return send(reply, statusOf(taking.refusal), outcome([issueOf(taking.refusal), ...taking.notes]))
  const entry = entries.map(({ resource }) => {
    const made = resource && taking.made.get(resource)
    if (resource === focus.resource)
      return {
        response: {
          status: taking.created ? '201 Created' : '200 OK',
          location: `${ground.base}/${taking.focus}`,
          ...(taking.notes.length > 0 && { outcome: outcome(taking.notes) }),
        },
      }
    return {
      response: made
        ? { status: made.created ? '201 Created' : '200 OK', location: `${ground.base}/${made.location}` }
        : { status: '202 Accepted', outcome: outcome([information(KEPT_BESIDE)]) },
    }
  })
  return send(reply, 200, { resourceType: 'Bundle', type: 'transaction-response', entry })
}
const KEPT_BESIDE =
  'It was read for what the others say, is kept whole with them, and is no resource of its own here.'

/**
 * Where an entry's own address leads, as whoever follows it reads it; undefined where that is outside this interface, a batch again, or asks for
 * another form than the bundle's.
 */
function addressOf(url: string | undefined): string | undefined {
  const whole = `http://localhost${FHIR_PATH}/${url}`
  if (url === undefined || !/^[A-Za-z]/.test(url) || !URL.canParse(whole)) return undefined
  const { host, pathname, search, searchParams } = new URL(whole)
  return host === 'localhost' && /^\/api\/fhir\/R4\/[A-Za-z]/.test(pathname) && !searchParams.has('_format')
    ? `${pathname}${search}`
    : undefined
}

/** Bytes of answers in one batch; what comes after is refused and asked for by itself. A hundred pages of 200, each with what stands beside it, would fill the memory. */
const LARGEST_BATCH = 20_000_000

/** Each for itself, as if it had been sent alone: the same routes, the same token, the same answers. */
async function batch(
  scope: FastifyInstance,
  request: FastifyRequest,
  entries: readonly Entry[],
): Promise<Resource> {
  const entry: object[] = []
  let left = LARGEST_BATCH
  for (const { method, url, resource, ifMatch, ifNoneExist } of entries) {
    if (left <= 0) {
      const { refusal } = refuse('TOO_LARGE')
      entry.push({ response: { status: String(statusOf(refusal)), outcome: outcome([issueOf(refusal)]) } })
      continue
    }
    const at = addressOf(url)
    const answer =
      at !== undefined && (method === 'GET' || method === 'POST' || method === 'PUT')
        ? await scope.inject({
            method,
            url: at,
            remoteAddress: request.ip,
            headers: {
              host: request.headers.host ?? '',
              authorization: request.headers.authorization ?? '',
              accept: 'application/fhir+json',
              ...(resource && { 'content-type': 'application/fhir+json' }),
              ...(ifMatch !== undefined && { 'if-match': ifMatch }),
              ...(ifNoneExist !== undefined && { 'if-none-exist': ifNoneExist }),
            },
            ...(resource && { payload: writeJson(resource) }),
          })
        : undefined
    if (!answer) {
      const { refusal } = refuse('FHIR_BUNDLE_NOT_READ')
      entry.push({ response: { status: String(statusOf(refusal)), outcome: outcome([issueOf(refusal)]) } })
      continue
    }
    left -= answer.rawPayload.length
    const body = answer.json() as Resource
    const told = body.resourceType === 'OperationOutcome'
    entry.push({
      ...(told ? {} : { resource: body }),
      response: {
        status: String(answer.statusCode),
        ...(typeof answer.headers.location === 'string' && { location: answer.headers.location }),
        ...(typeof answer.headers.etag === 'string' && { etag: answer.headers.etag }),
        ...(told && { outcome: body }),
      },
    })
  }
  return { resourceType: 'Bundle', type: 'batch-response', entry }
}

import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Refusal } from '#core/kernel/result.ts'
import { refuse } from '#core/kernel/result.ts'
import { statusOf } from '#platform/http/problem.ts'
import { entriesOf, resolver } from './bundle-in.ts'
import { send, sentResource } from './media.ts'
import { type Issue, issueOf, outcome } from './outcome.ts'
import type { Resource } from './resource.ts'
import type { Ground } from './routes.ts'
import { type Sending, type WriteDoor, writeDoor } from './writing.ts'

/** Codes of BaRS for what went wrong on the sender's side, by our status (BaRS 1.4.0, OperationOutcome samples SEND). */
const BARS_CODES: Readonly<Record<number, string>> = {
  400: 'SEND_BAD_REQUEST',
  401: 'SEND_UNAUTHORIZED',
  403: 'SEND_FORBIDDEN',
  404: 'REC_NOT_FOUND',
  405: 'SEND_METHOD_NOT_ALLOWED',
  406: 'SEND_NOT_ACCEPTABLE',
  409: 'REC_CONFLICT',
  412: 'REC_CONFLICT',
  413: 'SEND_BAD_REQUEST',
  415: 'SEND_BAD_REQUEST',
  422: 'REC_UNPROCESSABLE_ENTITY',
  429: 'SEND_TOO_MANY_REQUESTS',
}
const BARS_ERRORS = 'https://fhir.nhs.uk/Codesystem/http-error-codes'
export const BARS_EVENTS = 'https://fhir.nhs.uk/CodeSystem/message-events-bars'
export const BARS_REASONS = 'https://fhir.nhs.uk/CodeSystem/message-reason-bars'

/** A message of BaRS as it was sent: what it asks for, of what, and for whom. */
export interface Message {
  readonly event: string
  readonly reason: string
  readonly header: Resource
  readonly sending: Sending
  readonly target: { readonly system: string; readonly value: string }
}

/** What came of it: the resources of the answer, or why not. */
export type MessageTaken =
  | { readonly taken: true; readonly event: string; readonly resources: readonly Resource[] }
  | { readonly taken: false; readonly refusal: Refusal; readonly notes: readonly Issue[] }

const Id = z.uuid()
const Target = z.object({ system: z.string().max(200).default(''), value: z.string().min(1).max(200) })
const Coding = z.object({ system: z.string().optional(), code: z.string() })
const Header = z.object({
  resourceType: z.literal('MessageHeader'),
  eventCoding: Coding,
  reason: z.object({ coding: z.array(Coding).min(1) }).optional(),
  focus: z.array(z.object({ reference: z.string() })).length(1),
})

/** A header that holds base64 of a JSON object. Undefined for anything else. */
function packed(request: FastifyRequest, name: string): unknown {
  const text = request.headers[name]
  if (typeof text !== 'string' || text.length > 8_000) return undefined
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}

/** `POST /$process-message`: messages of BaRS, with its headers and its answers. `take` does what the message asks for. */
export function registerProcessMessage(
  scope: FastifyInstance,
  ground: Ground,
  take: (message: Message, door: WriteDoor) => Promise<MessageTaken>,
): void {
  const no = (reply: FastifyReply, refusal: Refusal, notes: readonly Issue[] = []): FastifyReply => {
    const status = statusOf(refusal)
    const issue = issueOf(refusal)
    const code = BARS_CODES[status] ?? 'REC_SERVER_ERROR'
    if (refusal.code === 'NOT_SIGNED_IN') reply.header('www-authenticate', 'Bearer realm="Throughcare"')
    const coding = [{ system: BARS_ERRORS, code }, ...(issue.details.coding ?? [])]
    return send(
      reply,
      status,
      outcome([
        {
          ...issue,
          details: { ...issue.details, coding },
          diagnostics: `${issue.details.text} ${issue.diagnostics ?? ''}`,
        },
        ...notes,
      ]),
    )
  }
  scope.post('/$process-message', async (request, reply) => {
    for (const name of ['x-request-id', 'x-correlation-id'])
      if (Id.safeParse(request.headers[name]).success) reply.header(name, request.headers[name])
    const door = writeDoor(ground, request)
    if (!door) return no(reply, refuse('NOT_SIGNED_IN').refusal)
    const target = Target.safeParse(packed(request, 'nhsd-target-identifier'))
    const organisation = packed(request, 'nhsd-end-user-organisation') as Resource | undefined
    const headers =
      Id.safeParse(request.headers['x-request-id']).success &&
      Id.safeParse(request.headers['x-correlation-id']).success &&
      target.success &&
      organisation?.resourceType === 'Organization'
    if (!headers) return no(reply, refuse('BARS_HEADERS').refusal)
    const read = sentResource(request)
    if (!read.ok) return no(reply, read.refusal)
    if (read.value.resourceType !== 'Bundle' || read.value.type !== 'message')
      return no(reply, refuse('BARS_MESSAGE_NOT_READ').refusal)
    const entries = entriesOf(read.value)
    if (!entries.ok) return no(reply, entries.refusal)
    const first = entries.value[0]?.resource
    const header = Header.safeParse(first)
    if (!first || !header.success) return no(reply, refuse('BARS_MESSAGE_NOT_READ').refusal)
    const focus = resolver(first, entries.value)(header.data.focus[0]?.reference)
    if (!focus) return no(reply, refuse('BARS_MESSAGE_NOT_READ', { field: 'MessageHeader.focus' }).refusal)
    const { eventCoding, reason } = header.data
    const message: Message = {
      event: eventCoding.system === BARS_EVENTS ? eventCoding.code : '',
      reason: reason?.coding.find((c) => c.system === BARS_REASONS)?.code ?? 'new',
      header: first,
      target: target.data,
      sending: {
        focus,
        beside: entries.value.flatMap(({ resource }) => (resource && resource !== focus ? [resource] : [])),
        resolve: resolver(focus, entries.value),
        raw: String(request.body),
        form: 'BaRS',
        requestId: String(request.headers['x-request-id']).toLowerCase(),
        conditions: [],
      },
    }
    const done = await take(message, door)
    if (!done.taken) return no(reply, done.refusal, done.notes)
    return send(reply, 200, answerTo(message, done, ground.base))
  })
}

/** The message that answers one: whose it answers, and what became of what it spoke of. */
function answerTo(message: Message, done: MessageTaken & { readonly taken: true }, base: string): Resource {
  const resources = done.resources.map((resource) => ({ fullUrl: `urn:uuid:${randomUUID()}`, resource }))
  const source = message.header.source as { endpoint?: string } | undefined
  const header: Resource = {
    resourceType: 'MessageHeader',
    id: randomUUID(),
    meta: { profile: ['https://fhir.nhs.uk/StructureDefinition/BARSMessageHeader-servicerequest-response'] },
    eventCoding: { system: BARS_EVENTS, code: done.event },
    ...(source?.endpoint !== undefined && { destination: [{ endpoint: source.endpoint }] }),
    source: { name: 'Throughcare', endpoint: `${base}/$process-message` },
    reason: { coding: [{ system: BARS_REASONS, code: message.reason }] },
    response: { identifier: message.header.id ?? String(message.sending.requestId), code: 'ok' },
    ...(resources[0] && { focus: [{ reference: resources[0].fullUrl }] }),
  }
  return {
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { profile: ['https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage'] },
    type: 'message',
    entry: [{ fullUrl: `urn:uuid:${header.id}`, resource: header }, ...resources],
  }
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import type { Door } from '#platform/commands/door.ts'
import type { Registry } from '#platform/commands/registry.ts'
import { TOKEN_PATH } from './oauth.ts'
import { problemOf, statusOf } from './problem.ts'

/** What a machine can be given, by name: the rights that it opens, and what it may do with them. */
export type Scopes = Readonly<Record<string, { readonly rights: readonly string[]; readonly says: string }>>

const Body = z.object({ id: z.string().optional(), input: z.unknown() })

/**
 * The JSON interface: both registries as they stand. Everything that names a person travels in the body, never the address.
 * A machine sends its token as a bearer; a page's script may use the session cookie (then the origin is checked).
 */
export function registerApi(
  app: FastifyInstance,
  door: Door,
  tokenOf: (request: FastifyRequest) => string | undefined,
  version: string,
  scopes: Scopes,
): void {
  const problem = (reply: FastifyReply, refusal: Parameters<typeof problemOf>[0]) =>
    reply.code(statusOf(refusal)).type('application/problem+json').send(problemOf(refusal))

  app.post<{ Params: { name: string } }>('/api/commands/:name', async (request, reply) => {
    const token = tokenOf(request)
    if (!token) return problem(reply, refuse('NOT_SIGNED_IN').refusal)
    const body = Body.safeParse(request.body)
    if (!body.success || body.data.id === undefined)
      return problem(reply, refuse('INPUT_NOT_UNDERSTOOD', { field: 'id' }).refusal)
    const done = await door.command(token, request.params.name, body.data.id, body.data.input)
    return done.ok
      ? reply.send({ outcome: 'done', made: done.value.made, replayed: done.value.replayed })
      : problem(reply, done.refusal)
  })

  app.post<{ Params: { name: string } }>('/api/queries/:name', async (request, reply) => {
    const token = tokenOf(request)
    if (!token) return problem(reply, refuse('NOT_SIGNED_IN').refusal)
    const body = Body.safeParse(request.body)
    if (!body.success) return problem(reply, refuse('INPUT_NOT_UNDERSTOOD').refusal)
    const answer = await door.query(token, request.params.name, body.data.input ?? {})
    return answer.ok ? reply.send(answer.value) : problem(reply, answer.refusal)
  })

  const document = openApi(door.registry, version, scopes)
  app.get('/api/openapi.json', async () => document)
}

const schemaOf = (schema: z.ZodType): unknown => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  >
  return json
}

/** OpenAPI 3.1 made from the registries: a command or query that exists is described, and nothing else is. */
export function openApi(registry: Registry, version: string, scopes: Scopes): unknown {
  const problem = {
    description: 'A refusal: code, plain sentence, who can fix it',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  // each scope that is enough by itself, as another way to ask; what no scope reaches is for the fixed tokens and for people
  const enough = (right: string | readonly string[]) =>
    Object.keys(scopes)
      .filter((name) => [right].flat().some((one) => scopes[name]?.rights.includes(one)))
      .map((name) => ({ oauth2: [name] }))
  const path = (
    { title, right }: { readonly title: string; readonly right: string | readonly string[] },
    properties: Record<string, unknown>,
    required: string[],
  ) => ({
    post: {
      summary: title,
      security: [{ bearer: [] }, ...enough(right)],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { type: 'object', properties, required } } },
      },
      responses: {
        200: {
          description: 'Done or shown',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        default: problem,
      },
    },
  })
  const paths: Record<string, unknown> = {}
  for (const command of registry.commands.values()) {
    paths[`/api/commands/${command.name}`] = path(
      command,
      {
        id: { type: 'string', format: 'uuid', description: 'made by the sender; the same id is done once' },
        input: schemaOf(command.input),
      },
      ['id', 'input'],
    )
  }
  for (const query of registry.queries.values()) {
    paths[`/api/queries/${query.name}`] = path(query, { input: schemaOf(query.input) }, ['input'])
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Throughcare', version, license: { name: 'MIT' } },
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        oauth2: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: TOKEN_PATH,
              scopes: Object.fromEntries(Object.entries(scopes).map(([name, { says }]) => [name, says])),
            },
          },
        },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code', 'who'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            who: { type: 'string' },
            field: { type: 'string' },
            reference: { type: 'string' },
          },
        },
      },
    },
  }
}

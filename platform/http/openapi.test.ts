import { afterAll, beforeAll, expect, it } from 'vitest'
import { registry } from '#apps/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
beforeAll(async () => {
  site = await aSite()
})
afterAll(() => site.stop())

type Json = Readonly<Record<string, unknown>>

/** Every object of a JSON document, outermost first. */
function* objectsOf(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const part of Object.values(value)) yield* objectsOf(part)
}

it('describes every command and query and nothing else, open to whoever asks', async () => {
  const answer = await site.get('/api/openapi.json')
  expect(answer.status).toBe(200)
  const document = JSON.parse(answer.body) as { openapi: string; paths: Record<string, Json> }
  expect(document.openapi).toMatch(/^3\.1\.\d+$/)
  expect(Object.keys(document.paths).toSorted()).toEqual(
    [
      ...[...registry.commands.keys()].map((name) => `/api/commands/${name}`),
      ...[...registry.queries.keys()].map((name) => `/api/queries/${name}`),
    ].toSorted(),
  )
})

it('is whole: each reference leads somewhere, each scheme is declared, each input is a schema of an object', async () => {
  const document = JSON.parse((await site.get('/api/openapi.json')).body) as Json
  const at = (reference: string) =>
    reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document)
  const references = [...objectsOf(document)].flatMap((o) => (typeof o.$ref === 'string' ? [o.$ref] : []))
  expect(references.length).toBeGreaterThan(0)
  for (const reference of references) expect(at(reference), reference).toBeDefined()

  const declared = Object.keys(at('#/components/securitySchemes') as Json)
  for (const [path, item] of Object.entries(document.paths as Record<string, { post: Json }>)) {
    const { security, requestBody, summary } = item.post as {
      security: readonly Json[]
      summary: string
      requestBody: { content: { 'application/json': { schema: { properties: { input: Json } } } } }
    }
    expect(summary, path).not.toBe('')
    for (const scheme of security.flatMap((s) => Object.keys(s))) expect(declared, path).toContain(scheme)
    const { input } = requestBody.content['application/json'].schema.properties
    expect(input.type ?? input.anyOf ?? input.oneOf, path).toBeDefined()
    expect(input, path).not.toHaveProperty('$schema')
  }
})

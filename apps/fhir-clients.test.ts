import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { Client } from 'fhir-kit-client'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/**
 * A machine whose owner reads our documents and nothing else: it finds the token endpoint, signs for itself, and reads with two clients
 * that are not ours.
 */
let site: Site
let world: World
let base: string
let clientId: string
let key: CryptoKey
const referred: string[] = []

const aFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      server.close(() => resolve(typeof at === 'object' && at ? at.port : 0))
    })
  })

beforeAll(async () => {
  const port = await aFreePort()
  const address = `http://127.0.0.1:${port}`
  base = `${address}/api/fhir/R4`
  site = await aSite(undefined, address)
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  for (let i = 0; i < 7; i++) {
    const person = await world.person(`${'Abcdefg'[i]}na Invented`)
    await world.refers(person, 1)
    referred.push(person.id)
  }
  await site.product.superuser.query('select acl.refresh($1)', [referred])
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{client.manage}' where id = $1",
    [world.staff.lin.postId],
  )
  const lin = await site.product.signIn(world.staff.lin.email)
  const organisationId = world.organisations.riverside
  clientId = freshId()
  must(
    await site.product.act(lin, 'client.make', {
      organisationId,
      teamId: world.teams.medication,
      clientId,
      name: 'A partner’s record',
      scopes: ['people.read', 'referral.read'],
      secretSha256: '0'.repeat(64),
    }),
  )
  const pair = await generateKeyPair('ES384', { extractable: true })
  key = pair.privateKey
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' }] }
  must(await site.product.act(lin, 'client.set-keys', { organisationId, clientId, version: 1, keys }))
  await site.app.listen({ port, host: '127.0.0.1' })
})
afterAll(() => site?.stop())

interface Json {
  readonly resourceType: string
  readonly id?: string
  readonly total?: number
  readonly entry?: readonly {
    readonly resource: Json & { readonly id: string; readonly subject?: { readonly reference: string } }
    readonly search?: { readonly mode: string }
  }[]
}

/** Backend services (SMART App Launch 2.2): an assertion for the endpoint that the client found. */
async function signsIn(tokenUrl: URL, scope: string): Promise<string> {
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl.href)
    .setExpirationTime('4m')
    .sign(key)
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope,
    }),
  })
  const body = (await answer.json()) as { access_token?: string }
  expect([answer.status, body.access_token]).toEqual([200, expect.any(String)])
  return body.access_token as string
}

const SCOPE = 'system/Patient.rs system/ServiceRequest.rs system/Task.rs'

it('fhir-kit-client finds where to sign in, signs in, pages with what stands beside, and reads by version', async () => {
  const client = new Client({ baseUrl: base })
  // it races the SMART document against the capability statement: both must say it
  const found = new Set<string | undefined>()
  for (let i = 0; i < 5; i++) found.add((await client.smartAuthMetadata()).tokenUrl?.href)
  expect([...found]).toEqual([new URL('/oauth/token', base).href])
  const statement = (await client.capabilityStatement()) as unknown as {
    rest: {
      interaction: { code: string }[]
      resource: { type: string; interaction: { code: string }[]; searchInclude?: string[] }[]
    }[]
  }
  const [rest] = statement.rest
  expect(rest?.interaction.map((i) => i.code)).toEqual(['transaction', 'batch'])
  const says = rest?.resource.find((r) => r.type === 'ServiceRequest')
  expect(says?.interaction.map((i) => i.code)).toEqual(
    expect.arrayContaining(['read', 'vread', 'search-type', 'history-instance', 'create', 'update']),
  )
  expect(says?.searchInclude).toContain('ServiceRequest:subject')

  client.bearerToken = await signsIn([...found].map((href) => new URL(href ?? ''))[0] as URL, SCOPE)
  const [requests, people] = [new Set<string>(), new Set<string>()]
  let pages = 0
  let bundle = (await client.search({
    resourceType: 'ServiceRequest',
    searchParams: { _count: 3, _include: 'ServiceRequest:subject' },
  })) as unknown as Json | undefined
  while (bundle) {
    pages += 1
    expect(bundle.total).toBe(7)
    for (const { resource, search } of bundle.entry ?? [])
      (search?.mode === 'include' ? people : requests).add(resource.id)
    bundle = (await client.nextPage({ bundle: bundle as never })) as unknown as Json | undefined
  }
  expect([pages, requests.size]).toEqual([3, 7])
  expect([...people].sort()).toEqual([...referred].sort())

  const id = [...requests][0] as string
  const task = await client.read({ resourceType: 'Task', id })
  const { meta } = task as unknown as { meta: { versionId: string } }
  expect(await client.vread({ resourceType: 'Task', id, version: meta.versionId })).toEqual(task)
  const history = (await client.history({ resourceType: 'Task', id })) as unknown as Json
  expect(history.total).toBe(1)
  const refused = await client.read({ resourceType: 'Patient', id: freshId() }).catch((cause) => cause)
  expect(refused.response).toMatchObject({ status: 404, data: { resourceType: 'OperationOutcome' } })
})

it('fhirclient pages to the end by itself and finds what each reference means', async () => {
  const { default: smart } = (await import('fhirclient')) as unknown as {
    default: (...host: object[]) => {
      client(state: object): { request<T = Json>(url: string, options?: object): Promise<T> }
    }
  }
  const access_token = await signsIn(new URL('/oauth/token', base), SCOPE)
  const client = smart({ headers: {} }, {}, {}).client({ serverUrl: base, tokenResponse: { access_token } })
  const all = await client.request<readonly Json[]>(
    'ServiceRequest?_count=2&_include=ServiceRequest:subject',
    {
      pageLimit: 0,
      flat: true,
    },
  )
  const of = (type: string) => all.filter((one) => one.resourceType === type)
  expect([of('ServiceRequest').length, of('Patient').length]).toEqual([7, 7])
  const first = await client.request<Json & { subject: Json }>(
    `ServiceRequest/${of('ServiceRequest')[0]?.id}`,
    {
      resolveReferences: ['subject'],
    },
  )
  expect(first.subject).toMatchObject({
    resourceType: 'Patient',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect((await client.request('Task?status=requested,received&_summary=count')).total).toBe(7)
})

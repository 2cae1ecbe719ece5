import { createHmac, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Machines that sign for themselves (SMART backend services): what they are for, and attacks on them, each by its name. */
let site: Site
let world: World
let rsa: Awaited<ReturnType<typeof generateKeyPair>>
let ec: Awaited<ReturnType<typeof generateKeyPair>>
let other: Awaited<ReturnType<typeof generateKeyPair>>
let addresses = 0

const NOW = '2026-03-05T10:00:00.000Z'
const AUDIENCE = 'http://localhost:4310/oauth/token'
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{client.manage}' where id = $1",
    [world.staff.lin.postId],
  )
  ;[rsa, ec, other] = await Promise.all([
    generateKeyPair('RS384', { extractable: true }),
    generateKeyPair('ES384', { extractable: true }),
    generateKeyPair('RS384', { extractable: true }),
  ])
})
afterAll(() => site?.stop())
beforeEach(() => site.product.superuser.query('delete from identity.sign_in_attempt'))

const keysOf = async () => ({
  keys: [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa-1', alg: 'RS384', use: 'sig' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec-1' },
  ],
})

async function aClient(scopes: readonly string[] = ['people.read', 'referral.send']) {
  const clientId = freshId()
  const organisationId = world.organisations.riverside
  const lin = await site.product.signIn(world.staff.lin.email)
  must(
    await site.product.act(lin, 'client.make', {
      organisationId,
      teamId: world.teams.medication,
      clientId,
      name: `System ${clientId}`,
      scopes,
      secretSha256: '0'.repeat(64),
    }),
  )
  must(
    await site.product.act(lin, 'client.set-keys', {
      organisationId,
      clientId,
      version: 1,
      keys: await keysOf(),
    }),
  )
  return clientId
}

interface Signing {
  readonly claims?: Record<string, unknown>
  readonly header?: Record<string, unknown>
  readonly key?: CryptoKey
}
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
const signed = (clientId: string, { claims = {}, header = {}, key }: Signing = {}): Promise<string> =>
  new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: AUDIENCE,
    exp: inSeconds(240),
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS384', kid: 'rsa-1', typ: 'JWT', ...header })
    .sign(key ?? (header.alg === 'ES384' ? ec.privateKey : rsa.privateKey))

async function posts(form: Record<string, string>, authorization?: string) {
  addresses += 1
  const answer = await site.app.inject({
    method: 'POST',
    url: '/oauth/token',
    remoteAddress: `203.0.113.${addresses % 250}`,
    headers: {
      host: 'localhost:4310',
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
    payload: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
  })
  return {
    status: answer.statusCode,
    body: answer.json() as {
      access_token?: string
      error?: string
      error_description?: string
      scope?: string
    },
  }
}
const shows = (assertion: string, more: Record<string, string> = {}) =>
  posts({ client_assertion_type: TYPE, client_assertion: assertion, ...more })

describe('a machine that signs for itself', () => {
  it('fetches a token by RS384 and by ES384, with SMART’s scopes, and each time is in the audit', async () => {
    const id = await aClient()
    const first = await shows(await signed(id), { scope: 'system/Patient.rs system/ServiceRequest.cu' })
    expect(first).toMatchObject({
      status: 200,
      body: { scope: 'system/Patient.rs system/ServiceRequest.cu' },
    })
    const second = await shows(await signed(id, { header: { alg: 'ES384', kid: 'ec-1' } }), {
      scope: 'system/*.read',
    })
    expect(second.status).toBe(200)
    expect(second.body.scope).toContain('system/Patient.rs')
    expect(second.body.scope, 'a star gives no more than is held').not.toContain('system/Task.rs')
    const asked = await site.app.inject({
      method: 'POST',
      url: '/api/queries/people.header',
      headers: { host: 'localhost:4310', authorization: `Bearer ${first.body.access_token}` },
      payload: { input: { personId: freshId() } },
    })
    expect(asked.statusCode).toBe(200)
    expect(
      await site.product.rows(
        "select outcome from audit.event where actor_id = $1 and action = 'oauth.token'",
        [id],
      ),
    ).toEqual([{ outcome: 'done' }, { outcome: 'done' }])
  })

  it('has its keys pasted on a screen, which takes no private ones', async () => {
    const id = await aClient()
    const lin = await site.product.signIn(world.staff.lin.email)
    const path = `/app/organisations/${world.organisations.riverside}/machines/${id}/keys`
    expect((await site.get(path, lin)).body).toContain('rsa-1, ec-1')
    const secret = { keys: [{ ...(await exportJWK(rsa.privateKey)), kid: 'x' }] }
    for (const keys of [JSON.stringify(secret), '{', '[]'])
      expect((await site.post(path, { commandId: freshId(), version: '2', keys }, lin)).status).toBe(422)
    const one = { keys: [{ ...(await exportJWK(ec.publicKey)), kid: 'ec-2' }] }
    const done = await site.post(path, { commandId: freshId(), version: '2', keys: JSON.stringify(one) }, lin)
    expect(done.to).toContain('done=keys')
    expect((await shows(await signed(id))).status, 'a key that is not listed any more').toBe(401)
    expect((await shows(await signed(id, { header: { alg: 'ES384', kid: 'ec-2' } }))).status).toBe(200)
  })

  it('is told in the SMART configuration where and how', async () => {
    const { status, body } = await site.get('/api/fhir/R4/.well-known/smart-configuration')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({
      token_endpoint: AUDIENCE,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      scopes_supported: expect.arrayContaining(['system/*.rs', 'system/ServiceRequest.cu']),
    })
  })
})

describe('attacks on signed assertions', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  it('each is refused in the same words, and none of them uses up what the client itself sends', async () => {
    const id = await aClient()
    const good = { iss: id, sub: id, aud: AUDIENCE, exp: inSeconds(240), jti: 'x' }
    const publicPem = JSON.stringify(await exportJWK(rsa.publicKey))
    const hmacBody = `${part({ alg: 'HS384', kid: 'rsa-1' })}.${part(good)}`
    const attacks: Record<string, string> = {
      '1 signed by another key': await signed(id, { key: other.privateKey as CryptoKey }),
      '2 without a signature': `${part({ alg: 'none', kid: 'rsa-1' })}.${part(good)}.`,
      '3 the public key as a shared secret': `${hmacBody}.${createHmac('sha384', publicPem).update(hmacBody).digest('base64url')}`,
      '4 a weaker algorithm': `${part({ alg: 'RS256', kid: 'rsa-1' })}.${part(good)}.AAAA`,
      '5 one algorithm with the key of another': await signed(id, {
        header: { alg: 'ES384', kid: 'rsa-1' },
      }),
      '6 a key that travels with it': await signed(id, {
        key: other.privateKey as CryptoKey,
        header: { jwk: await exportJWK(other.publicKey), jku: 'https://attacker.example/keys' },
      }),
      '7 a key that nobody registered': await signed(id, { header: { kid: 'rsa-2' } }),
      '8 no name of a key': await signed(id, { header: { kid: undefined } }),
      '9 for another address': await signed(id, { claims: { aud: 'https://other.example/oauth/token' } }),
      '10 for no address': await signed(id, { claims: { aud: undefined } }),
      '11 too long to run': await signed(id, { claims: { exp: inSeconds(330) } }),
      '12 run out': await signed(id, { claims: { exp: inSeconds(-30) } }),
      '13 without an end': await signed(id, { claims: { exp: undefined } }),
      '14 without a jti': await signed(id, { claims: { jti: undefined } }),
      '15 in another client’s name': await signed(id, { claims: { sub: freshId() } }),
      '16 of a client that nobody made': await signed(freshId()),
      '17 not before tomorrow': await signed(id, { claims: { nbf: inSeconds(86_400) } }),
      '18 with something it must understand': await signed(id, { header: { crit: ['x'], x: 1 } }).catch(
        () => `${part({ alg: 'RS384', kid: 'rsa-1', crit: ['x'], x: 1 })}.${part(good)}.AAAA`,
      ),
      '19 changed on the way': (await signed(id)).replace(/\.[^.]+\./, `.${part({ ...good, jti: 'y' })}.`),
      '20 nonsense': 'a.b.c',
      '21 very long': await signed(id, { claims: { x: 'x'.repeat(6_000) } }),
    }
    const words = new Set<string>()
    for (const [what, assertion] of Object.entries(attacks)) {
      const answer = await shows(assertion)
      expect(answer, what).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
      words.add(answer.body.error_description ?? '')
      await site.product.superuser.query('delete from identity.sign_in_attempt')
    }
    expect(words.size).toBe(1)
    expect(
      await site.product.rows('select count(*)::int as n from identity.assertion_used where client_id = $1', [
        id,
      ]),
    ).toEqual([{ n: 0 }])
    expect((await shows(await signed(id))).status, 'the client itself').toBe(200)
  })

  it('22 the same assertion again, and twice at once, is good once', async () => {
    const id = await aClient()
    const once = await signed(id)
    const both = await Promise.all([shows(once), shows(once)])
    expect(both.map((b) => b.status).sort()).toEqual([200, 401])
    expect((await shows(once)).status).toBe(401)
  })

  it('23 its old secret, a secret beside it, another type and another client’s id', async () => {
    const id = await aClient()
    const assertion = await signed(id)
    const secret = { client_id: id, client_secret: 'x' }
    expect((await posts(secret)).status).toBe(401)
    expect((await shows(assertion, secret)).body.error).toBe('invalid_request')
    expect((await shows(assertion, { client_assertion_type: 'x' })).body.error).toBe('invalid_request')
    expect((await posts({ client_assertion_type: TYPE })).body.error).toBe('invalid_request')
    expect(
      (await posts({ client_assertion_type: TYPE, client_assertion: assertion }, 'Basic eDp5')).body.error,
    ).toBe('invalid_request')
    expect((await shows(assertion, { client_id: freshId() })).status).toBe(401)
    expect((await shows(assertion, { client_id: id })).status).toBe(200)
  })

  it('24 scopes beyond what it holds', async () => {
    const id = await aClient(['people.read'])
    for (const scope of [
      'system/Patient.cu',
      'system/*.*',
      'system/Task.read',
      'system/*.cruds',
      'user/*.read',
    ])
      expect((await shows(await signed(id), { scope })).body.error, scope).toBe('invalid_scope')
  })

  it('25 ended: it signs in vain, and unknown and wrong take as long', async () => {
    const id = await aClient()
    const lin = await site.product.signIn(world.staff.lin.email)
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let i = 0; i < 20; i += 1) {
      const kind = i % 2 === 0 ? 'known' : 'unknown'
      const assertion = await signed(kind === 'known' ? id : freshId(), {
        key: other.privateKey as CryptoKey,
      })
      await site.product.superuser.query('delete from identity.sign_in_attempt')
      const began = performance.now()
      await shows(assertion)
      times[kind].push(performance.now() - began)
    }
    const median = (ms: number[]) => ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0
    const apart = Math.abs(median(times.known) - median(times.unknown))
    expect(
      apart,
      `medians ${median(times.known).toFixed(1)} and ${median(times.unknown).toFixed(1)} ms`,
    ).toBeLessThan(15)
    must(
      await site.product.act(lin, 'client.revoke', {
        organisationId: world.organisations.riverside,
        clientId: id,
      }),
    )
    expect((await shows(await signed(id))).status).toBe(401)
  })
})

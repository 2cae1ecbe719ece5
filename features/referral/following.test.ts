import type { AddressInfo } from 'node:net'
import { Client } from 'fhir-kit-client'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tellHooks } from '#platform/notify/hooks.ts'
import { aFeed } from '#testing/feed.ts'
import { type Listening, listening } from '#testing/listening.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aReferralBundle } from '#testing/sent-fhir.ts'
import { aSite, type Site } from '#testing/site.ts'

/**
 * The journey by an independent client: a referral is sent, followed to "accepted" and another taken back; its system is told by a
 * rest-hook. And attacks on the way out (safety row 27): a canary inside that nobody may ever reach.
 */
let site: Site
let world: World
let token: string
let lin: string
let base: string
let hook: Listening
let canary: Listening

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  const { superuser } = site.product
  await superuser.query('update tc.team set manager_staff_id = $1 where id = $2', [
    world.staff.jo.id,
    world.teams.maple,
  ])
  await superuser.query("update tc.post set rights = rights || '{client.manage}' where id = $1", [
    world.staff.jo.postId,
  ])
  token = await aFeed(
    site.product,
    { organisationId: world.organisations.northside, teamId: world.teams.maple },
    ['referral.send', 'referral.read', 'people.register', 'people.read'],
  )
  lin = await site.product.signIn(world.staff.lin.email)
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(site.app.server.address() as AddressInfo).port}/api/fhir/R4`
  ;[hook, canary] = await Promise.all([listening(), listening()])
})
afterAll(async () => {
  await hook?.stop()
  await canary?.stop()
  await site?.stop()
})
beforeEach(() => {
  hook.heard.length = 0
  hook.answer(200)
})

const client = () => new Client({ baseUrl: base, bearerToken: token })
const clock = (at: string) => site.product.moveTo(at)
const tell = () => tellHooks(site.product.superuser, { loopback: true })

async function lists(address: string) {
  const jo = await site.product.signIn(world.staff.jo.email)
  return site.product.act(jo, 'partner.add', {
    endpointId: freshId(),
    organisationId: world.organisations.northside,
    name: 'Trust record',
    address,
  })
}
/** A subscription to an address that was listed by whoever runs the database: what a screen would never take. */
const listsByForce = (address: string) =>
  site.product.superuser.query(
    "insert into tc.partner_endpoint (id, organisation_id, name, address, listed_at, listed_by) values ($1, $2, 'Forced', $3, now(), $4)",
    [freshId(), world.organisations.northside, address, world.staff.jo.id],
  )
async function sends(): Promise<string> {
  const done = (await client().transaction({
    body: aReferralBundle(world.services.medication) as never,
  })) as unknown as {
    entry: { response: { location: string } }[]
  }
  return done.entry[1]?.response.location.split('/').at(-1) ?? ''
}
const aHook = (id: string, endpoint: string, more: Record<string, unknown> = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'The ward follows its referral',
  criteria: `Task?focus=ServiceRequest/${id}`,
  channel: { type: 'rest-hook', endpoint },
  ...more,
})
async function follows(id: string, endpoint: string, more: Record<string, unknown> = {}) {
  const answer = await fetch(`${base}/Subscription`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(aHook(id, endpoint, more)),
  })
  return { status: answer.status, at: answer.headers.get('location') ?? '', body: await answer.text() }
}
interface Task {
  status: string
  id: string
  businessStatus: { text: string }
  meta: { versionId: string }
}
const taskOf = async (id: string) => (await client().read({ resourceType: 'Task', id })) as unknown as Task
const row = async (id: string) =>
  (
    await site.product.rows<{ person_id: string; version: number }>(
      'select person_id, version from tc.referral where id = $1',
      [id],
    )
  )[0]!
async function accepts(id: string) {
  const { person_id: personId, version } = await row(id)
  must(
    await site.product.act(lin, 'referral.accept', {
      personId,
      referralId: id,
      episodeId: freshId(),
      version,
      start: { kind: 'date', on: '2026-03-09' },
    }),
  )
}
const update = (task: unknown, etag?: string) =>
  fetch(`${base}/Task/${(task as Task).id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/fhir+json',
      ...(etag === undefined ? {} : { 'if-match': etag }),
    },
    body: JSON.stringify(task),
  })

describe('the journey, by fhir-kit-client', () => {
  it('a referral is sent, followed by its partner’s system, and read as accepted', async () => {
    must(await lists(hook.url))
    const id = await sends()
    expect((await taskOf(id)).status).toBe('requested')
    const following = await follows(id, hook.url)
    expect(following.status, following.body).toBe(201)
    expect(await tell()).toEqual({ went: 0, failed: 0 })
    await accepts(id)
    expect(await tell()).toEqual({ went: 1, failed: 0 })
    expect(hook.heard, 'that something changed, and not a word of what or whom').toMatchObject([
      { method: 'POST', url: '/hook', body: '' },
    ])
    expect(await tell(), 'once').toEqual({ went: 0, failed: 0 })
    expect(await taskOf(id)).toMatchObject({ status: 'accepted', businessStatus: { text: 'taken on' } })
    // it stops when its machine says so
    const off = await fetch(following.at.replace(/^.*\/api\/fhir\/R4/, base), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ ...aHook(id, hook.url), status: 'off', id: following.at.split('/').at(-1) }),
    })
    expect(off.status, await off.text()).toBe(200)
  })

  it('another is taken back through its Task, with the version that was read', async () => {
    const id = await sends()
    const task = await taskOf(id)
    const etag = `W/"${task.meta.versionId}"`
    const cancelled = { ...task, status: 'cancelled', statusReason: { text: 'Sent to the wrong service' } }
    expect((await update(cancelled)).status).toBe(412)
    expect((await update(cancelled, 'W/"old"')).status).toBe(412)
    expect((await update({ ...task, status: 'accepted' }, etag)).status, 'not the sender’s word').toBe(422)
    expect((await update(cancelled, etag)).status).toBe(200)
    expect(await taskOf(id)).toMatchObject({ status: 'cancelled', businessStatus: { text: 'withdrawn' } })
    expect((await update(cancelled, etag)).status, 'the version is another one now').toBe(412)
  })

  it('a question is answered through the Task', async () => {
    const id = await sends()
    const { person_id: personId, version } = await row(id)
    must(
      await site.product.act(lin, 'referral.ask', {
        personId,
        referralId: id,
        messageId: freshId(),
        version,
        question: 'Which days?',
      }),
    )
    const task = await taskOf(id)
    expect(task.status).toBe('on-hold')
    const answered = await update(
      { ...task, status: 'received', note: [{ text: 'Tuesdays' }] },
      `W/"${task.meta.versionId}"`,
    )
    expect(answered.status, await answered.text()).toBe(200)
    expect((await taskOf(id)).status).toBe('received')
    expect(
      await site.product.rows(
        "select body, by_staff_id from tc.referral_message where referral_id = $1 and kind = 'answer'",
        [id],
      ),
    ).toEqual([{ body: 'Tuesdays', by_staff_id: world.staff.jo.id }])
  })

  it('what cannot be told is tried six times, each visible, then is a task; what the machine may not read is never told', async () => {
    const id = await sends()
    hook.answer(500)
    expect((await follows(id, hook.url)).status).toBe(201)
    await accepts(id)
    const at = Date.parse('2026-03-05T10:01:00.000Z')
    let minutes = 0
    for (const wait of [0, 1, 5, 15, 60, 240]) {
      minutes += wait + 0.1
      await clock(new Date(at + minutes * 60_000).toISOString())
      expect(await tell(), `after ${minutes} minutes`).toEqual({ went: 0, failed: 1 })
      expect((await tell()).failed, 'not before its time').toBe(0)
    }
    expect(
      await site.product.rows("select outcome, went from tc.partner_try where outcome = '500'"),
    ).toHaveLength(6)
    const [task] = await site.product.rows<{ what: string }>(
      "select what from tc.task where kind = 'partner not reached'",
    )
    expect(task?.what).toContain('Trust record')
    const jo = await site.product.signIn(world.staff.jo.email)
    expect(
      (await site.get(`/app/organisations/${world.organisations.northside}/partners`, jo)).body,
    ).toContain('not told (500)')
    await clock('2026-03-05T10:00:00.000Z')

    hook.answer(200)
    hook.heard.length = 0
    const second = await sends()
    await follows(second, hook.url)
    const rights = (add: string) => site.product.superuser.query(`update identity.client set rights = ${add}`)
    await rights("array_remove(rights, 'referral.read')")
    await accepts(second)
    expect(await tell()).toEqual({ went: 0, failed: 0 })
    expect(hook.heard).toEqual([])
    await rights("rights || '{referral.read}'")
    expect((await tell()).went).toBe(1)
  })
})

/** Every word that leaves (a draft never does), in the order of a referral that goes well, and the two ends that do not. */
const STATUS = {
  sent: 'requested',
  seen: 'received',
  'question asked': 'on-hold',
  'taken on': 'accepted',
  started: 'in-progress',
  finished: 'completed',
  'not taken on': 'rejected',
  withdrawn: 'cancelled',
} as const

describe('a system that signs for itself, by fhir-kit-client', () => {
  it('finds where to sign in, sends, and reads every word of its Task', async () => {
    const keys = await generateKeyPair('ES384', { extractable: true })
    const clientId = freshId()
    const jo = await site.product.signIn(world.staff.jo.email)
    const at = { organisationId: world.organisations.northside, clientId }
    must(
      await site.product.act(jo, 'client.make', {
        ...at,
        teamId: world.teams.maple,
        name: 'Trust record',
        scopes: ['referral.send', 'referral.read', 'people.write', 'people.read'],
        secretSha256: '0'.repeat(64),
      }),
    )
    const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'trust-1' }] }
    must(await site.product.act(jo, 'client.set-keys', { ...at, version: 1, keys: jwks }))
    const configuration = (await (await fetch(`${base}/.well-known/smart-configuration`)).json()) as {
      token_endpoint: string
      grant_types_supported: string[]
    }
    expect(configuration.grant_types_supported).toEqual(['client_credentials'])
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES384', kid: 'trust-1', typ: 'JWT' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(configuration.token_endpoint)
      .setJti(freshId())
      .setExpirationTime('2 minutes')
      .sign(keys.privateKey)
    const signedIn = await fetch(new URL(new URL(configuration.token_endpoint).pathname, base), {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    })
    const { access_token: bearerToken } = (await signedIn.json()) as { access_token: string }
    const record = new Client({ baseUrl: base, bearerToken })
    const send = async () => {
      const done = (await record.transaction({
        body: aReferralBundle(world.services.medication) as never,
      })) as unknown as { entry: { response: { location: string } }[] }
      return done.entry[1]?.response.location.split('/').at(-1) ?? ''
    }
    const heard: Record<string, string> = {}
    const hears = async (id: string) => {
      const task = (await record.read({ resourceType: 'Task', id })) as unknown as Task
      heard[task.businessStatus.text] = task.status
    }
    const act = async (id: string, name: string, more: Record<string, unknown> = {}) => {
      const { person_id: personId, version } = await row(id)
      must(await site.product.act(lin, name, { personId, referralId: id, version, ...more }))
    }
    const id = await send()
    await hears(id)
    await act(id, 'referral.see')
    await hears(id)
    await act(id, 'referral.ask', { messageId: freshId(), question: 'Which days?' })
    await hears(id)
    await accepts(id)
    await hears(id)
    // a first contact and the end of support say these two; their own tests do it by the door
    for (const word of ['started', 'finished'] as const) {
      await world.says(id, word, {})
      await hears(id)
    }
    const declined = await send()
    await act(declined, 'referral.decline', {
      reason: 'Nobody here signs.',
      onward: { kind: 'introduction', to: 'The night service expects your call.' },
    })
    await hears(declined)
    const back = await send()
    const task = (await record.read({ resourceType: 'Task', id: back })) as unknown as Task
    await record.update({
      resourceType: 'Task',
      id: back,
      body: { ...task, status: 'cancelled', statusReason: { text: 'Goes elsewhere' } } as never,
      options: { headers: { 'if-match': `W/"${task.meta.versionId}"` } },
    })
    await hears(back)
    expect(heard).toEqual(STATUS)
  })
})

describe('attacks on the way out', () => {
  it('a subscription goes to no address that is not listed, follows nothing else and carries nothing', async () => {
    const id = await sends()
    const other = { ...aHook(id, hook.url) }
    for (const [what, endpoint, more] of [
      ['not listed', canary.url, {}],
      ['beside a listed one', `${hook.url}/x`, {}],
      ['a listed one with more', `${hook.url}?to=${canary.url}`, {}],
      ['everybody', hook.url, { criteria: 'Task?status=accepted' }],
      ['another’s', hook.url, { criteria: `Task?_id=${freshId()}` }],
      ['with content', hook.url, { channel: { ...other.channel, payload: 'application/fhir+json' } }],
      [
        'with headers of its own',
        hook.url,
        { channel: { ...other.channel, header: ['Host: inside.example'] } },
      ],
      ['by email', hook.url, { channel: { type: 'email', endpoint: 'mailto:x@example.org' } }],
    ] as const)
      expect((await follows(id, endpoint, more)).status, what).toBeGreaterThanOrEqual(400)
  })

  it('the list takes no address of the inside, and only from whoever keeps it', async () => {
    for (const address of [
      'https://127.0.0.1/x',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/hook',
      'https://localhost/hook/x',
      'https://metadata.internal/x',
      'http://trust.example/hook',
      'https://user:pass@trust.example/',
    ])
      expect((await lists(address)).ok, address).toBe(false)
    const sam = await site.product.signIn(world.staff.sam.email)
    const tried = await site.product.act(sam, 'partner.add', {
      endpointId: freshId(),
      organisationId: world.organisations.northside,
      name: 'x',
      address: 'https://trust.example/hook',
    })
    expect(tried.ok).toBe(false)
  })

  it('row 27: a name that resolves outside and then inside, a redirect chain, and inside addresses: the canary hears nothing', async () => {
    const port = new URL(canary.url).port
    const addresses = [
      // resolves outside the first time it is asked, inside after that
      `https://rebind.example:${port}/hook`,
      // one of its two addresses is inside
      `https://both.example:${port}/hook`,
      `https://inside.example:${port}/hook`,
      `https://six.example:${port}/hook`,
      `https://mapped.example:${port}/hook`,
      `https://metadata.example/hook`,
    ]
    const asked: Record<string, number> = {}
    const resolve = async (host: string): Promise<string[]> => {
      asked[host] = (asked[host] ?? 0) + 1
      if (host === 'rebind.example') return asked[host] === 1 ? ['192.0.2.77'] : ['127.0.0.1']
      if (host === 'both.example') return ['93.184.216.34', '127.0.0.1']
      if (host === 'six.example') return ['::1']
      if (host === 'mapped.example') return ['::ffff:127.0.0.1']
      if (host === 'metadata.example') return ['169.254.169.254']
      return ['127.0.0.1']
    }
    for (const address of addresses) {
      await listsByForce(address)
      const id = await sends()
      expect((await follows(id, address)).status, address).toBe(201)
      await accepts(id)
    }
    expect(await tellHooks(site.product.superuser, { loopback: false, resolve })).toEqual({
      went: 0,
      failed: addresses.length,
    })
    await clock('2026-03-05T10:02:00.000Z')
    expect(await tellHooks(site.product.superuser, { loopback: false, resolve })).toEqual({
      went: 0,
      failed: addresses.length,
    })
    // a listed partner that answers with a redirect to the inside
    hook.answer(302, { location: canary.url })
    const led = await sends()
    await follows(led, hook.url)
    await accepts(led)
    expect((await tell()).failed).toBeGreaterThan(0)
    hook.answer(307, { location: canary.url })
    await clock('2026-03-05T10:04:00.000Z')
    await tell()
    expect(canary.heard).toEqual([])
    expect(
      await site.product.rows("select count(*)::int as n from tc.partner_try where outcome = 'a redirect'"),
    ).not.toEqual([{ n: 0 }])
    await clock('2026-03-05T10:00:00.000Z')
    process.stdout.write(
      `ways tried to the inside: ${addresses.length * 2 + 2}; canary: ${canary.heard.length}\n`,
    )
  })
})

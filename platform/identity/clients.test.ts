import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALL_MACHINE_SCOPES, MACHINE_SCOPES } from '#core/people/machine-scopes.ts'
import { EMPLOYED_ONLY } from '#core/people/rights.ts'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { aFeed } from '#testing/feed.ts'
import { textIn } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { triesKey } from './tries.ts'

/** Machine logins: what they are for, and attacks on them, each by its name. */
let site: Site
let world: World
let person: Person
let theirs: Person
let addresses = 0

const PAIRS = process.env.LONG === '1' ? 60 : 12
const NOW = '2026-03-05T10:00:00.000Z'
const MADE_BY_HUMANS_ONLY = [...EMPLOYED_ONLY, 'organisation.manage', 'staff.manage', 'safetynet.recompute']

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{client.manage}' where id = any ($1)",
    [[world.staff.lin.postId, world.staff.dot.postId]],
  )
  person = await world.person('Mona Machine')
  await world.refers(person, 1)
  theirs = await world.person('Nora Northside')
  await world.admits(theirs, 1)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id, theirs.id]])
})
afterAll(() => site?.stop())
beforeEach(async () => {
  await site.product.moveTo(NOW)
  await site.product.superuser.query('delete from identity.sign_in_attempt')
})

const lin = () => site.product.signIn(world.staff.lin.email)
const here = () => ({ organisationId: world.organisations.riverside, teamId: world.teams.medication })
const secretOf = (id: string) => `secret of ${id}, long enough to be one`
const sha = (secret: string) => tokenHash(secret).toString('hex')

async function aClient(scopes: readonly string[] = ['people.read'], more: Record<string, unknown> = {}) {
  const id = freshId()
  const done = await site.product.act(await lin(), 'client.make', {
    ...here(),
    clientId: id,
    name: `System ${id}`,
    scopes,
    secretSha256: sha(secretOf(id)),
    ...more,
  })
  must(done)
  return { id, secret: secretOf(id) }
}
type Client = Awaited<ReturnType<typeof aClient>>

/** Posts to the token endpoint as another system would: no cookie, no origin. */
async function posts(
  form: string | Record<string, string>,
  o: { basic?: string; url?: string; address?: string; type?: string } = {},
) {
  addresses += 1
  const answer = await site.app.inject({
    method: 'POST',
    url: o.url ?? '/oauth/token',
    remoteAddress: o.address ?? `203.0.113.${addresses % 250}`,
    headers: {
      host: 'localhost:4310',
      'content-type': o.type ?? 'application/x-www-form-urlencoded',
      ...(o.basic === undefined ? {} : { authorization: `Basic ${Buffer.from(o.basic).toString('base64')}` }),
    },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.json() as {
      access_token?: string
      error?: string
      scope?: string
      expires_in?: number
      token_type?: string
    },
  }
}
const grant = { grant_type: 'client_credentials' }
const asked = (c: Client, scope?: string, address?: string) =>
  posts(
    { ...grant, client_id: c.id, client_secret: c.secret, ...(scope === undefined ? {} : { scope }) },
    address === undefined ? {} : { address },
  )
async function tokenOf(c: Client, scope?: string): Promise<string> {
  const { body } = await asked(c, scope)
  if (!body.access_token) throw new Error(`no token: ${JSON.stringify(body)}`)
  return body.access_token
}

async function asks(
  token: string | undefined,
  path: string,
  input: object,
  o: { cookie?: string; query?: string } = {},
) {
  const answer = await site.app.inject({
    method: 'POST',
    url: `/api/${path}${o.query ?? ''}`,
    headers: {
      host: 'localhost:4310',
      origin: 'http://localhost:4310',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(o.cookie === undefined ? {} : { cookies: { throughcare: o.cookie } }),
    payload: { id: freshId(), input },
  })
  return { status: answer.statusCode, body: answer.json() as { code?: string; name?: string } | null }
}
const header = (token: string, of = person) => asks(token, 'queries/people.header', { personId: of.id })
const events = (client: Client) =>
  site.product.rows<{ outcome: string; organisation_id: string; purpose: string }>(
    "select outcome, organisation_id, purpose from audit.event where actor_id = $1 and action = 'oauth.token' order by id",
    [client.id],
  )

describe('a machine login', () => {
  it('fetches a token of ten minutes by Basic or by the form, sees its team’s people with it, and each time is in the audit', async () => {
    const client = await aClient(['people.read', 'plan.read'])
    const got = await asked(client)
    expect(got.status).toBe(200)
    expect(got.body).toEqual({
      access_token: expect.stringMatching(/^mt_[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'people.read plan.read',
    })
    expect(got.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
    const basic = await posts(
      { ...grant, scope: 'people.read' },
      { basic: `${client.id}:${encodeURIComponent(client.secret)}` },
    )
    expect(basic.body.scope).toBe('people.read')
    expect(await header(basic.body.access_token ?? '')).toMatchObject({
      status: 200,
      body: { name: person.name },
    })
    expect(await events(client)).toEqual([
      { outcome: 'done', organisation_id: here().organisationId, purpose: 'machine of the organisation' },
      { outcome: 'done', organisation_id: here().organisationId, purpose: 'machine of the organisation' },
    ])
    expect(
      await site.product.rows(
        "select 1 from audit.event where actor_id = $1 and action = 'people.header' and $2 = any (person_ids)",
        [client.id, person.id],
      ),
    ).toHaveLength(1)
    const [kept] = await site.product.rows<{ all: string }>(
      "select string_agg(c::text, ' ') || (select string_agg(t::text, ' ') from identity.machine_token t) as all from identity.client c",
    )
    expect(kept?.all).not.toContain(client.secret)
    expect(kept?.all).not.toContain(got.body.access_token)
  })

  it('has a closed list of scopes, the same in the database, and none that reaches what only a human holds', async () => {
    for (const name of ALL_MACHINE_SCOPES) {
      const [found] = await site.product.rows<{ rights: string[] }>('select ctx.scope_rights($1) as rights', [
        [name],
      ])
      expect(found?.rights.toSorted(), name).toEqual([...MACHINE_SCOPES[name].rights].toSorted())
    }
    const all = await site.product.rows<{ rights: string[] }>('select ctx.scope_rights($1) as rights', [
      [...ALL_MACHINE_SCOPES, ...MADE_BY_HUMANS_ONLY],
    ])
    expect(all[0]?.rights.filter((r) => MADE_BY_HUMANS_ONLY.includes(r))).toEqual([])
    for (const scope of MADE_BY_HUMANS_ONLY)
      expect(
        codeOf(
          await site.product.act(await lin(), 'client.make', {
            ...here(),
            clientId: freshId(),
            name: 'x',
            scopes: [scope],
            secretSha256: sha('x'),
          }),
        ),
        scope,
      ).toBe('INPUT_NOT_UNDERSTOOD')
  })

  it('is made, given a new secret and ended by whoever may, for their own organisation, soon after a second factor; the team’s manager is told', async () => {
    await site.product.superuser.query('delete from tc.task')
    await site.product.superuser.query('update tc.team set manager_staff_id = $1 where id = $2', [
      world.staff.lin.id,
      world.teams.medication,
    ])
    const client = await aClient()
    const [sam, dot, token] = [
      await site.product.signIn(world.staff.sam.email),
      await site.product.signIn(world.staff.dot.email),
      await lin(),
    ]
    const make = (as: string, more = {}) =>
      site.product.act(as, 'client.make', {
        ...here(),
        clientId: freshId(),
        name: 'Another',
        scopes: ['people.read'],
        secretSha256: sha('y'),
        ...more,
      })
    expect(codeOf(await make(sam))).toBe('NOT_ALLOWED')
    expect(codeOf(await make(dot))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await make(token, { teamId: world.teams.maple })), 'a team of another organisation').toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(codeOf(await make(token, { name: ` system ${client.id} ` }))).toBe('MACHINE_NAME_TAKEN')
    const of = { organisationId: here().organisationId, clientId: client.id }
    for (const [name, input] of [
      ['client.revoke', of],
      ['client.new-secret', { ...of, version: 1, secretSha256: sha('z') }],
    ] as const) {
      expect(codeOf(await site.product.act(sam, name, input))).toBe('NOT_ALLOWED')
      expect(codeOf(await site.product.act(dot, name, input))).toBe('NOT_FOUND_OR_NOT_YOURS')
      expect(
        codeOf(
          await site.product.act(dot, name, { ...input, organisationId: world.organisations.northside }),
        ),
      ).toBe('NOT_FOUND_OR_NOT_YOURS')
    }
    expect(
      codeOf(
        await site.product.act(token, 'client.new-secret', { ...of, version: 2, secretSha256: sha('z') }),
      ),
    ).toBe('STALE_VERSION')
    await site.product.superuser.query(
      "update identity.session set second_factor_at = second_factor_at - interval '16 minutes'",
    )
    expect(codeOf(await make(token))).toBe('MACHINE_SECRET_AFRESH')
    expect(
      codeOf(
        await site.product.act(token, 'client.new-secret', { ...of, version: 1, secretSha256: sha('z') }),
      ),
    ).toBe('MACHINE_SECRET_AFRESH')
    expect(codeOf(await site.product.act(token, 'client.revoke', of)), 'nobody is held up who ends one').toBe(
      'done',
    )
    expect(
      await site.product.rows("select staff_id, team_id from tc.task where kind = 'machine login'"),
    ).toEqual([{ staff_id: world.staff.lin.id, team_id: world.teams.medication }])
    const feed = await aFeed(site.product, here())
    const [fixed] = await site.product.rows<{ id: string }>(
      'select id from identity.client where token_sha256 = $1',
      [tokenHash(feed)],
    )
    const fixedOf = { organisationId: here().organisationId, clientId: fixed?.id }
    expect(
      codeOf(
        await site.product.act(await lin(), 'client.new-secret', {
          ...fixedOf,
          version: 1,
          secretSha256: sha('z'),
        }),
      ),
      'a fixed token has none',
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await site.product.act(await lin(), 'client.revoke', fixedOf))
    expect((await asks(feed, 'queries/people.search', { typed: 'x' })).status).toBe(401)
  })

  it('has pages: a list, a form that answers mistakes, a secret shown once, and an end', async () => {
    const token = await lin()
    const at = `/app/organisations/${here().organisationId}/machines`
    expect((await site.get(at, await site.product.signIn(world.staff.dot.email))).status).toBe(404)
    expect((await site.post(`${at}/add`, { commandId: freshId() }, token)).body).toContain(
      'Tick at least one thing that it may do',
    )
    const made = await site.post(
      `${at}/add`,
      {
        commandId: freshId(),
        name: 'Report <system>',
        teamId: here().teamId,
        scopes: ['report.read', 'board.read'],
      },
      token,
    )
    const [, id = '', secret = ''] =
      /([0-9a-f-]{36})<\/code>.*?<code class="tc-typed">([\w-]{43})<\/code>/s.exec(made.body) ?? []
    expect((await asked({ id, secret })).body.scope).toBe('report.read board.read')
    const list = await site.get(at, token)
    expect(textIn(list.body)).toContain('Report &lt;system&gt;')
    expect(list.body).not.toContain(secret)
    const again = await site.post(`${at}/${id}/secret`, { commandId: freshId(), version: '1' }, token)
    const renewed = /<code class="tc-typed">([\w-]{43})<\/code>/.exec(again.body)?.[1] ?? ''
    expect((await asked({ id, secret })).status).toBe(401)
    expect((await asked({ id, secret: renewed })).status).toBe(200)
    expect((await site.post(`${at}/${id}/end`, { commandId: freshId() }, token)).to).toBe(`${at}?done=ended`)
    expect((await asked({ id, secret: renewed })).status).toBe(401)
    expect((await site.get(`${at}/${id}/end`, token)).status).toBe(404)
    await site.product.superuser.query(
      "update identity.session set second_factor_at = second_factor_at - interval '16 minutes'",
    )
    expect((await site.get(`${at}/add`, token)).body).toContain('Lock and open again')
  })
})

/** How long an answer takes to a wrong secret of a login that there is, and of one that nobody has; by turns, so that a busy moment meets both. */
async function medians(client: Client): Promise<{ known: number; unknown: number }> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let i = 0; i < PAIRS; i += 1)
    for (const kind of i % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      await site.product.superuser.query('delete from identity.sign_in_attempt')
      const before = performance.now()
      await asked({ id: kind === 'known' ? client.id : freshId(), secret: `wrong ${i}` })
      times[kind].push(performance.now() - before)
    }
  const median = (ms: number[]) => ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0
  return { known: median(times.known), unknown: median(times.unknown) }
}

describe('attacks on machine logins', () => {
  it('1 wrong secret, nobody, ended and fixed: the same words, and who has no such login takes as long', async () => {
    const client = await aClient()
    const ended = await aClient()
    must(
      await site.product.act(await lin(), 'client.revoke', {
        organisationId: here().organisationId,
        clientId: ended.id,
      }),
    )
    const answers = []
    for (const c of [
      { ...client, secret: 'wrong' },
      { id: freshId(), secret: 'wrong' },
      { id: 'not an id', secret: 'wrong' },
      ended,
    ])
      answers.push(await asked(c))
    for (const { status, body, headers } of answers) {
      expect({ status, body }).toEqual({ status: 401, body: answers[0]?.body })
      expect(body).toMatchObject({ error: 'invalid_client' })
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'www-authenticate': 'Basic realm="Throughcare"',
      })
    }
    expect((await events(client)).map((e) => e.outcome)).toEqual(['invalid_client'])
    expect((await events(ended)).map((e) => e.outcome)).toEqual(['invalid_client'])
    // on a busy machine either may be held up by chance, not three times
    const rounds: string[] = []
    for (let apart = Infinity; apart >= 4 && rounds.length < 3; ) {
      const { known, unknown } = await medians(client)
      apart = Math.abs(known - unknown)
      rounds.push(
        `medians in ms over ${PAIRS} tries: known ${known.toFixed(1)}, unknown ${unknown.toFixed(1)}`,
      )
      if (process.env.LONG === '1') process.stdout.write(`${rounds.at(-1)}\n`)
      if (rounds.length === 3) expect(apart, rounds.join('; ')).toBeLessThan(4)
    }
  })

  it('2 guessing is held, by login and by address, alike for one that nobody has; another address is not', async () => {
    const client = await aClient()
    for (const who of [client, { id: freshId(), secret: '' }]) {
      const guesses = []
      for (let i = 0; i < 11; i += 1)
        guesses.push((await asked({ ...who, secret: `guess ${i}` }, undefined, '198.51.100.1')).status)
      expect(guesses).toEqual([...Array(10).fill(401), 429])
    }
    const held = await asked(client, undefined, '198.51.100.1')
    expect(held, 'with the right secret too').toMatchObject({
      status: 429,
      headers: { 'retry-after': '900', 'cache-control': 'no-store' },
    })
    expect((await asked(client, undefined, '198.51.100.2')).status).toBe(200)
    const many = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        asked({ id: client.id, secret: `${i}` }, undefined, '198.51.100.3'),
      ),
    )
    expect(
      many.filter((m) => m.status === 401),
      'many at once do not outrun the count',
    ).toHaveLength(10)
    // 99 logins were tried from there already
    await site.product.superuser.query(
      'insert into identity.sign_in_attempt (key, at, ok) select $1, clock_timestamp(), false from generate_series(1, 99)',
      [triesKey('a secret of the tests, long enough to be one', 'client address', '198.51.100.4')],
    )
    const spray = []
    for (let i = 0; i < 2; i += 1)
      spray.push((await asked({ id: freshId(), secret: 'x' }, undefined, '198.51.100.4')).status)
    expect(spray).toEqual([401, 429])
  })

  it('3 a scope that was not given is refused, known or not, and none is added by asking', async () => {
    const client = await aClient(['people.read', 'plan.read'])
    for (const scope of [
      'referral.read',
      'people.read referral.read',
      'emergency.access',
      '*',
      'system/*.*',
      'People.Read',
    ])
      expect(await asked(client, scope), scope).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      })
    expect((await events(client)).every((e) => e.outcome === 'invalid_scope')).toBe(true)
    const narrow = await tokenOf(client, 'plan.read')
    expect(await header(narrow)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } })
    // what was given is taken away from what a token holds already
    const wide = await tokenOf(client)
    await site.product.superuser.query("update identity.client set rights = '{plan.read}' where id = $1", [
      client.id,
    ])
    expect((await header(wide)).status).toBe(403)
  })

  it('4 the token of one organisation opens nobody of another, and a hidden person is as absent as nobody', async () => {
    const client = await aClient()
    const token = await tokenOf(client)
    expect((await header(token)).body?.name).toBe(person.name)
    const [hidden, absent] = [
      await header(token, theirs),
      await asks(token, 'queries/people.header', { personId: freshId() }),
    ]
    expect(hidden).toEqual(absent)
    expect(hidden.body).toBeNull()
  })

  it('5 the agreement that ended closes what it opened, on the next request of the same token', async () => {
    const token = await tokenOf(await aClient())
    expect((await header(token)).body?.name).toBe(person.name)
    const end = (at: string | null) =>
      site.product.superuser.query('update tc.sharing_agreement set until_at = $1', [at])
    await end('2026-03-05T09:00:00Z')
    expect((await header(token)).body).toBeNull()
    await end(null)
    expect((await header(token)).body?.name).toBe(person.name)
  })

  it('6 ended, or with a new secret: its tokens are dead on the very next request', async () => {
    for (const [command, more] of [
      ['client.revoke', {}],
      ['client.new-secret', { version: 1, secretSha256: sha('another') }],
    ] as const) {
      const client = await aClient()
      const token = await tokenOf(client)
      expect((await header(token)).status).toBe(200)
      must(
        await site.product.act(await lin(), command, {
          organisationId: here().organisationId,
          clientId: client.id,
          ...more,
        }),
      )
      expect(await header(token), command).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } })
      expect((await asked(client)).status, command).toBe(401)
    }
  })

  it('6 while a new secret is being made, the old one is not good for a last token', async () => {
    const client = await aClient()
    const { superuser } = site.product
    await superuser.query('begin')
    await superuser.query('update identity.client set secret_sha256 = $2 where id = $1', [
      client.id,
      tokenHash('another secret, long enough to be one'),
    ])
    const late = asked(client)
    await new Promise((done) => setTimeout(done, 200))
    await superuser.query('commit')
    expect((await late).status).toBe(401)
  })

  it('7 a token sent again after its ten minutes opens nothing', async () => {
    const token = await tokenOf(await aClient())
    await site.product.moveTo('2026-03-05T10:09:59.000Z')
    expect((await header(token)).status).toBe(200)
    await site.product.moveTo('2026-03-05T10:10:01.000Z')
    expect((await header(token)).status).toBe(401)
  })

  it('8 nothing in an address: not the secret, not the token', async () => {
    const client = await aClient()
    const query = new URLSearchParams({ ...grant, client_id: client.id, client_secret: client.secret })
    expect(await posts({}, { url: `/oauth/token?${query}` })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
    expect(
      await posts(
        { ...grant, client_id: client.id, client_secret: client.secret },
        { url: '/oauth/token?scope=people.read' },
      ),
    ).toMatchObject({ status: 400 })
    expect((await site.get(`/oauth/token?${query}`)).status).toBe(404)
    const token = await tokenOf(client)
    expect(
      (
        await asks(
          undefined,
          'queries/people.header',
          { personId: person.id },
          { query: `?access_token=${token}` },
        )
      ).status,
    ).toBe(401)
  })

  it('9 a token in a cookie opens no page and sends no form, nor does a fixed one', async () => {
    const token = await tokenOf(await aClient())
    const fixed = await aFeed(site.product, here(), ['people.read', 'referral.send', 'client.manage'])
    expect(
      (await asks(fixed, 'queries/people.header', { personId: person.id })).status,
      'by the interface',
    ).toBe(200)
    const draft = { commandId: freshId(), draftForm: 'x', draftAbout: '', draftVersion: '0' }
    expect((await site.post('/app/drafts/save', draft, await lin())).status, 'a worker').toBe(200)
    for (const one of [token, fixed]) {
      for (const path of [
        '/app',
        '/app/kept',
        `/app/people/${person.id}`,
        '/app/settings/sign-in',
        '/app/emergency',
        `/app/organisations/${here().organisationId}/machines`,
      ])
        expect((await site.get(path, one)).to, path).toMatch(/^\/sign-in/)
      expect((await site.post('/app/settings/sign-in/end', { all: 'yes' }, one)).to).toMatch(/^\/sign-in/)
      expect((await site.post('/app/drafts/save', draft, one)).status).toBe(401)
    }
    expect(
      (await asks(undefined, 'queries/people.header', { personId: person.id }, { cookie: token })).status,
    ).toBe(401)
  })

  it('10 no machine opens an emergency, makes a machine or puts records together, with every scope there is', async () => {
    const token = await tokenOf(await aClient(ALL_MACHINE_SCOPES))
    const [{ n } = { n: 0 }] = await site.product.rows<{ n: number }>(
      'select count(*)::int as n from tc.emergency_access',
    )
    for (const command of [
      'emergency.open',
      'client.make',
      'client.revoke',
      'merge.propose',
      'staff.invite',
      'sharing.record',
    ]) {
      if (!site.product.door.registry.commands.has(command)) throw new Error(`no command ${command}`)
      expect((await site.product.act(token, command, {})).ok, command).toBe(false)
    }
    const fixed = await aFeed(site.product, here(), ['client.manage'])
    const [{ id } = { id: '' }] = await site.product.rows<{ id: string }>(
      'select id from identity.client where token_sha256 = $1',
      [tokenHash(fixed)],
    )
    expect(
      codeOf(
        await site.product.act(fixed, 'client.revoke', {
          organisationId: here().organisationId,
          clientId: id,
        }),
      ),
      'not even itself, and with a right that no machine should hold',
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    const client = await site.product.appPool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query('select ctx.begin($1) as asker', [token])
      expect(rows[0].asker.rights.filter((r: string) => MADE_BY_HUMANS_ONLY.includes(r))).toEqual([])
      await expect(
        client.query('select ctx.make_client($1, $2, $3, $4, $5, $6, $1)', [
          freshId(),
          here().organisationId,
          here().teamId,
          'x',
          ['people.read'],
          Buffer.alloc(32),
        ]),
      ).rejects.toThrow(/one's own organisation/)
    } finally {
      await client.query('rollback')
      client.release()
    }
    expect(await site.product.rows('select count(*)::int as n from tc.emergency_access')).toEqual([{ n }])
  })

  it('11 sixty tokens in a quarter of an hour are enough', async () => {
    const client = await aClient()
    await site.product.superuser.query(
      `insert into identity.machine_token select sha256(n::text::bytea), $1, '{}', at, at + interval '10 minutes' from generate_series(1, 59) n, (select ctx.clock() as at) now`,
      [client.id],
    )
    expect((await asked(client)).status).toBe(200)
    expect((await asked(client)).status).toBe(429)
  })

  it('12 the serving login cannot say that a secret was shown, nor read what is kept of one', async () => {
    for (const sql of [
      'select * from identity.client',
      'select * from identity.machine_token',
      "select ctx.client_token(null, null, null, null, '{}', '{}')",
      "select ctx.begin_client('x', now())",
      "select ctx.tell_of_client(null, null, '')",
    ])
      await expect(site.product.appPool.query(sql), sql).rejects.toThrow(/permission denied/)
    for (const sql of [
      'select * from identity.client',
      'select * from identity.machine_token',
      'select ctx.make_client(null, null, null, null, null, null, null)',
    ])
      await expect(site.auth.query(sql), sql).rejects.toThrow(/permission denied/)
  })

  it('13 what is asked wrongly is answered as RFC 6749 section 5.2 has it', async () => {
    const c = await aClient()
    const mine = { client_id: c.id, client_secret: c.secret }
    const wrong: [string, number, string, ReturnType<typeof posts>][] = [
      ['no grant', 400, 'unsupported_grant_type', posts({ ...mine, grant_type: 'x' })],
      [
        'another grant',
        400,
        'unsupported_grant_type',
        posts({ ...mine, grant_type: 'password', scope: 'people.read' }),
      ],
      ['none at all', 400, 'invalid_request', posts(mine)],
      [
        'a field twice',
        400,
        'invalid_request',
        posts(`${new URLSearchParams({ ...grant, ...mine })}&client_id=${c.id}`),
      ],
      ['a field nobody knows', 400, 'invalid_request', posts({ ...grant, ...mine, username: 'x' })],
      [
        'proved twice',
        400,
        'invalid_request',
        posts({ ...grant, ...mine }, { basic: `${c.id}:${c.secret}` }),
      ],
      ['not proved', 401, 'invalid_client', posts(grant)],
      ['half proved', 401, 'invalid_client', posts({ ...grant, client_id: c.id })],
      ['a broken header', 401, 'invalid_client', posts(grant, { basic: '%zz' })],
      [
        'another type',
        400,
        'invalid_request',
        posts(JSON.stringify({ ...grant, ...mine }), { type: 'application/json' }),
      ],
      ['another type still', 400, 'invalid_request', posts('<x/>', { type: 'text/xml' })],
      ['broken JSON', 400, 'invalid_request', posts('{', { type: 'application/json' })],
      ['too large', 400, 'invalid_request', posts(`grant_type=${'x'.repeat(1_100_000)}`)],
    ]
    for (const [what, status, error, sent] of wrong) {
      const answer = await sent
      expect(answer, what).toMatchObject({ status, body: { error } })
      expect(answer.headers['cache-control'], what).toBe('no-store')
      expect(answer.body.access_token).toBeUndefined()
    }
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const HOST = 'localhost:4310'
const OURS = `http://${HOST}`
const ELSEWHERE = 'https://elsewhere.example'

let site: Site
let world: World
let token: string
const errors: string[] = []
const write = process.stderr.write.bind(process.stderr)

beforeAll(async () => {
  process.stderr.write = ((text: string) => errors.push(text) > 0) as typeof process.stderr.write
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.superuser.query('update tc.post set rights = $2 where id = $1', [
    world.staff.sam.postId,
    ALL_RIGHTS,
  ])
  token = await site.product.signIn(world.staff.sam.email)
})
afterAll(async () => {
  process.stderr.write = write
  await site.stop()
})

const get = (url: string) =>
  site.app.inject({ method: 'GET', url, headers: { host: HOST }, cookies: { throughcare: token } })
const post = (url: string, headers: Record<string, string>, payload: string, signedIn = true) =>
  site.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { host: HOST, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    ...(signedIn && { cookies: { throughcare: token } }),
  })

it.each(['/practice/sign-in', '/practice/%73ign-in', '/%70ractice/sign-in', '/sign-%69n', '/sign-in/set-up'])(
  'another site cannot sign a browser in by %s',
  async (url) => {
    const form = `email=${encodeURIComponent(world.staff.jo.email)}&password=x&to=/app`
    for (const headers of [
      { origin: ELSEWHERE },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      {},
    ]) {
      const answer = await post(url, headers as Record<string, string>, form, false)
      expect(answer.statusCode, JSON.stringify(headers)).toBe(403)
      expect(answer.cookies).toEqual([])
    }
  },
)

it('no post that carries a cookie is taken from another site, whatever it leads to', async () => {
  const routes = [
    ...site.app.printRoutes({ commonPrefix: false }).matchAll(/(\/\S*) \((?:GET, )?(?:HEAD, )?POST/g),
  ]
  const paths = [
    ...[...registry.commands.keys()].map((name) => `/api/commands/${name}`),
    ...[...registry.queries.keys()].map((name) => `/api/queries/${name}`),
    ...['/app/drafts/save', '/app/people/search', '/app/kept/throw-away', '/sign-out', '/app/referrals/new'],
    ...routes.map(([, path]) => (path ?? '').replaceAll(/:\w+/g, freshId())),
  ]
  expect(paths.length).toBeGreaterThan(60)
  for (const path of paths)
    for (const headers of [
      { origin: ELSEWHERE },
      { origin: `${OURS}.elsewhere.example` },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect((await post(path, headers as Record<string, string>, '')).statusCode, path).toBe(403)
})

it('an address with something else where an id belongs is like one of nothing', async () => {
  for (const id of ['x', '%00', '%0d%0aSet-Cookie:x=1', '..%2f..%2f%2felsewhere.example', '%F0%9F%92%A9'])
    for (const path of [
      `/app/people/${id}`,
      `/app/people/${id}/details`,
      `/app/referrals/${id}`,
      `/app/contacts/${id}/move`,
      `/app/referrals/draft/${id}/ask`,
    ]) {
      const answer = await get(path)
      expect(answer.statusCode, path).toBe(404)
      expect(answer.headers.location).toBeUndefined()
    }
  for (const path of [
    '/app/referrals/new?person=%00',
    '/app/gaps/take-over?person=x&key=%00',
    '/app/people?search=%00',
  ]) {
    expect((await get(path)).statusCode, path).toBeLessThan(500)
  }
})

/** Every text of an input by this one, every whole number by that one, ids as they are. */
const CHANGES: Readonly<Record<string, (value: unknown) => unknown>> = {
  'a NUL in every text': (v) => (typeof v === 'string' && !UUID.test(v) ? `${v}\u0000` : v),
  'half a character in every text': (v) => (typeof v === 'string' && !UUID.test(v) ? `${v}\ud83d` : v),
  'numbers beyond every column': (v) => (typeof v === 'number' ? 2 ** 53 - 1 : v),
  'a time beyond every calendar': (v) =>
    typeof v === 'string' && /^\d{4}-\d\d-\d\dT/.test(v) ? '9999-12-31T23:59:59.999Z' : v,
}
const UUID = /^[0-9a-f-]{36}$/
const changed = (value: unknown, change: (v: unknown) => unknown): unknown =>
  Array.isArray(value)
    ? value.map((v) => changed(v, change))
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, changed(v, change)]))
      : change(value)

it('what no column can hold is refused and never a fault of ours', async () => {
  const person = await world.person('Somebody Invented')
  await world.registers(person, world.teams.medication, 0)
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
  const about = { personId: person.id, version: 1 }
  const inputs: Readonly<Record<string, object>> = {
    'note.write': { ...about, noteId: freshId(), text: 'Was well' },
    'person.record-allergies': { ...about, allergies: { state: 'listed', text: 'Nuts' } },
    'person.change-names': { ...about, names: [{ kind: 'legal', given: 'Somebody', family: 'Else' }] },
    'medicine.record': {
      ...about,
      medicineId: freshId(),
      name: 'Example',
      doseInWords: 'one',
      when: 'mornings',
      prescribedBy: 'the surgery',
      saidBy: 'the person',
      asOfOn: '2026-03-01',
    },
    'referral.send': {
      ...about,
      referralId: freshId(),
      serviceId: world.services.north,
      asks: { reason: { state: 'known', text: 'Company' } },
      sharing: { answer: 'not asked' },
    },
    'gap.take-over': { ...about, key: 'N5:x', reason: 'I will ring' },
    'worry.settle': {
      ...about,
      worryId: freshId(),
      done: 'Rang',
      told: { who: 'Lin', at: '2026-03-02T09:00:00Z' },
    },
    'contact.resolve': { ...about, contactId: freshId(), what: 'rearranged', inWords: 'Tomorrow' },
    'contact.plan': {
      ...about,
      episodeId: freshId(),
      contactId: freshId(),
      mode: 'visit',
      fromAt: '2026-03-02T09:00:00Z',
      untilAt: '2026-03-02T10:00:00Z',
      staffId: null,
    },
  }
  const faults: string[] = []
  for (const [name, input] of Object.entries(inputs))
    for (const [how, change] of Object.entries(CHANGES)) {
      const body = JSON.stringify({ id: freshId(), input: changed(input, change) })
      const answer = await post(
        `/api/commands/${name}`,
        { origin: OURS, 'content-type': 'application/json' },
        body,
      )
      if (answer.statusCode >= 500) faults.push(`${name}, ${how}: ${answer.body}`)
    }
  for (const name of registry.queries.keys())
    for (const input of [
      { personId: 'x' },
      {
        searchId: '\u0000',
        typed: 'a\u0000b',
        id: '\u0000',
        months: 2 ** 40,
        serviceId: world.services.medication,
      },
    ]) {
      const answer = await post(
        `/api/queries/${name}`,
        { origin: OURS, 'content-type': 'application/json' },
        JSON.stringify({ input }),
      )
      if (answer.statusCode >= 500) faults.push(`${name}: ${answer.body}`)
    }
  const draft = {
    commandId: freshId(),
    draftForm: 'x',
    draftVersion: 0,
    draftAbout: '\u0000',
    text: 'a\u0000b',
  }
  const saved = await post(
    '/app/drafts/save',
    { origin: OURS, 'content-type': 'application/json' },
    JSON.stringify(draft),
  )
  if (saved.statusCode >= 500) faults.push(`drafts: ${saved.body}`)
  expect(faults, errors.join('')).toEqual([])
})

it('an id that is taken is refused alike, and nothing of the row shows', async () => {
  const [ours, theirs] = [await world.person('Ours Invented'), await world.person('Theirs Invented')]
  await world.registers(ours, world.teams.medication, 0)
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [[ours.id]])
  const noteId = freshId()
  await site.product.superuser.query(
    `insert into tc.note (id, person_id, organisation_id, team_id, body, at, recorded_at, by_staff_id) values ($1, $2, $3, $4, 'Very private words', now(), now(), $5)`,
    [noteId, theirs.id, world.organisations.northside, world.teams.maple, world.staff.jo.id],
  )
  const body = JSON.stringify({ id: freshId(), input: { personId: ours.id, noteId, text: 'Was well' } })
  const answer = await post(
    '/api/commands/note.write',
    { origin: OURS, 'content-type': 'application/json' },
    body,
  )
  expect(answer.statusCode).toBe(409)
  expect(answer.body).not.toMatch(/private|Theirs|note_pkey/)
})

it('a body that is too large or of another kind is refused in words', async () => {
  expect(
    (await post('/app/people/search', { origin: OURS }, `typed=${'a'.repeat(2_000_000)}`)).statusCode,
  ).toBe(413)
  for (const [type, body] of [
    ['application/json', '{bad'],
    ['application/json', '{"__proto__":{"x":1},"input":{}}'],
    ['application/json', '['.repeat(100_000)],
    ['text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['application/json', 'null'],
  ] as const) {
    const answer = await post('/api/queries/people.search', { origin: OURS, 'content-type': type }, body)
    expect(answer.statusCode, body.slice(0, 20)).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode, body.slice(0, 20)).toBeLessThan(500)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  }
})

it('every answer says what a browser may do with it', async () => {
  for (const path of ['/', '/sign-in', '/app/people', '/app/people/x', '/nowhere']) {
    const { headers } = await get(path)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toMatch(/unsafe/)
    expect(headers['cache-control'], path).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

it('the errors written down hold no value that anybody typed', () => {
  expect(errors.join('')).not.toMatch(/Invented|Very private|Was well/)
})

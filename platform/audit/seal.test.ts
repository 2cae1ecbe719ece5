import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Audited, anAudit } from '#testing/audit.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { faultLine } from './faults.ts'
import { startSealing } from './seal-loop.ts'

let product: Product
let world: World
let audit: Audited
let person: Person
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  person = await world.person('Ada Invented')
  audit = await anAudit(product)
})
afterAll(async () => {
  await audit?.stop()
  await product?.stop()
})
beforeEach(() => product.setNow('2026-03-05T10:00:00Z'))

const STAGE = `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
  values (ctx.clock(), $1, $2, $1, 'direct care', 'people.summary', $3, '{}', 'shown') returning id`
const stage = async (client: pg.Client | pg.PoolClient, people: readonly string[] = []): Promise<number> =>
  Number((await client.query(STAGE, [world.staff.jo.id, world.organisations.northside, people])).rows[0].id)
const asSuperuser = async (): Promise<pg.Client> => {
  const client = new pg.Client(product.appConfig(product.superuser.user ?? 'postgres'))
  client.on('error', () => {})
  await client.connect()
  return client
}
const sealedIds = async (from: number): Promise<number[]> =>
  (
    await product.superuser.query('select event_id from audit.link where event_id >= $1 order by part, seq', [
      from,
    ])
  ).rows.map((r) => Number(r.event_id))

it('seals in the order of transactions: a smaller id that commits later is neither lost nor passed over', async () => {
  await audit.sealAll()
  const [early, late] = [await asSuperuser(), await asSuperuser()]
  await early.query('begin')
  const first = await stage(early)
  await late.query('begin')
  const second = await stage(late)
  await late.query('commit')
  // an earlier transaction still runs: what it may yet say has its place before the later one
  await audit.sealer.query('select audit.seal(5000)')
  expect(await sealedIds(first)).toEqual([])
  await early.query('commit')
  await audit.sealAll()
  expect(await sealedIds(first)).toEqual([first, second])

  await early.query('begin')
  await early.query('select pg_current_xact_id()')
  const third = await stage(late)
  const fourth = await stage(early)
  await early.query('commit')
  await audit.sealAll()
  expect(await sealedIds(third)).toEqual([fourth, third])
  // what is rolled back leaves no gap
  await early.query('begin')
  await stage(early)
  await early.query('rollback')
  const fifth = await stage(early)
  await audit.sealAll()
  expect(await sealedIds(fifth)).toEqual([fifth])
  await Promise.all([early.end(), late.end()])
  expect((await audit.verify()).faults.filter((f) => f.kind !== 'no checkpoint').map(faultLine)).toEqual([])
})

it('has no false alarm after a hundred ends of the sealer at any instant', async () => {
  const acting = await asSuperuser()
  const killer = await asSuperuser()
  let ends = 0
  const loop = startSealing({ login: { ...product.appConfig('tc_job') }, everyMs: 1 })
  let staged = 0
  for (let tries = 0; ends < 100 && tries < 5_000; tries += 1) {
    for (let i = 0; i < 5; i += 1) await stage(acting, [person.id])
    staged += 5
    if (tries % 4 !== 0) continue
    const ended = await killer.query(
      `select pg_terminate_backend(pid) as gone from pg_stat_activity where application_name = 'throughcare sealing' and datname = current_database()`,
    )
    ends += ended.rowCount ?? 0
    // the loop waits two seconds after a lost connection; another takes over at once
    if (ended.rowCount) {
      const next = startSealing({ login: product.appConfig('tc_job'), everyMs: 1 })
      takers.push(next)
    }
  }
  await Promise.all([loop, ...takers].map((l) => l.stop()))
  await audit.sealAll()
  await audit.sign('2026-03-05T10:05:00Z')
  const verdict = await audit.verify()
  expect(ends).toBeGreaterThanOrEqual(100)
  expect(verdict.faults.map(faultLine)).toEqual([])
  expect(verdict.links).toBe(verdict.events)
  expect(verdict.events).toBeGreaterThan(staged)
  await Promise.all([acting.end(), killer.end()])
}, 120_000)
const takers: { stop(): Promise<void> }[] = []

it('goes on with the same chains on another server after a restore', async () => {
  await stage(product.superuser)
  await audit.sealAll()
  const id = await stage(product.superuser)
  // a restored row may carry a number that this server has not reached
  await product.superuser.query(`update audit.event set xid = '99999999999' where id = $1`, [id])
  await product.superuser.query('update audit.sealer set system_id = 1')
  await audit.sealer.query('select audit.seal(5000)')
  expect(await sealedIds(id)).toEqual([id])
  const later = await stage(product.superuser)
  await audit.sealAll()
  expect(await sealedIds(id)).toEqual([id, later])
  expect((await audit.verify()).faults.map(faultLine)).toEqual([])
})

it('covers every column: a new one must be added to the digest', async () => {
  const columns = await product.superuser.query<{ c: string }>(
    `select attname as c from pg_attribute where attrelid = 'audit.event'::regclass and attnum > 0 and not attisdropped`,
  )
  const body = await product.superuser.query<{ b: string }>(
    `select pg_get_functiondef('audit.row_digest'::regproc) as b`,
  )
  for (const { c } of columns.rows) expect(body.rows[0]!.b).toContain(`.${c}`)
})

it('tells who has looked to the right asker alone, what is not sealed yet included', async () => {
  const looks = await product.superuser.query<{ n: number }>(
    'select count(*)::int as n from audit.event where $1 = any (person_ids)',
    [person.id],
  )
  const ask = async (email: string): Promise<Record<string, unknown>[]> => {
    const token = await product.signIn(email)
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [token])
      const asked = await client.query('select * from audit.looked_at($1, $2, $3)', [
        person.id,
        '2026-03-01T00:00:00Z',
        '2026-04-01T00:00:00Z',
      ])
      return asked.rows
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const { jo, vic } = world.staff
  expect(await ask(jo.email)).toEqual([])
  await product.superuser.query(`update tc.post set rights = rights || '{audit.read}' where id = any ($1)`, [
    [jo.postId, vic.postId],
  ])
  await product.superuser.query(
    `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id) values ($1, $2, 3, '2026-01-01', 'episode', $3)`,
    [person.id, world.teams.maple, freshId()],
  )
  expect(await ask(jo.email)).toHaveLength(looks.rows[0]!.n)
  await stage(product.superuser, [person.id])
  const rows = await ask(jo.email)
  expect(rows).toHaveLength(looks.rows[0]!.n + 1)
  expect(rows[0]).toMatchObject({
    who: world.staff.jo.name,
    organisation: 'Northside Trust',
    action: 'people.summary',
    purpose: 'direct care',
    outcome: 'shown',
  })
  // that a drug-and-alcohol team looked is not told to whoever may not know of it
  await product.superuser.query('update tc.team set drug_and_alcohol = true where id = $1', [
    world.teams.medication,
  ])
  const nat = await product.superuser.query(
    `select h.staff_id from tc.post_holder h join tc.post p on p.id = h.post_id where p.team_id = $1 limit 1`,
    [world.teams.medication],
  )
  await product.superuser.query(STAGE, [nat.rows[0].staff_id, world.organisations.riverside, [person.id]])
  expect(await ask(jo.email)).toHaveLength(looks.rows[0]!.n + 1)
  await product.superuser.query('update acl.access set classes = 19 where person_id = $1', [person.id])
  expect(await ask(jo.email)).toHaveLength(looks.rows[0]!.n + 2)
  // a right without the person is nothing
  expect(await ask(vic.email)).toEqual([])
})

it('disposes of a month after eight years: the chain still holds and says that it did', async () => {
  await audit.sealAll()
  const part = `${world.organisations.northside} 2026-03`
  const dispose = (at: string) =>
    product.setNow(at).then(async () => {
      const client = await asSuperuser()
      try {
        await client.query('begin; set local role tc_audit')
        const n = await client.query('select audit.dispose($1, $2, $3, $4) as n', [
          freshId(),
          part,
          world.staff.jo.id,
          'The keeping time is over',
        ])
        await client.query('commit')
        return Number(n.rows[0].n)
      } finally {
        await client.end()
      }
    })
  await expect(dispose('2034-03-30T10:00:00Z')).rejects.toThrow(/not eight years old/)
  const others = 1
  const before = (await audit.verify()).links - others
  expect(await dispose('2034-04-02T10:00:00Z')).toBe(before)
  await audit.sealAll()
  await audit.sign('2034-04-02T10:05:00Z')
  const verdict = await audit.verify()
  expect(verdict.faults.map(faultLine)).toEqual([])
  expect(verdict).toMatchObject({ disposedOf: before, events: others + 1, links: before + others + 1 })
  const left = await product.superuser.query('select count(*)::int as n from audit.seen')
  expect(left.rows[0].n).toBe(others)
})

it('gives the serving logins none of it', async () => {
  for (const user of ['tc_app', 'tc_auth', 'tc_witness']) {
    const client = new pg.Client(product.appConfig(user))
    await client.connect()
    for (const statement of [
      'select audit.seal(1)',
      `select audit.dispose('${freshId()}', 'x', '${freshId()}', 'because I said so')`,
      'select * from audit.event',
      'delete from audit.link',
      ...(user === 'tc_witness'
        ? ['select * from tc.organisation', 'select audit.lag()']
        : ['select audit.heads()', `select audit.keep_checkpoint('{}')`]),
    ])
      await expect(client.query(statement), `${user}: ${statement}`).rejects.toThrow(/permission denied/)
    await client.end()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { randomCopies } from '#testing/access/copies.ts'
import { randomEmergencies } from '#testing/access/emergency.ts'
import { visitMade } from '#testing/access/home-entry.ts'
import { everyAsker } from '#testing/access-compare.ts'
import { readAccessFacts } from '#testing/access-facts.ts'
import { expectedSight, granteesOf } from '#testing/access-oracle.ts'
import { keysSeen, ROW_RULES, readPersonRows } from '#testing/access-rows.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { randomRecords } from '#testing/random-records.ts'
import { dice, randomRows } from '#testing/random-rows.ts'

const LONG = process.env.LONG === '1'
const SEEDS = LONG ? [31, 32, 33, 34, 35, 36] : [31]
const PEOPLE = LONG ? 60 : 40

let product: Product
let world: World

/** A session in every post anybody holds or held, as it would have been opened then; the tokens by post and staff member. */
async function everybodySignsIn(): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (const asker of everyAsker(await readAccessFacts(product.superuser))) {
    const token = freshId()
    tokens.set(`${asker.postId} ${asker.staffId}`, token)
    await product.superuser.query(
      `insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at)
       select $1, $2, $3, $4, 'practice', n, 'own', n, n + interval '1 hour', n from ctx.clock() n`,
      [freshId(), tokenHash(token), asker.staffId, asker.postId],
    )
  }
  return tokens
}

interface Matrix {
  cells: number
  readonly wrong: string[]
  readonly rowsOpen: Map<string, number>
  signedOut: number
}

/** Every asker, every person, every table: the rows seen as the serving login against the rows the rules open. */
async function matrix(): Promise<Matrix> {
  const found: Matrix = { cells: 0, wrong: [], rowsOpen: new Map(), signedOut: 0 }
  const facts = await readAccessFacts(product.superuser)
  const rows = await readPersonRows(product.superuser)
  const rights = new Map(
    (
      await product.superuser.query<{ id: string; rights: string[] }>('select id, rights from tc.post')
    ).rows.map((p) => [p.id, p.rights]),
  )
  const people = facts.people.map((p) => p.id)
  const tokens = await everybodySignsIn()
  const clock = new Date(
    (await product.superuser.query<{ now: string }>('select ctx.clock()::text as now')).rows[0]?.now ?? '',
  )
  const client = await product.appPool.connect()
  try {
    for (const asker of everyAsker(facts)) {
      await client.query('begin')
      const begun = (
        await client.query<{ asker: { now: string } | null }>('select ctx.begin($1) as asker', [
          tokens.get(`${asker.postId} ${asker.staffId}`),
        ])
      ).rows[0]?.asker
      if (!begun) found.signedOut += 1
      else expect(Math.abs(Date.parse(begun.now) - clock.getTime())).toBeLessThan(60_000)
      const now = begun ? new Date(begun.now) : clock
      const grantees = granteesOf(facts, asker, now.getTime())
      const readers = new Map(
        people.map((id) => [
          id,
          {
            sight: expectedSight(facts, asker, id, now),
            grantees,
            staffId: asker.staffId,
            organisationId: facts.posts.find((p) => p.id === asker.postId)?.organisationId ?? '',
            rights: rights.get(asker.postId) ?? [],
          },
        ]),
      )
      for (const [table, rule] of Object.entries(ROW_RULES)) {
        const seen = await keysSeen(client, table)
        found.cells += people.length
        for (const row of rows.get(table) ?? []) {
          const reader = readers.get(row.personId)
          const should = reader !== undefined && rule.mayRead(row, reader, facts)
          if (should) found.rowsOpen.set(table, (found.rowsOpen.get(table) ?? 0) + 1)
          if (should !== seen.has(row.key))
            found.wrong.push(
              `${table} ${JSON.stringify(row)} is ${should ? 'hidden from' : 'shown to'} ${asker.staffId}, who has ${[...(reader?.sight.classes ?? [])].join(', ')}`,
            )
        }
      }
      await client.query('rollback')
    }
  } finally {
    client.release()
  }
  return found
}

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.superuser.query(
    `update tc.post set rights = rights || '{people.characteristics}' where id = any ($1)`,
    [[world.staff.sam.postId, world.staff.rae.postId]],
  )
  await product.superuser.query(
    `update tc.post set rights = rights || '{incident.read}' where id = any ($1)`,
    [[world.staff.lin.postId, world.staff.wyn.postId]],
  )
  // one agreement ends, begins anew, and there is one where there was none
  const { northside, riverside, harbour } = world.organisations
  await product.superuser.query(
    'update tc.sharing_agreement set until_at = $1 where organisation_a = $2 or organisation_b = $2',
    [world.at(3), harbour],
  )
  await world.agreement(northside, harbour, { from: world.at(6) })
  await world.agreement(riverside, harbour, { from: world.at(1), until: world.at(7) })
  await world.seconds(world.staff.jo, world.teams.medication)
  for (const seed of SEEDS) {
    const d = dice(seed)
    await randomRows(world, d, PEOPLE)
  }
  const people = (
    await product.superuser.query<{ id: string }>('select id from tc.person order by id')
  ).rows.map((r) => r.id)
  await randomRecords(world, dice(95), people)
  await randomEmergencies(world, dice(91), people)
  await randomCopies(world, dice(92), people)
  // visits to homes on each of the days on which is asked, by those who may be shown how to get in and by those who may not
  const visitors = [world.staff.jo, world.staff.sam, world.staff.lin, world.staff.rae, world.staff.bo]
  await product.superuser.query(`update tc.post set rights = rights || '{home-entry}' where id = any ($1)`, [
    visitors.slice(0, 4).map((s) => s.postId),
  ])
  const visits = dice(92)
  for (const personId of people)
    for (const day of [2, 5, 12]) {
      const more = visits.one([
        {},
        {},
        {},
        { mode: 'phone' },
        { state: 'did not happen' },
        { on_day: '2026-03-01' },
      ])
      await visitMade(product.superuser, personId, visits.one(visitors), world.at(day), more)
    }
  // named leads and readers of what one team was told: some posts of each organisation, and not all
  await product.superuser.query(
    `update tc.post set rights = rights || '{safeguarding.lead,person-and-team}' where id = any ($1)`,
    [
      [world.staff.jo, world.staff.lin, world.staff.noor, world.staff.rae, world.staff.bo].map(
        (s) => s.postId,
      ),
    ],
  )
  await product.superuser.query(`update tc.post set rights = rights || '{privacy.desk}' where id = $1`, [
    world.staff.dot.postId,
  ])
  await product.superuser.query('select acl.refresh($1)', [people])
}, 300_000)
afterAll(() => product.stop())

test.each([2, 5, 12])(
  'the serving login shows each asker exactly what the rules open, %i days on',
  async (days) => {
    await product.setNow(world.at(days).toISOString())
    const { cells, wrong, rowsOpen, signedOut } = await matrix()
    console.log(
      `access matrix, day ${days}: ${cells} cells (asker, person, table), ${[...rowsOpen.values()].reduce((a, b) => a + b, 0)} rows open, ${signedOut} askers no longer let in, ${wrong.length} differences`,
    )
    expect(wrong.slice(0, 20)).toEqual([])
    // and it is not because everything is closed
    expect(Object.keys(ROW_RULES).filter((t) => !rowsOpen.has(t))).toEqual([])
  },
  300_000,
)

/** Rows about people that are nobody's record: what one author keeps for themselves, and access itself, which has its own test. */
const NOT_RECORDS = [
  'acl.access',
  'acl.closed',
  'net.taken_over',
  'tc.draft',
  'tc.kept_post',
  'tc.search',
  // a feed reads what it brought itself, and no staff reads any of it
  'tc.feed_message',
  'tc.stay_heard',
]

test('every table about a person that the serving login reads is in the matrix', async () => {
  const { rows } = await product.superuser.query<{ name: string }>(
    `select c.table_schema || '.' || c.table_name as name from information_schema.columns c
       join pg_class k on k.oid = format('%I.%I', c.table_schema, c.table_name)::regclass and k.relkind in ('r', 'v', 'm')
      where c.table_schema in ('tc', 'net', 'acl') and c.column_name = 'person_id'
        and has_any_column_privilege('tc_app', k.oid, 'select') order by 1`,
  )
  expect(rows.length).toBeGreaterThan(40)
  expect(rows.map((r) => r.name).filter((n) => !(n in ROW_RULES) && !NOT_RECORDS.includes(n))).toEqual([])
})

test('a row rule that opens too much, and one that opens too little, are found', async () => {
  await product.setNow(world.at(5).toISOString())
  await product.superuser.query('create policy leak on tc.note for select to tc_app using (true)')
  await product.superuser.query(
    'create policy shut on tc.worry as restrictive for select to tc_app using (false)',
  )
  const { wrong } = await matrix()
  await product.superuser.query('drop policy leak on tc.note')
  await product.superuser.query('drop policy shut on tc.worry')
  expect(new Set(wrong.map((w) => `${w.split(' ')[0]} ${/is (hidden|shown)/.exec(w)?.[1]}`))).toEqual(
    new Set(['tc.note shown', 'tc.worry hidden']),
  )
}, 300_000)

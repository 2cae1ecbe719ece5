import fs from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import { compareAccess } from '#testing/access-compare.ts'
import { anOwnDoor } from '#testing/own-door.ts'
import type { Site } from '#testing/site.ts'
import { toldApart } from './alike.ts'
import { call, rehearsalSite } from './call.ts'
import { withoutCanary, wordsIn } from './canaries.ts'
import { type Asking, chooseAskings, pairsAcross, pairsOf, valuesOf } from './cells.ts'
import { CHANGES, change } from './changes.ts'
import { DOORS } from './doors/index.ts'
import { withoutEachPolicy } from './policies.ts'
import { RULES } from './rules.ts'
import { type Found, idsAsSent, judge, oneOfEach } from './run.ts'
import { doorFindings, doorsOf } from './running.ts'
import { AGREEMENTS, ANSWERS, aMatrixWorld, BASES, type MatrixWorld, ORGANISATIONS, ROLES } from './world.ts'

/**
 * Who may see what, at every door: short here, whole with LONG=1 (`npm run matrix`). The judge is content/access/rules.yaml over
 * the source facts; what a door must ask for stands in `doors/`; neither is read from the product.
 */
const LONG = process.env.LONG === '1'
/** DOOR: a pattern, to ask again at a few doors only. */
const ONLY = new RegExp(process.env.DOOR ?? '')
const doors = Object.fromEntries(Object.entries(DOORS).filter(([name]) => ONLY.test(name)))
/** In the short form one asking of so many; SEED chooses which. */
const EVERY = LONG ? Number(process.env.EVERY ?? 1) : 90
const SEED = Number(process.env.SEED ?? 4)
const AFTER_A_CHANGE = LONG ? 170 : 12
const total: Pick<Found, 'cells' | 'allowed' | 'leaks' | 'wrongRefusals'> = {
  cells: 0,
  allowed: 0,
  leaks: [],
  wrongRefusals: [],
}
let changes = 0

let m: MatrixWorld
let site: Site
let askings: readonly Asking[]

beforeAll(async () => {
  m = await aMatrixWorld({ everyone: LONG })
  site = await rehearsalSite(m.product)
  askings = [...chooseAskings(m, doors, 6), ...(await oneOfEach(m, doors))]
}, 300_000)
afterAll(async () => {
  console.log(
    `${total.cells} cells\n${changes} changes\n${total.leaks.length} leaks\n${total.wrongRefusals.length} wrong refusals`,
  )
  await site?.stop()
  await m?.product.stop()
})

function count(found: Found): void {
  total.cells += found.cells
  total.allowed += found.allowed
  total.leaks.push(...found.leaks)
  total.wrongRefusals.push(...found.wrongRefusals)
  if (process.env.FOUND) fs.writeFileSync(process.env.FOUND, JSON.stringify(total, null, 1))
}

/** A few doors at a time, so that what is found stands in FOUND before the last is asked. */
async function inParts(chosen: readonly Asking[]): Promise<Found> {
  const all: Found = { cells: 0, allowed: 0, leaks: [], wrongRefusals: [], byDoor: new Map() }
  for (let i = 0; i < chosen.length; i += 1500) {
    const found = await judge(m, site, doors, chosen.slice(i, i + 1500))
    count(found)
    all.cells += found.cells
    all.allowed += found.allowed
    all.leaks.push(...found.leaks)
    all.wrongRefusals.push(...found.wrongRefusals)
    for (const [door, { allowed, refused, ...more }] of found.byDoor) {
      const before = all.byDoor.get(door) ?? { allowed: 0, refused: 0 }
      all.byDoor.set(door, {
        ...before,
        ...more,
        allowed: before.allowed + allowed,
        refused: before.refused + refused,
      })
    }
  }
  return all
}

test('the judge of the matrix imports nothing of the product', () => {
  for (const file of ['access-oracle.ts', 'access-facts.ts', 'access-rows.ts']) {
    const source = fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    expect([file, source.match(/from '#(core|platform|features|database|apps)[^']*'/g)]).toEqual([file, null])
  }
  expect(withoutCanary()).toEqual([])
})

test('every door of the running server has cells, and one that has none is found', () => {
  const running = doorsOf(site.app, registry)
  expect(doorFindings(running)).toEqual([])
  expect(running.length).toBeGreaterThan(400)
  expect(doorFindings([...running, 'GET /app/new'])).toHaveLength(1)
  expect(doorFindings(running.slice(1))).toHaveLength(1)
})

test(`every door tells what the rules open, and nothing else${LONG ? '' : ` (one asking of ${EVERY})`}`, async () => {
  const chosen = askings.filter((_, i) => i % EVERY === SEED % EVERY)
  const found = await inParts(chosen)
  expect(found.leaks).toEqual([])
  expect(found.wrongRefusals).toEqual([])
  if (!process.env.DOOR) expect(found.allowed / found.cells).toBeGreaterThan(LONG ? 0.25 : 0.1)
  if (EVERY > 1) return
  // where the thing itself said no to each of those, whoever else the rules let in is asked until it says yes to one
  for (const [name, door] of Object.entries(doors)) {
    if (found.byDoor.get(name)?.allowed !== 0 || door.neverAllowed) continue
    const others = await oneOfEach(m, { [name]: door }, 600)
    for (let i = 0; i < others.length && found.byDoor.get(name)?.allowed === 0; i += 60) {
      const more = await inParts(others.slice(i, i + 60))
      expect([more.leaks, more.wrongRefusals]).toEqual([[], []])
      const [before, now] = [found.byDoor.get(name), more.byDoor.get(name)]
      if (now)
        found.byDoor.set(name, {
          ...now,
          allowed: now.allowed,
          refused: (before?.refused ?? 0) + now.refused,
        })
    }
  }
  const lacks = Object.entries(doors).filter(([name, door]) => {
    const tally = found.byDoor.get(name)
    return (tally?.allowed === 0 && !door.neverAllowed) || (tally?.refused === 0 && !door.neverRefused)
  })
  expect(lacks.map(([name]) => `${name} ${JSON.stringify(found.byDoor.get(name))}`)).toEqual([])
  if (process.env.DOOR) return
  expect(found.cells).toBeGreaterThan(20_000)
  const pairs = new Set(chosen.flatMap((a) => pairsOf(valuesOf(a, doors))))
  const values = chosen.map((a) => valuesOf(a, doors))
  const dimensions = (values[0] ?? []).map((_, i) => [...new Set(values.map((v) => v[i] ?? ''))])
  expect(dimensions.slice(0, 6).map((d) => d.length)).toEqual([
    ROLES.length,
    ORGANISATIONS.length,
    BASES.length,
    ANSWERS.length,
    AGREEMENTS.length,
    Object.keys(doors).length,
  ])
  // a door has one verb; of any two others each value meets each
  const [verbs = [], ...others] = dimensions.toReversed()
  const missing = [
    ...pairsAcross(others.toReversed()),
    ...pairsAcross([...others.slice(1).toReversed(), verbs]),
  ]
  expect(missing.filter((p) => !pairs.has(p))).toEqual([])
}, 3_600_000)

test('a rule that opens too much, a right that is not asked for and a rule that shuts are found at the doors', async () => {
  const some = askings.filter((a) =>
    ['query contact.for-person', 'GET /app/people/:id/visits', 'query people.header'].includes(a.door),
  )
  const few = some.filter((_, i) => i % 2 === 0)
  await m.product.superuser.query('create policy leak on tc.person_name for select to tc_app using (true)')
  await m.product.superuser.query('create policy leak on tc.person for select to tc_app using (true)')
  const open = await judge(m, site, doors, few)
  await m.product.superuser.query('drop policy leak on tc.person')
  await m.product.superuser.query('drop policy leak on tc.person_name')
  await m.product.superuser.query(
    'create policy shut on tc.person as restrictive for select to tc_app using (false)',
  )
  const shut = await judge(m, site, doors, few)
  await m.product.superuser.query('drop policy shut on tc.person')
  const rightless = await judge(
    m,
    site,
    {
      ...doors,
      'query people.header': { ...DOORS['query people.header'], rights: ['no.such-right'] } as never,
    },
    few,
  )
  if (!process.env.DOOR) {
    expect(open.leaks.length).toBeGreaterThan(0)
    expect(shut.wrongRefusals.length).toBeGreaterThan(0)
    expect(rightless.leaks.length).toBeGreaterThan(0)
  }
}, 600_000)

test('somebody hidden and somebody who does not exist: the same words, and the same statements in the same order', async () => {
  const stranger = m.askers.find((a) => a.organisation === 'commissioner' && a.role === 'commissioner')
  await m.product.superuser.query('update tc.post set rights = $2 where id = $1', [
    stranger?.postId,
    ALL_RIGHTS,
  ])
  const hidden = m.people.find((p) => p.home === 'northside' && p.basis === 'stay')
  const names = Object.keys(doors).filter((_, i) => LONG || i % 5 === 0)
  const ids = await idsAsSent(m)
  const apart = await toldApart(
    site,
    Object.fromEntries(names.map((n) => [n, doors[n] as never])),
    stranger?.token ?? '',
    ids.get(hidden?.id ?? '') ?? {},
  )
  await m.product.superuser.query('update tc.post set rights = $2 where id = $1', [
    stranger?.postId,
    stranger?.rights,
  ])
  expect(apart).toEqual([])
}, 600_000)

test('a referral to a drug-and-alcohol team is not told to whoever merely has what is shared, and the rule that told it is found', async () => {
  const shows = ['GET /app/people/:id/referrals', 'query referral.for-person', 'query sharing.of-person']
  const near = m.people.filter((p) => p.basis === 'episode' && p.home !== 'riverside' && p.answer === 'yes')
  const able = m.askers.filter((a) => a.rights.includes('people.read') && a.rights.includes('referral.read'))
  const asked = near.flatMap((person) =>
    able
      .filter((a) => a.organisation === person.home)
      .slice(0, 1)
      .flatMap((asker) => shows.map((door) => ({ door, asker, person }))),
  )
  expect(asked.length).toBeGreaterThan(0)
  const right = await judge(m, site, DOORS, asked)
  expect([right.leaks, right.wrongRefusals]).toEqual([[], []])
  for (const [table, told] of [
    ['tc.referral', 'tells tc.referral '],
    ['tc.sharing_decision', 'tells tc.sharing_decision '],
  ] as const) {
    await m.product.superuser.query(
      `create policy as_before on ${table} for select to tc_app using (
         (select true from acl.access a where a.person_id = ${table}.person_id and (a.classes & 4) <> 0 limit 1)
         and (select true from acl.closed c where c.person_id = ${table}.person_id limit 1) is null)`,
    )
    const before = await judge(m, site, DOORS, asked)
    await m.product.superuser.query(`drop policy as_before on ${table}`)
    expect([table, before.leaks.some((leak) => leak.includes(told))]).toEqual([table, true])
  }
}, 600_000)

test('somebody at their own door, and a carer, are let in at no door of staff', async () => {
  const person = m.people.find((p) => p.home === 'northside' && p.basis === 'stay')
  const { teamId, organisationId, worker } = m.homes.northside
  const db = m.product.superuser
  const [carer] = await m.product.rows<{ id: string }>('select id from tc.carer where person_id = $1', [
    person?.id,
  ])
  const ids = (await idsAsSent(m)).get(person?.id ?? '') ?? {}
  const giver = { id: worker.id, teamId, organisationId }
  const names = Object.keys(DOORS).filter((n, i) => !/^\w+ (\/my|my\.)/.test(n) && (LONG || i % 15 === 0))
  for (const carerId of [null, carer?.id ?? '']) {
    const token = await anOwnDoor(db, giver, person?.id ?? '', carerId)
    for (const name of names) {
      const said = await call(site, name, DOORS[name] as never, token, ids)
      const shut =
        [401, 403, 404].includes(said.status) || (said.status === 303 && said.text.startsWith('/sign-in'))
      expect([name, shut ? 'shut' : said.status, [...wordsIn(said.text)]]).toEqual([name, 'shut', []])
    }
  }
}, 600_000)

test('a machine is let in at no page, whatever cookie it makes of its token', async () => {
  const person = m.people.find((p) => p.home === 'northside' && p.basis === 'stay')
  const ids = (await idsAsSent(m)).get(person?.id ?? '') ?? {}
  // what keeps a draft looks at the form before it asks who comes: platform/identity/clients.test.ts sends it a sound one
  const pages = Object.keys(DOORS).filter(
    (n, i) =>
      // FHIR is no page: a machine asks there, with its token as a bearer, and is judged at those doors like anybody
      /^(GET|POST) \/(?!api\/)/.test(n) && n !== 'POST /app/drafts/save' && (LONG || i % 15 === 0),
  )
  for (const name of pages) {
    const said = await call(site, name, DOORS[name] as never, m.feed, ids)
    // a page that only leads on to another tells nothing; that other is asked for itself
    const leadsOn = name.startsWith('GET ') && said.status === 303
    const shut =
      said.status === 401 || leadsOn || (said.status === 303 && /^\/(sign-in|my\/)/.test(said.text))
    expect([name, shut ? 'shut' : said.status, [...wordsIn(said.text)]]).toEqual([name, 'shut', []])
  }
}, 600_000)

test('each policy of each table is missed when it is taken away', async () => {
  const short = ['tc.person', 'tc.person_core', 'tc.note', 'tc.contact', 'tc.timeline']
  const tables = LONG ? Object.keys(RULES) : short
  const found = await withoutEachPolicy(m, tables)
  if (LONG)
    console.log(
      found
        .map((f) => `${f.table}: ${f.policies} policies, ${f.policies - f.unnoticed.length} missed`)
        .join('\n'),
    )
  expect(found.filter((f) => f.unnoticed.length > 0 || f.policies === 0)).toEqual([])
}, 1_800_000)

test(`the same after each of ${CHANGES.length} changes`, async () => {
  const wrong: string[] = []
  for (const [i, one] of CHANGES.entries()) {
    await change(m, one)
    changes += 1
    if (!LONG && i % 5 !== 0) continue
    const now = (await m.product.rows<{ now: Date }>('select ctx.clock() as now'))[0]?.now as Date
    expect((await compareAccess(m.product.superuser, now)).map((d) => `${one.name}: ${d.words}`)).toEqual([])
    const about = new Set(one.about?.(m))
    const aliases = new Set(one.aliases?.(m))
    const step = Math.max(1, Math.floor(askings.length / AFTER_A_CHANGE))
    const found = await judge(
      m,
      site,
      doors,
      [
        ...askings.filter((_, n) => n % step === i % step),
        ...(LONG ? askings.filter((a) => about.has(a.person.id)) : [])
          .filter((_, n) => n % 7 === i % 7)
          .slice(0, AFTER_A_CHANGE),
      ].filter((a) => !aliases.has(a.person.id)),
    )
    count(found)
    wrong.push(...[...found.leaks, ...found.wrongRefusals].map((f) => `${one.name}: ${f}`))
  }
  expect(wrong).toEqual([])
}, 3_600_000)

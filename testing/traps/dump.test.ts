import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '#platform/database/migrate.ts'
import { catalogueFindings, SCHEMAS } from '#testing/catalogue.ts'
import { aProduct, must } from '#testing/product.ts'
import { differences, dumpOf, restore } from './drill.ts'
import { aScene, asApp, outcomes, planted, type Scene } from './scene.ts'

/** A backup that is whole, or says that it is not; and one that comes back with its rules. */
let s: Scene
beforeAll(async () => {
  s = await aScene({ migrated: true })
})
afterAll(() => s?.product.stop())
const { publicKey, privateKey } = generateKeyPairSync('ed25519')

test('trap: dump as a limited role', async () => {
  const { rows: tables } = await s.db.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
    [SCHEMAS],
  )
  // as pg_dump asks: with row rules off, which for whoever is bound by them means not at all
  const dumped = async (login: string | null) => {
    const said = await outcomes(s.product.appPool, login, [
      ...tables.map((t) => `set local row_security = off; copy ${t.name} to stdout`),
    ])
    return [...new Set(said)]
  }
  expect(await dumped(null)).toEqual(['42501'])
  expect(await dumped(s.sam)).toEqual(['42501'])
  // with row rules on, it is what the asker may see and says nothing of the rest: the manifest does
  const whole = await dumpOf(s.db, privateKey)
  const part = await planted(s.db, [], () =>
    asApp<{ r: string }>(s.db, s.sam, 'select to_jsonb(x)::text as r from tc.person x'),
  )
  expect([whole.rows['tc.person']?.length, part.length]).toEqual([2, 1])
  const other = await aProduct()
  await restore(other.superuser, { ...whole, rows: { ...whole.rows, 'tc.person': part.map((p) => p.r) } })
  expect(await differences(other.superuser, whole.manifest, publicKey)).toEqual([
    'tc.person: 2 rows were backed up, 1 are there',
  ])
  await other.stop()

  // the real tool, where this machine has one that can speak to this server
  const version = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' })
  const has = Number(/ (\d+)/.exec(version.stdout ?? '')?.[1] ?? 0)
  const server = Number((await s.db.query('show server_version_num')).rows[0].server_version_num) / 10_000
  if (has < Math.floor(server)) {
    console.warn(
      `SKIPPED: pg_dump itself as tc_app. ${has === 0 ? 'There is none on this machine' : `It is of version ${has}`}, the server is ${Math.floor(server)}; its own statements were tried instead.`,
    )
    return
  }
  const { host = '', port = 0, database = '' } = s.product.appConfig('tc_app')
  const ran = spawnSync('pg_dump', ['-h', host, '-p', String(port), '-U', 'tc_app', '-a', database], {
    encoding: 'utf8',
  })
  expect(ran.status).not.toBe(0)
  expect(ran.stdout).not.toContain('Hers Invented')
})

test('trap: restore with FORCE and a materialised view', async () => {
  // a view of that kind comes back by asking its tables with row rules off, and its owner is bound by them
  const view = [
    'create materialized view tc.trap as select id from tc.person with no data',
    'alter materialized view tc.trap owner to tc_owner',
  ]
  const refreshed = await planted(s.db, view, async () => {
    await s.db.query('set local role tc_owner; set local row_security = off')
    return s.db.query('refresh materialized view tc.trap').then(
      () => 'refreshed',
      (cause: Error) => cause.message,
    )
  })
  expect(refreshed).toMatch(/would be affected by row-level security/)
  expect(await planted(s.db, view, () => catalogueFindings(s.db))).toEqual([
    'tc.trap: a materialised view answers everybody alike; there may be none.',
  ])
  // the drill: everything into another database that was brought to this release, and it serves as before
  const dump = await dumpOf(s.db, privateKey)
  const other = await aProduct()
  await migrate(other.superuser)
  await restore(other.superuser, dump)
  expect(await differences(other.superuser, dump.manifest, publicKey)).toEqual([])
  expect(await catalogueFindings(other.superuser)).toEqual([])
  const rows = Object.values(dump.manifest.tables).reduce((n, t) => n + t.rows, 0)
  console.info(`restore drill: ${Object.keys(dump.rows).length} tables, ${rows} rows, 0 differences`)
  expect(rows).toBeGreaterThan(50)
  // a row that went missing, one that was changed, and a manifest that was made to fit are each named
  const db = other.superuser
  expect(
    await planted(db, "update tc.person set display_name = 'Somebody Else'", () =>
      differences(db, dump.manifest, publicKey),
    ),
  ).toEqual(['tc.person: other rows than were backed up'])
  expect(
    await planted(
      db,
      'delete from tc.person_name where person_id in (select id from tc.person limit 1)',
      () => differences(db, dump.manifest, publicKey),
    ),
  ).toEqual(['tc.person_name: 2 rows were backed up, 1 are there'])
  const fitted = {
    ...dump.manifest,
    tables: { ...dump.manifest.tables, 'tc.person': { rows: 2, sha256: 'x' } },
  }
  expect(await differences(db, fitted, publicKey)).toContain('the manifest is not as it was signed')
  // the same sessions, the same rules
  const asked = (personId: string) => other.ask(s.sam, 'people.header', { personId })
  expect(JSON.stringify(must(await asked(s.ours.id)))).toContain(s.ours.name)
  expect(must(await asked(s.hers.id))).toBeNull()
  await other.stop()
})

import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCluster } from '#testing/database.ts'
import { migrate, migrationState } from './migrate.ts'
import { installQueue } from './queue.ts'

let cluster: Awaited<ReturnType<typeof startTestCluster>>
beforeAll(async () => {
  cluster = await startTestCluster()
})
afterAll(() => cluster.stop())

test('a login that is no superuser, as a hospital hands out, brings a database to this release, twice', async () => {
  const superuser = new pg.Client({ ...cluster.superuser, database: 'postgres' })
  await superuser.connect()
  await superuser.query('create role trust_dba login createrole createdb nosuperuser')
  await superuser.query('create database theirs owner trust_dba')
  await superuser.end()
  const login = { ...cluster.superuser, database: 'theirs', user: 'trust_dba' }
  for (let time = 0; time < 2; time += 1) {
    const client = new pg.Client(login)
    await client.connect()
    await migrate(client)
    await client.end()
    await installQueue(login)
  }
  const app = new pg.Client({ ...login, user: 'tc_app' })
  await app.connect()
  expect(await migrationState(app)).toEqual({ pending: [], accessStale: false })
  expect((await app.query('select ctx.clock() is not null as runs')).rows).toEqual([{ runs: true }])
  // nothing is left that acts with the migrating login's own power
  const theirs =
    await app.query(`select p.oid::regprocedure::text as what from pg_proc p where p.prosecdef and pg_get_userbyid(p.proowner) = 'trust_dba'
    union all select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and pg_get_userbyid(c.relowner) = 'trust_dba'`)
  expect(theirs.rows).toEqual([])
  await app.end()
})

import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { packageRoot } from './root.ts'

/** The row in ctx.migration that says which release of the queue this database has. */
const QUEUE = 'job queue'

/**
 * Installs or updates the job queue in its own schema, as the login tc_job, which alone has rights there.
 * `owner`: the migrating login. Why the short grant: the library asks for its schema by name on the first run, and a
 * serving login may create nothing anywhere afterwards. A database that has this release of it is left alone: the library
 * is slow to read, and an ordinary start does not wait for it.
 */
export async function installQueue(owner: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const had = await client.query<{ sha256: string }>('select sha256 from ctx.migration where name = $1', [
      QUEUE,
    ])
    if (had.rows[0]?.sha256 === release()) return
    const { runMigrations } = await import('graphile-worker')
    await client.query(
      `do $$ begin execute format('grant create on database %I to tc_job', current_database()); end $$`,
    )
    const pool = new pg.Pool({ ...owner, max: 1, options: '-c role=tc_job' })
    pool.on('error', () => {})
    pool.on('connect', (c) => c.on('error', () => {}))
    try {
      await runMigrations({ pgPool: pool })
    } finally {
      await pool.end()
      await client.query(
        `do $$ begin execute format('revoke create on database %I from tc_job', current_database()); end $$`,
      )
    }
    await client.query(
      'insert into ctx.migration (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256, at = now()',
      [QUEUE, release()],
    )
  } finally {
    await client.end()
  }
}

/** The exact release that this package installs. */
const release = (): string =>
  JSON.parse(fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')).dependencies[
    'graphile-worker'
  ]

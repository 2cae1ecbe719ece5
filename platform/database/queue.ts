import { runMigrations } from 'graphile-worker'
import pg from 'pg'

/**
 * Installs or updates the job queue in its own schema, as the login tc_job, which alone has rights there.
 * `owner`: the migrating login. Why the short grant: the library asks for its schema by name on the first run, and a
 * serving login may create nothing anywhere afterwards.
 */
export async function installQueue(owner: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
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
  } finally {
    await client.end()
  }
}

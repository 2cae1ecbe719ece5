import pg from 'pg'
import { type Embedded, startEmbedded } from '#platform/database/embedded/index.ts'
import { migrate, migrationState } from '#platform/database/migrate.ts'
import { holeOf } from '#platform/database/patched.ts'
import { installQueue } from '#platform/database/queue.ts'
import { type Config, loginConfig, StartRefused } from './config.ts'

export interface OpenDatabase {
  readonly embedded: Embedded | undefined
  /** Superuser of the embedded database; undefined elsewhere: no serving process ever has one. */
  readonly owner: pg.ClientConfig | undefined
  login(user: 'tc_app' | 'tc_auth' | 'tc_job'): pg.ClientConfig
  stop(): Promise<void>
}

/** Starts (or adopts) the embedded database and brings it to this release, or takes the addresses that are set. */
export async function openDatabase(
  config: Config,
  say: (line: string) => void,
  how: { readonly migrate: boolean } = { migrate: true },
): Promise<OpenDatabase> {
  const urls = { tc_app: config.databaseUrl, tc_auth: config.authUrl, tc_job: config.jobUrl }
  if (config.databaseUrl !== undefined) {
    return {
      embedded: undefined,
      owner: undefined,
      login: (user) => loginConfig(urls[user], undefined, user),
      stop: async () => {},
    }
  }
  const embedded = await startEmbedded(`${config.dataDir}/database`)
  const owner = { ...embedded.superuser, database: 'throughcare' }
  try {
    if (how.migrate) await bringToThisRelease(embedded.superuser, owner, say)
  } catch (cause) {
    await embedded.stop()
    throw cause
  }
  return {
    embedded,
    owner,
    login: (user) => loginConfig(undefined, embedded.superuser, user),
    stop: () => embedded.stop(),
  }
}

async function bringToThisRelease(
  superuser: pg.ClientConfig,
  owner: pg.ClientConfig,
  say: (line: string) => void,
): Promise<void> {
  await createIfAbsent(superuser)
  const client = new pg.Client(owner)
  await client.connect()
  try {
    await migrate(client, say)
  } finally {
    await client.end()
  }
  await installQueue(owner)
}

async function createIfAbsent(superuser: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...superuser, database: 'postgres' })
  await client.connect()
  try {
    const there = await client.query("select from pg_database where datname = 'throughcare'")
    if (there.rowCount === 0) await client.query('create database throughcare')
  } finally {
    await client.end()
  }
}

/**
 * What a serving login must find: every migration, its own row rules, no power beyond its own, and a database of its mode.
 * Refuses with a sentence that says what to do, also where that PostgreSQL has a known hole in its row rules. `live` also refuses fsync off.
 */
export async function checkServing(pool: pg.Pool, mode: Config['mode']): Promise<void> {
  const client = await reached(pool)
  try {
    const state = await migrationState(client)
    if (state.pending.length > 0 || state.accessStale) {
      throw new StartRefused(
        `This database is not at this release: ${
          state.pending.length > 0
            ? `${state.pending.length} of its migrations wait`
            : 'its row rules are of another one'
        }. Run: DATABASE_OWNER_URL=... throughcare migrate`,
      )
    }
    const me = (
      await client.query(`select current_user as name, rolsuper or rolbypassrls as beyond, pg_has_role(current_user, 'tc_owner', 'member') as owner,
      current_setting('server_version_num')::int as version, current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commits from pg_roles where rolname = current_user`)
    ).rows[0]
    if (!me || me.beyond || me.owner) {
      throw new StartRefused(
        'DATABASE_URL names an owner or superuser role, which row rules do not bind. Use the login tc_app.',
      )
    }
    const hole = holeOf(me.version)
    if (hole !== undefined) throw new StartRefused(hole)
    if (mode === 'live' && (me.fsync !== 'on' || me.pages !== 'on' || me.commits === 'off')) {
      throw new StartRefused(
        'The database may lose what it acknowledged: set fsync, full_page_writes and synchronous_commit to on.',
      )
    }
    const claimed = (await client.query<{ mode: string }>('select ctx.claim_mode($1) as mode', [mode]))
      .rows[0]?.mode
    if (claimed !== mode) {
      throw new StartRefused(
        claimed === 'practice'
          ? 'This database was opened in practice mode and can never be used live: it holds invented people. Set DATABASE_URL to a new database.'
          : 'This database is live and is never opened in practice mode. Set THROUGHCARE_MODE=live, or use another database.',
      )
    }
  } finally {
    client.release()
  }
}

/** A connection, or a sentence: a database that was never migrated has no such login yet. */
async function reached(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (cause) {
    throw new StartRefused(
      `The database at DATABASE_URL does not let us in (${(cause as Error).message}). Check the address and that it runs; a new database needs first: DATABASE_OWNER_URL=... throughcare migrate`,
    )
  }
}

/** What the sign-in's own login must be: the database gives the guarded functions of signing in to tc_auth and nobody else. */
export async function checkSignIn(pool: pg.Pool): Promise<void> {
  const me = (
    await pool.query<{ name: string; beyond: boolean }>(
      'select session_user as name, rolsuper or rolbypassrls as beyond from pg_roles where rolname = session_user',
    )
  ).rows[0]
  if (me?.name !== 'tc_auth' || me.beyond) {
    throw new StartRefused(
      'DATABASE_AUTH_URL must name the login tc_auth, without power beyond its own. `throughcare migrate` makes it.',
    )
  }
}

/** What the worker's login must be: every job is opened by the database for the one who signed it, and tc_job alone may ask that. */
export async function checkJobs(pool: pg.Pool): Promise<void> {
  const me = (
    await pool.query<{ name: string; beyond: boolean; owner: boolean }>(
      `select session_user as name, rolsuper or rolbypassrls as beyond, pg_has_role(session_user, 'tc_owner', 'member') as owner
         from pg_roles where rolname = session_user`,
    )
  ).rows[0]
  if (me?.name !== 'tc_job' || me.beyond || me.owner) {
    throw new StartRefused(
      'DATABASE_JOB_URL must name the login tc_job, without power beyond its own. `throughcare migrate` makes it.',
    )
  }
}

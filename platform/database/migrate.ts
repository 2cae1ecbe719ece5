import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { packageRoot } from './root.ts'

/** What stands between a database and this release's idea of it. */
export interface MigrationState {
  readonly pending: readonly string[]
  readonly accessStale: boolean
}

interface SqlFile {
  readonly name: string
  readonly text: string
}

const ACCESS = 'access rules'
/** Any fixed number: two deploys at once wait for each other on it. */
const MIGRATION_LOCK = 7_202_611

const sqlFiles = (folder: string): SqlFile[] =>
  fs
    .readdirSync(path.join(packageRoot(), 'database', folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      name,
      text: fs.readFileSync(path.join(packageRoot(), 'database', folder, name), 'utf8'),
    }))

const digest = (files: readonly SqlFile[]): string =>
  createHash('sha256')
    .update(files.map((f) => `${f.name}\n${f.text}`).join('\n'))
    .digest('hex')

/** Which migrations a database lacks, and whether its row rules are those of this release. Any login may ask. */
export async function migrationState(client: pg.ClientBase): Promise<MigrationState> {
  const there = await client.query<{ t: string | null }>(`select to_regclass('ctx.migration')::text as t`)
  const done = there.rows[0]?.t
    ? new Map(
        (
          await client.query<{ name: string; sha256: string }>('select name, sha256 from ctx.migration')
        ).rows.map((r) => [r.name, r.sha256]),
      )
    : new Map<string, string>()
  return {
    pending: sqlFiles('migrations')
      .map((f) => f.name)
      .filter((name) => !done.has(name)),
    accessStale: done.get(ACCESS) !== digest(sqlFiles('access')),
  }
}

/**
 * Brings a database to this release: roles, forward-only migrations in order, then all row rules and grants afresh.
 * The client must be a superuser or a role that may create roles and owns the database; never a serving login.
 * Why rules are dropped and made whole: what a table's file says is then all there is, whatever came before.
 */
export async function migrate(client: pg.ClientBase, say: (line: string) => void = () => {}): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await client.query(fs.readFileSync(path.join(packageRoot(), 'database', 'roles.sql'), 'utf8'))
    await client.query(NO_TEMPORARY)
    await client.query('create schema if not exists ctx authorization tc_owner')
    // the job queue's own schema: it migrates itself there, as the only login with rights in it
    await client.query('create schema if not exists graphile_worker authorization tc_job')
    await client.query(`create table if not exists ctx.migration (name text primary key, sha256 text not null, at timestamptz not null default now());
      alter table ctx.migration owner to tc_owner; grant select, insert, update on ctx.migration to current_user`)
    const { pending, accessStale } = await stateAsOwner(client)
    for (const file of sqlFiles('migrations').filter((f) => pending.includes(f.name))) {
      await inTransaction(client, async () => {
        await client.query(file.text)
        await client.query('reset role')
        await client.query('insert into ctx.migration (name, sha256) values ($1, $2)', [
          file.name,
          digest([file]),
        ])
      })
      say(`migrated ${file.name}`)
    }
    if (pending.length > 0 || accessStale) {
      const files = sqlFiles('access')
      await inTransaction(client, async () => {
        await client.query(DROP_RULES)
        for (const file of files) {
          await client.query(file.text).catch((cause: Error) => {
            throw new Error(`database/access/${file.name}: ${cause.message}`, { cause })
          })
        }
        await client.query(OWNERS_KEEP)
        await client.query(
          'insert into ctx.migration (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256, at = now()',
          [ACCESS, digest(files)],
        )
      })
      say('row rules and grants applied')
    }
  } finally {
    await client.query('alter table if exists ctx.migration force row level security')
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

/** Row rules are forced on the list too, so it is read with them off for the owner's own transaction. */
async function stateAsOwner(client: pg.ClientBase): Promise<MigrationState> {
  await client.query('alter table ctx.migration no force row level security')
  return migrationState(client)
}

async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw cause
  }
}

/** Everybody may make temporary tables and functions in a new database; a copy of a database has this anew, so it is said each time. */
const NO_TEMPORARY = `
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$`

/** Every policy and every grant of the product's roles, so that the access files start from nothing. */
const DROP_RULES = `
do $$
declare p record; s text; r text;
begin
  for p in select schemaname, tablename, policyname from pg_policies where schemaname in ('tc', 'ctx', 'identity', 'acl', 'net', 'audit', 'jobs', 'my') loop
    execute format('drop policy %I on %I.%I', p.policyname, p.schemaname, p.tablename);
  end loop;
  foreach s in array array['tc', 'ctx', 'identity', 'acl', 'net', 'audit', 'jobs', 'my'] loop
    foreach r in array array['tc_app', 'tc_job', 'tc_auth', 'tc_ctx', 'tc_access', 'tc_net', 'tc_match', 'tc_keep', 'tc_report', 'tc_audit', 'tc_my', 'tc_merge', 'tc_copy', 'tc_witness'] loop
      execute format('revoke all on all tables in schema %I from %I', s, r);
      execute format('revoke all on all functions in schema %I from %I', s, r);
      execute format('revoke all on schema %I from %I', s, r);
    end loop;
  end loop;
end
$$`

/**
 * Taking everything back took the definers' own right to call what they own, and one definer function calls another:
 * without this a database that is brought to a release twice would serve nobody.
 */
const OWNERS_KEEP = `
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name, r.rolname from pg_proc p join pg_roles r on r.oid = p.proowner
            where r.rolname in ('tc_ctx', 'tc_access', 'tc_net', 'tc_match', 'tc_keep', 'tc_report', 'tc_audit', 'tc_my', 'tc_merge', 'tc_copy') loop
    execute format('grant execute on function %s to %I', f.name, f.rolname);
  end loop;
end
$$`

import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { packageRoot } from '#platform/database/root.ts'

/** The schemas of ours. */
export const SCHEMAS = ['tc', 'ctx', 'identity', 'acl', 'net', 'audit', 'jobs', 'my']

type Say = (finding: string) => void

/**
 * What only the catalogue of a migrated database can tell of who may see what, in sentences for whoever changed it: forced row
 * rules, owners, views, definer functions, powers of the logins. Nothing found is an empty list.
 */
export async function catalogueFindings(client: pg.ClientBase): Promise<string[]> {
  const findings: string[] = []
  const say: Say = (finding) => void findings.push(finding)
  await checkTables(client, say)
  await checkFunctions(client, say)
  await checkViewsAndRoles(client, say)
  await checkPowers(client, say)
  return findings
}

async function checkTables(client: pg.ClientBase, say: Say): Promise<void> {
  const tables = await client.query<{ name: string; enabled: boolean; forced: boolean; owner: string }>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
            pg_get_userbyid(c.relowner) as owner
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
    [SCHEMAS],
  )
  const tests = fs.readFileSync(path.join(packageRoot(), 'database', 'access', 'refusals.test.ts'), 'utf8')
  for (const t of tables.rows) {
    if (!t.enabled || !t.forced)
      say(
        `${t.name}: row rules are not forced. Add "enable" and "force row level security" in database/access.`,
      )
    if (t.owner !== 'tc_owner') say(`${t.name}: owned by ${t.owner}; tables belong to tc_owner alone.`)
    if (!tests.includes(`'${t.name}'`))
      say(`${t.name}: no refusal test. Add it to database/access/refusals.test.ts.`)
  }
  const unchecked = await client.query<{ name: string }>(
    `select schemaname || '.' || tablename || ' ' || policyname as name from pg_policies
      where schemaname = any ($1) and cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is null`,
    [SCHEMAS],
  )
  for (const p of unchecked.rows) say(`${p.name}: a policy that writes has no WITH CHECK.`)
}

async function checkFunctions(client: pg.ClientBase, say: Say): Promise<void> {
  const reviewed = fs.readFileSync(path.join(packageRoot(), 'database', 'ROLES.md'), 'utf8')
  const functions = await client.query<{
    name: string
    definer: boolean
    path: boolean
    leakproof: boolean
    owner: string
  }>(
    `select n.nspname || '.' || p.proname as name, p.prosecdef as definer, p.proleakproof as leakproof, pg_get_userbyid(p.proowner) as owner,
            exists (select from unnest(p.proconfig) c where c = 'search_path=pg_catalog, pg_temp') as path
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1) order by 1`,
    [SCHEMAS],
  )
  for (const f of functions.rows) {
    if (f.leakproof) say(`${f.name}: none of our functions may be marked LEAKPROOF.`)
    if (!f.definer) continue
    if (!f.path) say(`${f.name}: a definer function without a fixed search path (pg_catalog, pg_temp).`)
    if (!reviewed.includes(`\`${f.name}\``))
      say(`${f.name}: a definer function that is not on the reviewed list in database/ROLES.md.`)
    if (!f.owner.startsWith('tc_') || f.owner === 'tc_owner')
      say(`${f.name}: owned by ${f.owner}; a definer function has a narrow role of its own.`)
  }
}

async function checkViewsAndRoles(client: pg.ClientBase, say: Say): Promise<void> {
  const views = await client.query<{ name: string; kind: string; invoker: boolean }>(
    `select n.nspname || '.' || c.relname as name, c.relkind as kind, coalesce(array_to_string(c.reloptions, ',') like '%security_invoker=true%', false) as invoker
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and n.nspname = any ($1)`,
    [SCHEMAS],
  )
  for (const v of views.rows) {
    if (v.kind === 'm') say(`${v.name}: a materialised view answers everybody alike; there may be none.`)
    else if (!v.invoker) say(`${v.name}: a view without security_invoker.`)
  }
  const roles = await client.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname like 'tc\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
  )
  for (const r of roles.rows) say(`${r.rolname}: has a power that steps round row rules.`)
  const truncate = await client.query<{ name: string }>(
    `select distinct table_schema || '.' || table_name as name from information_schema.role_table_grants
      where grantee in ('tc_app', 'tc_job', 'tc_auth') and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES') and table_schema = any ($1)`,
    [SCHEMAS],
  )
  for (const t of truncate.rows) say(`${t.name}: a serving login may truncate, reference or trigger.`)
}

/** Tables that a serving login may update or delete as a whole, and so may also lock: its author's own rows, and names. */
const MAY_LOCK = ['tc.draft', 'tc.kept_post', 'tc.saved_view', 'tc.search', 'tc.person_name']

/** What the serving logins could do beside reading and writing rows. */
async function checkPowers(client: pg.ClientBase, say: Say): Promise<void> {
  const all = async <R extends object>(text: string) => (await client.query<R>(text, [SCHEMAS])).rows
  const lockable = await all<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.role_table_grants
      where grantee in ('tc_app', 'PUBLIC') and privilege_type in ('UPDATE', 'DELETE') and table_schema = any ($1) group by 1`,
  )
  for (const { name } of lockable)
    if (!MAY_LOCK.includes(name))
      say(`${name}: tc_app may update or delete it as a whole, and so lock it. Grant columns.`)
  const member = await all<{ name: string }>(
    `select m.member::regrole || ' in ' || m.roleid::regrole as name from pg_auth_members m
      where m.member::regrole::text in ('tc_app', 'tc_auth', 'tc_witness') and $1::text[] is not null`,
  )
  for (const { name } of member) say(`${name}: a serving login is a member of no other role.`)
  const makes = await all<{ name: string }>(
    `select n.nspname as name from pg_namespace n
      where (n.nspname = any ($1) or n.nspname = 'public') and has_schema_privilege('tc_app', n.oid, 'create')
     union all select 'temporary tables' where has_database_privilege('tc_app', current_database(), 'temp')
     union all select 'this database' where has_database_privilege('tc_app', current_database(), 'create')`,
  )
  for (const { name } of makes) say(`tc_app may make things in: ${name}.`)
  const carried = await all<{ name: string }>(
    `select 'publication ' || pubname as name from pg_publication where $1::text[] is not null
     union all select 'logical slot ' || slot_name from pg_replication_slots where slot_type = 'logical' and database = current_database()`,
  )
  for (const { name } of carried) say(`${name}: rows leave by it without row rules.`)
}

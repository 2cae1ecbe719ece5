import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { readPathways } from '#apps/pathways.ts'
import { pages, registry } from '#apps/product.ts'
import { publicPages } from '#apps/public-pages.tsx'
import { buildSite } from '#apps/site.ts'
import { roleCards } from '#features/organisation/index.ts'
import type { Door } from '#platform/commands/door.ts'
import { migrate } from '#platform/database/migrate.ts'
import { packageRoot } from '#platform/database/root.ts'
import { PUBLIC_ROUTES } from '#platform/http/public-routes.ts'
import { identityPages } from '#platform/identity/pages.tsx'
import { sessionPages } from '#platform/identity/session-pages.tsx'
import { startTestCluster } from '#testing/database.ts'
import { doorFindings, doorsOf } from '#testing/matrix/running.ts'

/**
 * What only a migrated database and the assembled product can tell: forced row rules, a refusal test for each table,
 * definer functions with a fixed search path and on the reviewed list, no view that steps round the rules, pathways that
 * load, and no route that asks as nobody unless it is on the public list.
 */
const SCHEMAS = ['tc', 'ctx', 'identity', 'acl', 'net', 'audit', 'jobs', 'my']
const findings: string[] = []
const root = packageRoot()

const cluster = await startTestCluster()
try {
  await cluster.createDatabase('check')
  const client = new pg.Client(cluster.config('check', cluster.superuser.user ?? 'postgres'))
  await client.connect()
  await migrate(client)
  await checkTables(client)
  await checkFunctions(client)
  await checkViewsAndRoles(client)
  await checkMergeList(client)
  await client.end()
} finally {
  await cluster.stop()
}
checkContent()
checkRoutes()
await checkDoors()

if (findings.length > 0) {
  process.stdout.write(`${findings.join('\n')}\n`)
  process.exit(1)
}

async function checkTables(client: pg.Client): Promise<void> {
  const tables = await client.query<{ name: string; enabled: boolean; forced: boolean }>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
    [SCHEMAS],
  )
  const tests = fs.readFileSync(path.join(root, 'database', 'access', 'refusals.test.ts'), 'utf8')
  for (const t of tables.rows) {
    if (!t.enabled || !t.forced)
      findings.push(
        `${t.name}: row rules are not forced. Add "enable" and "force row level security" in database/access.`,
      )
    if (!tests.includes(`'${t.name}'`))
      findings.push(`${t.name}: no refusal test. Add it to database/access/refusals.test.ts.`)
  }
  const unchecked = await client.query<{ name: string }>(
    `select schemaname || '.' || tablename || ' ' || policyname as name from pg_policies
      where schemaname = any ($1) and cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is null`,
    [SCHEMAS],
  )
  for (const p of unchecked.rows) findings.push(`${p.name}: a policy that writes has no WITH CHECK.`)
}

async function checkFunctions(client: pg.Client): Promise<void> {
  const reviewed = fs.readFileSync(path.join(root, 'database', 'ROLES.md'), 'utf8')
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
    if (f.leakproof) findings.push(`${f.name}: none of our functions may be marked LEAKPROOF.`)
    if (!f.definer) continue
    if (!f.path)
      findings.push(`${f.name}: a definer function without a fixed search path (pg_catalog, pg_temp).`)
    if (!reviewed.includes(`\`${f.name}\``))
      findings.push(`${f.name}: a definer function that is not on the reviewed list in database/ROLES.md.`)
    if (!f.owner.startsWith('tc_') || f.owner === 'tc_owner')
      findings.push(`${f.name}: owned by ${f.owner}; a definer function has a narrow role of its own.`)
  }
}

async function checkViewsAndRoles(client: pg.Client): Promise<void> {
  const views = await client.query<{ name: string; kind: string; invoker: boolean }>(
    `select n.nspname || '.' || c.relname as name, c.relkind as kind, coalesce(array_to_string(c.reloptions, ',') like '%security_invoker=true%', false) as invoker
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and n.nspname = any ($1)`,
    [SCHEMAS],
  )
  for (const v of views.rows) {
    if (v.kind === 'm')
      findings.push(`${v.name}: a materialised view answers everybody alike; there may be none.`)
    else if (!v.invoker) findings.push(`${v.name}: a view without security_invoker.`)
  }
  const roles = await client.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname like 'tc\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
  )
  for (const r of roles.rows) findings.push(`${r.rolname}: has a power that steps round row rules.`)
  const truncate = await client.query<{ name: string }>(
    `select distinct table_schema || '.' || table_name as name from information_schema.role_table_grants
      where grantee in ('tc_app', 'tc_job', 'tc_auth') and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES') and table_schema = any ($1)`,
    [SCHEMAS],
  )
  for (const t of truncate.rows)
    findings.push(`${t.name}: a serving login may truncate, reference or trigger.`)
}

/**
 * Each table that names a person says what a merge of two records does with it (database/access/56-merge.sql), and how a copy of the
 * record calls it (database/access/82-copies.sql).
 */
async function checkMergeList(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ fault: string }>('select tc.merge_faults() as fault')
  for (const { fault } of rows) findings.push(fault)
  const copies = await client.query<{ fault: string }>('select tc.copy_faults() as fault')
  for (const { fault } of copies.rows) findings.push(fault)
}

function checkContent(): void {
  try {
    if (readPathways(undefined).length === 0) findings.push('content/pathways: no pathway was found.')
    if (roleCards().length === 0) findings.push('content/roles: no role card was found.')
  } catch (cause) {
    findings.push(cause instanceof Error ? cause.message : 'content/pathways could not be read')
  }
}

function nobodySignsIn(): never {
  throw new Error('the check only lists the pages')
}

function checkRoutes(): void {
  const publicOnes = [
    ...publicPages,
    ...identityPages(nobodySignsIn, ''),
    ...sessionPages(nobodySignsIn, nobodySignsIn),
    ...pages,
  ]
    .filter((p) => p.access === 'public')
    .map((p) => `${p.method} ${p.path}`)
  for (const route of publicOnes)
    if (!(route in PUBLIC_ROUTES))
      findings.push(
        `${route}: asks as nobody and is not on the public list (platform/http/public-routes.ts).`,
      )
  const machinery = new Set(['GET /health', 'GET /api/openapi.json', 'GET /assets/*'])
  for (const route of Object.keys(PUBLIC_ROUTES)) {
    if (!publicOnes.includes(route) && !machinery.has(route))
      findings.push(`${route}: is on the public list but no page answers to it.`)
  }
  for (const one of [...registry.commands.values(), ...registry.queries.values()]) {
    if (one.right.length === 0) findings.push(`${one.name}: names no right.`)
  }
}

/** Doors are read off the assembled server, in live mode and with every page, without a database behind it. */
async function checkDoors(): Promise<void> {
  const nobody = new pg.Pool({ host: '127.0.0.1', port: 1 })
  const app = await buildSite({
    door: { registry } as unknown as Door,
    pool: nobody,
    authPool: nobody,
    mode: 'practice',
    address: 'http://localhost:1',
    secret: 'no secret: nobody comes',
    banners: async () => [],
  })
  findings.push(...doorFindings(doorsOf(app, registry)))
  await app.close()
  await nobody.end()
}

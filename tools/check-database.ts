import pg from 'pg'
import { readPathways } from '#apps/pathways.ts'
import { pages, registry } from '#apps/product.ts'
import { publicPages } from '#apps/public-pages.tsx'
import { buildSite } from '#apps/site.ts'
import { roleCards } from '#features/organisation/index.ts'
import type { Door } from '#platform/commands/door.ts'
import { migrate } from '#platform/database/migrate.ts'
import { PUBLIC_ROUTES } from '#platform/http/public-routes.ts'
import { identityPages } from '#platform/identity/pages.tsx'
import { sessionPages } from '#platform/identity/session-pages.tsx'
import { catalogueFindings } from '#testing/catalogue.ts'
import { startTestCluster } from '#testing/database.ts'
import { doorFindings, doorsOf } from '#testing/matrix/running.ts'

/**
 * What only a migrated database and the assembled product can tell: forced row rules, a refusal test for each table,
 * definer functions with a fixed search path and on the reviewed list, no view that steps round the rules, pathways that
 * load, and no route that asks as nobody unless it is on the public list.
 */
const findings: string[] = []

const cluster = await startTestCluster()
try {
  await cluster.createDatabase('check')
  const client = new pg.Client(cluster.config('check', cluster.superuser.user ?? 'postgres'))
  await client.connect()
  await migrate(client)
  findings.push(...(await catalogueFindings(client)))
  await checkMergeList(client)
  await client.end()
} finally {
  await cluster.stop()
}
checkContent()
checkPages()
await checkRoutes()

if (findings.length > 0) {
  process.stdout.write(`${findings.join('\n')}\n`)
  process.exit(1)
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

function checkPages(): void {
  const publicOnes = [
    ...publicPages,
    ...identityPages(nobodySignsIn, ''),
    ...sessionPages(nobodySignsIn, nobodySignsIn),
    ...pages,
  ].filter((p) => p.access === 'public')
  for (const { method, path } of publicOnes)
    if (!(`${method} ${path}` in PUBLIC_ROUTES))
      findings.push(
        `${method} ${path}: asks as nobody and is not on the public list (platform/http/public-routes.ts).`,
      )
  for (const one of [...registry.commands.values(), ...registry.queries.values()]) {
    if (one.right.length === 0) findings.push(`${one.name}: names no right.`)
  }
}

/**
 * Routes are read off the assembled server, every part of it as the product serves it, without a database behind it: each stands on the
 * public list or has cells in the matrix, and each line of the two has a route.
 */
async function checkRoutes(): Promise<void> {
  const nobody = new pg.Pool({ host: '127.0.0.1', port: 1 })
  const app = await buildSite({
    door: { registry, ofPages: () => undefined } as unknown as Door,
    pool: nobody,
    authPool: nobody,
    mode: 'practice',
    address: 'http://localhost:1',
    secret: 'no secret: nobody comes',
    banners: async () => [],
  })
  findings.push(...doorFindings(doorsOf(app, registry)))
  const served = new Set(app.doors.map((one) => (one.startsWith('GET /assets/') ? 'GET /assets/*' : one)))
  for (const route of Object.keys(PUBLIC_ROUTES))
    if (!served.has(route)) findings.push(`${route}: is on the public list but nothing answers to it.`)
  await app.close()
  await nobody.end()
}

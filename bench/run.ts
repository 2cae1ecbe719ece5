import { fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbedded } from '#platform/database/embedded/index.ts'
import { migrate } from '#platform/database/migrate.ts'
import { makePool } from '#platform/database/pool.ts'
import { misspellings, SECOND_MISSPELLING_SEED } from '#testing/misspellings.ts'
import { type AccessCost, accessTable, measureAccess } from './access.ts'
import { adtMessages, makeFeed } from './adt.ts'
import { httpClient } from './client.ts'
import { fhirReferralIn, makeSender } from './fhir-in.ts'
import { emailOf, makeHistories, WARD_STAFF } from './histories.ts'
import { type Measured, measure } from './measure.ts'
import { everyAsker, operations, readMatter } from './operations.ts'
import { serveProduct } from './serve-product.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const fixed = (n: number, digits = 2): string => n.toFixed(digits)

interface Size {
  readonly people: number
  readonly lines: readonly Measured[]
  readonly misspelt: {
    readonly p50: number
    readonly p95: number
    readonly found: number
    readonly of: number
  }
  readonly page: { readonly p50: number; readonly p95: number }
  readonly coldStartMs: number
  readonly memoryMb: number
  readonly disk: { readonly product: number; readonly limit: number }
  readonly access: AccessCost
}

/** The product in a process of its own; resolves when it listens. */
async function startProduct(login: pg.ClientConfig, feed: string) {
  const began = performance.now()
  const child = fork(process.argv[1]!, ['--serve'], {
    env: { ...process.env, BENCH_LOGIN: JSON.stringify(login), BENCH_FEED: feed, NODE_ENV: 'production' },
  })
  const told = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      child.once('message', (m) => resolve(m as T))
      child.once('exit', () => reject(new Error('the product stopped')))
    })
  const { address, mllp } = await told<{ address: string; mllp: number }>()
  return {
    address,
    mllp,
    coldStartMs: performance.now() - began,
    memory: async () => {
      const answer = told<{ rss: number }>()
      child.send('memory')
      return (await answer).rss / 1_048_576
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.send('stop')
      await gone
    },
  }
}

async function oneSize(superuser: pg.ClientConfig, count: number, windowMs: number): Promise<Size> {
  const database = `bench_${count}`
  const maker = new pg.Client({ ...superuser, database: 'postgres' })
  await maker.connect()
  await maker.query(`create database ${pg.escapeIdentifier(database)}`)
  await maker.end()
  const client = new pg.Client({ ...superuser, database })
  await client.connect()
  await migrate(client)
  const login = { ...superuser, database, user: 'tc_app' }
  const app = makePool(login, { max: 2 })
  const began = performance.now()
  const people = await makeHistories(client, app, count)
  say(`${count} people with histories made in ${fixed((performance.now() - began) / 1000, 1)} s`)
  const disk = await diskOf(client, count)
  const matter = await readMatter(client, people)
  const tokens = new Map<string, string>()
  for (const email of everyAsker(matter)) {
    const token = randomBytes(32).toString('base64url')
    await app.query('select ctx.open_session($1, $2, $3, $4, $5)', [
      crypto.randomUUID(),
      createHash('sha256').update(token).digest(),
      email,
      'practice',
      'own',
    ])
    tokens.set(email, token)
  }
  const token = (email: string): string => tokens.get(email) ?? ''
  const product = await startProduct(login, await makeFeed(client))
  const http = httpClient(product.address, 8)
  const limit = new pg.Pool({ ...superuser, database, max: 8 })
  const adt = adtMessages(product.mllp, limit)
  try {
    const lines: Measured[] = []
    const sender = await makeSender(client)
    // these two last: they add people, whom the questions before them did not meet
    for (const operation of [
      ...operations(matter, limit, http, token),
      fhirReferralIn(limit, http, sender),
      adt,
    ]) {
      const line = await measure(operation, windowMs)
      say(
        `  ${line.name}: limit ${fixed(line.limit.p50)} / ${fixed(line.limit.p95)} ms, product ${fixed(line.product.p50)} / ${fixed(line.product.p95)} ms, ${fixed(line.ratio, 1)} times`,
      )
      lines.push(line)
    }
    const misspelt = await misspeltNames(matter.seen, (typed) =>
      http.query(token(emailOf(WARD_STAFF[0]!)), 'people.search', { typed }),
    )
    const page = await pages(() =>
      http.page(token(matter.workers.length > 0 ? everyAsker(matter)[2]! : ''), '/app/people'),
    )
    const access = await measureAccess(
      { ...superuser, database },
      matter,
      (staff) => token(emailOf(staff)),
      // much smaller than the rest: the two ways differ by a few statements of one transaction
      windowMs / 2,
      windowMs < 1_000 ? 60_000 : 300_000,
    )
    return {
      people: count,
      access,
      lines,
      misspelt,
      page,
      coldStartMs: product.coldStartMs,
      memoryMb: await product.memory(),
      disk,
    }
  } finally {
    http.close()
    adt.close()
    await product.stop()
    await limit.end()
    await app.end()
    await client.end()
  }
}

async function timed(calls: readonly (() => Promise<unknown>)[]): Promise<{ p50: number; p95: number }> {
  const taken: number[] = []
  for (const call of calls) {
    const from = performance.now()
    await call()
    taken.push(performance.now() - from)
  }
  taken.sort((a, b) => a - b)
  return {
    p50: taken[Math.floor(taken.length * 0.5)] ?? Number.NaN,
    p95: taken[Math.floor(taken.length * 0.95)] ?? Number.NaN,
  }
}

/** Fifty of each kind over full names, one at a time; found when the meant person is among the first ten. */
async function misspeltNames(
  seen: Parameters<typeof misspellings>[0],
  search: (typed: string) => Promise<string>,
): Promise<Size['misspelt']> {
  const typed = misspellings(seen, SECOND_MISSPELLING_SEED)
  let found = 0
  for (const m of typed.slice(0, 10)) await search(m.typed)
  const times = await timed(
    typed.map((m) => async () => {
      const answer = JSON.parse(await search(m.typed)) as { people: { personId: string }[] }
      if (answer.people.slice(0, 10).some((p) => p.personId === m.personId)) found += 1
    }),
  )
  return { ...times, found, of: typed.length }
}

async function pages(load: () => Promise<unknown>): Promise<Size['page']> {
  for (let i = 0; i < 10; i += 1) await load()
  return timed(Array.from({ length: 100 }, () => load))
}

/** Bytes a person: the record, access and obligations with their indexes, without the audit of reads; and the limit's. */
async function diskOf(client: pg.Client, people: number): Promise<Size['disk']> {
  const size = async (schemas: string[]): Promise<number> =>
    Number(
      (
        await client.query<{ n: string }>(
          `select sum(pg_total_relation_size(c.oid)) as n from pg_class c join pg_namespace s on s.oid = c.relnamespace where c.relkind = 'r' and s.nspname = any ($1)`,
          [schemas],
        )
      ).rows[0]!.n,
    )
  return { product: (await size(['tc', 'acl', 'net'])) / people, limit: (await size(['lim'])) / people }
}

function table(sizes: readonly Size[]): string {
  const lines = sizes.flatMap((s) => [
    '',
    `### ${s.people.toLocaleString('en-GB')} people`,
    '',
    '| | limit p50 / p95 ms | a second | product p50 / p95 ms | a second | ratio | goal (ratio) |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...s.lines.map(
      (l) =>
        `| ${l.name} | ${fixed(l.limit.p50)} / ${fixed(l.limit.p95)} | ${fixed(l.limit.perSecond, 0)} | ${fixed(l.product.p50)} / ${fixed(l.product.p95)} | ${fixed(l.product.perSecond, 0)} | ${fixed(l.ratio, 1)} | ${l.goal} |`,
    ),
    '',
    '| | measured | goal |',
    '|---|---:|---|',
    `| misspelt names, one asker, p50 / p95 | ${fixed(s.misspelt.p50, 1)} / ${fixed(s.misspelt.p95, 1)} ms | at most 15 ms |`,
    `| misspelt names found in the first ten | ${s.misspelt.found} of ${s.misspelt.of} | at least 90 in 100 |`,
    `| page "My people", one asker, p50 / p95 | ${fixed(s.page.p50, 1)} / ${fixed(s.page.p95, 1)} ms | p95 under 50 ms at 100,000 people |`,
    `| start with the database running | ${fixed(s.coldStartMs, 0)} ms | under 1 s |`,
    `| memory of the server under load | ${fixed(s.memoryMb, 0)} MB | under 250 MB |`,
    `| disk a person: product / limit | ${fixed(s.disk.product / 1024, 1)} / ${fixed(s.disk.limit / 1024, 1)} kB, ratio ${fixed(s.disk.product / s.disk.limit, 1)} | at most 4 |`,
    accessTable(s.access),
  ])
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (!first || !last || first === last) return lines.join('\n')
  const growth = last.lines.map((l, i) => {
    const was = first.lines[i]!
    const [product, limit] = [l.product.p50 / was.product.p50, l.limit.p50 / was.limit.p50]
    return `| ${l.name} | ${fixed(limit, 1)} | ${fixed(product, 1)} | ${fixed(product / limit, 1)} | at most 1.5 |`
  })
  return [
    ...lines,
    '',
    `### Growth of p50 from ${first.people.toLocaleString('en-GB')} to ${last.people.toLocaleString('en-GB')} people`,
    '',
    '| | limit | product | ratio | goal |',
    '|---|---:|---:|---:|---|',
    ...growth,
  ].join('\n')
}

/** For `--slow FILE`: statements over a tenth of a second with the plan they ran by. It costs time of its own: read plans by it, not figures. */
const SLOW = [
  'session_preload_libraries=auto_explain',
  'auto_explain.log_min_duration=100',
  'auto_explain.log_analyze=on',
  'auto_explain.log_timing=off',
].flatMap((setting) => ['-c', setting])

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      people: { type: 'string' },
      out: { type: 'string' },
      slow: { type: 'string' },
    },
  })
  const sizes = values.people
    ? values.people.split(',').map(Number)
    : values.quick
      ? [1_000]
      : [1_000, 10_000]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-bench-'))
  fs.chmodSync(folder, 0o755)
  const cluster = await startEmbedded(path.join(folder, 'data'), { flags: values.slow ? SLOW : [] })
  try {
    const measured: Size[] = []
    for (const count of sizes)
      measured.push(await oneSize(cluster.superuser, count, values.quick ? 500 : 2_000))
    const text = table(measured)
    say(text)
    if (values.out) fs.writeFileSync(values.out, `${text}\n`)
  } finally {
    await cluster.stop()
    if (values.slow) fs.copyFileSync(path.join(folder, 'data.log'), values.slow)
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv.includes('--serve'))
  await serveProduct(
    JSON.parse(process.env.BENCH_LOGIN ?? '{}') as pg.ClientConfig,
    process.env.BENCH_FEED ?? '',
  )
else await main()

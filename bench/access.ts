import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { beginningOf, linkHashInto } from '#platform/audit/canonical.ts'
import { aRow } from '#platform/audit/copy-text.ts'
import { verifyAudit } from '#platform/audit/index.ts'
import { Events, takeEvents } from '#platform/audit/rows.ts'
import { makePool, statementName } from '#platform/database/pool.ts'
import { type Measured, measure } from './measure.ts'
import type { Matter } from './operations.ts'

/** What row rules and the audit cost: the same statements with and without them, in the same run. */
export interface AccessCost {
  readonly rules: readonly Measured[]
  readonly audit: readonly Measured[]
  readonly verify: { readonly events: number; readonly perSecond: number; readonly cpuPerSecond: number }
}

const BYPASSES = 'bench_bypasses'

const RULES = {
  'one person':
    'select p.*, c.nhs_number from tc.person p left join tc.person_core c on c.person_id = p.id where p.id = $1',
  'newest 50 of one person':
    'select * from tc.timeline where person_id = $1 order by at desc, id desc limit 50',
  'contacts of one person': 'select * from tc.contact where person_id = $1 order by on_day desc limit 50',
  'open support of a worker, with names': `select e.id, p.display_name from tc.episode e join tc.person p on p.id = e.person_id
    where e.key_worker_staff_id = $1 and e.state = 'open' order by p.family_key, p.id limit 31`,
} as const

const EVENT = `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
  values ((select ctx.now()), (select ctx.actor()), (select ctx.organisation()), (select ctx.session()), (select ctx.purpose()), $1, $2::uuid[], $3::uuid[], $4)`
const NOTE = `insert into tc.note (id, person_id, organisation_id, team_id, body, at, recorded_at, by_staff_id)
  values ($1, $2, (select ctx.organisation()), (select ctx.team()), 'Was well', (select ctx.now()), (select ctx.now()), (select ctx.actor()))`

type Part = readonly [text: string, values: readonly unknown[]]

/** One transaction of an asker, sent in one flight as the product sends it. */
async function acts(pool: pg.Pool, token: string, parts: readonly Part[]): Promise<pg.QueryResult> {
  const client = await pool.connect()
  try {
    const sent = [
      client.query('begin'),
      client.query({ name: 'ctx_begin', text: 'select ctx.begin($1)', values: [token] }),
      ...parts.map(([text, values]) =>
        client.query({ name: statementName(text), text, values: values as unknown[] }),
      ),
      client.query('commit'),
    ]
    const done = await Promise.all(sent)
    return done[2]!
  } finally {
    client.release()
  }
}

export async function measureAccess(
  superuser: pg.ClientConfig,
  matter: Matter,
  tokenOf: (staff: string) => string,
  windowMs: number,
  events: number,
): Promise<AccessCost> {
  const owner = new pg.Client(superuser)
  await owner.connect()
  await owner.query(
    `do $$ begin if not exists (select from pg_roles where rolname = '${BYPASSES}') then create role ${BYPASSES} login bypassrls in role tc_app; end if; end $$`,
  )
  const bound = makePool({ ...superuser, user: 'tc_app' }, { max: 8 })
  const bypasses = makePool({ ...superuser, user: BYPASSES }, { max: 8 })
  try {
    const of = <T>(list: readonly T[], n: number): T => list[n % list.length]!
    const busy = (n: number) => of(matter.busy, n)
    const rules: Measured[] = []
    for (const [name, text] of Object.entries(RULES)) {
      const ask = (pool: pg.Pool) => (_: number, n: number) => {
        const { person_id, worker } = busy(n)
        return acts(pool, tokenOf(worker), [[text, [name.includes('worker') ? worker : person_id]]])
      }
      // nearly the same rows both ways (another team's own are left out), or the two would not be the same question
      const [free, ruled] = [await ask(bypasses)(0, 1), await ask(bound)(0, 1)]
      if (!ruled.rowCount || !free.rowCount || ruled.rowCount < free.rowCount * 0.9)
        throw new Error(`${name}: ${free.rowCount} rows without row rules and ${ruled.rowCount} with them`)
      rules.push(await measure({ name, goal: '', limit: ask(bypasses), product: ask(bound) }, windowMs))
    }
    const event = (n: number): Part => [EVENT, ['bench', [busy(n).person_id], [], 'shown']]
    const read = (n: number): Part => [RULES['one person'], [busy(n).person_id]]
    const note = (n: number): Part => [NOTE, [crypto.randomUUID(), busy(n).person_id]]
    const audit: Measured[] = []
    for (const [name, act] of [
      ['read one person', read],
      ['write a note', note],
    ] as const)
      audit.push(
        await measure(
          {
            name,
            goal: '',
            limit: (_, n) => acts(bound, tokenOf(busy(n).worker), [act(n)]),
            product: (_, n) => acts(bound, tokenOf(busy(n).worker), [act(n), event(n)]),
          },
          windowMs,
        ),
      )
    return { rules, audit, verify: await verifySpeed(owner, events) }
  } finally {
    await bound.end()
    await bypasses.end()
    await owner.end()
  }
}

/** How many events a second are verified, of a dump made of those of this run. */
async function verifySpeed(owner: pg.Client, count: number): Promise<AccessCost['verify']> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-bench-audit-'))
  try {
    const file = path.join(folder, 'dump.sql')
    const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig
    const known = await owner.query<Record<string, string | null>>({
      text: 'select * from audit.event order by id desc limit 2000',
      types: asText,
    })
    writeDump(
      known.fields.map((f) => f.name),
      known.rows,
      file,
      count,
    )
    const before = process.cpuUsage()
    const verdict = await verifyAudit({ dump: file, checkpoints: [], keys: new Map() })
    const used = process.cpuUsage(before)
    const wrong = verdict.faults.filter((f) => !f.kind.startsWith('checkpoint') && f.kind !== 'no checkpoint')
    if (wrong.length > 0 || verdict.events !== count)
      throw new Error(`the bench's own dump is not sound: ${JSON.stringify(wrong.slice(0, 3))}`)
    return {
      events: count,
      perSecond: count / verdict.seconds,
      cpuPerSecond: count / ((used.user + used.system) / 1e6),
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const ORGANISATIONS = Array.from(
  { length: 6 },
  (_, i) => `0193f1aa-0000-7000-8000-${String(i).padStart(12, '0')}`,
)

/** A dump of `count` events like these, sealed, in the order and form of `throughcare audit dump`. */
export function writeDump(
  columns: readonly string[],
  known: readonly Record<string, string | null>[],
  file: string,
  count: number,
): void {
  const lines = Array.from({ length: count }, (_, i) => {
    const row: Record<string, string | null> = {
      ...known[i % known.length]!,
      id: String(i + 1),
      xid: String(1_000 + i),
      at: `2026-0${1 + Math.floor((i * 3) / count)}-11 09:00:${String(i % 60).padStart(2, '0')}.123+00`,
      organisation_id: ORGANISATIONS[i % ORGANISATIONS.length]!,
    }
    return columns.map((c) => row[c] ?? '\\N').join('\t')
  })
  const events = new Events()
  const take = takeEvents(events)(columns)
  for (const line of lines) {
    const row = aRow(Buffer.from(line))
    let at = 0
    row.count = columns.length
    for (const [n, field] of line.split('\t').entries()) {
      row.starts[n] = at
      row.ends[n] = at + Buffer.byteLength(field)
      at = row.ends[n]! + 1
    }
    take(row)
  }
  const chains = new Map<string, { seq: number; hash: Buffer; links: string[] }>()
  for (let i = 0; i < count; i += 1) {
    const part = events.partNames[events.parts.at(i)]!
    let chain = chains.get(part)
    if (!chain) {
      chain = { seq: 0, hash: beginningOf(part), links: [] }
      chains.set(part, chain)
    }
    chain.seq += 1
    const hash = Buffer.alloc(32)
    linkHashInto(chain.seq, chain.hash, 0, events.digests.bytes, i * 32, hash, 0)
    chain.hash = hash
    chain.links.push(
      [
        part,
        chain.seq,
        i + 1,
        `\\\\x${events.digests.hex(i)}`,
        `\\\\x${hash.toString('hex')}`,
        '2026-03-11 10:00:00+00',
      ].join('\t'),
    )
  }
  const block = (table: string, names: readonly string[], rows: readonly string[]): string =>
    `\nCOPY ${table} (${names.join(', ')}) FROM stdin;\n${rows.map((r) => `${r}\n`).join('')}\\.\n`
  const fd = fs.openSync(file, 'w')
  fs.writeSync(fd, '-- Throughcare audit at 2026-03-11 10:00:00+00\n')
  fs.writeSync(
    fd,
    block(
      'audit.sealer',
      ['chain', 'frontier', 'sealed'],
      [`${crypto.randomUUID()}\t${1_000 + count}\t${count}`],
    ),
  )
  fs.writeSync(fd, block('audit.event', columns, lines))
  const sorted = [...chains].sort(([a], [b]) => (a < b ? -1 : 1))
  fs.writeSync(
    fd,
    block(
      'audit.link',
      ['part', 'seq', 'event_id', 'row_digest', 'hash', 'sealed_at'],
      sorted.flatMap(([, c]) => c.links),
    ),
  )
  fs.writeSync(
    fd,
    block(
      'audit.head',
      ['part', 'seq', 'hash'],
      sorted.map(([part, c]) => `${part}\t${c.seq}\t\\\\x${c.hash.toString('hex')}`),
    ),
  )
  fs.closeSync(fd)
}

const fixed = (n: number, digits = 2): string => n.toFixed(digits)

/** The lines for docs/performance.md. */
export function accessTable(cost: AccessCost): string {
  const row = (m: Measured) =>
    `| ${m.name} | ${fixed(m.limit.p50)} | ${fixed(m.product.p50)} | ${fixed(m.ratio)} |`
  return [
    '',
    '### Row rules and audit',
    '',
    '| the same transaction, p50 ms | login that bypasses row rules | asker | ratio |',
    '|---|---:|---:|---:|',
    ...cost.rules.map(row),
    '',
    '| the same transaction, p50 ms | without its event | with its event | ratio |',
    '|---|---:|---:|---:|',
    ...cost.audit.map(row),
    '',
    `audit verify: ${cost.verify.events.toLocaleString('en-GB')} events, ${Math.round(cost.verify.perSecond).toLocaleString('en-GB')} a second (${Math.round(cost.verify.cpuPerSecond).toLocaleString('en-GB')} a second of processor time; goal 200,000 a second)`,
  ].join('\n')
}

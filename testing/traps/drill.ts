import { createHash, type KeyObject } from 'node:crypto'
import type pg from 'pg'
import { isSignedBy, signed } from '#platform/audit/keys.ts'
import { SCHEMAS } from '#testing/catalogue.ts'

/** What a backup says of itself: how many rows of each table it holds and what they are, signed when it was made. */
export interface Manifest {
  readonly tables: Readonly<Record<string, { rows: number; sha256: string }>>
  readonly signature: string
}

/** A backup: each table's rows as the database writes them. */
export interface Dump {
  readonly rows: Readonly<Record<string, readonly string[]>>
  readonly manifest: Manifest
}

const tablesOf = async (db: pg.ClientBase): Promise<string[]> =>
  (
    await db.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname = any ($1) order by 1`,
      [SCHEMAS],
    )
  ).rows.map((r) => r.name)

const digestOf = (rows: readonly string[]) => ({
  rows: rows.length,
  sha256: createHash('sha256').update(rows.toSorted().join('\n')).digest('hex'),
})
const bytesOf = (tables: Manifest['tables']): Buffer =>
  Buffer.from(`throughcare backup 1\n${JSON.stringify(tables)}`)

export async function dumpOf(db: pg.ClientBase, key: KeyObject): Promise<Dump> {
  const rows: Record<string, readonly string[]> = {}
  for (const table of await tablesOf(db))
    rows[table] = (await db.query<{ r: string }>(`select to_jsonb(x)::text as r from ${table} x`)).rows.map(
      (r) => r.r,
    )
  const tables = Object.fromEntries(Object.entries(rows).map(([t, of]) => [t, digestOf(of)]))
  return { rows, manifest: { tables, signature: signed(bytesOf(tables), key) } }
}

/** Puts a dump into a migrated database in place of what is there, as whoever is connected. */
export async function restore(db: pg.ClientBase, dump: Dump): Promise<void> {
  await db.query('begin')
  await db.query("set local session_replication_role = 'replica'; set local row_security = off")
  for (const table of Object.keys(dump.rows)) await db.query(`delete from ${table}`)
  for (const [table, rows] of Object.entries(dump.rows)) {
    const { rows: columns } = await db.query<{ c: string }>(
      `select quote_ident(a.attname) as c from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
      [table],
    )
    const list = columns.map((c) => c.c).join(', ')
    await db.query(
      `insert into ${table} (${list}) overriding system value select ${list} from jsonb_populate_recordset(null::${table}, $1)`,
      [`[${rows.join(',')}]`],
    )
  }
  await db.query('commit')
}

/** In what a restored database differs from what was backed up, in sentences; also when the manifest is not the one that was signed. */
export async function differences(db: pg.ClientBase, manifest: Manifest, key: KeyObject): Promise<string[]> {
  const found: string[] = []
  if (!isSignedBy(bytesOf(manifest.tables), manifest.signature, key))
    found.push('the manifest is not as it was signed')
  for (const table of await tablesOf(db)) {
    const now = digestOf(
      (await db.query<{ r: string }>(`select to_jsonb(x)::text as r from ${table} x`)).rows.map((r) => r.r),
    )
    const was = manifest.tables[table]
    if (was?.rows !== now.rows)
      found.push(`${table}: ${was?.rows ?? 'no'} rows were backed up, ${now.rows} are there`)
    else if (was.sha256 !== now.sha256) found.push(`${table}: other rows than were backed up`)
  }
  return found
}

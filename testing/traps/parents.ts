import type pg from 'pg'
import { freshId } from '#testing/product.ts'

/** One foreign key of a table that the serving login writes, to a table of which some rows are hidden. */
export interface Key {
  readonly table: string
  readonly columns: readonly string[]
  readonly parent: string
  readonly parentColumns: readonly string[]
}

/** Parents that anybody signed in may read: what stands there is no secret. */
const OPEN = ['staff', 'team', 'organisation', 'service', 'post', 'unit', 'pathway_version'].map(
  (t) => `tc.${t}`,
)

export async function keysToHidden(db: pg.ClientBase): Promise<Key[]> {
  const names = (of: string, keys: string) =>
    `array(select a.attname::text from unnest(${keys}) with ordinality k (n, i) join pg_attribute a on a.attrelid = ${of} and a.attnum = k.n order by k.i)`
  const { rows } = await db.query<Key>(
    `select conrelid::regclass::text as table, confrelid::regclass::text as parent,
            ${names('conrelid', 'conkey')} as columns, ${names('confrelid', 'confkey')} as "parentColumns"
       from pg_constraint where contype = 'f' and has_any_column_privilege('tc_app', conrelid, 'insert') order by 1, 3`,
  )
  return rows.filter((k) => !OPEN.includes(k.parent))
}

type Row = Record<string, unknown>
export interface Asker {
  readonly id: string
  readonly token: string
  readonly organisationId: string
  readonly teamId: string
}

const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)

/** What an insert came to, by the code of its error; 'stored' when it stood until it was taken back. */
async function inserted(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  row: Row,
): Promise<string> {
  await client.query('savepoint one')
  const list = columns.join(', ')
  const said = await client
    .query(`insert into ${table} (${list}) select ${list} from jsonb_populate_record(null::${table}, $1)`, [
      JSON.stringify(row),
    ])
    // a key is looked at when its statement ends, or when the transaction does
    .then(() => client.query('set constraints all immediate'))
    .then(
      () => 'stored',
      (cause: { code?: string }) => cause.code ?? 'no code',
    )
  await client.query('rollback to savepoint one')
  return said
}

export interface Told {
  readonly key: string
  readonly hidden: string
  readonly absent: string
}

/**
 * For one key: a row like one that is there, which the asker may write, and then the same row with a parent that is hidden from the
 * asker, of the same person where there is one, and with a parent that does not exist. Null when no asker may write such a row here.
 */
export async function asksByKey(
  db: pg.ClientBase,
  client: pg.ClientBase,
  key: Key,
  askers: readonly Asker[],
): Promise<Told[] | null> {
  const columns = (
    await db.query<{ c: string }>(
      `select a.attname::text as c from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '' and a.attidentity = '' and has_column_privilege('tc_app', $1, a.attname, 'insert')`,
      [key.table],
    )
  ).rows.map((r) => r.c)
  const { rows } = await db.query<{ r: Row }>(
    `select to_jsonb(x) as r from ${key.table} x order by (${key.columns.map((c) => `x.${c}`).join(', ')}) is null limit 10`,
  )
  const id = key.columns.find((c) => c !== 'person_id' && c !== 'team_id' && c !== 'version') ?? 'person_id'
  const parentId = key.parentColumns[key.columns.indexOf(id)] ?? 'id'
  for (const asker of askers) {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [asker.token])
    try {
      // of a person whatever they are known by counts, not the name alone
      const known =
        key.parent === 'tc.person'
          ? ' union select person_id, null from acl.access union select person_id, null from tc.referral union select person_id, null from tc.stay union select person_id, null from tc.person_relation'
          : ''
      const whose = key.parentColumns.includes('person_id') ? 'person_id' : 'null::uuid'
      const { rows: seen } = await client
        .query<{ id: string; whose: string | null }>(
          `select ${parentId} as id, ${whose} as whose from ${key.parent}${known}`,
        )
        .catch(async (cause: { code?: string }) => {
          if (cause.code !== '42501') throw cause
          await client.query('rollback; begin')
          await client.query('select ctx.begin($1)', [asker.token])
          return { rows: [] as { id: string; whose: string | null }[] }
        })
      const open = new Set(seen.map((s) => s.id))
      for (const { r } of rows) {
        const row: Row = { ...r }
        // one that hangs on nothing is hung on a parent that is seen
        if (row[id] === null && id !== 'person_id')
          row[id] = seen.find((p) => p.whose === null || p.whose === row.person_id)?.id ?? null
        if (!open.has(String(row[id]))) continue
        if ('id' in row) row.id = freshId()
        for (const n of ['version', 'round', 'leaving_no'])
          if (n in row && !key.columns.includes(n)) row[n] = 999
        for (const column of Object.keys(row)) {
          if (column === 'organisation_id' || column === 'from_organisation_id')
            row[column] = asker.organisationId
          if (column === 'from_team_id' || (column === 'team_id' && !key.columns.includes(column)))
            row[column] = asker.teamId
          if (
            /_by$|_by_staff_id$|^(author|actor|by|by_staff|from_staff)_id$/.test(column) &&
            isId(row[column])
          )
            row[column] = asker.id
          if (column === 'step_id') row[column] = 'another'
          if (/^((recorded|made|set|decided)_at|at)$/.test(column) && row[column] !== null)
            row[column] = (await client.query('select ctx.now() as now')).rows[0].now
        }
        const plain = await inserted(client, key.table, columns, row)
        if (plain !== 'stored') continue
        const { rows: others } = await db.query<{ p: Row }>(
          `select to_jsonb(p) as p from ${key.parent} p where not (p.${parentId} = any ($1)) limit 200`,
          [[...open]],
        )
        const same = others.find((o) => 'person_id' in o.p && o.p.person_id === row.person_id)
        const told: Told[] = []
        for (const hidden of [same, others.find((o) => o !== same)]) {
          if (!hidden) continue
          const withParent = (value: unknown, all: boolean): Row => ({
            ...row,
            ...(all
              ? Object.fromEntries(key.columns.map((c, i) => [c, hidden.p[key.parentColumns[i] ?? '']]))
              : {}),
            [id]: value,
          })
          for (const all of [false, true])
            told.push({
              key: `${key.table}(${id}) ${hidden === same ? 'of the same person' : all ? 'of another person, with their id' : 'of another person'}`,
              hidden: await inserted(client, key.table, columns, withParent(hidden.p[parentId], all)),
              absent: await inserted(client, key.table, columns, withParent(freshId(), all)),
            })
        }
        return told
      }
    } finally {
      await client.query('rollback')
    }
  }
  return null
}

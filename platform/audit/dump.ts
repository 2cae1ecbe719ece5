import fs from 'node:fs'
import pg from 'pg'

/** What verification reads, in the order it reads it best. */
const TABLES = [
  'audit.sealer',
  'audit.event',
  'audit.link',
  'audit.head',
  'audit.disposal',
  'audit.checkpoint',
]
const ORDER: Readonly<Record<string, string>> = {
  'audit.event': 'id',
  'audit.link': 'part, seq',
  'audit.head': 'part',
  'audit.checkpoint': 'n',
}
const LOT = 5_000

const escaped = (value: string | null): string =>
  value === null
    ? '\\N'
    : value.replace(/[\\\t\n\r]/g, (c) =>
        c === '\\' ? '\\\\' : c === '\t' ? '\\t' : c === '\n' ? '\\n' : '\\r',
      )

/**
 * Writes the audit as COPY text, the shape of a plain pg_dump, from one snapshot. `login`: the migrating login, which acts as tc_audit
 * here. The file holds who did what to whom, no clinical text; only its owner may read it. Gives the rows written.
 */
export async function dumpAudit(login: pg.ClientConfig, file: string): Promise<number> {
  const asText = (value: string) => value
  const client = new pg.Client({ ...login, types: { getTypeParser: () => asText } as pg.CustomTypesConfig })
  await client.connect()
  const fd = fs.openSync(file, 'w', 0o600)
  let written = 0
  try {
    await client.query(
      "set timezone = 'UTC'; set role tc_audit; begin isolation level repeatable read read only",
    )
    const at = await client.query('select ctx.clock()::text as at')
    fs.writeSync(fd, `-- Throughcare audit at ${at.rows[0].at}\n`)
    for (const table of TABLES) {
      const order = ORDER[table] === undefined ? '' : ` order by ${ORDER[table]}`
      await client.query(`declare c no scroll cursor for select * from ${table}${order}`)
      const header = await client.query({ text: 'fetch 0 from c', rowMode: 'array' })
      fs.writeSync(fd, `\nCOPY ${table} (${header.fields.map((f) => f.name).join(', ')}) FROM stdin;\n`)
      for (;;) {
        const lot = await client.query({ text: `fetch ${LOT} from c`, rowMode: 'array' })
        if (lot.rows.length === 0) break
        written += lot.rows.length
        fs.writeSync(
          fd,
          `${lot.rows.map((row: (string | null)[]) => row.map(escaped).join('\t')).join('\n')}\n`,
        )
      }
      fs.writeSync(fd, '\\.\n')
      await client.query('close c')
    }
    await client.query('commit')
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
    await client.end()
  }
  return written
}

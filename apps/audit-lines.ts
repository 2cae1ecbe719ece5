import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { uuidv7 } from '#core/kernel/ids.ts'
import {
  checkpointNow,
  dumpAudit,
  faultLine,
  makeKeys,
  readLines,
  readPrivateKey,
  readPublicKeys,
  startCheckpoints,
  type Verdict,
  verifyAudit,
} from '#platform/audit/index.ts'
import { practiceAudit } from './audit-practice.ts'
import { readConfig, StartRefused } from './config.ts'
import { openDatabase } from './database.ts'
import type { Line } from './line.ts'

const needed = (value: string | undefined, say: string): string => {
  if (!value) throw new StartRefused(say)
  return value
}

/** `throughcare audit verify | dump | keys | checkpoint | dispose`; docs/how-to/audit.md. */
export async function auditLine(line: Line): Promise<number> {
  const [what] = line.rest
  const lines: Readonly<Record<string, (line: Line) => Promise<number>>> = {
    verify,
    dump,
    keys,
    checkpoint,
    dispose,
  }
  const run = what !== undefined && Object.hasOwn(lines, what) ? lines[what] : undefined
  if (!run) throw new StartRefused('Say: throughcare audit verify, dump, keys, checkpoint or dispose')
  return run(line)
}

async function verify(line: Line): Promise<number> {
  const { dump, checkpoints, keys: keyFile, person } = line.values
  if (dump !== undefined) {
    const from = checkpoints ?? []
    const publicKeys = readPublicKeys(
      needed(keyFile, 'Name the public key: --keys audit-key.pub.pem, or a folder of them'),
    )
    if (from.length === 0)
      throw new StartRefused('Name where the checkpoints lie: --checkpoints DIR, as often as you like')
    for (const file of [dump, ...from])
      if (!fs.existsSync(file)) throw new StartRefused(`${file} was not found.`)
    return say(
      line,
      await verifyAudit({ dump, checkpoints: from, keys: publicKeys, ...(person ? { person } : {}) }),
    )
  }
  const config = readConfig(line.env, [])
  if (config.mode !== 'practice')
    throw new StartRefused('Say: throughcare audit verify --dump FILE --checkpoints DIR --keys FILE')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-audit-'))
  const file = path.join(folder, 'audit.sql')
  try {
    const own = practiceAudit(config)
    const store = path.join(folder, 'checkpoints')
    await withOwner(line, async (owner) => {
      const sealer = await once<{ chain: string }>(owner, 'select chain from audit.sealer')
      const live = own.folderOf(sealer?.chain ?? 'none')
      // a checkpoint that is signed while the dump is made knows of more than the dump: once more then
      for (let tries = 0; tries < 5; tries += 1) {
        fs.rmSync(store, { recursive: true, force: true })
        if (fs.existsSync(live)) fs.cpSync(live, store, { recursive: true })
        await dumpAudit(owner, file)
        if (readLines(store).length === readLines(live).length) break
      }
    })
    if (!own.hasKey())
      throw new StartRefused(
        'Nothing has been signed here yet. Start Throughcare, wait a minute, and try again.',
      )
    return say(
      line,
      await verifyAudit({
        dump: file,
        checkpoints: [store],
        keys: readPublicKeys(own.folder),
        ...(person ? { person } : {}),
      }),
    )
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function say(line: Line, v: Verdict): number {
  const sound = v.faults.length === 0
  if (line.values.json) {
    line.print(JSON.stringify({ sound, ...v }))
    return sound ? 0 : 1
  }
  for (const t of v.told) line.print(`${t.at}  ${t.actor} of ${t.organisation}: ${t.action}, ${t.outcome}`)
  for (const fault of v.faults) line.print(faultLine(fault))
  const rate = Math.round((v.events + v.disposedOf) / Math.max(v.seconds, 0.001))
  line.print(
    `${v.events} events, ${v.links} links in ${v.chains} chains, ${v.checkpoints} checkpoints, ${v.waiting} waiting to be sealed, ${v.disposedOf} disposed of`,
  )
  const few = v.events + v.disposedOf < 50_000 ? ': too few rows to be a rate' : ''
  line.print(`${rate.toLocaleString('en-GB')} rows per second (${v.seconds.toFixed(1)} s)${few}`)
  if (v.oneHost)
    line.print(
      'One host: the checkpoints were signed where the database lives, so this proves less. Whoever owns the host could bend both.',
    )
  line.print(sound ? 'SOUND' : `NOT SOUND: ${v.faults.length} kinds of fault`)
  return sound ? 0 : 1
}

async function dump(line: Line): Promise<number> {
  const to = needed(line.values.to, 'Say where to: throughcare audit dump --to FILE')
  const rows = await withOwner(line, (owner) => dumpAudit(owner, to))
  line.print(`${rows} rows written to ${to}. It says who looked at whom: keep it as you keep the record.`)
  return 0
}

async function keys(line: Line): Promise<number> {
  const to = needed(line.values.to, 'Say where to: throughcare audit keys --to DIR')
  if (fs.existsSync(path.join(to, 'audit-key.pem')))
    throw new StartRefused(`${to} holds a key already. Name another folder: a key is never written over.`)
  const made = makeKeys(to)
  line.print(`Key ${made.id}`)
  line.print(
    `${made.privateFile} signs. Keep it off the host of the database, readable by the witness alone.`,
  )
  line.print(`${made.publicFile} verifies. Give it to every organisation.`)
  return 0
}

async function checkpoint(line: Line): Promise<number> {
  const how = 'Say: throughcare audit checkpoint --key FILE --to DIR (--watch)'
  const key = readPrivateKey(needed(line.values.key, how))
  const to = needed(line.values.to, how)
  const url = line.env.DATABASE_WITNESS_URL
  if (!url)
    throw new StartRefused(
      'Set DATABASE_WITNESS_URL to the database with the login tc_witness, which reads nothing else.',
    )
  const o = { key, folderOf: () => to, oneHost: false }
  if (line.values.watch) {
    const failed = (cause: Error) => line.print(`Not signed, tried again: ${cause.message}`)
    const loop = startCheckpoints({ ...o, login: { connectionString: url }, failed })
    await new Promise((resolve) => {
      process.once('SIGTERM', resolve)
      process.once('SIGINT', resolve)
    })
    await loop.stop()
    return 0
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const signed = await checkpointNow(client, o)
    line.print(signed === null ? 'None is due.' : `Signed: ${signed.slice(0, 80)}...`)
    return 0
  } finally {
    await client.end()
  }
}

async function dispose(line: Line): Promise<number> {
  const how = "Say: throughcare audit dispose --part 'ORGANISATION YYYY-MM' --email WHO --reason TEXT"
  const { part, email, reason } = line.values
  if (!part || !email || !reason) throw new StartRefused(how)
  return withOwner(line, async (owner) => {
    const client = new pg.Client(owner)
    await client.connect()
    try {
      await client.query('begin; set local role tc_audit')
      const by = (await client.query<{ id: string }>('select id from tc.staff where email = $1', [email]))
        .rows[0]?.id
      if (!by) throw new StartRefused(`No staff member has the email ${email}.`)
      const done = await client.query<{ n: number }>('select audit.dispose($1, $2, $3, $4) as n', [
        uuidv7(Date.now(), randomBytes(10)),
        part,
        by,
        reason,
      ])
      await client.query('commit')
      line.print(
        `${done.rows[0]?.n} events of ${part} are gone; their chain stays, and the disposal is an event of its own.`,
      )
      return 0
    } catch (cause) {
      await client.query('rollback')
      if (
        cause instanceof Error &&
        'code' in cause &&
        ['P0002', '22023', '23514'].includes(String(cause.code))
      )
        throw new StartRefused(cause.message)
      throw cause
    } finally {
      await client.end()
    }
  })
}

/** The migrating login: the address that is set, or the practice installation's own database, adopted or started. */
async function withOwner<T>(line: Line, work: (owner: pg.ClientConfig) => Promise<T>): Promise<T> {
  if (line.env.DATABASE_OWNER_URL) return work({ connectionString: line.env.DATABASE_OWNER_URL })
  const config = readConfig(line.env, [])
  const database = await openDatabase(config, () => {}, { migrate: false })
  try {
    if (!database.owner) throw new StartRefused('Set DATABASE_OWNER_URL, as for throughcare migrate.')
    return await work(database.owner)
  } finally {
    await database.stop()
  }
}

async function once<T extends object>(login: pg.ClientConfig, text: string): Promise<T | undefined> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    await client.query('set role tc_audit')
    return (await client.query<T>(text)).rows[0]
  } finally {
    await client.end()
  }
}

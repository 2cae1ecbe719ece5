import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { odsListOf } from '#core/directory/ods-file.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { reportAsText } from '#features/report/index.ts'
import { recompute } from '#features/safetynet/index.ts'
import { takeHl7File } from '#features/stay/index.ts'
import { Door } from '#platform/commands/door.ts'
import { migrate } from '#platform/database/migrate.ts'
import { makePool } from '#platform/database/pool.ts'
import { installQueue } from '#platform/database/queue.ts'
import { decodeHl7, readHl7File } from '#platform/hl7/file.ts'
import { parseHl7 } from '#platform/hl7/message.ts'
import { sendOverMllp } from '#platform/hl7/send.ts'
import { count } from '#platform/ui/words.ts'
import { auditLine } from './audit-lines.ts'
import { begin } from './begin.ts'
import { readConfig, StartRefused, secretOf } from './config.ts'
import { checkServing, openDatabase } from './database.ts'
import { derive } from './derive.ts'
import type { Line } from './line.ts'
import { registry } from './product.ts'
import { tokenFor } from './tokens.ts'

/** Opens the product's door on the installation's own database (adopted when running, else started and stopped) as a machine client. */
async function through(
  line: Line,
  work: (door: Door, token: string, pool: pg.Pool) => Promise<number>,
): Promise<number> {
  const config = readConfig(line.env, [])
  const token = tokenFor(config, line.env, line.values.as)
  const database = await openDatabase(config, () => {})
  const pool = makePool(database.login('tc_app'), { max: 4 })
  try {
    await checkServing(pool, config.mode)
    return await work(new Door({ pool, registry, derive, secret: secretOf(config) }), token, pool)
  } finally {
    await pool.end()
    await database.stop()
  }
}

const sayRefusal = (line: Line, refusal: Refusal): number => {
  const about = refusal.field === undefined ? '' : ` (${refusal.field})`
  line.print(`${refusal.code}${about}: ${refusalSentence(refusal.code, refusal.params)}`)
  return 1
}

/** Sends the messages of a file to a listener as a hospital's system does, and prints each answer: control id, AA, AE or AR, and the words. */
async function overMllp(line: Line, bytes: Uint8Array, to: string): Promise<number> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(to) ?? []
  if (port === undefined) throw new StartRefused('Say where to send it: --to 127.0.0.1:2575')
  const items = readHl7File(decodeHl7(bytes))
  if (!items.ok) return sayRefusal(line, items.refusal)
  let refused = 0
  try {
    for await (const answer of sendOverMllp(
      items.value.map((item) => item.raw),
      { host, port: Number(port) },
    )) {
      const read = parseHl7(answer)
      const field = (n: number) => (read.ok ? (read.value.get('MSA', n) ?? '') : '')
      if (field(1) !== 'AA') refused += 1
      line.print(
        `${field(2) || 'no control id'} ${field(1) || 'no answer that can be read'} ${field(3)}`.trim(),
      )
    }
  } catch (cause) {
    throw new StartRefused(
      `It could not be sent to ${host}:${port}. ${cause instanceof Error ? cause.message : ''}`.trim(),
    )
  }
  return refused === 0 ? 0 : 1
}

/** Every command line of the product, by its first word; the number is the exit code. */
export const commandLines: Readonly<Record<string, (line: Line) => Promise<number>>> = {
  async hl7(line) {
    const [file] = line.rest
    if (file === undefined || !fs.existsSync(file))
      throw new StartRefused('Name a file of HL7 messages: throughcare hl7 FILE')
    const bytes = fs.readFileSync(file)
    if (line.values.to !== undefined) return overMllp(line, bytes, line.values.to)
    return through(line, async (door, token) => {
      const lines = await takeHl7File(bytes, {
        send: (name, id, input) => door.command(token, name, id, input),
        ask: (name, input) => door.query(token, name, input),
        live: readConfig(line.env, []).mode === 'live',
      })
      for (const text of lines) line.print(text)
      return lines.every((text) => / AA /.test(text)) ? 0 : 1
    })
  },

  async report(line) {
    const [service] = line.rest
    const months = Number(line.values.months ?? 1)
    if (service === undefined || !Number.isInteger(months) || months < 1)
      throw new StartRefused(
        'Say which service and how many months: throughcare report medication-support --months 8',
      )
    return through(line, async (door, token) => {
      const answer = await door.query(token, 'report.service', {
        service,
        months,
        ...(line.values['as-of'] === undefined ? {} : { asOf: line.values['as-of'] }),
      })
      if (!answer.ok) return sayRefusal(line, answer.refusal)
      line.print(line.values.json ? JSON.stringify(answer.value, null, 2) : reportAsText(answer.value))
      return 0
    })
  },

  async safetynet(line) {
    if (line.rest[0] !== 'recompute') throw new StartRefused('Say: throughcare safetynet recompute')
    return through(line, async (_door, token, pool) => {
      const found = await recompute(pool, token)
      if (!found.ok) return sayRefusal(line, found.refusal)
      line.print(
        line.values.json
          ? JSON.stringify(found.value)
          : `${count(found.value.people, 'person', 'people')}, ${count(found.value.differences, 'difference')}`,
      )
      return found.value.differences === 0 ? 0 : 1
    })
  },

  async ods(line) {
    const [file] = line.rest
    if (file === undefined || !fs.existsSync(file))
      throw new StartRefused('Name a list of the Organisation Data Service: throughcare ods FILE')
    const list = line.values.list ?? odsListOf(path.basename(file))
    return through(line, async (door, token) => {
      const done = await door.command(token, 'organisation.load-ods', randomUUID(), {
        list,
        text: fs.readFileSync(file, 'utf8'),
      })
      if (!done.ok) return sayRefusal(line, done.refusal)
      const { read, added, renamed, closed } = done.value.made
      line.print(`${read} read, ${added} added, ${renamed} renamed, ${closed} closed and left out`)
      return 0
    })
  },

  audit: auditLine,

  async begin(line) {
    const url = line.env.DATABASE_OWNER_URL
    const { organisation, kind = 'trust', name, email } = line.values
    if (!url) throw new StartRefused('Set DATABASE_OWNER_URL, as for throughcare migrate.')
    if (!organisation || !name || !email)
      throw new StartRefused(
        'Say: throughcare begin --organisation NAME --kind trust --name NAME --email EMAIL',
      )
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const begun = await begin(client, { organisation, kind, name, email })
      line.print(
        `${name} sets up their sign-in at /sign-in/set-up with this code, once and within three days: ${begun.setUpCode}`,
      )
      line.print(`THROUGHCARE_TOKEN for the command line, shown only now: ${begun.clientToken}`)
    } finally {
      await client.end()
    }
    return 0
  },

  async migrate(line) {
    const url = line.env.DATABASE_OWNER_URL
    if (!url)
      throw new StartRefused(
        'Set DATABASE_OWNER_URL to a login that owns the database and may make roles. No serving process ever uses it.',
      )
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await migrate(client, line.print)
      await setPasswords(client, line.env)
    } finally {
      await client.end()
    }
    await installQueue({ connectionString: url })
    line.print('The database is at this release.')
    return 0
  },
}

/** The serving logins get the passwords their addresses name, so that one place holds them. */
async function setPasswords(client: pg.Client, env: NodeJS.ProcessEnv): Promise<void> {
  for (const [role, url] of [
    ['tc_app', env.DATABASE_URL],
    ['tc_auth', env.DATABASE_AUTH_URL],
    ['tc_job', env.DATABASE_JOB_URL],
    ['tc_witness', env.DATABASE_WITNESS_URL],
  ] as const) {
    const password = url ? decodeURIComponent(new URL(url).password) : ''
    if (password !== '')
      await client.query(`alter role ${pg.escapeIdentifier(role)} password ${pg.escapeLiteral(password)}`)
  }
}

import { parseArgs } from 'node:util'
import { commandLines } from './command-lines.ts'
import { StartRefused } from './config.ts'

const HELP = `throughcare COMMAND

  hl7 FILE                       read hospital messages (ADT) and print one line a message
                                 (--to 127.0.0.1:2575: send them over MLLP to a listener instead, and print its answers)
  report SERVICE --months N      print a service's report for the N months up to today (--json, --as-of YYYY-MM-DD)
  safetynet recompute            work every obligation out again and say what differs (--json)
  ods FILE                       load organisations from an ODS list (its name, like etr.csv, says which; or --list etr)
  migrate                        bring the database at DATABASE_OWNER_URL to this release
  begin --organisation NAME --name NAME --email EMAIL
                                 make the first organisation of an empty live installation and its lead (--kind trust)
  audit verify                   make the audit's chains anew and hold them against signed checkpoints; names the first bad row
                                 (--dump FILE --checkpoints DIR --keys FILE; nothing of it in practice mode; --person ID)
  audit dump --to FILE           write the audit as COPY text, from the database at DATABASE_OWNER_URL
  audit keys --to DIR            make an Ed25519 pair for signing checkpoints, on another host than the database's
  audit checkpoint --key FILE --to DIR
                                 sign the ends of the chains, as DATABASE_WITNESS_URL (--watch: again and again)
  audit dispose --part 'ORGANISATION YYYY-MM' --email WHO --reason TEXT
                                 take away a month's events after eight years; its chain stays

  --as NAME                      in practice mode: act as the machine of that organisation (the trust's unless said)
`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      months: { type: 'string' },
      'as-of': { type: 'string' },
      as: { type: 'string' },
      list: { type: 'string' },
      organisation: { type: 'string' },
      kind: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string' },
      dump: { type: 'string' },
      checkpoints: { type: 'string', multiple: true },
      key: { type: 'string' },
      keys: { type: 'string' },
      to: { type: 'string' },
      person: { type: 'string' },
      part: { type: 'string' },
      reason: { type: 'string' },
      watch: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const [name, ...rest] = positionals
  const line = name === undefined || values.help ? undefined : commandLines[name]
  if (!line) {
    process.stdout.write(HELP)
    process.exitCode = name === undefined || values.help ? 0 : 2
  } else {
    process.exitCode = await line({
      rest,
      values,
      env: process.env,
      print: (text) => void process.stdout.write(`${text}\n`),
    })
  }
} catch (cause) {
  const expected =
    cause instanceof StartRefused ||
    (cause instanceof Error &&
      (cause.name === 'EmbeddedDatabaseError' ||
        ('code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS'))))
  if (!expected) throw cause
  process.stderr.write(`${(cause as Error).message}\n`)
  process.exitCode = 2
}

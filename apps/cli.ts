import { parseArgs } from 'node:util'
import { commandLines } from './command-lines.ts'
import { StartRefused } from './config.ts'

const HELP = `throughcare COMMAND

  hl7 FILE                       read hospital messages (ADT A01, A03) and print one line a message
  report SERVICE --months N      print a service's report for the N months up to today (--json, --as-of YYYY-MM-DD)
  safetynet recompute            work every obligation out again and say what differs (--json)
  ods FILE                       load organisations from an ODS list (its name, like etr.csv, says which; or --list etr)
  migrate                        bring the database at DATABASE_OWNER_URL to this release
  begin --organisation NAME --name NAME --email EMAIL
                                 make the first organisation of an empty live installation and its lead (--kind trust)

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

import { Logger, run } from 'graphile-worker'
import { makePool } from '#platform/database/pool.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { startTelling } from './telling.ts'

/** Between two rounds of telling: what cannot wait is told within it. */
const EVERY_MS = 20_000

/**
 * The worker, as the login tc_job alone: tells whoever answers now of what cannot wait (`telling.ts`), and runs the jobs of the
 * queue. Showing a gap never waits for it; telling does, so its heartbeat stands on every board and in /health.
 */
const config = readConfig(process.env, process.argv.slice(2))
const database = await openDatabase(config, () => {}, { migrate: false })
const telling = startTelling({
  login: database.login('tc_job'),
  notify: config.notify,
  everyMs: EVERY_MS,
  // a code and a place, never a row: what fails again and again is seen by the heartbeat that stops
  failed: (cause) => process.stderr.write(`Telling failed and is tried again: ${whatFailed(cause)}\n`),
})
const pool = makePool(database.login('tc_job'), { max: 3, pipeline: false })
// the library asks for its own listener for what a lost connection says
pool.on('connect', (client) => client.on('error', () => {}))
const runner = await run({
  pgPool: pool,
  concurrency: 1,
  noHandleSignals: true,
  // its lines name jobs and their payloads; what fails is seen in the queue's own table
  logger: new Logger(() => () => {}),
  crontab: '*/10 * * * * housekeeping',
  taskList: {
    housekeeping: async (_payload, { withPgClient }) => {
      await withPgClient((client) => client.query('select jobs.housekeeping()'))
    },
  },
})

function whatFailed(cause: Error): string {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.name
}

let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await telling.stop()
  await runner.stop()
  await pool.end()
  await database.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// the server that started this one is gone: nothing is left to work for
process.on('disconnect', () => void stop())

import { Logger, run } from 'graphile-worker'
import { makePool } from '#platform/database/pool.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'

/**
 * The worker: jobs of the queue, as the login tc_job alone. In this version it takes away what is past its keeping time;
 * showing a gap never waits for it, and notices are not built yet.
 */
const config = readConfig(process.env, process.argv.slice(2))
const database = await openDatabase(config, () => {}, { migrate: false })
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

let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await runner.stop()
  await pool.end()
  await database.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// the server that started this one is gone: nothing is left to work for
process.on('disconnect', () => void stop())

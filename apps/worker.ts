import { Logger, run } from 'graphile-worker'
import { startCheckpoints, startSealing } from '#platform/audit/index.ts'
import { Door } from '#platform/commands/door.ts'
import { makePool } from '#platform/database/pool.ts'
import { startJobs } from '#platform/jobs/jobs.ts'
import { type PartnerKey, readPartnerKey } from '#platform/notify/partner-token.ts'
import { practiceAudit } from './audit-practice.ts'
import { readConfig, StartRefused, secretOf } from './config.ts'
import { checkJobs, openDatabase } from './database.ts'
import { derive } from './derive.ts'
import { startFollowing } from './following.ts'
import { jobs, registry } from './product.ts'
import { startTelling } from './telling.ts'

/** Between two rounds of telling: what cannot wait is told within it. */
const EVERY_MS = 20_000
/** Between two rounds of sealing: what was done or seen is sealed within a second. */
const SEAL_EVERY_MS = 500
/** Between two looks for work in somebody's name. */
const JOBS_EVERY_MS = 1000

/**
 * The worker, as the login tc_job alone: tells whoever answers now of what cannot wait (`telling.ts`), seals the audit, and runs the
 * jobs of the queue. Showing a gap never waits for it; telling does, so its heartbeat stands on every board and in /health.
 */
const config = readConfig(process.env, process.argv.slice(2))
const database = await openDatabase(config, () => {}, { migrate: false })
const pool = makePool(database.login('tc_job'), { max: 3, pipeline: false })
await checkJobs(pool).catch(async (cause: Error) => {
  process.stderr.write(`${cause instanceof StartRefused ? cause.message : whatFailed(cause)}\n`)
  await pool.end()
  await database.stop()
  process.exit(1)
})
const telling = startTelling({
  login: database.login('tc_job'),
  notify: config.notify,
  everyMs: EVERY_MS,
  // a code and a place, never a row: what fails again and again is seen by the heartbeat that stops
  failed: (cause) => process.stderr.write(`Telling failed and is tried again: ${whatFailed(cause)}\n`),
})
const sealing = startSealing({
  login: database.login('tc_job'),
  everyMs: SEAL_EVERY_MS,
  failed: (cause) => process.stderr.write(`Sealing failed and is tried again: ${whatFailed(cause)}\n`),
})
const following = startFollowing({
  login: database.login('tc_job'),
  everyMs: EVERY_MS,
  inside: (process.env.THROUGHCARE_INSIDE_HOSTS ?? '').split(',').flatMap((host) => host.trim() || []),
  key: partnerKey(process.env.THROUGHCARE_PARTNER_KEY),
  failed: (cause) => process.stderr.write(`Following failed and is tried again: ${whatFailed(cause)}\n`),
})
// live checkpoints are signed on another host; here the same host signs, and says so
const practice = practiceAudit(config)
const signing =
  config.mode === 'practice'
    ? startCheckpoints({
        login: database.login('tc_job'),
        key: practice.key(),
        folderOf: practice.folderOf,
        oneHost: true,
        failed: (cause) => process.stderr.write(`Signing failed and is tried again: ${whatFailed(cause)}\n`),
      })
    : undefined
// through the one door, as the login that serves requests, with a token that only this process holds
const serving = makePool(database.login('tc_app'), { max: 6 })
const working = startJobs({
  login: database.login('tc_job'),
  door: new Door({ pool: serving, registry, derive, secret: secretOf(config) }),
  work: jobs,
  everyMs: JOBS_EVERY_MS,
  failed: (cause) => process.stderr.write(`A job failed and is tried again: ${whatFailed(cause)}\n`),
})
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

/** A key that cannot be read is said at once; messages then wait and are seen to wait. */
function partnerKey(file: string | undefined): PartnerKey | undefined {
  if (!file) return undefined
  try {
    return readPartnerKey(file)
  } catch (cause) {
    process.stderr.write(`THROUGHCARE_PARTNER_KEY: ${(cause as Error).message}\n`)
    return undefined
  }
}

function whatFailed(cause: Error): string {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.name
}

let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await telling.stop()
  await following.stop()
  await signing?.stop()
  await sealing.stop()
  await working.stop()
  await serving.end()
  await runner.stop()
  await pool.end()
  await database.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// the server that started this one is gone: nothing is left to work for
process.on('disconnect', () => void stop())

import type { FastifyInstance } from 'fastify'
import { dayOf, fromEpochMs } from '#core/kernel/time.ts'
import { Door } from '#platform/commands/door.ts'
import { makePool } from '#platform/database/pool.ts'
import { MachineClients } from '#platform/identity/clients.ts'
import { authPool } from '#platform/identity/pool.ts'
import { type Config, mayServe, StartRefused } from './config.ts'
import { checkServing, checkSignIn, type OpenDatabase, openDatabase } from './database.ts'
import { derive } from './derive.ts'
import { readFeeds, startFeeds } from './feeds.ts'
import { holidayNotice } from './holiday-notice.ts'
import { storePathways } from './pathways.ts'
import { startPractice } from './practice.ts'
import { registry } from './product.ts'
import { buildSite, scopeNames, version } from './site.ts'

export interface Serving {
  readonly address: string
  readonly app: FastifyInstance
  /** What the worker process needs to reach the same database. */
  readonly workerEnvironment: Record<string, string>
  stop(): Promise<void>
}

/**
 * Opens the database (or takes the one that is being opened), checks that it may be served, and listens.
 * Refuses (StartRefused) with a sentence that says what to do.
 */
export async function serve(
  config: Config,
  say: (line: string) => void,
  opening?: Promise<OpenDatabase>,
): Promise<Serving> {
  const secret = mayServe(config)
  const feeds = readFeeds(process.env, config)
  const database = await (opening ?? openDatabase(config, say))
  const pool = makePool(database.login('tc_app'), { max: 12 })
  const auth = authPool(database.login('tc_auth'))
  try {
    await checkServing(pool, config.mode)
    await checkSignIn(auth)
    await storePathways(pool, config.pathwaysFolder)
    const door = new Door({ pool, registry, derive, secret })
    const practice = config.mode === 'practice' ? await startPractice(config, database, say) : undefined
    const app = await buildSite({
      door,
      pool,
      authPool: auth,
      secret,
      mode: config.mode,
      address: config.publicUrl ?? `http://127.0.0.1:${config.port}`,
      banners: async () => [
        ...holidayNotice(dayOf(fromEpochMs(Date.now()))),
        ...(practice ? await practice.banners() : []),
      ],
      pages: practice?.pages ?? [],
    })
    const address = await listening(app, config.port)
    const clients = new MachineClients({
      pool: auth,
      secret,
      names: scopeNames,
      address: config.publicUrl ?? address,
    })
    const listeners = await startFeeds(feeds, { door, clients, config, env: process.env, say })
    say(`Throughcare ${version()} (${config.mode}) is at ${config.publicUrl ?? address}`)
    return {
      address,
      app,
      workerEnvironment: {},
      async stop() {
        await Promise.all(listeners.map((listener) => listener.stop()))
        await app.close()
        await practice?.stop()
        await auth.end()
        await pool.end()
        await database.stop()
      },
    }
  } catch (cause) {
    await auth.end()
    await pool.end()
    await database.stop()
    throw cause
  }
}

/** Listens on this machine alone. Refuses (StartRefused) where the port is taken: mostly a second start of the same installation. */
export async function listening(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port })
  } catch (cause) {
    await app.close()
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new StartRefused(
      `Something already answers on port ${port}. If it is Throughcare, open http://127.0.0.1:${port}; else choose another: PORT=${port + 1} npm start`,
    )
  }
}

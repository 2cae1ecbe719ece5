import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { chooseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { chooseEndpoint, superuserAt } from './endpoint.ts'
import { EmbeddedDatabaseError, explainFolderTrouble, OR_USE_ANOTHER } from './errors.ts'
import { initialise } from './initialise.ts'
import { launchPostmaster } from './postmaster.ts'
import { findRunning, forgetDeadPostmaster } from './running.ts'

export interface Embedded {
  /** Connects as the owner of everything. On Unix `host` is a folder that holds the socket: no network is used. */
  readonly superuser: pg.ClientConfig
  /** True if the database was already running. It then lives as long as whoever started it, and keeps their flags. */
  readonly adopted: boolean
  /** Stops the database cleanly: everything is on disk when it returns. Does nothing to an adopted one. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Added to the server's command line, such as `['-c', 'work_mem=16MB']`; they win over ours. */
  readonly flags?: readonly string[]
  /** Where to listen, if not what fits the platform: lets the Windows way be tried elsewhere. */
  readonly endpoint?: typeof chooseEndpoint
}

/** Recovery after a power cut reads everything since the last checkpoint, at most a few minutes on a slow disk. */
const START_PATIENCE_SECONDS = 300

/** How long another server on the same folder may take to come up or to go before we give up. */
const RIVAL_PATIENCE_SECONDS = 10

/** PostgreSQL's own guards against two servers on one folder; both pass once the other is up, or gone. */
const RIVAL_WORDS = /lock file "[^"]*" (?:already exists|is empty)|is still in use|Address already in use/

/**
 * Starts a PostgreSQL on this folder, made on first use, or adopts the one that already runs on it.
 * The server's log stands beside the folder (`<dataDir>.log`). It ends with our process, also after kill -9, where
 * the kernel can do that (Linux); elsewhere the next start adopts it.
 * Throws EmbeddedDatabaseError with a sentence that says what to do.
 * As root the folders above should let others enter (0711 or 0755), because PostgreSQL then runs under another account;
 * where they do not, a user namespace is tried. Call it from the main thread: to the kernel a thread's end is ours.
 */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const folder = path.resolve(dataDir)
  try {
    fs.mkdirSync(path.dirname(folder), { recursive: true })
    return await adoptOrStart(folder, options)
  } catch (error) {
    throw explainFolderTrouble(error, folder)
  }
}

async function adoptOrStart(dataDir: string, options: EmbeddedOptions): Promise<Embedded> {
  for (const end = Date.now() + RIVAL_PATIENCE_SECONDS * 1000; ; await sleep(100)) {
    const running = await findRunning(dataDir, START_PATIENCE_SECONDS)
    if (running) return { superuser: running, adopted: true, stop: async () => {} }

    const binaries = findBinaries()
    const account = chooseAccount(binaries.postgres, dataDir)
    const endpoint = await (options.endpoint ?? chooseEndpoint)(dataDir, account)
    await initialise(binaries, dataDir, account, endpoint)
    forgetDeadPostmaster(dataDir)
    const launched = await launchPostmaster(
      binaries,
      dataDir,
      account,
      endpoint,
      options.flags ?? [],
      START_PATIENCE_SECONDS,
    )
    if (launched.state === 'running')
      return { superuser: superuserAt(endpoint), adopted: false, stop: launched.stop }

    if (!RIVAL_WORDS.test(launched.words) || Date.now() > end) {
      throw new EmbeddedDatabaseError(
        `The database did not start. PostgreSQL says: "${launched.words}". Put that right, look at ${dataDir}.log for more, ${OR_USE_ANOTHER}.`,
      )
    }
  }
}

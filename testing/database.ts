import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#platform/database/embedded/index.ts'

/** A database server for tests. Each test file makes a database of its own in it, best from a migrated template. */
export interface TestCluster {
  readonly superuser: pg.ClientConfig
  /** How a login connects to one database; roles need no password here. */
  config(database: string, user: string): pg.ClientConfig
  /** Makes a database; from a template (to which nobody is connected) it has that one's schema and rows. */
  createDatabase(name: string, template?: string): Promise<void>
}

/** Nothing of a test outlives it, so it need not reach the disk; what the rules see is the same. */
const FOR_SPEED = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/** Test files run at once, each with pools for several logins. */
const FOR_MANY_FILES = ['max_connections=300']

/** The server behind this address, which somebody else starts and stops. */
export function clusterAt(superuser: pg.ClientConfig): TestCluster {
  return {
    superuser,
    config: (database, user) => ({ ...superuser, database, user }),
    async createDatabase(name, template) {
      // copying its files is half the time of writing each of its pages through the log, where nothing reaches a disk
      const from =
        template === undefined ? '' : ` template ${pg.escapeIdentifier(template)} strategy file_copy`
      await queryOnce(superuser, `create database ${pg.escapeIdentifier(name)}${from}`)
    },
  }
}

/** One statement over a connection of its own; its rows. */
export async function queryOnce(
  config: pg.ClientConfig,
  text: string,
  values: unknown[] = [],
): Promise<unknown[]> {
  const client = new pg.Client(config)
  client.on('error', () => {}) // a server that is ended by the test; the statement itself then fails
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Starts a server in a new temporary folder; `stop` ends it and removes the folder. */
export async function startTestCluster(): Promise<TestCluster & { stop(): Promise<void> }> {
  const folder = makeTestFolder()
  const remove = () => fs.rmSync(folder, { recursive: true, force: true })
  try {
    const flags = [...FOR_SPEED, ...FOR_MANY_FILES].flatMap((setting) => ['-c', setting])
    const embedded = await startEmbedded(path.join(folder, 'data'), { flags })
    const stop = async () => {
      await embedded.stop()
      remove()
    }
    return { ...clusterAt(embedded.superuser), stop }
  } catch (error) {
    remove()
    throw error
  }
}

/** A temporary folder that the database's own account may enter; `mkdtemp` alone would let in only root. */
export function makeTestFolder(): string {
  const folder = fs.mkdtempSync(path.join(roomyMemory() ?? os.tmpdir(), 'throughcare-test-'))
  fs.chmodSync(folder, 0o755)
  return folder
}

/** Linux keeps this folder in memory, so making a server there waits for no disk; containers often allow it 64 MB. */
function roomyMemory(): string | undefined {
  const enoughBytes = 4_000_000_000
  try {
    const { bavail, bsize } = fs.statfsSync('/dev/shm')
    fs.accessSync('/dev/shm', fs.constants.W_OK)
    return process.platform === 'linux' && bavail * bsize > enoughBytes ? '/dev/shm' : undefined
  } catch {
    return undefined
  }
}

import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { secretFile } from './endpoint.ts'
import { codeOf, EmbeddedDatabaseError } from './errors.ts'

/** What PostgreSQL writes into its data folder while it runs, and leaves behind when it is killed. */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  /** Empty while it is still starting, and on Windows. */
  readonly socketFolder: string
  /** Empty where it does not listen on the network. */
  readonly address: string
}

export type Answer = 'ready' | 'busy' | 'absent'

/** 57P03: starting, recovering or stopping. 53300: no connection left, so surely alive. */
const BUSY_CODES = new Set(['57P03', '53300'])
const ABSENT_CODES = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

const EMPTY_FILE_SECONDS = 5

export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  let text: string
  try {
    text = fs.readFileSync(postmasterFile(dataDir), 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const [pid, , , port, socketFolder, address] = text.split('\n').map((line) => line.trim())
  return { pid: Number(pid), port: Number(port), socketFolder: socketFolder ?? '', address: address ?? '' }
}

/**
 * The superuser of a database that already runs on this folder, waited for while it starts or stops.
 * Why ask by connecting: the process id in the file may be a zombie's (a container whose first process does not
 * reap) or may by now belong to someone else; only an answer proves life.
 */
export async function findRunning(
  dataDir: string,
  patienceSeconds: number,
): Promise<pg.ClientConfig | undefined> {
  for (const end = Date.now() + patienceSeconds * 1000; ; await sleep(30)) {
    const found = readPostmasterFile(dataDir)
    const superuser = found && superuserOf(found, dataDir)
    if (!superuser) return undefined
    const answer = await ask(superuser)
    if (answer === 'ready') return superuser
    if (answer === 'absent') return undefined
    if (Date.now() > end)
      throw new EmbeddedDatabaseError(
        `The database in ${dataDir} has been starting or stopping for ${patienceSeconds} seconds. Look at ${dataDir}.log, end process ${found.pid} if it hangs, and start again.`,
      )
  }
}

function superuserOf(found: PostmasterFile, dataDir: string): pg.ClientConfig | undefined {
  const who = { port: found.port, user: 'postgres', database: 'postgres' }
  if (found.socketFolder) return { host: found.socketFolder, ...who }
  if (!found.address || !fs.existsSync(secretFile(dataDir))) return undefined
  return { host: '127.0.0.1', password: fs.readFileSync(secretFile(dataDir), 'utf8'), ...who }
}

export async function ask(superuser: pg.ClientConfig): Promise<Answer> {
  const client = new pg.Client({ ...superuser, connectionTimeoutMillis: 2000 })
  client.on('error', () => {}) // a server that stops while we ask; the answer below already says so
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    const code = codeOf(error)
    if (code && BUSY_CODES.has(code)) return 'busy'
    if (code && ABSENT_CODES.has(code)) return 'absent'
    if (code) throw error
    return 'busy' // a timeout, or a connection cut in the middle of the greeting
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Removes the file of a database that is surely dead: its process is a zombie, its number was given to another
 * program, or the file is empty and stays so. PostgreSQL asks only whether such a process exists, and would refuse to start after a container restart.
 * Any doubt leaves the file in place, so that PostgreSQL's own guard against two servers on one folder decides.
 */
export function forgetDeadPostmaster(dataDir: string): void {
  const found = readPostmasterFile(dataDir)
  if (!found || process.platform !== 'linux') return
  if (!found.pid) {
    // Written a moment after it is made; one that stays empty is what a power cut left.
    const ageSeconds =
      (Date.now() -
        (fs.statSync(postmasterFile(dataDir), { throwIfNoEntry: false })?.mtimeMs ?? Date.now())) /
      1000
    if (ageSeconds > EMPTY_FILE_SECONDS) fs.rmSync(postmasterFile(dataDir), { force: true })
    return
  }
  let stat: string
  try {
    stat = fs.readFileSync(`/proc/${found.pid}/stat`, 'utf8')
  } catch {
    return // no such process: PostgreSQL itself takes the folder over
  }
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? []
  if (state !== 'Z' && (name === undefined || name === 'postgres')) return
  // The socket has a lock of its own, which names the same process.
  if (found.socketFolder)
    fs.rmSync(path.join(found.socketFolder, `.s.PGSQL.${found.port}.lock`), { force: true })
  fs.rmSync(postmasterFile(dataDir), { force: true })
}

const postmasterFile = (dataDir: string) => path.join(dataDir, 'postmaster.pid')

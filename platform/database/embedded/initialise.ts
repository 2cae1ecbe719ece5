import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type Endpoint, secretFile } from './endpoint.ts'
import { environment } from './environment.ts'
import { codeOf, EmbeddedDatabaseError, OR_USE_ANOTHER } from './errors.ts'

/** An unfinished folder older than this was left by a start that was killed; initdb takes a second or two. */
const LEFTOVER_AFTER_MINUTES = 10

/**
 * Makes the data folder on the first start; afterwards only checks that this PostgreSQL can read it.
 * Why in a folder beside it, renamed at the end: a start that is killed half way leaves no half-made database,
 * and of two first starts at once one wins and the other uses what it made.
 */
export async function initialise(
  binaries: Binaries,
  dataDir: string,
  account: Account,
  endpoint: Endpoint,
): Promise<void> {
  const major = majorIn(dataDir)
  if (major === binaries.major) return
  if (major !== undefined) {
    throw new EmbeddedDatabaseError(
      `${dataDir} was made by PostgreSQL ${major}, and ${binaries.major} is installed. Start the release that made it and export its contents, or choose another data folder.`,
    )
  }
  if (fs.existsSync(dataDir) && fs.readdirSync(dataDir).length > 0) {
    throw new EmbeddedDatabaseError(
      `${dataDir} holds other files and no database. Choose an empty or a new data folder.`,
    )
  }
  removeLeftovers(dataDir)
  const unfinished = fs.mkdtempSync(unfinishedPrefix(dataDir))
  try {
    giveTo(unfinished, account)
    await runInitdb(binaries.initdb, unfinished, account, endpoint, dataDir)
    moveIntoPlace(unfinished, dataDir)
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true })
  }
}

async function runInitdb(
  initdb: string,
  folder: string,
  account: Account,
  endpoint: Endpoint,
  dataDir: string,
): Promise<void> {
  // PostgreSQL's account may not read the secret beside the data folder, so it gets a copy in the folder above its own.
  const password = `${folder}.password`
  const signIn =
    endpoint.kind === 'socket'
      ? ['--auth-local=trust', '--auth-host=reject'] // whoever can enter the 0700 folder is the owner or root
      : ['--auth=scram-sha-256', '--pwfile', password]
  // The builtin locale sorts the same on every machine; the packaged ICU is out of support and unused.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const command = account.command(initdb, [
    '-D',
    folder,
    '-U',
    'postgres',
    ...signIn,
    ...locale,
    '--no-instructions',
  ])
  try {
    if (endpoint.kind === 'loopback') {
      fs.copyFileSync(secretFile(dataDir), password)
      giveTo(password, account)
    }
    await promisify(execFile)(command.file, command.args, {
      ...command.options,
      cwd: path.parse(folder).root,
      env: environment(),
    })
  } catch (error) {
    const words =
      typeof error === 'object' && error !== null && 'stderr' in error
        ? String(error.stderr).trim()
        : String(error)
    throw new EmbeddedDatabaseError(
      `The database could not be made in ${dataDir}. PostgreSQL says: "${words}". Put that right, choose another data folder, ${OR_USE_ANOTHER}.`,
      { cause: error },
    )
  } finally {
    fs.rmSync(password, { force: true })
  }
}

function moveIntoPlace(unfinished: string, dataDir: string): void {
  try {
    if (fs.existsSync(dataDir)) fs.rmdirSync(dataDir) // an empty folder made beforehand; Windows renames onto nothing
    fs.renameSync(unfinished, dataDir)
  } catch (error) {
    if (majorIn(dataDir) !== undefined) return // another start was quicker
    throw error
  }
  if (process.platform === 'win32') return
  // The name itself must survive a power cut, or the rows committed under it are lost with it.
  const parent = fs.openSync(path.dirname(dataDir), 'r')
  fs.fsyncSync(parent)
  fs.closeSync(parent)
}

function removeLeftovers(dataDir: string): void {
  const prefix = path.basename(unfinishedPrefix(dataDir))
  const parent = path.dirname(dataDir)
  for (const name of fs.readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    const leftover = path.join(parent, name)
    const ageMinutes =
      (Date.now() - (fs.statSync(leftover, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())) / 60_000
    if (ageMinutes > LEFTOVER_AFTER_MINUTES) fs.rmSync(leftover, { recursive: true, force: true })
  }
}

function majorIn(dataDir: string): string | undefined {
  try {
    return fs.readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function giveTo(file: string, account: Account): void {
  if (account.owner && process.getuid?.() === 0) fs.chownSync(file, account.owner.uid, account.owner.gid)
}

const unfinishedPrefix = (dataDir: string) => `${dataDir}.unfinished-`

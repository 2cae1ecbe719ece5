import { type ChildProcess, execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type Endpoint, listeningFlags, superuserAt } from './endpoint.ts'
import { environment } from './environment.ts'
import { EmbeddedDatabaseError } from './errors.ts'
import { ask, readPostmasterFile } from './running.ts'

export type Launched =
  | { readonly state: 'running'; stop(): Promise<void> }
  | { readonly state: 'ended'; readonly words: string }

/**
 * Error lines can hold what somebody typed (a failing row, a value that does not parse), so the log has none of them:
 * it tells of starts, stops, checkpoints and crashes only. Errors reach the program, which decides what may be written.
 */
const QUIET_LOG = [
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_parameter_max_length=0',
]

const LARGEST_LOG_BYTES = 10_000_000

/** Starts the server process and waits until it answers, or until it has ended. */
export async function launchPostmaster(
  binaries: Binaries,
  dataDir: string,
  account: Account,
  endpoint: Endpoint,
  flags: readonly string[],
  patienceSeconds: number,
): Promise<Launched> {
  const log = openLog(`${dataDir}.log`)
  const settings = QUIET_LOG.flatMap((setting) => ['-c', setting])
  const command = account.command(binaries.postgres, [
    '-D',
    dataDir,
    ...listeningFlags(endpoint),
    ...settings,
    ...flags,
  ])
  const child = spawn(command.file, command.args, {
    ...command.options,
    cwd: path.parse(dataDir).root,
    env: environment(),
    stdio: ['ignore', log.descriptor, log.descriptor],
    // A group of its own: Ctrl-C in a terminal must reach the program first, which then stops the database last.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  fs.closeSync(log.descriptor)
  const ended = endOf(child)
  if (!account.endsWithParent) stopWhenWeExit(child)

  for (const end = Date.now() + patienceSeconds * 1000; ; await Promise.race([sleep(15), ended.promise])) {
    if (ended.words !== undefined) return { state: 'ended', words: log.written() || ended.words }
    const ours = readPostmasterFile(dataDir)?.pid === child.pid // else the answer is another server's, and ours soon ends
    if (ours && (await ask(superuserAt(endpoint))) === 'ready') break
    if (Date.now() > end) {
      child.kill('SIGINT')
      throw new EmbeddedDatabaseError(
        `The database did not answer within ${patienceSeconds} seconds. Look at ${dataDir}.log and start again.`,
      )
    }
  }
  let stopping: Promise<void> | undefined
  const stop = async () => {
    if (ended.words !== undefined) return
    if (process.platform === 'win32')
      await promisify(execFile)(binaries.pgCtl, ['stop', '-D', dataDir, '-m', 'fast'])
    else child.kill('SIGINT') // fast shutdown: ends the connections, writes everything out, then exits
    await ended.promise
  }
  return { state: 'running', stop: () => (stopping ??= stop()) }
}

interface End {
  readonly promise: Promise<void>
  /** Set once the process has ended, or could not be started at all. */
  readonly words: string | undefined
}

function endOf(child: ChildProcess): End {
  let words: string | undefined
  const promise = new Promise<void>((resolve) => {
    const end = (text: string) => {
      words ??= text
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`))
  })
  return {
    promise,
    get words() {
      return words
    },
  }
}

/** For systems whose kernel cannot do it for us. After a kill -9 there, the next start adopts what was left running. */
function stopWhenWeExit(child: ChildProcess): void {
  const stop = () => child.kill('SIGINT')
  process.once('exit', stop)
  child.once('exit', () => process.off('exit', stop))
}

function openLog(file: string): { descriptor: number; written(): string } {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST_LOG_BYTES) fs.renameSync(file, `${file}.1`)
  const from = size > LARGEST_LOG_BYTES ? 0 : size
  return {
    descriptor: fs.openSync(file, 'a', 0o600),
    written: () =>
      fs.readFileSync(file).subarray(from).toString('utf8').trim().split('\n').slice(-5).join(' '),
  }
}

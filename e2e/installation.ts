import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { startEmbedded } from '#platform/database/embedded/index.ts'
import { packageRoot } from '#platform/database/root.ts'

const run = promisify(execFile)

/** A fresh practice installation in a folder of its own, started as `npm start` starts it. */
export interface Installation {
  readonly address: string
  /** A line of `throughcare ARGUMENTS` beside the running server, as the second terminal of a walk. */
  command(...words: string[]): Promise<string>
  /** Waits until everybody invented is there. */
  seeded(): Promise<void>
  /** Moves the practice clock to this hour of the day that many days after the real today. */
  clockTo(daysAhead: number, hour: number): Promise<void>
  /** Gives the worker its one job, on the database as it is now, and waits until it has been done. */
  jobDone(): Promise<void>
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const found = server.address()
      server.close(() =>
        found && typeof found === 'object' ? resolve(found.port) : reject(new Error('no port')),
      )
    })
  })

/**
 * Builds, starts, and waits for the line that prints the address; throws with what was said when it does not come.
 * `worker`: with its worker process, which most walks do not need.
 */
export async function install({ worker = false } = {}): Promise<Installation> {
  const root = packageRoot()
  await run(process.execPath, [join(root, 'tools', 'build.ts')], { cwd: root })
  const data = await mkdtemp(join(tmpdir(), 'throughcare-walk-'))
  const port = await freePort()
  const env = { ...process.env, THROUGHCARE_DATA: data, PORT: String(port), NODE_ENV: 'production' }
  const words = [join(root, 'dist', 'server.js'), ...(worker ? [] : ['--no-worker'])]
  const server = spawn(process.execPath, words, { cwd: root, env })
  try {
    await listening(server)
  } catch (cause) {
    server.kill('SIGKILL')
    await rm(data, { recursive: true, force: true })
    throw cause
  }
  // the server's own database, joined as its owner: what a walk cannot do through the screens is to move the clock
  const { superuser } = await startEmbedded(join(data, 'database'))
  const owner = new pg.Client({ ...superuser, database: 'throughcare' })
  // a fresh start ends this connection with its database
  owner.on('error', () => {})
  await owner.connect()
  return {
    address: `http://127.0.0.1:${port}`,
    async command(...words) {
      const done = await run(process.execPath, [join(root, 'dist', 'cli.js'), ...words], { cwd: root, env })
      return done.stdout
    },
    async seeded() {
      for (let tries = 0; tries < 600; tries += 1) {
        const found = await owner.query<{ seeding: string }>('select seeding from ctx.installation')
        if (found.rows[0]?.seeding === 'done') return
        await wait(200)
      }
      throw new Error('The practice data was not complete after two minutes.')
    },
    async clockTo(daysAhead, hour) {
      await owner.query(
        `update ctx.installation set clock_offset =
           ((current_date + $1::int + make_interval(hours => $2::int))::timestamp at time zone 'Europe/London') - clock_timestamp()`,
        [daysAhead, hour],
      )
    },
    async jobDone() {
      // a connection of its own: a fresh start puts another database in the place of the one joined above
      const now = new pg.Client({ ...superuser, database: 'throughcare' })
      await now.connect()
      try {
        await now.query("select graphile_worker.add_job('housekeeping')")
        for (let tries = 0; tries < 100; tries += 1) {
          const left = await now.query('select from graphile_worker.jobs')
          if (left.rowCount === 0) return
          await wait(200)
        }
        throw new Error('The worker did not do its job in twenty seconds.')
      } finally {
        await now.end()
      }
    },
    async stop() {
      await owner.end()
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await gone
      await rm(data, { recursive: true, force: true })
    },
  }
}

function listening(server: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    const read = (piece: Buffer): void => {
      said += piece.toString()
      if (said.includes(' is at http')) resolve()
    }
    // what breaks later is named here by its reference, as an operator would read it
    server.stderr?.on('data', (piece: Buffer) => console.error(piece.toString()))
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('exit', () => reject(new Error(`The product did not start:\n${said}`)))
  })
}

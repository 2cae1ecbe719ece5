import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeTestFolder, queryOnce } from '#testing/database.ts'
import { loopback } from './endpoint.ts'
import { type Embedded, EmbeddedDatabaseError, type EmbeddedOptions, startEmbedded } from './index.ts'
import { ask, readPostmasterFile } from './running.ts'

const NOBODY = 65534
const kernelEndsIt = spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0
const isRoot = process.getuid?.() === 0
const root = makeTestFolder()
const original = path.join(root, 'original')
const started: Embedded[] = []
const children: ChildProcess[] = []
let copies = 0

/** A stopped database with the row 'written before', in a folder of its own. Copied, because initdb takes a second. */
function aDatabase(parent = root): string {
  const dataDir = path.join(parent, `copy-${++copies}`)
  execFileSync('cp', ['-a', original, dataDir])
  return dataDir
}

async function start(dataDir: string, options?: EmbeddedOptions): Promise<Embedded> {
  const embedded = await startEmbedded(dataDir, options)
  started.push(embedded)
  return embedded
}

const rowsOf = (embedded: Embedded) => queryOnce(embedded.superuser, 'select word from kept order by word')

/** A process of its own that starts the database and says so in one line. */
async function keepRunning(
  dataDir: string,
  statement: string,
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'keep-running.fixture.ts'), dataDir, statement],
    {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  const line = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)])
  if (!line) throw new Error('The process ended before it had a database.')
  return { child, said: JSON.parse(String(line[0])) as { adopted: boolean; uid: number } }
}

async function killNow(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

beforeAll(async () => {
  const embedded = await startEmbedded(original)
  await queryOnce(
    embedded.superuser,
    `create table kept (word text); insert into kept values ('written before')`,
  )
  await embedded.stop()
})

afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) await killNow(child)
  for (const embedded of started.splice(0)) await embedded.stop()
})

afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

describe('starting and stopping', () => {
  test('what was written before a stop is there after it, and nothing answers between', async () => {
    const dataDir = aDatabase()
    const first = await start(dataDir)
    expect(first.adopted).toBe(false)
    await queryOnce(first.superuser, `insert into kept values ('written since')`)
    await first.stop()
    expect(await ask(first.superuser)).toBe('absent')
    expect(readPostmasterFile(dataDir)).toBeUndefined()

    const second = await start(dataDir)
    expect(second.adopted).toBe(false)
    expect(await rowsOf(second)).toEqual([{ word: 'written before' }, { word: 'written since' }])
  })

  test('listens only on a socket its owner can reach, keeps its promises to the disk, and takes our flags', async () => {
    const embedded = await start(aDatabase(), { flags: ['-c', 'work_mem=17MB'] })
    const names = ['listen_addresses', 'fsync', 'full_page_writes', 'data_checksums', 'TimeZone', 'work_mem']
    const settings = await queryOnce(
      embedded.superuser,
      'select array_agg(current_setting(name) order by place) as now from unnest($1::text[]) with ordinality as asked (name, place)',
      [names],
    )
    expect(settings).toEqual([{ now: ['', 'on', 'on', 'on', 'UTC', '17MB'] }])
    expect(fs.statSync(String(embedded.superuser.host)).mode & 0o777).toBe(0o700)
  })

  test('no value that somebody typed reaches the log', async () => {
    const dataDir = aDatabase()
    const embedded = await start(dataDir)
    await queryOnce(embedded.superuser, `create table numbers (n int check (n < 5))`)
    await expect(queryOnce(embedded.superuser, `select 'Planted Name'::int`)).rejects.toThrow(/Planted Name/)
    await expect(queryOnce(embedded.superuser, `insert into numbers values (424242)`)).rejects.toThrow(
      /check constraint/,
    )
    await embedded.stop()
    const log = fs.readFileSync(`${dataDir}.log`, 'utf8')
    expect(log).toMatch(/ready to accept connections/)
    expect(log).not.toMatch(/Planted|424242/)
    expect(fs.statSync(`${dataDir}.log`).mode & 0o777).toBe(0o600)
  })

  test('stopping ends open connections and may be asked for twice', async () => {
    const embedded = await start(aDatabase())
    const client = new pg.Client(embedded.superuser)
    let cut = false
    client.on('error', () => {
      cut = true
    })
    await client.connect()
    await Promise.all([embedded.stop(), embedded.stop()])
    await client.end()
    expect(cut).toBe(true)
    expect(await ask(embedded.superuser)).toBe('absent')
  })
})

describe('a second start while one runs', () => {
  test('adopts it, and stopping the adopted one leaves it running', async () => {
    const dataDir = aDatabase()
    const first = await start(dataDir)
    const second = await start(dataDir)
    expect(second.adopted).toBe(true)
    expect(second.superuser).toEqual(first.superuser)
    await second.stop()
    expect(await rowsOf(first)).toEqual([{ word: 'written before' }])
  })

  test('two first starts at once make one database', async () => {
    const dataDir = path.join(root, 'both-at-once')
    const both = await Promise.all([start(dataDir), start(dataDir)])
    expect(both.map((one) => one.adopted).sort()).toEqual([false, true])
    await queryOnce(both[0].superuser, 'create table shared (n int)')
    expect(await queryOnce(both[1].superuser, 'select * from shared')).toEqual([])
    expect(
      fs
        .readdirSync(root)
        .filter((name) => name.startsWith('both-at-once'))
        .sort(),
    ).toEqual(['both-at-once', 'both-at-once.log'])
  })

  test('two starts at once on a stopped database: one starts it, the other adopts it', async () => {
    const dataDir = aDatabase()
    const both = await Promise.all([start(dataDir), start(dataDir)])
    expect(both.map((one) => one.adopted).sort()).toEqual([false, true])
  })
})

describe('after a violent end', () => {
  test('kill -9 of the program: the next start has the row, within five seconds', async () => {
    const dataDir = aDatabase()
    const { child } = await keepRunning(dataDir, `insert into kept values ('just before the kill')`)
    await killNow(child)
    const before = performance.now()
    const embedded = await start(dataDir)
    expect(await rowsOf(embedded)).toEqual([{ word: 'just before the kill' }, { word: 'written before' }])
    expect(performance.now() - before).toBeLessThan(5000)
    if (kernelEndsIt) expect(embedded.adopted).toBe(false)
    await stopAlsoIfAdopted(embedded, dataDir)
  })

  test('kill -9 where the kernel does not end the database with us: the next start adopts it', async () => {
    const dataDir = aDatabase()
    const programs = path.join(root, 'without-setpriv')
    fs.mkdirSync(programs)
    for (const name of ['id', 'test']) fs.symlinkSync(`/usr/bin/${name}`, path.join(programs, name))
    const { child } = await keepRunning(dataDir, `insert into kept values ('orphan')`, {
      env: { PATH: programs },
    })
    await killNow(child)
    const embedded = await start(dataDir)
    expect(embedded.adopted).toBe(true)
    expect(await rowsOf(embedded)).toEqual([{ word: 'orphan' }, { word: 'written before' }])
    await stopAlsoIfAdopted(embedded, dataDir)
  })

  test('kill -9 of the database itself: recovered at the next start', async () => {
    const dataDir = aDatabase()
    const first = await start(dataDir)
    await queryOnce(first.superuser, `insert into kept values ('in the log only')`)
    process.kill(readPostmasterFile(dataDir)?.pid ?? Number.NaN, 'SIGKILL')
    await first.stop() // resolves although there is nothing left to stop
    const second = await start(dataDir)
    expect(second.adopted).toBe(false)
    expect(await rowsOf(second)).toEqual([{ word: 'in the log only' }, { word: 'written before' }])
  })
})

async function stopAlsoIfAdopted(embedded: Embedded, dataDir: string): Promise<void> {
  await embedded.stop()
  const pid = readPostmasterFile(dataDir)?.pid
  if (pid) process.kill(pid, 'SIGINT')
  for (let tries = 0; tries < 100 && (await ask(embedded.superuser)) !== 'absent'; tries++) await sleep(20)
}

describe('places and accounts', () => {
  test('a path too long for a socket', async () => {
    const parent = path.join(root, 'deep'.repeat(20), 'deeper'.repeat(10))
    fs.mkdirSync(parent, { recursive: true })
    const dataDir = aDatabase(parent)
    const embedded = await start(dataDir)
    const socketFolder = String(embedded.superuser.host)
    expect(socketFolder.length).toBeLessThan(90)
    expect(fs.statSync(socketFolder).mode & 0o777).toBe(0o700)
    expect(await rowsOf(embedded)).toEqual([{ word: 'written before' }])
    expect((await start(dataDir)).adopted).toBe(true)
    await embedded.stop()
    expect((await start(dataDir)).adopted).toBe(false)
    await started.pop()?.stop()
    fs.rmdirSync(socketFolder)
  })

  test('as an ordinary user, from nothing', async (context) => {
    if (!isRoot) return skip(context, 'not root: every other test here already runs as an ordinary user')
    const home = path.join(root, 'home-of-nobody')
    fs.mkdirSync(home, { mode: 0o700 })
    fs.chownSync(home, NOBODY, NOBODY)
    const dataDir = path.join(home, 'data')
    const { child, said } = await keepRunning(dataDir, 'create table mine (n int)', {
      uid: NOBODY,
      gid: NOBODY,
    })
    expect(said).toEqual({ adopted: false, uid: NOBODY })
    expect(fs.statSync(dataDir).uid).toBe(NOBODY)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(readPostmasterFile(dataDir)).toBeUndefined()
    expect(await queryOnce((await start(dataDir)).superuser, 'select * from mine')).toEqual([]) // root, afterwards
  })

  test('as root in a folder that only root may enter', async (context) => {
    if (!isRoot) return skip(context, 'not root')
    const ids = ['--map-user=65534', '--map-group=65534']
    if (spawnSync('unshare', ['--user', ...ids, 'true']).status !== 0)
      return skip(context, 'user namespaces are forbidden here')
    const closed = path.join(root, 'closed')
    fs.mkdirSync(closed, { mode: 0o700 })
    const dataDir = path.join(closed, 'data')
    const first = await start(dataDir)
    await queryOnce(first.superuser, 'create table mine (n int)')
    expect(fs.statSync(dataDir).uid).toBe(0)
    await first.stop()
    fs.chmodSync(closed, 0o755) // root's files stay root's: another account would not do now either
    expect(await queryOnce((await start(dataDir)).superuser, 'select * from mine')).toEqual([])
  })

  test('on the loopback address, as on Windows, only with the password', async () => {
    const dataDir = path.join(root, 'loopback')
    const first = await start(dataDir, { endpoint: loopback })
    expect(first.superuser.host).toBe('127.0.0.1')
    await queryOnce(first.superuser, 'create table mine (n int)')
    await expect(queryOnce({ ...first.superuser, password: 'guess' }, 'select 1')).rejects.toThrow(/password/)
    expect(fs.statSync(`${dataDir}.secret`).mode & 0o777).toBe(0o600)
    const second = await start(dataDir, { endpoint: loopback })
    expect(second.adopted).toBe(true)
    await first.stop()
    expect(
      await queryOnce((await start(dataDir, { endpoint: loopback })).superuser, 'select * from mine'),
    ).toEqual([])
  })
})

describe('what cannot start says what to do', () => {
  async function refusalOf(dataDir: string, options?: EmbeddedOptions): Promise<string> {
    const error: unknown = await start(dataDir, options).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(EmbeddedDatabaseError)
    return (error as EmbeddedDatabaseError).message
  }

  test('a folder of something else', async () => {
    const dataDir = path.join(root, 'letters')
    fs.mkdirSync(dataDir)
    fs.writeFileSync(path.join(dataDir, 'letter.txt'), 'Dear all')
    expect(await refusalOf(dataDir)).toMatch(/holds other files .* Choose an empty or a new data folder/)
    expect(fs.readdirSync(dataDir)).toEqual(['letter.txt'])
  })

  test('a database of another release', async () => {
    const dataDir = path.join(root, 'old')
    fs.mkdirSync(dataDir, { mode: 0o755 })
    fs.writeFileSync(path.join(dataDir, 'PG_VERSION'), '15\n')
    if (isRoot) fs.chownSync(dataDir, NOBODY, NOBODY)
    expect(await refusalOf(dataDir)).toMatch(/made by PostgreSQL 15, and 18 is installed\. Start the release/)
  })

  test('a path through a file', async () => {
    fs.writeFileSync(path.join(root, 'file'), '')
    expect(await refusalOf(path.join(root, 'file', 'data'))).toMatch(
      /a file stands where a folder should be\. Put that right/,
    )
  })

  test('a flag that PostgreSQL does not know', async () => {
    expect(await refusalOf(aDatabase(), { flags: ['-c', 'work_memory=1'] })).toMatch(
      /unrecognized configuration parameter "work_memory"/,
    )
  })

  test('a failed first start leaves nothing behind', async () => {
    const dataDir = path.join(root, 'no-secret')
    const withoutSecret: EmbeddedOptions = {
      endpoint: async () => ({ kind: 'loopback', port: 1, password: '' }),
    }
    expect(await refusalOf(dataDir, withoutSecret)).toMatch(/could not be made in .*no-secret/)
    expect(fs.readdirSync(root).filter((name) => name.startsWith('no-secret'))).toEqual([])
  })
})

function skip(context: { skip(note: string): never }, reason: string): never {
  console.log(`Skipped in ${os.hostname()}: ${reason}.`)
  return context.skip(reason)
}

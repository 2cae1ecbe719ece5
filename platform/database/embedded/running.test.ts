import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { makeTestFolder } from '#testing/database.ts'
import { makePrivateFolder } from './endpoint.ts'
import { ask, findRunning, forgetDeadPostmaster, readPostmasterFile } from './running.ts'

const folders: string[] = []
const children: ChildProcess[] = []

function aFolder(): string {
  const folder = makeTestFolder()
  folders.push(folder)
  return folder
}

/** A data folder as a database leaves it that was killed: its file, and its socket's lock. */
function leftBehindBy(pid: number): string {
  const folder = aFolder()
  fs.writeFileSync(
    path.join(folder, 'postmaster.pid'),
    `${pid}\n${folder}\n1700000000\n5432\n${folder}\n\n 12 34\nready   \n`,
  )
  fs.writeFileSync(path.join(folder, '.s.PGSQL.5432.lock'), `${pid}\n`)
  return folder
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await sleep(10)
  expect(holds()).toBe(true)
}

function aProcess(file: string, args: string[]): number {
  const child = spawn(file, args, { stdio: 'ignore' })
  children.push(child)
  if (!child.pid) throw new Error(`${file} did not start`)
  return child.pid
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

test('reads where a database listens', () => {
  const folder = leftBehindBy(4711)
  expect(readPostmasterFile(folder)).toEqual({ pid: 4711, port: 5432, socketFolder: folder, address: '' })
  expect(readPostmasterFile(aFolder())).toBeUndefined()
})

test('a database that was killed is absent, whatever its file says', async () => {
  const folder = leftBehindBy(process.pid)
  expect(await ask({ host: folder, port: 5432, user: 'postgres' })).toBe('absent')
  expect(await findRunning(folder, 1)).toBeUndefined()
})

const LINUX = process.platform === 'linux'
if (!LINUX) console.log('skipped: only Linux has /proc, by which a dead process is told from a living one')

describe.runIf(LINUX)('the file of a killed database', () => {
  const remains = (folder: string) => fs.readdirSync(folder).sort()
  const both = ['.s.PGSQL.5432.lock', 'postmaster.pid']

  test('goes when its number now belongs to another program', () => {
    const folder = leftBehindBy(process.pid)
    forgetDeadPostmaster(folder)
    expect(remains(folder)).toEqual([])
  })

  test('goes when its process is a zombie', async () => {
    // Its parent is a shell that has become something which never asks for its children.
    const folder = aFolder()
    const fake = path.join(folder, 'postgres')
    fs.symlinkSync('/bin/sleep', fake)
    const parent = aProcess('/bin/sh', ['-c', `${fake} 20 & echo $! > ${folder}/pid; exec sleep 20`])
    await until(() => fs.readFileSync(`/proc/${parent}/comm`, 'utf8') === 'sleep\n')
    const pid = Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8'))
    await until(() => fs.readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n')
    process.kill(pid, 'SIGKILL')
    await until(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').includes('(postgres) Z'))
    const left = leftBehindBy(pid)
    forgetDeadPostmaster(left)
    expect(remains(left)).toEqual([])
  })

  test('goes when it is empty and no longer new', () => {
    const folder = aFolder()
    const file = path.join(folder, 'postmaster.pid')
    fs.writeFileSync(file, '')
    forgetDeadPostmaster(folder)
    expect(remains(folder)).toEqual(['postmaster.pid']) // another start may be about to write it
    const anHourAgo = Date.now() / 1000 - 3600
    fs.utimesSync(file, anHourAgo, anHourAgo)
    forgetDeadPostmaster(folder)
    expect(remains(folder)).toEqual([])
  })

  test('stays while a program of that name has its number', async () => {
    const folder = aFolder()
    fs.symlinkSync('/bin/sleep', path.join(folder, 'postgres'))
    const pid = aProcess(path.join(folder, 'postgres'), ['20'])
    await until(() => fs.readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n')
    const left = leftBehindBy(pid)
    forgetDeadPostmaster(left)
    expect(remains(left)).toEqual(both)
  })

  test('stays when no such process is left: PostgreSQL sees to that itself', () => {
    const folder = leftBehindBy(2 ** 22 + 1) // above the largest process number of a 64-bit kernel
    forgetDeadPostmaster(folder)
    expect(remains(folder)).toEqual(both)
  })
})

describe('the short socket folder', () => {
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const account = { owner, endsWithParent: false, command: () => ({ file: '', args: [], options: {} }) }

  test('is made for its owner alone, and used again', () => {
    const folder = path.join(aFolder(), 'socket')
    makePrivateFolder(folder, account)
    makePrivateFolder(folder, account)
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('is refused when others may enter it, when someone else owns it, and when it is a link', () => {
    const open = path.join(aFolder(), 'open')
    fs.mkdirSync(open)
    fs.chmodSync(open, 0o755)
    expect(() => makePrivateFolder(open, account)).toThrow(/Remove it and start again/)

    const anothers = path.join(aFolder(), 'anothers')
    fs.mkdirSync(anothers, { mode: 0o700 })
    const stranger = { ...account, owner: { uid: owner.uid + 1, gid: owner.gid } }
    expect(() => makePrivateFolder(anothers, stranger)).toThrow(/Remove it and start again/)

    const link = path.join(aFolder(), 'link')
    fs.symlinkSync(anothers, link)
    expect(() => makePrivateFolder(link, account)).toThrow(/Remove it and start again/)
  })
})

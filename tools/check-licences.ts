import fs from 'node:fs'
import path from 'node:path'
import type { Lock } from './check-lock.ts'

/** Licences under which a package may be shipped with the product, each as somebody read it. */
const SHIPPED: Readonly<Record<string, string>> = {
  MIT: 'notice kept',
  'MIT-0': 'nothing asked',
  '0BSD': 'nothing asked',
  ISC: 'notice kept',
  'BSD-2-Clause': 'notice kept',
  'BSD-3-Clause': 'notice kept, no use of the names',
  'Apache-2.0': 'notice kept, patents granted',
  'BlueOak-1.0.0': 'notice kept',
  'Python-2.0': 'notice kept; one package (argparse)',
  'MPL-2.0': 'changes to its own files are published; we change none and do not bundle it (lightningcss)',
}

/** What is shipped under a licence that nobody has read, or under none, a line each. Packages for building and testing alone are not asked. */
export function licenceFaults(packages: Lock): string[] {
  return Object.entries(packages)
    .filter(([place, p]) => place !== '' && !p.dev && SHIPPED[p.license ?? ''] === undefined)
    .map(
      ([place, p]) => `${place.replace(/^.*node_modules\//, '')}: ${p.license ?? 'no licence'} is on no list`,
    )
}

if (import.meta.main) {
  const lock = path.join(import.meta.dirname, '..', 'package-lock.json')
  const { packages } = JSON.parse(fs.readFileSync(lock, 'utf8')) as { packages: Lock }
  const faults = licenceFaults(packages)
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(`${faults.length} licences on no list\n`)
  process.exit(faults.length === 0 ? 0 : 1)
}

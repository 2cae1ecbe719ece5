import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { licenceFaults } from './check-licences.ts'
import { type Lock, lockFaults } from './check-lock.ts'
import { faultOf, patternsOf } from './check-regex.ts'

const read = (name: string) => JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '..', name), 'utf8'))
const { packages } = read('package-lock.json') as { packages: Lock }
const { dependencies } = read('package.json') as { dependencies: Record<string, string> }
const sound = packages['node_modules/fastify']!

describe('what the checks of the edges find', () => {
  it('takes the lockfile as it is', () => {
    expect(lockFaults(packages, { dependencies })).toEqual([])
    expect(licenceFaults(packages)).toEqual([])
  })

  it.each([
    ['a script at installing', { ...sound, hasInstallScript: true }, /runs a script when it is installed/],
    ['a weak hash', { ...sound, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /without a SHA-512/],
    ['no hash', { version: '1.0.0' }, /without a SHA-512/],
    ['a range', { ...sound, version: '^5.0.0' }, /not an exact version/],
    ['another place', { ...sound, resolved: 'git+ssh://git@elsewhere.example/x.git' }, /comes from git/],
    ['a link', { ...sound, link: true }, /leads out/],
  ])('names a planted package with %s', (_, planted, words) => {
    const faults = lockFaults({ ...packages, 'node_modules/planted': planted }, {})
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(words)
  })

  it('names a wish that is a range, and a licence that nobody has read', () => {
    expect(lockFaults(packages, { dependencies: { fastify: '^5.12.8' } })).toHaveLength(1)
    for (const license of ['GPL-3.0', undefined]) {
      const planted = { ...sound, ...(license === undefined ? { license: '' } : { license }) }
      expect(licenceFaults({ 'node_modules/a/node_modules/planted': planted })).toHaveLength(1)
    }
  })

  it('finds every pattern of a file, and the one that runs for ever', { timeout: 60_000 }, async () => {
    const { literals, built } = patternsOf(
      'x.ts',
      'const a = /(a+)+$/; const b = 4 / 2 / 1 // /no/\nconst c = new RegExp(a.source)',
    )
    expect(literals).toEqual([{ literal: '/(a+)+$/', at: 'x.ts:1' }])
    expect(built).toEqual([{ literal: 'new RegExp(a.source)', at: 'x.ts:2' }])
    expect(await faultOf('/(a+)+$/')).toMatch(/exponential/)
    expect(await faultOf('/^a+$/')).toBeUndefined()
  })
})

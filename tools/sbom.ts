import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** `npm run sbom`: what a release is made of (CycloneDX, without what only builds and tests it), to dist/sbom.json. */
const root = path.join(import.meta.dirname, '..')
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const words = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--omit', 'dev']
const done = spawnSync(npm, words, { cwd: root, encoding: 'utf8', maxBuffer: 64_000_000 })
if (done.status !== 0) {
  process.stderr.write(done.stderr)
  process.exit(1)
}
const { components } = JSON.parse(done.stdout) as { components: readonly { hashes?: readonly unknown[] }[] }
const bare = components.filter((one) => (one.hashes ?? []).length === 0).length
fs.mkdirSync(path.join(root, 'dist'), { recursive: true })
fs.writeFileSync(path.join(root, 'dist', 'sbom.json'), done.stdout)
process.stdout.write(`dist/sbom.json: ${components.length} components, ${bare} without a hash\n`)

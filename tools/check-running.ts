import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** Bundles the check that needs the product's own code (screens included) and runs it. */
const root = path.join(import.meta.dirname, '..')
for (const args of [['tools/build.ts', '--check'], ['dist/check.js']]) {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (done.status !== 0) process.exit(1)
}

import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * `npm run matrix`: who may see what at every door, the whole of it. Prints N cells, N changes, N leaks, N wrong refusals; fails
 * with the first of them in words.
 */
const root = path.join(import.meta.dirname, '..')
const done = spawnSync(
  path.join(root, 'node_modules', '.bin', 'vitest'),
  ['run', 'testing/matrix/matrix.test.ts', '--testTimeout=3600000'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LONG: '1' } },
)
process.exit(done.status ?? 1)

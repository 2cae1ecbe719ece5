import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/**
 * `npm run test:long [name]`: the full counts of what `npm test` runs short (LONG=1). Each prints its count, seed and result.
 * Without a name: every test file that knows a long form.
 */
const root = path.join(import.meta.dirname, '..')
const name = process.argv[2]
const files = fs
  .readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.test\.tsx?$/.test(f) && !/^(node_modules|dist)\//.test(f))
  .filter((f) => fs.readFileSync(path.join(root, f), 'utf8').includes('LONG'))
  .filter((f) => name === undefined || f.includes(name))
if (files.length === 0) {
  process.stdout.write(`No test with a long form is called ${name}.\n`)
  process.exit(2)
}
const done = spawnSync(
  path.join(root, 'node_modules', '.bin', 'vitest'),
  ['run', ...files, '--testTimeout=3600000'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LONG: '1' } },
)
process.exit(done.status ?? 1)

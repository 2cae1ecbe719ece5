import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The package's own folder, found by walking up from this file (the source or its bundle in `dist/`).
 * Why: files outside the bundle (SQL, content, assets) must be found in a clone and under `node_modules` alike.
 */
export function packageRoot(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const file = path.join(dir, 'package.json')
    if (fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).name === 'throughcare') return dir
    const up = path.dirname(dir)
    if (up === dir) throw new Error('The package folder of throughcare was not found.')
    dir = up
  }
}

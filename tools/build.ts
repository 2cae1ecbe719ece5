import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/**
 * Bundles the ends into `dist/`, so that every start runs what the source says; an installed package carries `dist/` ready
 * made, because Node strips no types under node_modules. Nothing is done when no source file changed since the last time.
 */
const root = path.join(import.meta.dirname, '..')
const dist = path.join(root, 'dist')
const SOURCES = [
  'apps',
  'bench',
  'content',
  'core',
  'features',
  'platform',
  'testing',
  'tools',
  'package.json',
]

const entries: Record<string, string> = {
  server: 'apps/server.ts',
  worker: 'apps/worker.ts',
  cli: 'apps/cli.ts',
  'audit-rows': 'platform/audit/rows-worker.ts',
  ...(process.argv.includes('--check') ? { check: 'tools/check-database.ts' } : {}),
  ...(process.argv.includes('--bench') ? { bench: 'bench/run.ts' } : {}),
}

/** Names, sizes and times of change of all source files. */
function sources(): string {
  const hash = createHash('sha256')
  const add = (file: string): void => {
    const { size, mtimeMs } = fs.statSync(path.join(root, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  for (const name of SOURCES) {
    if (fs.statSync(path.join(root, name)).isFile()) add(name)
    else
      for (const entry of fs.readdirSync(path.join(root, name), { recursive: true, encoding: 'utf8' }).sort())
        if (/\.(tsx?|json)$/.test(entry)) add(path.join(name, entry))
  }
  return hash.digest('hex')
}

const stamp = path.join(dist, 'built')
const now = sources()
const wanted = Object.keys(entries).map((name) => path.join(dist, `${name}.js`))
const before = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8').split(' ') : []
const done = before[0] === now && Object.keys(entries).every((name) => before.includes(name))
if (!done || !wanted.every((file) => fs.existsSync(file))) {
  // read only when there is something to bundle
  const { build } = await import('esbuild')
  const made = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: 'dist',
    bundle: true,
    // the ends share their parts, and an end reads the rest of itself when it wants to
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    sourcemap: true,
    metafile: true,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  if (before[0] !== now && fs.existsSync(path.join(dist, 'parts'))) {
    for (const part of fs.readdirSync(path.join(dist, 'parts')))
      if (!(`dist/parts/${part}` in made.metafile.outputs)) fs.rmSync(path.join(dist, 'parts', part))
  }
  // an end that was bundled of older sources is made again when it is asked for
  const fresh =
    before[0] === now ? new Set([...before.slice(1), ...Object.keys(entries)]) : new Set(Object.keys(entries))
  fs.writeFileSync(stamp, [now, ...fresh].join(' '))
}

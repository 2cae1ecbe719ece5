import path from 'node:path'
import { build } from 'esbuild'

/**
 * Bundles the ends into `dist/`. About 50 ms, so that every start runs what the source says; an installed package carries
 * `dist/` ready made, because Node strips no types under node_modules.
 */
const root = path.join(import.meta.dirname, '..')

await build({
  absWorkingDir: root,
  entryPoints: {
    server: 'apps/server.ts',
    worker: 'apps/worker.ts',
    cli: 'apps/cli.ts',
    ...(process.argv.includes('--check') ? { check: 'tools/check-database.ts' } : {}),
    ...(process.argv.includes('--bench') ? { bench: 'bench/run.ts' } : {}),
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  packages: 'external',
  jsx: 'automatic',
  sourcemap: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
})

import { spawn } from 'node:child_process'
import path from 'node:path'

/** `npm run check`: everything that must hold before a test is worth running. Under two minutes on two cores. */
const root = path.join(import.meta.dirname, '..')
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name)

interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const STEPS: readonly Step[] = [
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  { name: 'lint and format', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  {
    name: 'rooms',
    command: bin('depcruise'),
    args: [
      '--config',
      '.dependency-cruiser.cjs',
      'core',
      'content',
      'features',
      'platform',
      'apps',
      'testing',
      'tools',
      'bench',
      'e2e',
    ],
  },
  { name: 'regular expressions', command: process.execPath, args: ['tools/check-regex.ts'] },
  { name: 'lockfile', command: process.execPath, args: ['tools/check-lock.ts'] },
  { name: 'licences', command: process.execPath, args: ['tools/check-licences.ts'] },
  { name: 'words and sizes', command: process.execPath, args: ['tools/check-source.ts'] },
  { name: 'tables, content and routes', command: process.execPath, args: ['tools/check-running.ts'] },
]

function run(step: Step): Promise<{ step: Step; ok: boolean; output: string; seconds: number }> {
  const began = performance.now()
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (d) => {
      output += d
    })
    child.stderr.on('data', (d) => {
      output += d
    })
    child.on('close', (code) =>
      resolve({ step, ok: code === 0, output, seconds: (performance.now() - began) / 1000 }),
    )
  })
}

let failed = 0
const queue = [...STEPS]
async function worker(): Promise<void> {
  for (let step = queue.shift(); step; step = queue.shift()) {
    const done = await run(step)
    process.stdout.write(`${done.ok ? 'ok  ' : 'FAIL'} ${done.step.name} (${done.seconds.toFixed(1)} s)\n`)
    if (!done.ok) {
      failed += 1
      process.stdout.write(`${done.output.trimEnd()}\n`)
    }
  }
}
await Promise.all([worker(), worker()])
process.exit(failed === 0 ? 0 : 1)

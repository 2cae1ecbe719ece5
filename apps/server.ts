import { spawn } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { packageRoot } from '#platform/database/root.ts'
import { mayServe, readConfig, StartRefused } from './config.ts'
import { openDatabase } from './database.ts'

// the database comes up while the rest of the program is read, and what was compiled once is not compiled again
enableCompileCache(path.join(packageRoot(), 'dist', 'compiled'))

const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  const config = readConfig(process.env, process.argv.slice(2))
  mayServe(config)
  const opening = openDatabase(config, say)
  opening.catch(() => {})
  const { serve } = await import('./serve.ts')
  const serving = await serve(config, say, opening)
  const worker = config.worker
    ? spawn(process.execPath, [path.join(packageRoot(), 'dist', 'worker.js')], {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, ...serving.workerEnvironment },
      })
    : undefined
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    const gone =
      worker && worker.exitCode === null ? new Promise((resolve) => worker.once('exit', resolve)) : undefined
    worker?.kill('SIGTERM')
    await gone
    await serving.stop()
    say('Stopped.')
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
} catch (cause) {
  if (!(cause instanceof StartRefused) && !(cause instanceof Error && cause.name === 'EmbeddedDatabaseError'))
    throw cause
  process.stderr.write(`${cause.message}\n`)
  process.exit(1)
}

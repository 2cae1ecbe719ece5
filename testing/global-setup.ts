import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#platform/database/migrate.ts'
import { startTestCluster } from './database.ts'

/** The migrated database from which each test file makes its own. */
export const TEMPLATE = 'throughcare_template'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser of the run's one database server: `clusterAt(inject('cluster'))`. */
    cluster: { host: string; port: number; user: string; database: string }
    /** An empty folder of this run, in which its processes tell each other what is done. */
    done: string
  }
}

let cluster: Awaited<ReturnType<typeof startTestCluster>> | undefined
let done: string | undefined

export async function setup(project: TestProject): Promise<void> {
  cluster = await startTestCluster()
  const { host, port, user, database } = cluster.superuser
  if (!host || !port || !user || !database) throw new Error('The test database gave no full address.')
  await cluster.createDatabase(TEMPLATE)
  const owner = new pg.Client(cluster.config(TEMPLATE, user))
  await owner.connect()
  await migrate(owner)
  await owner.end()
  project.provide('cluster', { host, port, user, database })
  done = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-done-'))
  project.provide('done', done)
}

export async function teardown(): Promise<void> {
  await cluster?.stop()
  if (done !== undefined) fs.rmSync(done, { recursive: true, force: true })
}

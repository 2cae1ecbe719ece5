import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inject } from 'vitest'
import { readConfig } from '#apps/config.ts'
import { storePathways } from '#apps/pathways.ts'
import { seedFirst, seedingState, seedRest } from '#apps/practice/seed.ts'
import { makePool } from '#platform/database/pool.ts'
import { clusterAt, queryOnce } from './database.ts'
import { TEMPLATE } from './global-setup.ts'
import { aProduct, type Product } from './product.ts'

/** The whole product over the practice world: the people whom walks name, or everybody. */
export async function aPracticeProduct(who: 'first' | 'everybody'): Promise<Product> {
  const cluster = clusterAt(inject('cluster'))
  const database = `practice_${randomBytes(5).toString('hex')}`
  const owner = cluster.config(database, cluster.superuser.user ?? 'postgres')
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-fhir-'))
  try {
    await cluster.createDatabase(database, TEMPLATE)
    await queryOnce(owner, "update ctx.installation set mode = 'practice'")
    const pool = makePool(cluster.config(database, 'tc_app'), { max: 1 })
    await storePathways(pool, undefined)
    await pool.end()
    const { now } = await seedingState(owner)
    await seedFirst(readConfig({ THROUGHCARE_DATA: dataDir }, []), owner, now)
    if (who === 'everybody') await seedRest(owner, now, () => false)
  } finally {
    fs.rmSync(dataDir, { recursive: true })
  }
  return aProduct(database)
}

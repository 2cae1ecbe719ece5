import pg from 'pg'
import { migrate } from '#platform/database/migrate.ts'
import { makePool } from '#platform/database/pool.ts'
import { installQueue } from '#platform/database/queue.ts'
import type { Config } from '../config.ts'
import { storePathways } from '../pathways.ts'
import { seedFirst, seedingState } from './seed.ts'

const BESIDE = 'throughcare_fresh'

/**
 * A fresh start: a new practice database made beside the old one, which then takes its place and its name. Nothing that
 * was recorded is dated anew; it is gone, with everybody's sessions. What was open ends and opens again on the new one.
 * Returns the moment from which the rest is to be told.
 */
export async function makeFresh(config: Config, owner: pg.ClientConfig): Promise<string> {
  const beside = { ...owner, database: BESIDE }
  await asOwner({ ...owner, database: 'postgres' }, async (client) => {
    await client.query('drop database if exists throughcare_fresh with (force)')
    await client.query('create database throughcare_fresh')
  })
  await asOwner(beside, async (client) => {
    await migrate(client)
    await client.query("select ctx.claim_mode('practice')")
  })
  await installQueue(beside)
  const pool = makePool({ ...beside, user: 'tc_app' }, { max: 1 })
  try {
    await storePathways(pool, config.pathwaysFolder)
  } finally {
    await pool.end()
  }
  const { now } = await seedingState(beside)
  await seedFirst(config, beside, now)
  await asOwner({ ...owner, database: 'postgres' }, async (client) => {
    await client.query('drop database throughcare with (force)')
    await client.query('alter database throughcare_fresh rename to throughcare')
  })
  return now
}

async function asOwner(config: pg.ClientConfig, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

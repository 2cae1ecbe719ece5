import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { storePathways } from '#apps/pathways.ts'
import { makePool } from '#platform/database/pool.ts'
import { clusterAt } from '#testing/database.ts'
import { TEMPLATE } from '#testing/global-setup.ts'
import { countReport } from '#testing/report-count.ts'
import { readConfig } from '../config.ts'
import { seedFirst, seedingState, seedRest } from './seed.ts'
import { SERVICES } from './world.ts'

const cluster = clusterAt(inject('cluster'))
const database = `practice_${randomBytes(5).toString('hex')}`
const owner = cluster.config(database, cluster.superuser.user ?? 'postgres')
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-seed-'))
const config = readConfig({ THROUGHCARE_DATA: dataDir }, [])
let superuser: pg.Client

beforeAll(async () => {
  await cluster.createDatabase(database, TEMPLATE)
  superuser = new pg.Client(owner)
  await superuser.connect()
  await superuser.query("update ctx.installation set mode = 'practice'")
  const pool = makePool(cluster.config(database, 'tc_app'), { max: 1 })
  await storePathways(pool, undefined)
  await pool.end()
})
afterAll(async () => {
  await superuser.end()
  fs.rmSync(dataDir, { recursive: true })
})

const count = async (text: string): Promise<number> =>
  (await superuser.query<{ n: number }>(`select count(*)::int as n ${text}`)).rows[0]!.n

describe('seeding', () => {
  it('makes the partnership first and says that it goes on', async () => {
    const { now } = await seedingState(owner)
    const began = performance.now()
    await seedFirst(config, owner, now)
    console.info(`first part: ${Math.round(performance.now() - began)} ms`)
    expect(await seedingState(owner)).toMatchObject({ seeding: 'running' })
    expect(await count('from tc.person')).toBe(5)
    expect(fs.statSync(path.join(dataDir, 'practice-tokens.json')).mode & 0o777).toBe(0o600)
  })

  it('then everybody else, and takes its role back', async () => {
    const { now } = await seedingState(owner)
    const began = performance.now()
    await seedRest(owner, now, () => false)
    console.info(`the rest: ${Math.round(performance.now() - began)} ms`)
    expect(await seedingState(owner)).toMatchObject({ seeding: 'done' })
    expect(await count('from tc.person')).toBe(305)
    expect(await count("from pg_roles where rolname = 'tc_seed'")).toBe(0)
    expect(await count("from pg_policies where policyname = 'practice_seeds'")).toBe(0)
    for (const t of ['contact', 'episode', 'stay']) console.info(t, await count(`from tc.${t}`))
    console.info(
      (
        await superuser.query(
          'select kind, count(*)::int, count(*) filter (where gap_from <= now() and gap_until > now())::int as open from net.obligation group by kind',
        )
      ).rows,
    )
    console.info(
      (
        await superuser.query(
          `select p.display_name, o.kind, o.key, o.clears, o.gap_from, o.gap_until from net.obligation o join tc.person p on p.id = o.person_id where gap_from <= now() and gap_until > now() order by kind limit 80`,
        )
      ).rows
        .map((r) => Object.values(r).join(' | '))
        .join('\n'),
    )
    console.info((await superuser.query('select state, count(*)::int from tc.contact group by state')).rows)
    console.info((await superuser.query('select basis, count(*)::int from acl.access group by basis')).rows)
  })

  it('39 discharged', async () => {
    const asOf = new Date().toISOString().slice(0, 10)
    console.info(
      await countReport(superuser as never, { serviceId: SERVICES.medication.id, asOf, months: 8 }),
    )
  })
})

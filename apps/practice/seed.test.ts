import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { storePathways } from '#apps/pathways.ts'
import { recompute } from '#features/safetynet/index.ts'
import { makePool } from '#platform/database/pool.ts'
import { clusterAt } from '#testing/database.ts'
import { TEMPLATE } from '#testing/global-setup.ts'
import { readConfig } from '../config.ts'
import { asSeeder } from './load.ts'
import { seedFirst, seedingState, seedRest } from './seed.ts'

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
  it('makes the partnership and the five people first, and says that it goes on', async () => {
    const { now } = await seedingState(owner)
    await seedFirst(config, owner, now)
    expect(await seedingState(owner)).toMatchObject({ seeding: 'running' })
    expect(await count('from tc.person')).toBe(5)
    expect(
      await count(
        "from tc.stay s join tc.person p on p.id = s.person_id where p.display_name = 'Mara Okafor'",
      ),
    ).toBe(0)
    expect(fs.statSync(path.join(dataDir, 'practice-tokens.json')).mode & 0o777).toBe(0o600)
    const message = fs.readFileSync(path.join(dataDir, 'messages', 'a01-mara-okafor.hl7'), 'utf8')
    expect(message).toContain('NSD-V20417')
    expect(message).not.toContain('202611021430')
  })

  it('then everybody else', async () => {
    const { now } = await seedingState(owner)
    await seedRest(owner, now, () => false)
    expect(await seedingState(owner)).toMatchObject({ seeding: 'done' })
    expect(await count('from tc.person')).toBe(305)
    // Tom and Priya beside the forty
    expect(await count("from tc.episode where state = 'open'")).toBe(40)
    const open = await superuser.query<{ kind: string; n: number }>(
      'select kind, count(*)::int as n from net.obligation where gap_from <= now() and gap_until > now() group by kind',
    )
    const gaps = new Map(open.rows.map((r) => [r.kind, r.n]))
    // Kit is away uncovered (N1b, N2), Lewis waits past the reply-by (N5), two visits met nobody (N7), a question waits (N11),
    // two left yesterday, nobody has accepted their lead (N1a) or booked to see them (N4); two plans are on their way (N8); a few
    // steps and stages went on past their length and nobody has looked again (N9)
    for (const kind of ['N1a', 'N1b', 'N2', 'N4', 'N5', 'N7', 'N8', 'N9'])
      expect(gaps.get(kind), kind).toBeGreaterThan(0)
    // who settled long ago has a way out that is closed, with somebody named who carries on
    const closed = await count(
      "from tc.transition_closing c join tc.transition t on t.id = c.transition_id and t.state = 'closed'",
    )
    expect(closed).toBeGreaterThan(150)
    expect(await count("from tc.transition where state <> 'closed'")).toBeLessThan(120)
    expect(
      [...gaps.values()].reduce((a, b) => a + b, 0),
      JSON.stringify([...gaps]),
    ).toBeLessThan(30)
  })

  it('takes its role back, with its rules and its schema', async () => {
    expect(await count("from pg_policies where policyname = 'practice_seeds'")).toBe(0)
    expect(await count("from pg_namespace where nspname = 'practice'")).toBe(0)
  })

  it('leaves what recomputing leaves', async () => {
    const token = (
      JSON.parse(fs.readFileSync(path.join(dataDir, 'practice-tokens.json'), 'utf8')) as { token: string }[]
    )[0]!.token
    const pool = makePool(cluster.config(database, 'tc_app'), { max: 1 })
    expect(await recompute(pool, token)).toEqual({ ok: true, value: { people: 305, differences: 0 } })
    await pool.end()
  })

  it('is refused by a database that is not in practice mode', async () => {
    await superuser.query("update ctx.installation set mode = 'live'")
    await expect(asSeeder(owner, async () => 'seeded')).rejects.toThrow('practice database only')
    await superuser.query("update ctx.installation set mode = 'practice'")
  })
})

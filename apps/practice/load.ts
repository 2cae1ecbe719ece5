import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Instant } from '#core/kernel/time.ts'
import { MACHINE_SCOPES, type MachineScope } from '#core/people/machine-scopes.ts'
import { derivedRows } from '#features/safetynet/index.ts'
import { packageRoot } from '#platform/database/root.ts'
import type { ClientToken } from '../tokens.ts'
import {
  CLIENTS,
  clientId,
  ORGANISATIONS,
  type RightsOf,
  type Rows,
  SYSTEM,
  staffId,
  TEAMS,
  WARD_RECORD,
} from './world.ts'

/** People worked out at a time: a few hundred rows of facts cross at once. */
const BATCH = 200

const sql = (name: string): string =>
  fs.readFileSync(path.join(packageRoot(), 'database', 'practice', name), 'utf8')

/** Gives the database its seeding role, runs the work as that role, and takes the role back, whatever happened. */
export async function asSeeder<T>(
  owner: pg.ClientConfig,
  work: (seeder: pg.Client) => Promise<T>,
): Promise<T> {
  await once(owner, sql('unseed.sql'))
  await once(owner, sql('seed.sql'))
  try {
    const seeder = new pg.Client({ ...owner, user: 'tc_seed' })
    await seeder.connect()
    try {
      return await work(seeder)
    } finally {
      await seeder.end()
    }
  } finally {
    await once(owner, sql('unseed.sql'))
  }
}

async function once(config: pg.ClientConfig, text: string): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** Adds the rows of one part in one transaction, works out who may see whom and what is owed, and says how seeding stands. */
export async function loadPart(seeder: pg.Client, rows: Rows, seeding: 'running' | 'done'): Promise<void> {
  await seeder.query('begin')
  try {
    for (const [table, list] of Object.entries(rows)) {
      if (list.length > 0)
        await seeder.query('select practice.load($1, $2::jsonb)', [table, JSON.stringify(list)])
    }
    const people = (rows.person ?? []).map((p) => String(p.id))
    for (let from = 0; from < people.length; from += BATCH) {
      const some = people.slice(from, from + BATCH)
      const facts = await seeder.query<{ person_id: string; facts: unknown }>(
        'select person_id, facts from practice.facts($1::uuid[])',
        [some],
      )
      const derived = derivedRows(facts.rows.map((f) => ({ personId: f.person_id, facts: f.facts })))
      await seeder.query('select practice.keep($1::jsonb, $2::uuid[])', [JSON.stringify(derived), some])
      await seeder.query('select acl.refresh($1::uuid[])', [some])
    }
    await seeder.query('select practice.say($1)', [seeding])
    await seeder.query('commit')
  } catch (cause) {
    await seeder.query('rollback')
    throw cause
  }
}

/** One machine an organisation, with a token that only its hash is kept of. */
export function clientRows(createdAt: Instant, rightsOf: RightsOf): { rows: Rows; tokens: ClientToken[] } {
  const made = CLIENTS.map((c, i) => {
    const token = randomBytes(32).toString('base64url')
    const { id, name } = ORGANISATIONS[c.organisation]
    return {
      row: {
        id: clientId(i),
        name: `The machine of ${name}`,
        organisation_id: id,
        team_id: TEAMS[c.team].id,
        rights: rightsOf('machine').filter((r) => !(c.not as readonly string[]).includes(r)),
        token_sha256: `\\x${createHash('sha256').update(token).digest('hex')}`,
        created_at: createdAt,
        scopes: [] as readonly MachineScope[],
        secret_sha256: null as string | null,
        secret_made_at: null as Instant | null,
        made_by: null as string | null,
      },
      token: { as: c.as, organisation: name, token },
    }
  })
  const systems = [SYSTEM, WARD_RECORD].map((system, i) => ({
    id: clientId(CLIENTS.length + i),
    name: system.name,
    organisation_id: ORGANISATIONS[system.organisation].id,
    team_id: TEAMS[system.team].id,
    rights: [...new Set(system.scopes.flatMap((scope) => MACHINE_SCOPES[scope].rights))],
    token_sha256: null,
    created_at: createdAt,
    scopes: system.scopes,
    secret_sha256: `\\x${randomBytes(32).toString('hex')}`,
    secret_made_at: createdAt,
    made_by: staffId(system.madeBy),
  }))
  return { rows: { client: [...made.map((m) => m.row), ...systems] }, tokens: made.map((m) => m.token) }
}

import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import type { PersonFacts } from '#core/safetynet/facts.ts'
import { rowsOf } from '#core/safetynet/obligation.ts'
import { obligationsOf } from '#core/safetynet/obligations.ts'
import { clusterAt } from './database.ts'
import { TEMPLATE } from './global-setup.ts'
import { aWorld, type World } from './personas.ts'
import { dice, randomRows } from './random-rows.ts'
import { compareWithStored } from './safetynet-compare.ts'

/**
 * The product's reading of the facts and its rule against the judge, over source rows thrown together at random: also
 * combinations that no command would make, so that neither side leans on what the other's commands happen to do.
 * Nothing here is part of the judge, which imports none of it.
 */
let client: pg.Client
let world: World

beforeAll(async () => {
  const cluster = clusterAt(inject('cluster'))
  await cluster.createDatabase('safetynet_agree', TEMPLATE)
  client = new pg.Client({ ...cluster.superuser, database: 'safetynet_agree' })
  await client.connect()
})
afterAll(() => client.end())
/** Each seed has a world of its own. */
beforeEach(async () => {
  await client.query('begin')
  return async () => {
    await client.query('rollback')
  }
})

test.each([11, 12, 13, 14])(
  'the product agrees with the judge over 120 people of random rows, seed %i',
  async (seed) => {
    const d = dice(seed)
    world = await aWorld(client)
    await randomRows(world, d, 120)

    const people = (await client.query('select id from tc.person')).rows.map((r: { id: string }) => r.id)
    const facts = (await client.query('select facts from net.facts_of($1)', [people])).rows as {
      facts: PersonFacts
    }[]
    expect(facts).toHaveLength(people.length)
    const rows = facts.flatMap(({ facts: f }) => rowsOf(f.personId, obligationsOf(f)))
    expect(new Set(rows.map((r) => r.kind)).size).toBeGreaterThanOrEqual(7)
    expect(rows.length).toBeGreaterThan(150)
    for (const r of rows)
      await client.query(
        `insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
       values ($1, $2, $3, coalesce($4::timestamptz, 'infinity'), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          r.personId,
          r.key,
          r.gapFrom,
          r.gapUntil,
          r.kind,
          r.aboutId,
          r.teamId,
          r.organisationId,
          r.ownerStaffId,
          r.toldTeamId,
          r.classBit,
          r.clears,
          r.source,
          r.rulesVersion,
        ],
      )
    const differences = await compareWithStored(client)
    expect(differences.map((x) => x.words)).toEqual([])
  },
  120_000,
)

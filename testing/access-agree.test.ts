import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { randomEmergencies } from './access/emergency.ts'
import { compareAccess } from './access-compare.ts'
import { clusterAt } from './database.ts'
import { TEMPLATE } from './global-setup.ts'
import { aWorld } from './personas.ts'
import { dice, randomRows } from './random-rows.ts'

let client: pg.Client

beforeAll(async () => {
  const cluster = clusterAt(inject('cluster'))
  await cluster.createDatabase('access_agree', TEMPLATE)
  client = new pg.Client({ ...cluster.superuser, database: 'access_agree' })
  await client.connect()
})
afterAll(() => client.end())
beforeEach(async () => {
  await client.query('begin')
  return async () => {
    await client.query('rollback')
  }
})

test.each([21, 22, 23])(
  'the derived table opens what the rules open, to everyone, at five moments: 60 people of random rows, seed %i',
  async (seed) => {
    const d = dice(seed)
    const world = await aWorld(client)
    // one agreement ends, begins anew and is joined by one between two that had none
    await client.query(
      'update tc.sharing_agreement set until_at = $1 where organisation_a = $2 or organisation_b = $2',
      [world.at(3), world.organisations.harbour],
    )
    await world.agreement(world.organisations.northside, world.organisations.harbour, { from: world.at(6) })
    await world.agreement(world.organisations.riverside, world.organisations.harbour, {
      from: world.at(1),
      until: world.at(7),
    })
    await world.seconds(world.staff.jo, world.teams.medication)
    await randomRows(world, d, 60)
    const people = (await client.query<{ id: string }>('select id from tc.person order by id')).rows
    await randomEmergencies(
      world,
      dice(seed + 1000),
      people.map((p) => p.id),
    )
    await client.query('select acl.refresh(array(select id from tc.person))')
    for (const days of [-1, 2, 5, 12, 34]) {
      const differences = await compareAccess(client, world.at(days))
      expect(differences.map((x) => x.words)).toEqual([])
    }
    // and it is not because everything is closed
    const opened = await client.query('select distinct basis from acl.access order by 1')
    expect(opened.rows).toHaveLength(10)
  },
  120_000,
)

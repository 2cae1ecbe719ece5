import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOwnDoor } from '#testing/own-door.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'

/** A machine of a team tells by its look what a look of the team's staff would tell. */
const NOW = '2026-03-05T09:00:00.000Z'
let product: Product
let world: World
let person: Person
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.setNow(NOW)
  person = await world.person('Ada Invented')
  await world.startsSupport(person, 0, {
    serviceId: world.services.north,
    teamId: world.teams.north,
    organisationId: world.organisations.northside,
  })
  await world.startsSupport(person, 0, { serviceId: world.services.inReach, teamId: world.teams.inReach })
  await world.answers(person, world.services.north, 'yes', 1)
  await world.answers(person, world.services.inReach, 'yes', 1)
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
})
afterAll(() => product?.stop())

async function machineLooks(name: string, teamId: string) {
  const [id, organisationId] = [freshId(), world.organisations.riverside]
  await product.superuser.query(
    `insert into identity.client (id, name, organisation_id, team_id, rights, token_sha256, created_at)
       values ($1, $2, $3, $4, '{people.read}', sha256(convert_to($2, 'utf8')), $5)`,
    [id, name, organisationId, teamId, NOW],
  )
  await product.superuser.query(
    `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
       values (ctx.clock(), $1, $2, $1, 'machine of the organisation', 'people.person', array[$3::uuid], '{}', 'shown')`,
    [id, organisationId, person.id],
  )
}
async function as(token: string, sql: string, values: unknown[] = []): Promise<(string | null)[]> {
  const client = await product.appPool.connect()
  try {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [token])
    return (await client.query<{ who: string | null }>(sql, values)).rows.map((r) => r.who)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

it('of a drug-and-alcohol team: named to whoever may know that the team knows the person, and to nobody else', async () => {
  await machineLooks('In-reach system', world.teams.inReach)
  await machineLooks('Medication system', world.teams.medication)
  await product.superuser.query("update tc.post set rights = rights || '{audit.read}' where id = any ($1)", [
    [world.staff.noor.postId, world.staff.rae.postId],
  ])
  const sql = `select who from audit.looked_at($1, '-infinity', 'infinity')`
  const noor = await as(await product.signIn(world.staff.noor.email), sql, [person.id])
  expect(noor).toContain('Medication system')
  expect(noor).not.toContain('In-reach system')
  expect(await as(await product.signIn(world.staff.rae.email), sql, [person.id])).toContain('In-reach system')
})

it('of a team with which something was shared without agreement: not told at the own door before the person is', async () => {
  await world.answers(person, world.services.medication, 'no', 1)
  const { noor } = world.staff
  must(
    await product.act(await product.signIn(noor.email), 'sharing-without.record', {
      sharingId: freshId(),
      personId: person.id,
      serviceId: world.services.medication,
      said: {
        items: ['identity', 'core'],
        ground: 'serious harm to the person',
        weighed: 'They may come to harm tonight; they said no',
        weighedBy: noor.id,
        capacity: 'can decide this',
        capacityOn: '2026-03-05',
        capacityFinding: 'Understood and weighed it with me',
        told: 'not yet',
        notToldWhy: 'It would put them in danger',
        toldReviewOn: '2026-03-06',
        least: 'Medicines and whom to ring',
        untilAt: '2026-03-07T00:00:00.000Z',
      },
    }),
  )
  await machineLooks('Second medication system', world.teams.medication)
  const door = await anOwnDoor(product.superuser, noor, person.id)
  const sql = `select who from my.looked('infinity')`
  const shown = await as(door, sql)
  expect(shown).toContain('In-reach system')
  expect(shown).not.toContain('Second medication system')
  await product.superuser.query('update tc.sharing_without set told_at = ctx.clock(), told_by = $1', [
    noor.id,
  ])
  expect(await as(door, sql)).toContain('Second medication system')
})

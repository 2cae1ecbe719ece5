import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import {
  asStaff,
  insertOf,
  CONTEXT_NOW as NOW,
  oursAndHers,
  type Statement,
  tries,
} from '#testing/planting.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'

/** A move to another ward, for whoever could write SQL of their own as the serving login: a stay passes to another team by it alone. */
let product: Product
let world: World
let ours: Person
let hers: Person
let herStay: string
const ash = freshId()

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await insert(product.superuser, 'tc.unit', {
    id: ash,
    organisation_id: world.organisations.northside,
    team_id: world.teams.north,
    code: 'ASH',
    name: 'Ash',
    kind: 'ward',
  })
  ;({ ours, hers, herStay } = await oursAndHers(product, world))
})
afterAll(() => product.stop())

const says = (who: StaffMember, statement: Statement) => tries(product, who, statement)
const move = (more: Record<string, unknown> = {}) =>
  insertOf('tc.stay_move', {
    id: freshId(),
    stay_id: herStay,
    person_id: hers.id,
    organisation_id: world.organisations.northside,
    team_id: world.teams.maple,
    unit_id: world.unitId,
    to_team_id: world.teams.north,
    to_unit_id: ash,
    moved_at: '2026-03-05T08:00:00Z',
    moved_known_to: 'minute',
    source: 'by hand',
    recorded_at: NOW,
    recorded_by: world.staff.jo.id,
    ...more,
  })

describe('a move to another ward', () => {
  it('is written by the ward that has the person, in one’s own name, now, to the team of that unit', async () => {
    const { jo, wyn, sam, noor } = world.staff
    expect(await says(jo, move())).toBe('done')
    for (const wrong of [
      { recorded_by: wyn.id },
      { recorded_at: '2026-03-05T08:00:00Z' },
      { person_id: ours.id },
      { stay_id: freshId() },
      { to_team_id: world.teams.maple },
      { team_id: world.teams.north },
      { unit_id: ash },
      { source: 'message' },
    ])
      expect([wrong, await says(jo, move(wrong))]).toEqual([wrong, 'refused'])
    for (const who of [sam, noor])
      expect(
        await says(
          who,
          move({ organisation_id: who.organisationId, team_id: who.teamId, recorded_by: who.id }),
        ),
      ).toBe('refused')
  })

  it('without one, a stay is given to no other team, and what hangs on it goes nowhere', async () => {
    const give: Statement = [
      'update tc.stay set team_id = $2, unit_id = $3 where id = $1',
      [herStay, world.teams.north, ash],
    ]
    expect(await says(world.staff.jo, give)).not.toBe('done')
    const follows = await asStaff(product, world.staff.jo, async (c) => [
      (await c.query('select net.stay_moved($1) as n', [freshId()])).rows[0].n,
    ])
    expect(follows).toEqual([0])
  })
})

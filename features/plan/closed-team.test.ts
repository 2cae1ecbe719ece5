import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'

/**
 * That a drug-and-alcohol team has to do with somebody is of that team's class, also where what it wrote is core or shared: neither
 * its name nor a hand of it is said to a reader without that class, and nobody says it for them.
 */
let product: Product
let world: World
let jo: string
let rae: string
let personId: string

beforeAll(async () => {
  ;({ product, world, jo, rae } = await aThursday('jo', 'rae'))
  const person = await world.person('Mo Closed')
  const stayId = await world.admits(person, 1)
  const referralId = await world.refers(person, 1, { serviceId: world.services.inReach, stayId })
  await world.answers(person, world.services.inReach, 'yes', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(person, 1, {
    referralId,
    serviceId: world.services.inReach,
    teamId: world.teams.inReach,
    keyWorker: world.staff.rae,
  })
  await product.superuser.query(
    "update tc.post set rights = rights || '{safety-plan.write,plan.write,plan.read,death.report,transition.lead,people.read}'",
  )
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  personId = person.id
})
afterAll(() => product.stop())

const says = async (token: string, query: string) =>
  JSON.stringify(must(await product.ask(token, query, { personId })))
const theirs = /in-reach|Rae Doyle/i
const named = (more: Record<string, unknown>) => ({
  id: freshId(),
  name: 'Somebody named',
  role: '',
  staffId: null,
  teamId: null,
  organisationId: null,
  ...more,
})
const plan = (who: Record<string, unknown>) => {
  const planId = freshId()
  return {
    personId,
    planId,
    versionId: planId,
    stayId: null,
    version: 0,
    sections: { crisis: { words: 'Ring us.', own: '' } },
    named: [named(who)],
  }
}

describe('a drug-and-alcohol team', () => {
  it('is not named by the safety plan that it wrote, nor by the timeline', async () => {
    must(
      await product.act(rae, 'safety-plan.write', {
        personId,
        safetyPlanId: freshId(),
        version: 0,
        helps: 'A walk',
        signs: '',
        setsOff: '',
        ring: [],
        madeWith: 'Mo',
        madeOn: '2026-03-05',
      }),
    )
    const seen = await says(jo, 'safety-plan.of-person')
    expect(seen).toContain('A walk')
    expect(seen).not.toMatch(theirs)
    expect(await says(jo, 'people.timeline')).not.toMatch(theirs)
    expect(await says(rae, 'safety-plan.of-person')).toMatch(theirs)
  })

  it('is not named by its report of a death', async () => {
    must(
      await product.act(rae, 'death.report', {
        reportId: freshId(),
        personId,
        version: 0,
        said: 'The family rang.',
        happenedOn: null,
        stayId: null,
      }),
    )
    const seen = await says(jo, 'death.of-person')
    expect(seen).toContain('The family rang.')
    expect(seen).not.toMatch(theirs)
    expect(await says(rae, 'death.of-person')).toMatch(theirs)
  })

  it('is neither offered nor taken as somebody named in a plan that others read', async () => {
    expect(await says(jo, 'plan.names')).not.toMatch(theirs)
    expect(codeOf(await product.act(jo, 'plan.write', plan({ teamId: world.teams.inReach })))).toBe(
      'PLAN_NAMES_CLOSED_TEAM',
    )
    expect(codeOf(await product.act(jo, 'plan.write', plan({ staffId: world.staff.rae.id })))).toBe(
      'PLAN_NAMES_CLOSED_TEAM',
    )
    expect(codeOf(await product.act(jo, 'plan.write', plan({ teamId: world.teams.north })))).toBe('done')
    expect(codeOf(await product.act(rae, 'plan.write', plan({ teamId: world.teams.inReach })))).toBe('done')
  })

  it('is not asked to carry on by whoever may not know of it, and not named where it was', async () => {
    const askable = must(
      await product.ask(jo, 'lead.askable', { what: 'carry on', teamId: world.teams.maple, personId }),
    )
    expect(JSON.stringify(askable)).not.toMatch(theirs)
    const ask = { personId, what: 'carry on', teamId: world.teams.inReach, staffId: world.staff.rae.id }
    expect(codeOf(await product.act(jo, 'lead.offer', { ...ask, offerId: freshId(), note: 'Weekly.' }))).toBe(
      'LEAD_CLOSED_TEAM',
    )
    // one that somebody asked who held the yes
    await product.superuser.query(
      `insert into tc.lead_handover (id, what, person_id, organisation_id, team_id, by_staff_id, to_team_id, to_staff_id, note, offered_at)
       values ($1, 'carry on', $2, $3, $4, $5, $6, $7, 'Rae Doyle of in-reach', '2026-03-05T09:00:00Z')`,
      [
        freshId(),
        personId,
        world.organisations.northside,
        world.teams.maple,
        world.staff.jo.id,
        world.teams.inReach,
        world.staff.rae.id,
      ],
    )
    const seen = await says(jo, 'lead.of-person')
    expect(seen).toContain('carry on')
    expect(seen).not.toMatch(theirs)
    for (const id of [world.teams.inReach, world.staff.rae.id]) expect(seen).not.toContain(id)
    expect(await says(rae, 'lead.of-person')).toMatch(theirs)
  })
})

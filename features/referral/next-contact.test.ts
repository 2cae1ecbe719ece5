import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person, World } from '#testing/personas.ts'
import { must, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'
import type { ReferralRow } from './queries/row.ts'

let product: Product
let world: World
let jo: string
beforeAll(async () => {
  ;({ product, world, jo } = await aThursday('jo'))
})
afterAll(() => product?.stop())

const seen = async (person: Person) => {
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  const { rows } = must(await product.ask(jo, 'referral.sent', {})) as { rows: ReferralRow[] }
  const { nextAt, nextBy } = rows.find((r) => r.personId === person.id)!
  return { nextAt, nextBy }
}
const takenOn = async (name: string, more: { serviceId?: string; firstContactAt?: number } = {}) => {
  const person = await world.person(name)
  const referralId = await world.refers(person, 0, more)
  await world.says(referralId, more.firstContactAt === undefined ? 'taken on' : 'started', {
    answered_at: world.at(1),
  })
  const team = more.serviceId === world.services.inReach ? { teamId: world.teams.inReach } : {}
  const episodeId = await world.startsSupport(person, 1, { referralId, ...more, ...team })
  return { person, episodeId }
}
const planned = { nextAt: '2026-03-06T09:00:00.000Z', nextBy: 'Sam Okoro' }
const nothing = { nextAt: null, nextBy: null }

describe('the next contact in what we sent', () => {
  it('shows while the sender has core, which ends with the first contact', async () => {
    const before = await takenOn('Ava Asked')
    await world.plansContact(before.person, before.episodeId, 4)
    expect(await seen(before.person)).toEqual(planned)
    const after = await takenOn('Ben Begun', { firstContactAt: 2 })
    await world.plansContact(after.person, after.episodeId, 4)
    expect(await seen(after.person)).toEqual(nothing)
    // on the ward again, which has core: but whoever was to come does not, while they are there
    const stayId = await world.admits(after.person, 3)
    expect(await seen(after.person)).toEqual(planned)
    await world.backInHospital(await world.opensTransition(after.person, 1), stayId, 3)
    expect(await seen(after.person), 'paused').toEqual(nothing)
  })

  it('never shows who of a drug and alcohol team comes, or when', async () => {
    const { person, episodeId } = await takenOn('Cyd Closed', { serviceId: world.services.inReach })
    await world.plansContact(person, episodeId, 4, {
      service_id: world.services.inReach,
      team_id: world.teams.inReach,
      class_bit: 16,
    })
    expect(await seen(person)).toEqual(nothing)
  })

  it('does not show to whom the person said no', async () => {
    const { person, episodeId } = await takenOn('Dee Declined')
    await world.plansContact(person, episodeId, 4)
    expect(await seen(person)).toEqual(planned)
    const own = { id: world.services.north, team: world.teams.maple }
    await product.superuser.query('update tc.service set team_id = $2 where id = $1', [own.id, own.team])
    await world.answers(person, own.id, 'no', 2)
    jo = await product.signIn(world.staff.jo.email)
    expect(await seen(person)).toEqual(nothing)
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { aFeed } from '#testing/feed.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** A machine client as it really comes: over HTTP, with the token of an organisation, and no cookie. */
let site: Site
let world: World
let jo: string
let riverside: string
let harbour: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  // Thursday, 10am in London
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
  const machine = (organisation: 'riverside' | 'harbour', team: 'medication' | 'harbour') =>
    aFeed(site.product, { organisationId: world.organisations[organisation], teamId: world.teams[team] }, [
      'plan.read',
      'plan.acknowledge',
    ])
  ;[riverside, harbour] = [await machine('riverside', 'medication'), await machine('harbour', 'harbour')]
})
afterAll(() => site?.stop())

async function sends(token: string, command: string, input: object, id = freshId()) {
  const answer = await site.app.inject({
    method: 'POST',
    url: `/api/commands/${command}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    payload: JSON.stringify({ id, input }),
  })
  const body = answer.json() as { code?: string; made?: { receipts: number } }
  return { status: answer.statusCode, said: body.code ?? body.made?.receipts }
}
const notReached = async (personId: string) =>
  (
    await site.product.rows<{ last: string }>(
      `select split_part(key, ':', 3) as last from net.obligation where person_id = $1 and kind = 'N8' order by key`,
      [personId],
    )
  ).map((r) => r.last)

it('says by its token that its organisation has the plan: for nobody else named, once, and only over that organisation’s rows', async () => {
  const { product } = site
  const person = await world.person('Mia Machine')
  const stayId = await world.admits(person, 1)
  const referralId = await world.refers(person, 1, { stayId })
  await world.answers(person, world.services.medication, 'yes', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(person, 1, { referralId })
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  const [planId, theirs, gp] = [freshId(), freshId(), freshId()]
  const named = { name: 'Dr Invented', role: 'GP', staffId: null, teamId: null, organisationId: null }
  must(
    await product.act(jo, 'plan.write', {
      personId: person.id,
      stayId,
      planId,
      versionId: planId,
      version: 0,
      sections: { crisis: { words: 'Ring the ward.', own: '' } },
      named: [
        {
          ...named,
          id: theirs,
          name: 'Riverside Support',
          role: '',
          organisationId: world.organisations.riverside,
        },
        { ...named, id: gp },
      ],
    }),
  )
  must(
    await product.act(jo, 'stay.end', {
      stayId,
      personId: person.id,
      version: 1,
      endedAt: '2026-03-05T09:00:00Z',
      endedKnownTo: 'minute',
      endSource: 'by hand',
    }),
  )
  expect((await notReached(person.id)).sort()).toEqual([gp, theirs].sort())

  const seen = { personId: person.id, planId, version: 1 }
  // a worker's session is no machine, and a machine opens nothing as if somebody had read it
  expect(codeOf(await product.act(jo, 'plan.acknowledge', seen))).toBe('NOT_ALLOWED')
  expect(await sends(riverside, 'plan.open', seen)).toEqual({ status: 404, said: 'NOT_FOUND_OR_NOT_YOURS' })
  // an organisation that has nothing to do with the person, and a token that nobody gave out
  expect(await sends(harbour, 'plan.acknowledge', seen)).toEqual({
    status: 404,
    said: 'NOT_FOUND_OR_NOT_YOURS',
  })
  expect((await sends('nobody-gave-this-token-out', 'plan.acknowledge', seen)).status).toBe(401)
  expect(await notReached(person.id)).toHaveLength(2)

  const id = freshId()
  expect(await sends(riverside, 'plan.acknowledge', seen, id)).toEqual({ status: 200, said: 1 })
  expect(await notReached(person.id)).toEqual([gp])
  expect((await sends(riverside, 'plan.acknowledge', seen, id)).status, 'sent again').toBe(200)
  expect(await sends(riverside, 'plan.acknowledge', seen), 'a second time').toEqual({ status: 200, said: 0 })
  expect(
    await product.rows('select way, organisation_id from tc.plan_receipt where plan_id = $1', [planId]),
  ).toEqual([{ way: 'acknowledged by machine', organisation_id: world.organisations.riverside }])
})

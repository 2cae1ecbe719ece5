import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDesk, askDesk, type Desk } from '#testing/merging.ts'
import { anOwnDoor } from '#testing/own-door.ts'
import { hiddenIn, textIn } from '#testing/page.ts'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aThursday } from '#testing/thursday.ts'
import { personCodeSha256 } from './pages/start.tsx'

/** Where the own door meets sharing without agreement, and two records that are put together and taken apart. */
let product: Product
let world: World
let site: Site
let jo: string
let desk: Desk
const PIN = '472913'

beforeAll(async () => {
  ;({ product, world, jo } = await aThursday('jo'))
  site = await aSite(product)
  desk = await aDesk(product, world)
  await product.superuser.query(
    "update tc.post set rights = rights || '{people.details,emergency.access,sharing.record,audit.read}' where id = $1",
    [world.staff.jo.postId],
  )
})
afterAll(async () => {
  await site.stop()
  await product.stop()
})

const refresh = (...ids: string[]) => product.superuser.query('select acl.refresh($1)', [ids])
const give = (personId: string, text: string) =>
  product.act(jo, 'own-door.give-code', {
    codeId: freshId(),
    personId,
    carerId: null,
    codeSha256: personCodeSha256(text).toString('hex'),
  })
async function start(code: string, address: string) {
  const phone = site.browser(address)
  expect((await phone.post('/my/start', { code, pin: PIN, again: PIN })).to).toBe('/my')
  return phone
}

it('does not tell by its list what was shared without agreement and is not told yet', async () => {
  const person = await world.person('Una Told')
  await world.admits(person, 1)
  await refresh(person.id)
  must(await give(person.id, 'ACDE-FHJK'))
  const phone = await start('ACDE-FHJK', '192.0.2.151')
  const teams = async () => textIn((await phone.get('/my/sharing')).body)
  expect(await teams()).not.toContain('Riverside')
  const sharingId = freshId()
  must(
    await product.act(jo, 'sharing-without.record', {
      sharingId,
      personId: person.id,
      serviceId: world.services.medication,
      said: {
        items: ['identity', 'core'],
        ground: 'serious harm to the person',
        weighed: 'They may come to harm tonight',
        weighedBy: world.staff.noor.id,
        capacity: 'can decide this',
        capacityOn: '2026-03-05',
        capacityFinding: 'Understood and weighed it',
        told: 'not yet',
        notToldWhy: 'It would put them in danger',
        toldReviewOn: '2026-03-06',
        least: 'Medicines',
        untilAt: '2026-03-07T00:00:00.000Z',
      },
    }),
  )
  expect(await teams()).not.toContain('Riverside')
  // nor by who has looked: the act, and the looks that it alone opened
  const sam = await product.signIn(world.staff.sam.email)
  expect((await site.get(`/app/people/${person.id}`, sam)).status).toBe(200)
  const looked = async () => textIn((await phone.get('/my/looked')).body)
  expect(await looked()).toContain('Jo Ellis')
  expect(await looked()).not.toMatch(/Sam Okoro|Riverside|without/i)
  must(await product.act(jo, 'sharing-without.told', { sharingId, personId: person.id }))
  expect(await looked()).toContain('Sam Okoro')
  // told, it stands there, and a stop does not claim to have ended it
  expect(await teams()).toContain('Riverside')
  const { medication } = world.services
  const asked = await phone.get(`/my/sharing/${medication}`)
  const stopped = await phone.post(`/my/sharing/${medication}`, hiddenIn(asked.body))
  expect(textIn(stopped.body)).toContain('that stays open to them until')
  // what a person did themselves is nobody's team's
  expect(textIn((await site.get('/app/leaving', jo)).body)).toContain('Last change: the person')
  expect((await site.get(`/app/people/${person.id}`, sam)).status).toBe(200)
})

it('ends a phone with the record that goes, and one set up while two were one', async () => {
  const [keep, away] = [await world.person('Mer Ged'), await world.person('Mer Ged')]
  await world.admits(keep, 1)
  await world.registers(away, world.teams.medication, 1)
  await refresh(keep.id, away.id)
  const { superuser } = product
  await superuser.query(
    'update tc.person a set born_on = k.born_on from tc.person k where a.id = $1 and k.id = $2',
    [away.id, keep.id],
  )
  await superuser.query(
    "update tc.person_core set nhs_number = null, nhs_number_status = 'not-known' where person_id = $1",
    [away.id],
  )
  await askDesk(superuser, world, away.id, keep.id)
  const { sam } = world.staff
  const giver = { id: sam.id, organisationId: world.organisations.riverside, teamId: world.teams.medication }
  const phone = site.browser('192.0.2.152')
  phone.cookies['throughcare-my'] = await anOwnDoor(superuser, giver, away.id)
  expect((await phone.get('/my')).status).toBe(200)
  const pair = { mergeId: freshId(), keepId: keep.id, awayId: away.id }
  must(await product.act(desk.first, 'merge.propose', { ...pair, why: 'Both teams say so.' }))
  must(await product.act(desk.second, 'merge.confirm', pair))
  expect((await phone.get('/my')).status).not.toBe(200)

  must(await give(keep.id, 'ACDE-FHJN'))
  const other = await start('ACDE-FHJN', '192.0.2.153')
  expect((await other.get('/my')).status).toBe(200)
  expect(codeOf(await product.act(desk.second, 'merge.undo', { ...pair, answers: [] }))).toBe('done')
  expect((await other.get('/my')).status).not.toBe(200)
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statementLog } from '#testing/matrix/alike.ts'
import type { Person, World } from '#testing/personas.ts'
import { freshId, must, type Product } from '#testing/product.ts'
import { sendingFrom } from '#testing/sending.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert, newId } from '#testing/sql.ts'
import { aThursday } from '#testing/thursday.ts'
import type { MedicineList } from './queries/medicines.ts'
import { NOT_COMPLETE } from './words.ts'

let product: Product
let world: World
let site: Site
let jo: string
let sam: string

const CAUSES = [
  'they said no',
  'the agreement ended, and the fourteen days',
  'came into care after it ended',
] as const
const people = new Map<string, Person>()
/** Of each cause one with a medicine and an allergy, and one with neither. */
const each = CAUSES.flatMap((cause) => [true, false].map((has) => ({ cause, has, key: `${cause} ${has}` })))

beforeAll(async () => {
  ;({ product, world, jo, sam } = await aThursday('jo', 'sam'))
  site = await aSite(product)
  await product.superuser.query(
    "update tc.post set rights = rights || '{medicines.read,people.read,people.details}' where id = any ($1)",
    [[world.staff.jo.postId, world.staff.sam.postId]],
  )
  const { onTheWard } = sendingFrom(() => ({ product, world, jo }))
  for (const { cause, has, key } of each) {
    const person = await onTheWard(`Name ${freshId().slice(-8).replace(/\d/g, 'x')}`)
    people.set(key, person)
    const taken = cause === CAUSES[2] ? 2.5 : 1
    const referralId = await world.refers(person, 1, { stayId: person.stayId })
    await world.answers(person, world.services.medication, cause === CAUSES[0] ? 'no' : 'yes', 1)
    await world.says(referralId, 'started', { answered_at: world.at(taken) })
    await world.startsSupport(person, taken, { referralId })
    if (!has) continue
    await product.superuser.query(
      "update tc.person_core set allergies_state = 'listed', allergies = 'Secretin' where person_id = $1",
      [person.id],
    )
    await insert(product.superuser, 'tc.medicine', {
      id: newId(),
      person_id: person.id,
      name: 'Hiddenazole',
      dose_in_words: 'one',
      when_in_words: 'at night',
      prescriber: 'the ward',
      said_by: 'the ward',
      as_of: '2026-03-01',
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      recorded_at: world.at(0),
      recorded_by: world.staff.jo.id,
    })
  }
  await product.superuser.query('select acl.refresh($1)', [[...people.values()].map((p) => p.id)])
}, 120_000)
afterAll(async () => {
  await site?.stop()
  await product?.stop()
})

const endsOn = (at: Date) =>
  product.superuser.query(
    'update tc.sharing_agreement set until_at = $3 where $1::uuid in (organisation_a, organisation_b) and $2::uuid in (organisation_a, organisation_b)',
    [world.organisations.northside, world.organisations.riverside, at],
  )
/** Of the two causes that go by the end, whichever is meant. */
const at = async (cause: string) => endsOn(world.at(cause === CAUSES[2] ? 2 : -30))
const said = async (personId: string) =>
  must(await product.ask(sam, 'medicine.list', { personId })) as MedicineList

describe('the marker on a list of medicines', () => {
  it.each(each)(
    '$cause, anything there: $has: one answer, word for word, and nothing of what is hidden',
    async ({ cause, key }) => {
      if (cause !== CAUSES[0]) await at(cause)
      const person = people.get(key)!
      const list = await said(person.id)
      expect({ ...list, personId: null, ring: list.ring.map((r) => r.name) }).toEqual({
        personId: null,
        allergies: null,
        complete: false,
        ring: ['Maple ward'],
        present: [],
        stopped: [],
      })
      for (const path of ['', '/details']) {
        const page = (await site.get(`/app/people/${person.id}${path}`, sam)).body
        expect(page.split(NOT_COMPLETE), path).toHaveLength(2)
        expect(page).not.toMatch(/Hiddenazole|Secretin/)
      }
      // whoever has core has no marker
      expect(must(await product.ask(jo, 'medicine.list', { personId: person.id }))).toMatchObject({
        complete: true,
      })
      expect((await site.get(`/app/people/${person.id}`, jo)).body).not.toContain(NOT_COMPLETE)
    },
  )

  it('asks the same statements whatever is hidden and why, of somebody hidden as of nobody', async () => {
    const log = statementLog(product.appPool)
    const asked = async (personId: string) => {
      log.taken()
      await said(personId)
      return log.taken()
    }
    await at(CAUSES[1])
    const all: string[][] = []
    for (const { key } of each) all.push(await asked(people.get(key)!.id))
    const stranger = await world.person('Stranger Invented')
    const [hidden, absent] = [await asked(stranger.id), await asked(freshId())]
    expect(all[0]?.filter((s) => /tc\.medicine|tc\.person_core|tc\.referral/.test(s))).toHaveLength(3)
    for (const one of [...all, hidden, absent]) expect(one).toEqual(all[0])
    log.stop()
    const answer = async (id: string) => ({ ...(await said(id)), personId: null })
    expect(await answer(stranger.id)).toEqual(await answer(freshId()))
  })
})

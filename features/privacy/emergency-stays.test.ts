import { afterAll, beforeAll, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'

/** An hour of emergency is for reading: nothing is begun by it that stays, and five in an hour are five however they are sent. */
let product: Product
let world: World
let sam: string

beforeAll(async () => {
  ;({ product, world, sam } = await aThursday('sam'))
  await product.superuser.query(
    "update tc.post set rights = rights || '{people.details,emergency.access,safety-plan.write}' where id = $1",
    [world.staff.sam.postId],
  )
})
afterAll(() => product.stop())

const refresh = (ids: readonly string[]) => product.superuser.query('select acl.refresh($1)', [ids])
const open = (personId: string) =>
  product.act(sam, 'emergency.open', {
    emergencyId: freshId(),
    who: { by: 'id', personId },
    reason: { kind: 'danger to life now', words: 'Found on the floor, an ambulance is coming' },
  })

it('gives no code for the own door and writes no safety plan, where the person said no to the team', async () => {
  const person = await world.person('Nora Said')
  const { id } = person
  const stayId = await world.admits(person, 1)
  const referralId = await world.refers(person, 1, { stayId })
  await world.answers(person, world.services.medication, 'no', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(person, 1, { referralId })
  await refresh([id])
  const code = () =>
    product.act(sam, 'own-door.give-code', {
      codeId: freshId(),
      personId: id,
      carerId: null,
      codeSha256: 'ab'.repeat(32),
    })
  const plan = () =>
    product.act(sam, 'safety-plan.write', {
      personId: id,
      safetyPlanId: freshId(),
      version: 0,
      helps: 'A walk',
      signs: '',
      setsOff: '',
      ring: [{ name: 'My sister', number: '01632 960 111' }],
      madeWith: 'them',
      madeOn: '2026-03-05',
    })
  expect(codeOf(await code())).not.toBe('done')
  expect(codeOf(await plan())).not.toBe('done')
  expect(codeOf(await open(id))).toBe('done')
  const { rows } = await product.superuser.query(
    "select count(*)::int as n from acl.access where person_id = $1 and basis = 'emergency access'",
    [id],
  )
  expect(rows).toEqual([{ n: 1 }])
  expect(codeOf(await code())).not.toBe('done')
  expect(codeOf(await plan())).not.toBe('done')
  await product.superuser.query("delete from audit.command where name = 'emergency.open'")
})

it('opens five in an hour and no more, sent at once', async () => {
  const people = await Promise.all(
    Array.from({ length: 12 }, (_, i) => world.person(`Par Allel${'abcdefghijkl'[i]}`)),
  )
  await refresh(people.map((p) => p.id))
  const codes = (await Promise.all(people.map((p) => open(p.id)))).map((r) => codeOf(r))
  expect(codes.filter((c) => c === 'done')).toHaveLength(5)
  expect(codes.filter((c) => c === 'TOO_MANY_TRIES')).toHaveLength(7)
})

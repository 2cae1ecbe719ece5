import { afterAll, beforeAll, expect, test } from 'vitest'
import { recompute } from '#features/safetynet/index.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { TeamToday } from '../queries/team-today.ts'

let site: Site
let world: World
let lin: string

// day 0 is Tuesday 3 March 2026, 9am in London; it is midday on day 20
const NOW = 20.125
beforeAll(async () => {
  site = await aSite()
  const { superuser } = site.product
  world = await aWorld(superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const { sam } = world.staff
  // two of ours left hospital, one was met since; a third is nobody of ours
  for (const [name, left, met] of [
    ['Noa Reed', 19, null],
    ['Uma Vale', 19.5, 19.75],
    ['Old Timer', 8, 9],
    ['Ebb Late', 16, null],
  ] as const) {
    const person = await world.person(name)
    const stay = await world.admits(person, 2)
    await world.leavesTheWard(stay, left)
    const referral = await world.refers(person, 3, { stayId: stay, replyBy: 6 })
    await world.says(referral, 'started', { answered_at: world.at(4), answered_by: sam.id })
    await world.opensTransition(person, 3, stay)
    const support = await world.startsSupport(person, 4, {
      referralId: referral,
      keyWorker: sam,
      firstContactAt: 5,
    })
    await world.answers(person, world.services.medication, 'yes', 3)
    if (met !== null) await world.happened(await world.plansContact(person, support, met), met)
  }
  const stranger = await world.person('Zoe Elsewhere')
  await world.leavesTheWard(await world.admits(stranger, 2), 19)
  await superuser.query('select acl.refresh(array(select id from tc.person))')
  await site.product.setNow(world.at(NOW).toISOString())
  lin = await site.product.signIn(world.staff.lin.email)
  await superuser.query("update tc.post set rights = rights || '{safetynet.recompute}' where id = $1", [
    world.staff.lin.postId,
  ])
  must(await recompute(site.product.appPool, lin))
})
afterAll(() => site.stop())

const words = (html: string) =>
  html
    .replaceAll('<!-- -->', '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('whoever of ours left hospital is there until somebody has met them, and 72 hours long', async () => {
  const today = must(await site.product.ask(lin, 'team.today', {})) as TeamToday
  expect(today.afterLeaving.map((a) => [a.personName, a.dueAt, a.notBooked])).toEqual([
    ['Ebb Late', world.at(19).toISOString(), false],
    ['Noa Reed', world.at(22).toISOString(), true],
    ['Uma Vale', null, false],
  ])
  const text = words((await site.get('/app/team', lin)).body)
  expect(text).toContain('First days after leaving hospital')
  expect(text).toMatch(/Ebb Late .*Not met, time is over by 9am on Sunday 22 March/)
  expect(text).toMatch(/Noa Reed .*Not met yet by 9am on Wednesday 25 March 2026 Nothing booked/)
  expect(text).not.toContain('Not kept here yet: the list of people')
  expect(text).not.toContain('Zoe Elsewhere')
  expect(text).toContain('Medication support takes on: Adults leaving hospital. 26 of 30 places free')
})

test('another team’s manager has none of them on their page, and whoever is back in hospital is on nobody’s', async () => {
  const wyn = must(
    await site.product.ask(await site.product.signIn(world.staff.wyn.email), 'team.today', {}),
  ) as TeamToday
  expect(wyn.afterLeaving).toEqual([])
  const today = must(await site.product.ask(lin, 'team.today', {})) as TeamToday
  const back = today.afterLeaving.find((a) => a.personName === 'Noa Reed')!
  await world.admits({ id: back.personId, name: 'Noa Reed', nhsNumber: '' }, 20)
  const after = must(await site.product.ask(lin, 'team.today', {})) as TeamToday
  expect(after.afterLeaving.map((a) => a.personName)).toEqual(['Ebb Late', 'Uma Vale'])
})

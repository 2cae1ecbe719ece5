import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDesk, askDesk, type Desk } from '#testing/merging.ts'
import { hiddenIn, openPage } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let desk: Desk
let one: string
let other: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  desk = await aDesk(site.product, world)
  ;[one, other] = [(await world.person('Mia Invented')).id, (await world.person('Mia Invented')).id]
  await site.product.superuser.query(
    "update tc.person_core set nhs_number = null, nhs_number_status = 'not-known' where person_id = $1",
    [other],
  )
  await site.product.superuser.query('update tc.person set born_on = $2 where id = any ($1)', [
    [one, other],
    '1984-05-17',
  ])
  await world.registers({ id: one, name: '', nhsNumber: '' }, world.teams.maple, 0)
  await site.product.superuser.query(
    `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
     values (gen_random_uuid(), $1, 'Aspirin', 'one', 'mornings', 'Dr Ash', 'Mia', '2026-03-01', $2, $3, now(), $4)`,
    [other, world.organisations.northside, world.teams.maple, world.staff.jo.id],
  )
  await askDesk(site.product.superuser, world, one, other)
  await site.product.superuser.query('select acl.refresh($1)', [[one, other]])
})
afterAll(() => site.stop())

it('the desk compares, proposes, decides, and takes them apart, without scripts', async () => {
  const list = await openPage(site, '/app/merges', desk.first)
  expect(list.body).toContain('Mia Invented')
  const compare = `/app/merges/compare/${one}/${other}`
  const page = await openPage(site, compare, desk.first)
  expect(page.body).not.toContain('Aspirin')
  const short = await site.post(compare, { ...hiddenIn(page.body), keep: one, why: '' }, desk.first)
  expect(short.status).toBe(422)
  expect(short.body).toContain('Say how you know')
  const sent = await site.post(
    compare,
    { ...hiddenIn(short.body), keep: one, why: 'Her sister says so.' },
    desk.first,
  )
  expect(sent.to).toBe('/app/merges?done=proposed')
  const [pair] = await site.product.rows<{ id: string }>('select id from tc.merge')
  const own = await openPage(site, `/app/merges/${pair!.id}`, desk.first)
  expect(own.body).not.toContain('Put them together')
  const second = await openPage(site, `/app/merges/${pair!.id}`, desk.second)
  expect(second.body).toContain('Her sister says so.')
  const done = await site.post(`/app/merges/${pair!.id}/confirm`, hiddenIn(second.body), desk.second)
  expect(done.to).toBe('/app/merges?done=together')
  const undo = await openPage(site, `/app/merges/${pair!.id}`, desk.second)
  const apart = await site.post(`/app/merges/${pair!.id}/undo`, hiddenIn(undo.body), desk.second)
  expect(apart.to).toBe('/app/merges?done=undone')
  expect((await openPage(site, `/app/merges/${pair!.id}`, desk.second)).body).toContain('Taken apart again')
})

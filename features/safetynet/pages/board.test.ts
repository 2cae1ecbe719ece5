import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'
import type { GapBoard } from '../queries/board.ts'
import { recompute } from '../recompute.ts'

/** Thursday 5 March 2026, 10am in London: day 3.04 of the world. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let lin: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  lin = await site.product.signIn(world.staff.lin.email)
  const person = await world.person('Ava Asked')
  await world.opensTransition(person, 0)
  const referralId = await world.refers(person, 0)
  await world.says(referralId, 'started', { answered_at: world.at(0.1) })
  const episodeId = await world.startsSupport(person, 0.1, {
    referralId,
    keyWorker: world.staff.sam,
    firstContactAt: 0.2,
  })
  for (const [slot, day] of [5, 6].entries())
    await world.plansContact(person, episodeId, day, {
      slot_no: slot,
      staff_id: null,
      planned_at: world.at(0.3),
    })
  await insert(site.product.superuser, 'tc.worry', {
    id: freshId(),
    person_id: person.id,
    organisation_id: world.organisations.riverside,
    team_id: world.teams.medication,
    what: 'someone at home unsafe',
    raised_at: world.at(3),
    raised_by: world.staff.sam.id,
  })
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  const keeper = await world.hires('Kay Keeper', world.teams.records, ['safetynet.recompute'])
  await recompute(site.product.appPool, await site.product.signIn(keeper.email))
})
afterAll(() => site?.stop())

const ask = async (input: object) => must(await site.product.ask(lin, 'safetynet.board', input)) as GapBoard

it('reads a worry first, however old the other gaps are and however short the page', async () => {
  const kinds = (await ask({})).open.map((line) => line.key.replace(/:[^:]*$/, ''))
  expect(kinds[0]).toBe('N11:worry')
  expect(kinds.filter((kind) => kind === 'N2:worker')).toHaveLength(2)
  const short = await ask({ limit: 1 })
  expect(short.open.map((line) => line.about.worry)).toEqual([{ what: 'someone at home unsafe', told: null }])
  expect((await ask({ kind: 'N2' })).open.every((line) => line.kind === 'N2')).toBe(true)
})

it('says which contact each of two gaps of one person is about, and who knows of a worry', async () => {
  const page = await site.get('/app/gaps', lin)
  expect([page.status, pageProblems(page.body)]).toEqual([200, []])
  expect(page.body).toMatch(/between 9am and [\d:apm]+ on Saturday 7 March 2026/)
  expect(page.body).toMatch(/between 9am and [\d:apm]+ on Sunday 8 March 2026/)
  expect(page.body).toContain('A worry is open')
  expect(page.body).toContain('someone at home unsafe: nobody is told yet')
})

it('is led to from My service and from an empty list of tasks', async () => {
  const team = await site.get('/app/team', lin)
  expect([team.status, pageProblems(team.body)]).toEqual([200, []])
  expect(team.body).toMatch(
    /<a[^>]*href="\/app\/gaps"[^>]*>1 worry is<!-- --> ?open|href="\/app\/gaps"[^>]*>1 worry is(<!-- -->)? open/,
  )
  const tasks = await site.get('/app/tasks', lin)
  expect([tasks.status, pageProblems(tasks.body)]).toEqual([200, []])
  expect(tasks.body).toContain('No task waits for your team, but gaps are open.')
  expect(tasks.body).toContain('Open the gap board')
})

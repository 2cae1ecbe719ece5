import { afterAll, beforeAll, expect, it } from 'vitest'
import { hiddenIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let lin: string
let sam: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-02T10:00:00.000Z')
  lin = await site.product.signIn(world.staff.lin.email)
  sam = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site?.stop())

it('fewer visits that are agreed and have not begun are called off in one press, at the top step too', async () => {
  const person = await world.person('Mara Okafor')
  const referralId = await world.refers(person, 0)
  await world.answers(person, world.services.medication, 'yes', 0)
  await world.opensTransition(person, 0)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  const [episodeId, proposalId] = [freshId(), freshId()]
  const start = { kind: 'date', on: '2026-03-02' }
  const keyWorkerId = world.staff.sam.id
  const ids = { personId: person.id, episodeId }
  must(await site.product.act(lin, 'referral.accept', { ...ids, referralId, version: 1, start, keyWorkerId }))
  const version = async () =>
    (await site.product.superuser.query('select version from tc.episode where id = $1', [episodeId])).rows[0]
      .version
  const proposal = { ...ids, proposalId, toStepId: 'daily', version: await version() }
  must(await site.product.act(sam, 'episode.propose-step-down', proposal))
  must(
    await site.product.act(sam, 'episode.agree-step-down', {
      ...ids,
      proposalId,
      decisionId: freshId(),
      fromOn: '2026-03-03',
      personAgreed: { at: '2026-03-02T09:30:00.000Z', how: 'at the visit, in person' },
      agreedBy: { staffId: world.staff.wyn.id, at: '2026-03-02T09:40:00.000Z', how: 'by phone' },
      version: await version(),
    }),
  )

  const path = `/app/episodes/${episodeId}`
  const page = await site.get(path, sam)
  expect(page.body).toContain('Agreed next')
  expect(page.body).toContain(`href="${path}/up"`)
  const form = await site.get(`${path}/up`, sam)
  expect(form.body).toContain('value="twice-daily"')
  expect(form.body).not.toContain('value="daily"')
  const sent = await site.post(
    `${path}/up`,
    { ...hiddenIn(form.body), toStepId: 'twice-daily', because: 'Full boxes' },
    sam,
  )
  expect(sent.status).toBe(303)
  expect((await site.get(path, sam)).body).not.toContain('Agreed next')
})

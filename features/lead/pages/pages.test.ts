import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let jo: string
let noor: string
let lin: string
let personId: string
let offerId: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  jo = await site.product.signIn(world.staff.jo.email)
  noor = await site.product.signIn(world.staff.noor.email)
  lin = await site.product.signIn(world.staff.lin.email)
  const person = await world.person('Ava Handed')
  personId = person.id
  const stayId = await world.admits(person, 1)
  await world.registers(person, world.teams.maple, 1)
  await site.product.superuser.query('select acl.refresh($1)', [[personId]])
  must(
    await site.product.act(jo, 'stay.plan-leaving', {
      stayId,
      personId,
      planId: freshId(),
      version: 0,
      readyOn: null,
      plannedOn: '2026-03-12',
      why: '',
    }),
  )
})
afterAll(() => site?.stop())

const page = async (path: string, token: string) => {
  const found = await site.get(path, token)
  expect([path, found.status, pageProblems(found.body)]).toEqual([path, 200, []])
  return found.body
}
const here = () => `/app/people/${personId}/lead`

it('the person’s page and the leaving board name the lead', async () => {
  const summary = await page(`/app/people/${personId}`, jo)
  expect(summary).toContain('Wyn Parry, Maple ward, as the ward’s manager since')
  expect(summary).toContain(`href="${here()}"`)
  expect(await page('/app/leaving', jo)).toContain(': Wyn Parry, Maple ward')
})

it('the page of the lead says what may be done, and what is missing before closing', async () => {
  const body = await page(here(), jo)
  for (const words of [
    'Name the lead of your team',
    'Hand the lead over',
    'Ask somebody to carry on',
    'They are in hospital, so their way out is not over.',
    'Nobody carries on yet.',
  ])
    expect(body).toContain(words)
  expect(await page(`${here()}/name`, jo)).toContain('Jo Ellis, Maple ward, Northside Trust')
  const offer = await page(`${here()}/offer`, jo)
  expect(offer).toContain('Noor Aziz, North community team, Northside Trust')
  expect(offer).not.toContain('Lin Chau')
  expect(offer).toContain('Asking moves nothing.')
  expect(await page(`${here()}/carry-on`, jo)).toContain('Lin Chau')
  const close = await page(`${here()}/close`, jo)
  expect(close).toContain('This is still missing')
  expect(close).not.toContain('Close it')
})

it('an offer waits first for whoever was asked, and its confirmation says who has it, from when and what if not', async () => {
  offerId = freshId()
  must(
    await site.product.act(jo, 'lead.offer', {
      offerId,
      personId,
      what: 'lead',
      teamId: world.teams.north,
      staffId: world.staff.noor.id,
      note: 'Lives in your area.',
    }),
  )
  expect(await page(`/app/people/${personId}`, jo)).toContain('Not answered yet, so the lead has not moved.')
  for (const home of ['/app/visits', '/app/tasks', '/app/leaving'])
    expect(await page(home, noor)).toContain(': you are asked to lead their way out of hospital, by Jo Ellis')
  expect(await page('/app/tasks', lin)).not.toContain('Asked by name')
  const accept = await page(`/app/people/${personId}/offers/${offerId}/accept`, noor)
  expect(accept).toContain('You lead from the minute they leave the ward; until then the ward does.')
  expect(accept).toContain('Lives in your area.')
  await page(`/app/people/${personId}/offers/${offerId}/decline`, noor)
  await page(`/app/people/${personId}/offers/${offerId}/take-back`, jo)
  const again = await page(`${here()}/offer`, jo)
  expect(again).toContain('Not answered yet, so the lead has not moved.')
  expect(again).toContain(`/offers/${offerId}/take-back`)
  expect(again).not.toContain('Offer the lead</button>')
  const [home] = [await page('/app/leaving', noor)]
  expect(home.indexOf('Asked by name')).toBeLessThan(home.indexOf('Record an admission'))
  // nobody else opens the answer
  expect((await site.get(`/app/people/${personId}/offers/${offerId}/accept`, jo)).status).toBe(404)
  expect((await site.get(here(), lin)).status).toBe(404)
})

it('after accepting, the page says from when', async () => {
  must(await site.product.act(noor, 'lead.accept', { offerId, personId, version: 1 }))
  const body = await page(`${here()}?said=accepted`, noor)
  expect(body).toContain('from the minute of leaving it is you')
  expect(body).toContain('Noor Aziz, North community team: accepted.')
  expect(await page('/app/tasks', noor)).not.toContain('Asked by name')
})

it('a decline leads to a page that is open without the person', async () => {
  const asked = freshId()
  must(
    await site.product.act(jo, 'lead.offer', {
      offerId: asked,
      personId,
      what: 'carry on',
      teamId: world.teams.medication,
      staffId: world.staff.lin.id,
      note: 'Tablets twice a week.',
    }),
  )
  const path = `/app/people/${personId}/offers/${asked}/decline`
  const form = await page(path, lin)
  const hidden = Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, n, v]) => [n!, v!]),
  )
  const sent = await site.post(path, { ...hidden, reason: 'We are full.' }, lin)
  expect([sent.status, sent.to]).toEqual([303, '/app/lead/declined'])
  const after = await page('/app/lead/declined', lin)
  expect(after).toContain('You have declined')
  expect(after).not.toContain('Ava Handed')
  expect((await site.get(here(), lin)).status).toBe(404)
})

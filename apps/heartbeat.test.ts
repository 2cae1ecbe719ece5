import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aTeller, type Teller } from '#testing/telling.ts'

let site: Site
let teller: Teller
let lin: { email: string }
beforeAll(async () => {
  site = await aSite()
  lin = (await aWorld(site.product.superuser)).staff.lin
  await site.product.setNow('2026-03-05T09:00:00Z')
  teller = await aTeller(site.product)
})
afterAll(async () => {
  await teller?.stop()
  await site?.stop()
})
/** Answers are kept for a second. */
const later = () => new Promise((resolve) => setTimeout(resolve, 1_050))
const boards = async () => {
  await later()
  const token = await site.product.signIn(lin.email)
  return Promise.all(
    ['/app/gaps', '/app/leaving', '/app/visits', '/app/team'].map((path) => site.get(path, token)),
  )
}

it('says on every board when notices last went, and after ten silent minutes that they are silent; /health is 503 then', async () => {
  await teller.client.query("select net.beat(3, 2, '{}')")
  expect((await site.get('/health')).status).toBe(200)
  for (const page of await boards()) {
    expect(page.status).toBe(200)
    expect(page.body).toContain('Notices last went 9am')
    expect(page.body).not.toContain('silent since')
  }
  await site.product.setNow('2026-03-05T09:09:50Z')
  expect((await site.get('/health')).status).toBe(200)
  await site.product.setNow('2026-03-05T09:10:01Z')
  const health = await site.get('/health')
  expect([health.status, JSON.parse(health.body)]).toMatchObject([503, { database: 'up', telling: 'silent' }])
  for (const page of await boards()) expect(page.body).toContain('Notices are silent since 9am')
  await teller.client.query("select net.beat(0, 0, '{}')")
  expect((await site.get('/health')).status).toBe(200)
})

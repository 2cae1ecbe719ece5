import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Audited, anAudit } from '#testing/audit.ts'
import { aWorld } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'
import { sealingOf } from './sealing.ts'

let site: Site
let audit: Audited
let lin: { email: string }
beforeAll(async () => {
  site = await aSite()
  lin = (await aWorld(site.product.superuser)).staff.lin
  audit = await anAudit(site.product)
})
afterAll(async () => {
  await audit?.stop()
  await site?.stop()
})

it('says how far behind the sealer is, on every page and in /health, and over thirty seconds above every page', async () => {
  await site.product.setNow('2026-03-05T09:00:00Z')
  await audit.sealAll()
  let elapsed = 0
  const sealing = sealingOf(site.product.appPool, () => elapsed)
  const token = await site.product.signIn(lin.email)
  await site.get('/app/gaps', token)
  await site.product.setNow('2026-03-05T09:00:40Z')
  // a clock that was moved is no lag
  elapsed = 2_500
  expect(await sealing.read()).toMatchObject({ waiting: 1, lagSeconds: 2, behindSince: null })
  expect(await sealing.foot()).toBe('The sealing of who looked is 2 seconds behind.')
  elapsed = 60_000
  const behind = await sealing.read()
  expect(behind.lagSeconds).toBeGreaterThanOrEqual(31)
  expect(behind.behindSince).toMatch(/^2026-03-05T09:00:0/)
  expect((await sealing.banners()).join()).toContain('not sealed since 9am')
  await audit.sealAll()
  elapsed = 70_000
  expect(await sealing.read()).toEqual({ waiting: 0, lagSeconds: 0, behindSince: null })
  expect(await sealing.banners()).toEqual([])
  const health = await site.get('/health')
  expect([health.status, JSON.parse(health.body)]).toMatchObject([
    200,
    { sealing: 'going', sealLagSeconds: 0 },
  ])
  expect((await site.get('/app/gaps', token)).body).toMatch(
    /Who looked is sealed (?:up to now|within a second)\./,
  )
})

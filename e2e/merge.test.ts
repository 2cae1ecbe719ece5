import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDesk, askDesk, type Desk } from '#testing/merging.ts'
import { expectNoSeriousAxe, expectNoSidewaysScroll, launchBrowser, openPage } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite
let desk: Desk
const NAME = 'Mia Oluwaseun-Featherstonehaugh'
let records: { readonly keep: string; readonly away: string }

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world, site } = here
  desk = await aDesk(site.product, world)
  const db = site.product.superuser
  const [keep, away] = [(await world.person(NAME)).id, (await world.person(NAME)).id]
  await db.query(
    "update tc.person_core set nhs_number = null, nhs_number_status = 'not-known' where person_id = $1",
    [away],
  )
  await db.query('update tc.person set born_on = $2 where id = any ($1)', [[keep, away], '1984-05-17'])
  await world.admits({ id: keep, name: NAME, nhsNumber: '' }, 0.1)
  await world.registers({ id: away, name: NAME, nhsNumber: '' }, world.teams.medication, 0)
  await db.query(
    `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
     values (gen_random_uuid(), $1, 'Aspirin', 'one', 'mornings', 'Dr Ash', 'Mia', '2026-03-01', $2, $3, now(), $4)`,
    [away, world.organisations.northside, world.teams.maple, world.staff.jo.id],
  )
  await askDesk(db, world, keep, away)
  await here.refresh()
  records = { keep, away }
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

test('two records of one person: one hand proposes, another puts them together, and they are taken apart again', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const page = await openPage(browser, { baseURL: here.local })
  page.setDefaultTimeout(10_000)
  const as = (token: string) =>
    page.context().addCookies([{ name: 'throughcare', value: token, url: here.local }])
  const fits = async () => {
    await expectNoSeriousAxe(page)
    await page.setViewportSize({ width: 360, height: 640 })
    await expectNoSidewaysScroll(page)
    await page.setViewportSize({ width: 1280, height: 900 })
  }

  await as(desk.first)
  await page.goto('/app/tasks')
  await page.getByRole('link', { name: 'Compare the two records' }).first().click()
  await fits()
  // the record that is chosen, by keyboard alone
  await page.getByRole('radio').first().focus()
  await page.keyboard.press('Space')
  await page.locator('main textarea').fill('Her sister says so, and both teams know her.')
  await page.getByRole('button', { name: 'Ask a colleague to decide' }).press('Enter')
  await page.getByRole('heading', { name: 'Possible duplicates' }).waitFor()
  const [pair] = await here.site.product.rows<{ id: string }>('select id from tc.merge')
  // whoever proposed it does not decide it
  await page.goto(`/app/merges/${pair!.id}`)
  expect(await page.getByRole('button', { name: 'Put them together' }).count()).toBe(0)

  await as(desk.second)
  await page.goto(`/app/merges/${pair!.id}`)
  await fits()
  await page.getByRole('button', { name: 'Put them together' }).click()
  await page.waitForURL('**/app/merges?done=*')
  await as(await here.site.product.signIn(here.world.staff.jo.email))
  await page.goto(`/app/people/${records.away}`)
  expect(page.url()).toContain(records.keep)
  expect(await page.locator('main').innerText()).toContain('Aspirin')

  await as(desk.second)
  await page.goto(`/app/merges/${pair!.id}`)
  await page.getByRole('button', { name: 'Take the two records apart' }).click()
  await page.waitForURL('**/app/merges?done=*')
  await as(await here.site.product.signIn(here.world.staff.jo.email))
  await page.goto(`/app/people/${records.keep}`)
  expect(await page.locator('main').innerText()).not.toContain('Aspirin')
  expect(page.problems).toEqual([])
})

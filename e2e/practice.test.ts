import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
import { type Installation, install } from './installation.ts'
import { type Screen, showWhatFailed, signInAs } from './visit.ts'

let browser: Browser
let here: Installation

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), install({ worker: true })])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

const notices = (page: Screen) => page.getByRole('region', { name: 'Notices' })

test('the clock is moved from the banner of practice, every page says so, and a fresh start leaves the worker at work', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  await here.seeded()
  await here.jobDone()
  const jo = await signInAs(browser, here.address, 'Jo Ellis')
  expect(await notices(jo).count()).toBe(0)
  await jo.getByRole('link', { name: 'Practice tools' }).click()
  await jo.getByRole('button', { name: 'One week on' }).click()

  // a week later nobody is signed in any more; the banner is on the public pages too
  const dayThen = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'Europe/London' })
    .format(Date.now() + 7 * 86_400_000)
    .replace(',', '')
  const later = await signInAs(browser, here.address, 'Lin Chau')
  expect(await notices(later).innerText()).toContain(`The practice clock was moved: here it is ${dayThen}`)
  await later.goto('/app/gaps')
  expect(await notices(later).count()).toBe(1)

  // nobody who is not signed in is offered the tools, or may use them
  const nobody = await openPage(browser, { baseURL: here.address })
  await nobody.goto('/')
  expect(await nobody.getByRole('link', { name: 'Practice tools' }).count()).toBe(0)
  await nobody.goto('/practice')
  expect(nobody.url()).toContain('/sign-in')

  // a fresh start puts another database in the place of the one the worker listens on
  await later.goto('/practice')
  // three hundred people are made again: on a busy machine longer than a page may take
  await later.getByRole('button', { name: 'Throw it away and start again' }).click({ timeout: 60_000 })
  await later.waitForURL('**/sign-in', { timeout: 60_000 })
  expect(await notices(later).innerText()).not.toContain('The practice clock was moved')
  await here.jobDone()
  const again = await signInAs(browser, here.address, 'Jo Ellis')
  await again.getByRole('heading', { level: 1, name: /Leaving hospital/ }).waitFor()
})

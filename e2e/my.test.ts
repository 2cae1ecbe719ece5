import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '#testing/personas.ts'
import {
  countPresses,
  expectNoSeriousAxe,
  expectNoSidewaysScroll,
  launchBrowser,
  openPage,
} from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { type Screen, showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite
let mara: Person
const PIN = '472913'
/** Made of parts that the pages axe looks at have too. */
const AXE_ELSEWHERE = new Set(['/plan', '/safety', '/start', '/looked', '/print'])

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world } = here
  mara = await world.person('Mara Okafor')
  const stayId = await world.admits(mara, 0.1)
  const referralId = await world.refers(mara, 0.2, { stayId })
  await world.answers(mara, world.services.medication, 'yes', 0.2)
  await world.says(referralId, 'started', { answered_at: world.at(0.3) })
  const episodeId = await world.startsSupport(mara, 0.5, { referralId })
  await world.plansContact(mara, episodeId, 3, { staff_id: world.staff.sam.id })
  await here.refresh()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

async function worker(name: 'jo' | 'sam'): Promise<Screen> {
  const page = await openPage(browser, { baseURL: here.local, scripts: false })
  page.setDefaultTimeout(10_000)
  const token = await here.site.product.signIn(here.world.staff[name].email)
  await page.context().addCookies([{ name: 'throughcare', value: token, url: here.local }])
  return page
}

/** The code as it stands on the worker's screen. */
async function codeFor(jo: Screen, whom: string): Promise<string> {
  await jo.goto(`/app/people/${mara.id}/door`)
  await jo.getByRole('button', { name: `Make a code for ${whom}` }).click()
  return jo.locator('.tc-big-code').innerText()
}

/** A phone of 320 px without scripts, set up with that code. */
async function aPhone(code: string): Promise<Screen> {
  const phone = await openPage(browser, { baseURL: here.local, scripts: false, width: 320 })
  phone.setDefaultTimeout(10_000)
  // the way out leads to another site
  await phone
    .context()
    .route(/^https:/, (route) => route.fulfill({ body: 'Sunny spells', contentType: 'text/html' }))
  await phone.goto('/my/start')
  await phone.getByLabel('Code from your worker').fill(code.toLowerCase())
  await phone.getByLabel('Choose a PIN of six numbers').fill(PIN)
  await phone.getByLabel('The PIN again').fill(PIN)
  await phone.getByRole('button', { name: 'Start' }).click()
  return phone
}

/** Whether something stands in the first window of the screen, above the bar at its foot, without any press. */
const atOnce = async (page: Screen, words: string): Promise<boolean> => {
  const box = await page.getByText(words).first().boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0) - 64
}

test('the own door on a phone of 320 px without scripts: what comes next at once, sharing stopped in two presses, and out', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const [jo, sam] = await Promise.all([worker('jo'), worker('sam')])
  await sam.goto(`/app/people/${mara.id}/details`)
  const before = await sam.locator('main').innerText()
  const phone = await aPhone(await codeFor(jo, 'Mara Okafor'))

  // 0 presses: the next visit, with the name of who comes, above the fold
  await phone.getByRole('heading', { name: 'Hello Mara Okafor' }).waitFor()
  expect(await atOnce(phone, 'A visit, Thursday 5 March')).toBe(true)
  expect(await atOnce(phone, 'Sam Okoro, from')).toBe(true)
  expect(await phone.getByRole('link', { name: /Leave this page/ }).count()).toBeGreaterThan(0)

  // scripts are on here for the asking alone: the rules of reach are a script
  const eyes = await openPage(browser, { baseURL: here.local, width: 320 })
  await eyes.context().addCookies(await phone.context().cookies())
  for (const path of ['/plan', '/safety', '/start', '/pin', '', '/sharing', '/looked', '/tell', '/print']) {
    await eyes.goto(`/my${path}`)
    expect(new URL(eyes.url()).pathname).toBe(`/my${path}`)
    await expectNoSidewaysScroll(eyes)
    if (!AXE_ELSEWHERE.has(path)) await expectNoSeriousAxe(eyes)
  }
  expect(eyes.problems).toEqual([])

  // sharing stopped: two presses from the page that says who sees what
  await phone.getByRole('link', { name: 'Who sees what, and stop it' }).click()
  const counter = countPresses()
  await counter.press(phone.getByRole('button', { name: 'Stop this sharing with Medication support' }))
  await expectNoSidewaysScroll(phone)
  await counter.press(phone.getByRole('button', { name: 'Yes, stop it' }))
  await phone.getByRole('heading', { name: 'It is stopped' }).waitFor()
  expect(counter.presses()).toBe(2)
  // the service's worker, on the very next request
  await sam.reload()
  const after = await sam.locator('main').innerText()
  expect([before.includes('Allergies'), after.includes('Allergies')]).toEqual([true, false])
  await jo.goto(`/app/people/${mara.id}/sharing`)
  await jo.getByText('said by the person at their own door').waitFor()

  // a quarter of an hour goes by over the words: they come back after the PIN
  await phone.goto('/my/tell')
  await phone.getByLabel('What do you want them to know?').fill('The lock is broken.')
  await here.clockTo('2026-03-04T09:20:00.000Z')
  await phone.getByRole('button', { name: 'Tell the team' }).click()
  await phone.getByText('We kept what you typed').waitFor()
  await expectNoSidewaysScroll(phone)
  await phone.getByLabel('Your PIN').fill(PIN)
  await phone.getByRole('button', { name: 'Open my plan' }).click()
  expect(await phone.getByLabel('What do you want them to know?').inputValue()).toBe('The lock is broken.')
  await phone.getByRole('button', { name: 'Tell the team' }).click()
  await phone.getByRole('heading', { name: /has it$/ }).waitFor()
  await expectNoSidewaysScroll(phone)

  // the sheet for paper: large, and nothing on it that only a screen needs
  await phone.goto('/my/print')
  await phone.emulateMedia({ media: 'print' })
  expect(
    await phone
      .locator('.tc-large-print p')
      .first()
      .evaluate((p) => Number.parseFloat(getComputedStyle(p).fontSize)),
  ).toBeGreaterThanOrEqual(21)
  expect(await phone.locator('.tc-way-out').isVisible()).toBe(false)
  await phone.emulateMedia({ media: 'screen' })

  // away: another site at once, and nothing of it behind "back"
  await phone.goto('/my/safety')
  await phone
    .getByRole('link', { name: /Leave this page/ })
    .first()
    .click()
  await phone.getByText('Sunny spells').waitFor()
  await phone.goBack()
  expect(await phone.content()).not.toContain('safety plan')
  await phone.goto('/my/safety')
  expect(new URL(phone.url()).pathname).toBe('/my/pin')
})

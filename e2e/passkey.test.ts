import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoSeriousAxe, expectNoSidewaysScroll, launchBrowser, openPage, screenshot } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { type Screen, showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite
let contact: string

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world } = here
  const mara = await world.person('Mara Okafor')
  await world.registers(mara, world.teams.maple, 0)
  const stayId = await world.admits(mara, 0.1)
  const referralId = await world.refers(mara, 0.2, { stayId })
  await world.answers(mara, world.services.medication, 'yes', 0.2)
  await world.says(referralId, 'taken on', { answered_at: world.at(0.3) })
  const episodeId = await world.startsSupport(mara, 0.5, { referralId })
  contact = `/app/contacts/${await world.plansContact(mara, episodeId, 2)}`
  await here.refresh()
})
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

/** A browser with a device of its own that checks its owner: Chromium's virtual authenticator. */
async function aDevice(): Promise<Screen> {
  const page = await openPage(browser, { baseURL: here.local })
  page.setDefaultTimeout(20_000)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return page
}
const press = (page: Screen, name: string) => page.getByRole('button', { name, exact: true }).click()
async function practiceSignIn(page: Screen, name: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('button', { name }).click()
  await page.waitForURL('**/app/**')
}
async function looksRight(page: Screen, name: string): Promise<void> {
  expect(page.problems).toEqual([])
  await expectNoSeriousAxe(page)
  await screenshot(page, `${name}-1280`)
  await page.setViewportSize({ width: 360, height: 640 })
  await expectNoSidewaysScroll(page)
  await screenshot(page, `${name}-360`)
  await page.setViewportSize({ width: 1280, height: 900 })
}
const NOTE = 'How are things?'

test('a passkey: added, signed in with, and a locked screen opened with it, where what was typed stands', {
  timeout: 240_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await aDevice()
  await practiceSignIn(sam, 'Sam Okoro')
  await sam.goto('/app/settings/sign-in')
  await sam.getByLabel('Name for this passkey').fill('Work phone')
  await press(sam, 'Add a passkey')
  await sam.getByRole('rowheader', { name: 'Work phone' }).waitFor()
  await looksRight(sam, 'your-sign-in')

  await press(sam, 'Sign out')
  await sam.waitForURL('**/sign-in')
  await sam.goto('/sign-in?way=password')
  await looksRight(sam, 'sign-in-form')
  await press(sam, 'Sign in with a passkey')
  await sam.waitForURL('**/app/leaving')
  expect(await sam.locator('.tc-who').first().textContent()).toContain('Sam Okoro')

  // Lock is pressed at once, before anything has been saved; the other tab shows nothing either
  const other = await sam.context().newPage()
  await other.goto('/app/leaving')
  await sam.goto(contact)
  await sam.getByLabel(NOTE).fill('Typed a moment before the screen was locked')
  await press(sam, 'Lock')
  await sam.getByRole('heading', { name: 'Locked by Sam Okoro' }).waitFor()
  await other.getByRole('heading', { name: 'Locked by Sam Okoro' }).waitFor()
  await looksRight(sam, 'locked')
  await sam.goBack()
  await sam.getByRole('heading', { name: 'Locked by Sam Okoro' }).waitFor()
  await press(sam, 'Use your passkey')
  await sam.waitForURL(`**${contact}`)
  await sam.getByText(/We kept what you typed at/).waitFor()
  expect(await sam.getByLabel(NOTE).inputValue()).toBe('Typed a moment before the screen was locked')
  await sam.context().close()
})

test('a session ended in one browser is refused in another on its next request', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const [lost, own] = [await aDevice(), await aDevice()]
  await practiceSignIn(lost, 'Sam Okoro')
  await practiceSignIn(own, 'Sam Okoro')
  await lost.goto(contact)
  await own.goto('/app/settings/sign-in')
  await press(own, 'End all but this one')
  await expect.poll(() => own.getByRole('button', { name: 'End all but this one' }).count()).toBe(0)
  await lost.reload()
  await lost.waitForURL('**/sign-in?*')
  expect(await lost.locator('body').textContent()).not.toContain('Mara')
  await lost.context().close()
  await own.context().close()
})

test('a device that does not check its owner, and no device at all, sign nobody in', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const page = await aDevice()
  await page.goto('/sign-in?way=password')
  await press(page, 'Sign in with a passkey')
  await page.getByText('The device was not asked, said no, or waited too long').waitFor()
  await looksRight(page, 'passkey-asked')
  expect((await page.context().cookies()).map((c) => c.name)).not.toContain('throughcare')
  const elsewhere = await openPage(browser, { baseURL: here.address })
  await elsewhere.goto('/sign-in?way=password')
  await elsewhere.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await elsewhere.getByText(/Passkeys work at http:\/\/localhost:\d+ only/).waitFor()
  await page.context().close()
  await elsewhere.context().close()
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { type Screen, showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite
let episodeId: string
let contactId: string
let maraId: string

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world } = here
  const mara = await world.person('Mara Okafor')
  maraId = mara.id
  await world.registers(mara, world.teams.maple, 0)
  const stayId = await world.admits(mara, 0.1)
  const referralId = await world.refers(mara, 0.2, { stayId })
  await world.answers(mara, world.services.medication, 'yes', 0.2)
  await world.says(referralId, 'taken on', { answered_at: world.at(0.3) })
  episodeId = await world.startsSupport(mara, 0.5, { referralId })
  contactId = await world.plansContact(mara, episodeId, 2)
  await here.refresh()
})
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

async function signIn(name: string): Promise<Screen> {
  const page = await openPage(browser, { baseURL: here.address })
  page.setDefaultTimeout(15_000)
  await page.goto('/sign-in')
  await page.getByRole('button', { name }).click()
  await page.waitForURL('**/app/**')
  return page
}
const press = (page: Screen, name: string) => page.getByRole('button', { name, exact: true }).click()
const LONG = Array.from({ length: 200 }, (_, i) => `word${i + 1}`).join(' ')
const NOTE = 'How are things?'
const notes = async (text: string): Promise<number> => {
  const found = await here.site.product.superuser.query<{ n: number }>(
    'select count(*)::int as n from tc.note where body = $1',
    [text],
  )
  return found.rows[0]?.n ?? 0
}

test('a closed tab: 200 words are there when the form is opened again', { timeout: 120_000 }, async ({
  onTestFailed,
}) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await signIn('Sam Okoro')
  await sam.goto(`/app/contacts/${contactId}`)
  await sam.getByLabel(NOTE).fill(LONG)
  await sam.getByText(/^Saved \d/).waitFor()
  await sam.close()
  const again = await sam.context().newPage()
  await again.goto(`/app/contacts/${contactId}`)
  await again.getByText(/We kept what you typed at/).waitFor()
  expect(await again.getByLabel(NOTE).inputValue()).toBe(LONG)
  await sam.context().close()
})

test('the back button: what was typed stands in the boxes', { timeout: 120_000 }, async ({
  onTestFailed,
}) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await signIn('Sam Okoro')
  await sam.goto(`/app/contacts/${contactId}`)
  await sam.getByLabel(NOTE).fill('Typed and then left at once')
  await sam.getByRole('link', { name: 'Referrals', exact: true }).click()
  await sam.waitForURL('**/app/referrals')
  await sam.goBack()
  await expect.poll(() => sam.getByLabel(NOTE).inputValue()).toBe('Typed and then left at once')
  await sam.context().close()
})

test('the back button after a refused press: the form and its text, and nothing is asked to be sent again', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await signIn('Sam Okoro')
  await sam.goto(`/app/contacts/${contactId}`)
  await sam.getByLabel(NOTE).fill('Pressed before it was whole')
  await press(sam, 'Save')
  await sam.getByText('There is a problem').waitFor()
  await sam.getByRole('link', { name: 'Referrals', exact: true }).click()
  await sam.waitForURL('**/app/referrals')
  await sam.goBack()
  await expect.poll(() => sam.getByLabel(NOTE).inputValue()).toBe('Pressed before it was whole')
  await sam.reload()
  await expect.poll(() => sam.getByLabel(NOTE).inputValue()).toBe('Pressed before it was whole')
  await sam.context().close()
})

test('a session that ran out: what was sent is kept, given back after signing in, and sent', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const text = 'Written while the session ran out'
  const sam = await signIn('Sam Okoro')
  await sam.goto(`/app/contacts/${contactId}`)
  await sam.getByRole('radio', { name: 'Yes', exact: true }).check()
  await sam.getByLabel(NOTE).fill(text)
  await here.clockTo('2026-03-04T12:00:00.000Z')
  await press(sam, 'Save')
  await sam.getByText('What you typed is kept.').waitFor()
  await press(sam, 'Sam Okoro')
  await sam.getByRole('heading', { level: 1, name: 'What you typed' }).waitFor()
  expect(await sam.locator('main').innerText()).toContain(text)
  expect(await notes(text)).toBe(0)
  await press(sam, 'Carry on')
  await sam.getByText('Saved', { exact: true }).waitFor()
  expect(await notes(text)).toBe(1)
  await sam.goto('/app/kept')
  await sam.getByText('Nothing is kept for you.').waitFor()
  await sam.context().close()
})

test('a double press has one effect', { timeout: 120_000 }, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const text = 'Pressed twice in a hurry'
  const sam = await signIn('Sam Okoro')
  await sam.goto(`/app/contacts/${contactId}/note`)
  await sam.locator('textarea').first().fill(text)
  // two posts of one page, as an impatient hand without scripts makes them
  const forms = sam.locator('form#form')
  await forms.evaluate((form) => {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form as HTMLFormElement))
      if (typeof value === 'string') body.append(name, value)
    const send = () => fetch((form as HTMLFormElement).action, { method: 'POST', body, redirect: 'manual' })
    return Promise.all([send(), send()])
  })
  await sam
    .getByRole('button', { name: 'Save', exact: true })
    .or(sam.locator('form#form button'))
    .first()
    .dblclick()
  await expect.poll(() => notes(text)).toBe(1)
  // the press's own redirect may still be on its way and would break off a second navigation
  await sam.waitForURL((url) => !url.pathname.endsWith('/note'), { waitUntil: 'load' })
  await sam.goto(`/app/contacts/${contactId}`)
  expect(await sam.getByText(text).count()).toBe(1)
  await sam.context().close()
})

test('a second saver sees both texts, and nothing is overwritten', { timeout: 120_000 }, async ({
  onTestFailed,
}) => {
  onTestFailed(() => showWhatFailed(browser))
  const jo = await signIn('Jo Ellis')
  const wyn = await signIn('Wyn Parry')
  const at = `/app/people/${maraId}/change/names`
  await Promise.all([jo.goto(at), wyn.goto(at)])
  const box = (page: Screen) => page.locator('form[data-autosave] input[type="text"]').first()
  await box(jo).fill('Mara-Jo')
  await box(wyn).fill('Amara')
  await press(jo, 'Save names')
  await jo.waitForURL(`**/app/people/${maraId}/details**`)
  await press(wyn, 'Save names')
  await wyn.getByText('Saved by somebody else while you were typing').waitFor()
  const shown = await wyn.locator('main').innerText()
  expect(shown).toContain('Mara-Jo')
  expect(await box(wyn).inputValue()).toBe('Amara')
  for (const page of [jo, wyn]) await page.context().close()
})

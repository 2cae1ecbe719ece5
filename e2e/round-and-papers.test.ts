import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '#testing/product.ts'
import { expectNoSeriousAxe, expectNoSidewaysScroll, launchBrowser, openPage, tabTo } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { rowOf, type Screen, showWhatFailed } from './visit.ts'

/** It is Wednesday 4 March 2026, 9am; Sam is sick tomorrow. */
const TOMORROW = '2026-03-05'
const NAMES = ['Ada One', 'Bea Two', 'Cal Three']

let browser: Browser
let here: SmallSite

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world, site } = here
  const { sam, ade, lin } = world.staff
  const visits: { personId: string; contactId: string }[] = []
  for (const [n, name] of NAMES.entries()) {
    const person = await world.person(name)
    const stay = await world.admits(person, -20)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    const episode = await world.startsSupport(person, -8, {
      keyWorker: sam,
      referralId: referral,
      firstContactAt: -7,
    })
    await world.answers(person, world.services.medication, 'yes', -9)
    const planned = (day: string, hour: string, until: string) =>
      world.plansContact(person, episode, 2, {
        staff_id: sam.id,
        on_day: day,
        window_from_at: `${day}T${hour}:00Z`,
        window_until_at: `${day}T${until}:00Z`,
      })
    await planned(TOMORROW, n === 2 ? '17:00' : '08:00', n === 2 ? '19:00' : '10:00')
    visits.push({ personId: person.id, contactId: await planned('2026-03-04', '07:30', '08:30') })
  }
  // whoever makes such visits is who can be proposed
  const own = await world.person('Dee Ownround')
  const episode = await world.startsSupport(own, -8, { keyWorker: ade, firstContactAt: -7 })
  await world.plansContact(own, episode, 2, {
    staff_id: ade.id,
    on_day: TOMORROW,
    window_from_at: `${TOMORROW}T13:00:00Z`,
    window_until_at: `${TOMORROW}T14:00:00Z`,
  })
  await world.away(sam, 2.6, 3.6)
  await site.product.superuser.query(
    `update tc.post set rights = rights || '{incident.record,incident.read}' where id = any ($1::uuid[])`,
    [[sam.postId, lin.postId]],
  )
  await here.refresh()
  // what Sam recorded this morning
  const token = await site.product.signIn(sam.email)
  for (const { personId, contactId } of visits)
    must(
      await site.product.act(token, 'contact.record', {
        personId,
        contactId,
        version: 1,
        record: {
          happened: 'yes',
          at: '2026-03-04T08:00:00.000Z',
          mode: 'visit',
          by: [sam.id],
          person: 'seen',
          doses: [],
        },
      }),
    )
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

/** Nothing in the console, one h1, nothing serious for axe, no sideways scroll on a phone; said after saving, too. */
async function look(page: Screen): Promise<void> {
  await page.locator('h1').first().waitFor()
  expect(page.problems, page.url()).toEqual([])
  expect(await page.locator('h1').count(), page.url()).toBe(1)
  await expectNoSeriousAxe(page)
  const room = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 640 })
  await expectNoSidewaysScroll(page)
  if (room) await page.setViewportSize(room)
}

/** Somebody who has a keyboard and nothing else, and how often they pressed a link or a button since they began to count. */
class Hands {
  readonly page: Screen
  presses = 0
  constructor(page: Screen) {
    this.page = page
  }

  async press(target: Locator): Promise<void> {
    await target.waitFor()
    await tabTo(this.page, target, 400)
    await this.page.keyboard.press('Enter')
    this.presses += 1
  }

  async type(target: Locator, text: string): Promise<void> {
    await tabTo(this.page, target, 400)
    await this.page.keyboard.type(text)
  }

  /** The first of some radios. */
  async first(name: string): Promise<void> {
    const radio = this.page.locator(`input[name="${name}"]`).first()
    await tabTo(this.page, radio, 400)
    await this.page.keyboard.press('Space')
    expect(await radio.isChecked()).toBe(true)
  }

  link(name: string | RegExp): Locator {
    return this.page
      .getByRole('main')
      .getByRole('link', { name })
      .or(this.page.getByRole('main').getByRole('button', { name }))
      .first()
  }

  said(): Promise<string> {
    return this.page.locator('main').innerText()
  }
}

async function handsOf(name: string): Promise<Hands> {
  const page = await openPage(browser, { baseURL: here.address })
  page.setDefaultTimeout(15_000)
  await page.goto('/')
  await page.getByRole('link', { name: 'Staff sign in' }).click()
  await page.getByRole('button', { name }).click()
  await page.waitForURL('**/app/**')
  return new Hands(page)
}

test('a sick worker’s round is covered in three presses from the manager’s page', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const lin = await handsOf('Lin Chau')
  await lin.page.goto('/app/team')
  await look(lin.page)
  await lin.press(lin.link('Rounds of tomorrow, and covering one'))
  await lin.page.getByRole('heading', { level: 1, name: 'Rounds' }).waitFor()
  expect(await rowOf(lin.page, 'Sam Okoro').first().innerText()).toMatch(/Away/)
  await look(lin.page)
  await lin.press(rowOf(lin.page, 'Sam Okoro').getByRole('link', { name: /^Cover this round/ }))
  await lin.page.getByRole('heading', { level: 1, name: 'Cover the round of Sam Okoro' }).waitFor()
  for (const name of NAMES) expect(await lin.said()).toContain(name)
  await look(lin.page)
  await lin.press(lin.link('Give these visits'))
  await lin.page.getByText('3 visits given to others.').waitFor()
  expect(lin.presses).toBe(3)
  await look(lin.page)
  expect(await rowOf(lin.page, 'Sam Okoro').first().innerText()).not.toMatch(/Ada One|Bea Two|Cal Three/)
  await lin.page.context().close()
})

test('what somebody recorded is one block for the trust’s record, in one press', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await handsOf('Sam Okoro')
  await sam.page.goto('/app/visits')
  await sam.press(sam.link('Copy for the trust’s record'))
  await sam.page.getByRole('heading', { level: 1, name: 'A copy for the trust’s record' }).waitFor()
  expect(sam.presses).toBe(1)
  const text = await sam.page.getByLabel('The text to paste').inputValue()
  for (const name of NAMES) expect(text).toContain(name)
  await look(sam.page)
  await sam.press(
    sam
      .link('Back to the copies so far')
      .or(sam.page.getByRole('link', { name: 'Back to the copies so far' }))
      .first(),
  )
  await sam.page.getByRole('heading', { level: 1, name: 'Copies for the trust’s record' }).waitFor()
  await look(sam.page)
  // nothing is copied twice
  await sam.press(sam.link('Copy for the trust’s record'))
  await sam.page.getByText('Nothing new is there to copy.').waitFor()
  await sam.page.context().close()
})

test('an incident is written down from the page of the person, and the manager reads it', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await handsOf('Sam Okoro')
  await sam.page.goto('/app/people')
  await sam.press(sam.link('Ada One'))
  await sam.page.getByRole('heading', { level: 1, name: 'Ada One' }).waitFor()
  await sam.press(sam.link('Incidents, and writing one down'))
  await sam.page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor()
  await look(sam.page)
  await sam.press(sam.link(/^Write down an incident/))
  await sam.page.getByRole('heading', { level: 1, name: 'Write down an incident' }).waitFor()
  await look(sam.page)
  await sam.first('kind')
  await sam.first('harm')
  await sam.type(sam.page.getByLabel('What happened?'), 'The pharmacy gave the tablets of somebody else.')
  await sam.type(sam.page.getByLabel('What was done?'), 'Took them back the same hour.')
  await sam.press(sam.link('Write it down'))
  await sam.page.waitForURL('**/app/incidents**')
  await look(sam.page)
  const lin = await handsOf('Lin Chau')
  await lin.page.goto('/app/incidents')
  expect(await lin.said()).toContain('Ada One')
  await look(lin.page)
  await lin.press(lin.page.getByRole('main').getByRole('row').last().getByRole('link').first())
  await lin.page.getByText('The pharmacy gave the tablets of somebody else.').waitFor()
  await look(lin.page)
  await sam.page.context().close()
  await lin.page.context().close()
})

test('the emergency sheet has everybody of the list, with the time at which it was right', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const sam = await handsOf('Sam Okoro')
  await sam.page.goto('/app/people')
  await sam.press(sam.link(/emergency sheet/i))
  await sam.page.getByRole('heading', { level: 1, name: 'Emergency sheet' }).waitFor()
  expect(await sam.said()).toMatch(/As at 9(:\d\d)?am on Wednesday 4 March 2026/)
  for (const name of NAMES)
    expect(await sam.page.getByRole('region', { name }).innerText()).toMatch(/Next[\s\S]*5 March/)
  await look(sam.page)
  // as it is on paper: nothing of it is cut off beside the page
  await sam.page.emulateMedia({ media: 'print' })
  expect(await sam.said()).toContain('Cal Three')
  await sam.page.context().close()
})

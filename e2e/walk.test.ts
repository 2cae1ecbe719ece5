import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countPresses, launchBrowser } from './browser.ts'
import { type Installation, install } from './installation.ts'
import { fillDate, Looks, rowOf, type Screen, showWhatFailed, signInAs, today } from './visit.ts'

let browser: Browser
let here: Installation
const looks = new Looks()

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), install()])
})
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

const signIn = (name: string) => signInAs(browser, here.address, name)
const leave = (page: Screen) => page.context().close()
/** A link, also one that looks like a button. */
const link = (page: Screen, name: string | RegExp): Locator =>
  page.getByRole('link', { name }).or(page.getByRole('button', { name })).first()
const button = (page: Screen, name: string | RegExp): Locator => page.getByRole('button', { name })

/** The minute it is in London, as it is typed: 17:30. */
const clockNow = (): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(
    new Date(),
  )

/** Opens what the link leads to and looks at it. */
async function open(page: Screen, target: Locator): Promise<void> {
  await target.click()
  await looks.at(page)
}

async function writeMedicine(page: Screen, name: string, dose: string, when: string): Promise<void> {
  await open(page, link(page, 'Details'))
  await open(page, link(page, 'Write a medicine on the list'))
  await page.getByLabel('Medicine', { exact: true }).fill(name)
  await page.getByLabel('Dose in words').fill(dose)
  await page.getByLabel('When', { exact: true }).fill(when)
  await page.getByLabel('Who prescribes it').fill('The ward doctor')
  await page.getByLabel('Who said so').fill('The ward')
  await fillDate(page.getByRole('group', { name: 'True as of' }), today())
  await button(page, 'Save medicine').click()
}

test('the walk of the README: one person from the ward to the end of support', { timeout: 300_000 }, async ({
  onTestFailed,
}) => {
  onTestFailed(() => showWhatFailed(browser))
  const jo = await signIn('Jo Ellis')
  await jo.waitForURL('**/app/leaving')
  expect(await rowOf(jo, 'Mara Okafor').count()).toBe(0)

  // the hospital speaks, and Mara stands on the board of Maple
  expect(await here.command('hl7', 'content/practice/messages/a01-mara-okafor.hl7')).toMatch(/NSD0000417.*AA/)
  await jo.reload()
  expect(await rowOf(jo, 'Mara Okafor').innerText()).toMatch(/Maple[\s\S]*days in hospital/)
  await looks.at(jo)

  // the ward tells what the message did not
  await open(jo, link(jo, 'Tasks'))
  await open(
    jo,
    rowOf(jo, 'Mara Okafor')
      .getByRole('link', { name: /^Say it/ })
      .first(),
  )
  await jo.getByLabel('How many miles').fill('3')
  await jo.getByLabel('Why is the person in this place').fill('Nearest ward with a bed')
  await button(jo, 'Save').click()
  await jo.getByText('It is saved.').waitFor()
  await open(jo, link(jo, 'Tasks'))
  expect(await rowOf(jo, 'Mara Okafor').count()).toBe(0)

  // what she takes, so that somebody can ask about it at the door
  await open(jo, link(jo, 'Leaving'))
  await open(jo, link(jo, 'Mara Okafor'))
  await writeMedicine(jo, 'Olanzapine', 'one 10mg tablet', 'at night')
  await writeMedicine(jo, 'Sertraline', 'one 50mg tablet', 'in the morning')

  // a referral in four screens, from the home screen
  await jo.goto('/app')
  const { press, answer, choose, presses } = countPresses()
  await press(rowOf(jo, 'Mara Okafor').getByRole('link', { name: /^Add support/ }))
  expect(await jo.getByRole('heading', { level: 1 }).innerText()).toContain(
    'Where should Mara Okafor be referred to?',
  )
  await looks.at(jo)
  await press(button(jo, /^Choose Riverside medication support/))
  await looks.at(jo)
  expect(await jo.getByText('Left empty, it says “Not known yet”.').count()).toBeGreaterThan(3)
  expect(await jo.locator('textarea').first().inputValue()).not.toBe('x')
  await answer(
    jo.locator('textarea').first(),
    'Wants company while she learns to take her own tablets at home',
  )
  await press(button(jo, 'Continue'))
  await looks.at(jo)
  await choose(jo.getByRole('radio', { name: 'Yes', exact: true }))
  await press(button(jo, 'Continue'))
  await looks.at(jo)
  await press(button(jo, 'Send to Riverside medication support'))
  expect(presses()).toBeLessThanOrEqual(12)
  await looks.at(jo)
  const sent = await jo.locator('main').innerText()
  expect(sent).toContain('Sent to Riverside medication support')
  expect(sent).toMatch(/by 5pm on \w+day \d+ \w+ \d{4}/)
  expect(sent).toContain('If they do not')
  await open(jo, link(jo, 'See the referral'))
  expect(await jo.locator('main').innerText()).toMatch(/^Sent$/m)

  // Lin opens it, and Jo's list says so
  const lin = await signIn('Lin Chau')
  await looks.at(lin)
  await open(lin, link(lin, 'Mara Okafor'))
  await button(lin, 'Say that you have opened it').click()
  await link(jo, 'Referrals').click()
  expect(await rowOf(jo, 'Mara Okafor').innerText()).toMatch(/Seen[\s\S]*Lin Chau/)
  await looks.at(jo)

  // Lin takes her on, with a day and a worker
  await open(lin, link(lin, 'Take on'))
  await lin.getByRole('radio', { name: 'On a day' }).check()
  await fillDate(lin.getByRole('group', { name: 'Start date' }), today(1))
  await lin
    .getByLabel('Key worker')
    .selectOption({ label: await labelStarting(lin, 'Key worker', 'Sam Okoro') })
  await button(lin, 'Take on').click()
  await lin.getByText('Taken on. The sender can see it now.').waitFor()
  await leave(lin)
  await jo.reload()
  expect(await rowOf(jo, 'Mara Okafor').innerText()).toMatch(
    /Taken on[\s\S]*Sam Okoro makes the first contact from \w+day/,
  )

  // she leaves the ward
  expect(await here.command('hl7', 'content/practice/messages/a03-mara-okafor.hl7')).toMatch(/AA/)
  await open(jo, link(jo, 'Leaving'))
  expect(await rowOf(jo, 'Mara Okafor').innerText()).toMatch(/Left 20 Nov 2026/)

  // somebody leads at home, by name, and the plan has reached who is named in it
  await open(jo, link(jo, 'Mara Okafor'))
  const person = jo.url().replace(/[?#].*$/, '')
  await jo.goto(`${person}/lead`)
  await open(jo, link(jo, 'Hand the lead over'))
  await jo
    .getByLabel('Who is asked to lead?')
    .selectOption({ label: await labelStarting(jo, 'Who is asked to lead?', 'Noor Aziz') })
  await button(jo, 'Offer the lead').click()
  const noor = await signIn('Noor Aziz')
  await noor.goto(`${person}/lead`)
  await open(noor, link(noor, 'Accept the lead'))
  await button(noor, 'Accept, in my name').click()
  await noor.getByText('You have accepted.').waitFor()
  await leave(noor)
  await jo.goto(`${person}/plan`)
  await open(jo, link(jo, 'Write a plan'))
  await jo.locator('textarea').first().fill('Ring her sister first, then the ward.')
  const named = jo.getByRole('group', { name: /^Named 1/ })
  await named
    .getByLabel('Who', { exact: true })
    .selectOption({ label: 'Somebody else: a GP, family, the person' })
  await named.getByLabel('Name, for somebody else').fill('Dr Amis')
  await named.getByLabel('What they are to the person').fill('GP')
  await button(jo, 'Save the plan').click()
  await open(jo, link(jo, /^Write how they were given it/))
  await jo.getByRole('radio', { name: /^Somebody handed it over/ }).check()
  await jo.getByLabel('To whom, and how?').fill('Read out by phone and taken down at the surgery')
  await fillDate(jo.getByRole('group', { name: 'Which day?' }), today())
  await jo.getByLabel('What time?').fill(clockNow())
  await button(jo, 'Save').click()
  await jo.getByRole('heading', { name: 'Plan of Maple ward' }).waitFor()
  expect(await jo.locator('main').innerText()).not.toContain('Does not have it yet')
  await leave(jo)
  await here.seeded()

  // the first visit: both medicines seen, a note, nothing worrying
  await here.clockTo(1, 8)
  const sam = await signIn('Sam Okoro')
  await sam.waitForURL('**/app/visits')
  await looks.at(sam)
  await open(sam, rowOf(sam, 'Mara Okafor').getByRole('link').first())
  await sam.getByRole('radio', { name: 'Yes', exact: true }).check()
  await looks.at(sam)
  for (const medicine of ['Olanzapine', 'Sertraline'])
    await sam.getByRole('group', { name: medicine }).getByRole('radio', { name: 'Took it, I saw' }).check()
  await sam.getByLabel('How are things?').fill('Up and dressed. We put the two boxes beside the kettle.')
  await button(sam, 'Save').click()
  await sam.getByText('Saved', { exact: true }).waitFor()
  await looks.at(sam)
  expect(await sam.locator('main').innerText()).toContain('We put the two boxes beside the kettle.')
  await open(sam, link(sam, 'Back to the schedule'))
  expect(await fact(sam, 'Step now')).toMatch(/^Twice a day, since /)
  await leave(sam)

  // a day later nothing was decided, so nothing changed; the evening visit that nobody wrote of is on the board
  await here.clockTo(2, 8)
  const again = await signIn('Sam Okoro')
  await open(again, link(again, 'Gaps'))
  expect(await rowOf(openNow(again), 'Mara Okafor').innerText()).toContain('A contact waits for its outcome')
  await link(again, 'Mara Okafor').click()
  await open(again, link(again, 'Schedule of Riverside medication support'))
  const schedule = again.url()
  expect(await fact(again, 'Step now')).toMatch(/^Twice a day, since /)
  await open(again, link(again, 'Open the contact'))
  await open(again, link(again, 'write what came of it'))
  await again.getByRole('radio', { name: 'Found safe by someone else' }).check()
  await again.getByLabel('In a few words').fill('Her sister was with her and rang us')
  await button(again, 'Save').click()
  await again.getByText('Saved', { exact: true }).waitFor()
  await link(again, 'Gaps').click()
  expect(await rowOf(openNow(again), 'Mara Okafor').count()).toBe(0)

  // less support needs a proposal and two agreements
  await again.goto(schedule)
  await open(again, link(again, 'Propose less: once a day'))
  await button(again, 'Propose it').click()
  await open(again, link(again, 'Write the agreements'))
  await again.getByLabel('How did the person say yes?').fill('At the visit, in person')
  await again
    .getByLabel('Who of the prescribing or referring team agreed?')
    .selectOption({ label: 'Jo Ellis, Maple ward' })
  await again.getByLabel('How did they say so?').fill('By phone')
  await button(again, 'Step down as agreed').click()
  await again.getByText('Saved. The schedule below is as it stands now.').waitFor()
  expect(await fact(again, 'Step now')).toMatch(/^Twice a day, since /)
  expect(await fact(again, 'Agreed next')).toMatch(/^Once a day, from /)
  await leave(again)

  // it holds from the next day; more support needs one worker and no waiting
  await here.clockTo(3, 8)
  const third = await signIn('Sam Okoro')
  await third.goto(schedule)
  expect(await fact(third, 'Step now')).toMatch(/^Once a day, since /)
  await open(third, link(third, 'More support, at once'))
  await third.getByLabel('Why').fill('Two boxes of tablets were still full')
  await button(third, 'Step up now').click()
  expect(await fact(third, 'Step now')).toMatch(/^Twice a day, since /)

  // closing asks how it ended, where to and who carries on, and shows what stays open
  const before = await discharged()
  await open(third, link(third, 'End support'))
  expect(await third.locator('main').innerText()).toContain('Still open. Ending support does not end these:')
  await third.getByRole('radio', { name: 'Takes medicines without us' }).check()
  await third.getByRole('radio', { name: 'At home with the community team' }).check()
  await third.getByRole('radio', { name: 'A staff member in this system' }).check()
  await third.getByLabel('Name', { exact: true }).first().selectOption({ label: 'Jo Ellis, Maple ward' })
  await third.getByLabel('How did you hand over?').fill('Rang her and sent the plan')
  await button(third, 'End support').click()
  expect(await fact(third, 'Step now')).toBe('Ended')
  expect(await fact(third, 'Who carries on')).toContain('Jo Ellis')
  await leave(third)
  expect(await discharged()).toBe(before + 1)
  const manager = await signIn('Lin Chau')
  await open(manager, link(manager, 'My service'))
  await open(manager, link(manager, 'Report of eight months'))
  expect(await manager.locator('main').innerText()).toContain(String(before + 1))
  await leave(manager)
})

const discharged = async (): Promise<number> =>
  JSON.parse(await here.command('report', 'medication-support', '--months', '8', '--json')).discharged

/** What is missing now, without what opens in the next days. */
const openNow = (page: Screen): Locator => page.getByRole('table', { name: /^Open now/ })

/** What stands beside a key of a page's facts. */
const fact = (page: Screen, key: string): Promise<string> =>
  page
    .locator('.nhsuk-summary-list__row')
    .filter({ has: page.locator('dt', { hasText: key }) })
    .locator('dd')
    .first()
    .innerText()

async function labelStarting(page: Screen, list: string, start: string): Promise<string> {
  const all = await page.getByLabel(list).locator('option').allInnerTexts()
  const found = all.find((text) => text.startsWith(start))
  if (!found) throw new Error(`${list} does not offer ${start}: ${all.join('; ')}`)
  return found
}

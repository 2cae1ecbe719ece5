import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvOf, doJobs } from '#testing/spreadsheets.ts'
import { expectNoSeriousAxe, launchBrowser, openPage, tabTo } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { Looks, rowOf, type Screen, showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world, site } = here
  await site.product.superuser.query(
    "update tc.post set rights = array(select distinct unnest(rights || '{import.spreadsheet,people.register,people.read,referral.send,referral.answer,medicines.read,medicines.record,tasks.read}')) where id = $1",
    [world.staff.lin.postId],
  )
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

const HEAD = [
  'NHS number',
  'Family name',
  'Given name',
  'Birth date',
  'Service',
  'Key worker',
  'How sharing was said',
  'Medicines said by',
  'Medicines as of',
  'Medicine 1',
  'Strength 1',
  'Dose 1',
  'When 1',
  'Prescribed by 1',
  'Our own notes',
]

/** By the keyboard alone: reached with Tab, then pressed. */
async function press(page: Screen, name: string | RegExp, role: 'button' | 'link' = 'button') {
  const target = page.getByRole(role, { name }).first()
  // the way there from what stands before it: the whole way from the top is walked in keyboard.test.ts
  await page.getByRole('heading', { level: 1 }).evaluate((h) => {
    h.tabIndex = -1
    h.focus()
  })
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

test('a charity’s manager brings in their caseload, mends what is wrong, and the same file again changes nothing', {
  timeout: 60_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  const { world, site, address } = here
  const page = await openPage(browser, { baseURL: address })
  page.setDefaultTimeout(15_000)
  const looks = new Looks()
  const token = await site.product.signIn(world.staff.lin.email)
  await page.context().addCookies([{ name: 'throughcare', value: token, url: address }])
  const service = (
    await site.product.rows<{ name: string }>('select name from tc.service where id = $1', [
      world.services.medication,
    ])
  )[0]!.name
  const row = (number: string, family: string, born: string, strength: string) => [
    number,
    family,
    'Ada',
    born,
    service,
    'Sam Okoro',
    'At home, in March',
    'Letter of the ward',
    '01/03/2026',
    'Diazepam',
    strength,
    'one tablet',
    'at night',
    'Dr Bell',
    '=HYPERLINK("http://x.invalid")',
  ]
  const sheet = csvOf([
    HEAD,
    row('9990000018', 'Okafor', '01/02/1970', '5 mg'),
    row('9990000123', 'Hallam', '31/02/1980', '5 mg'),
    row('9990000239', 'Nair', '01/02/1970', '5 mcg'),
    row('9990000344', 'Grant', '01/02/1970', '2.5 mg/5 ml'),
  ])
  const people = async () =>
    (await site.product.rows<{ n: number }>('select count(*)::int as n from tc.episode'))[0]!.n

  const handIn = async (name: string, text: string) => {
    await page.goto('/app/import')
    await page.getByRole('radio', { name: 'A whole caseload' }).focus()
    await page.keyboard.press('Space')
    await page.getByLabel('The file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
    await press(page, 'Read it and show me')
    await page.getByRole('heading', { name }).waitFor()
  }
  const done = async () => {
    await doJobs(site.product)
    await page.reload()
  }
  await page.goto('/app/import')
  await looks.at(page)
  await handIn('our caseload.csv', sheet)
  // progress: counts, and the page looks again by itself
  await page.getByText('read so far').waitFor()
  await looks.at(page)
  // from that minute it stands on the list of what waits from outside, with its owner
  const tasks = await openTasks(page)
  expect(await tasks.innerText()).toContain('A spreadsheet was handed in and is not taken in yet')
  expect(await tasks.innerText()).toContain('Lin Chau')
  await page.goBack()
  await doJobs(site.product)
  // nobody presses anything: it looks again by itself
  await page.getByText('Waits for you to confirm').waitFor()
  await expectNoSeriousAxe(page)
  const preview = await page.locator('main').innerText()
  for (const words of ['2\nnew', '2\nto mend', 'Row 3', 'Row 4', 'Our own notes'])
    expect(preview).toContain(words)
  expect(await people()).toBe(0)

  // the bad rows, mended outside and handed in again
  const saving = page.waitForEvent('download')
  await press(page, 'rows to mend, CSV', 'link')
  const saved = await readFile(await (await saving).path(), 'utf8')
  expect(saved).toContain('What to fix')
  expect(saved).toContain(`"'=HYPERLINK(""http://x.invalid"")"`)
  await press(page, 'Confirm 2 rows')
  await page.getByText('Being taken in').waitFor()
  await done()
  await page.getByText('Taken in', { exact: true }).first().waitFor()
  expect(await people()).toBe(2)

  await handIn('mended.csv', saved.replace('31/02/1980', '28/02/1980').replace('5 mcg', '5 micrograms'))
  await done()
  await page.getByText('Waits for you to confirm').waitFor()
  await press(page, 'Confirm 2 rows')
  await page.getByText('Being taken in').waitFor()
  await done()
  await page.getByText('Every row is taken in.').waitFor()
  expect(await people()).toBe(4)

  // the same again
  await handIn('our caseload again.csv', sheet)
  await done()
  await page.getByText('There is nothing to take in.').waitFor()
  expect(await page.locator('main').innerText()).toMatch(/0\s+new\s+0\s+changed\s+2\s+unchanged/)
  expect(await people()).toBe(4)

  // something that is no list
  await handIn('diary.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n')
  await done()
  await page.getByText('This is a calendar, not a list.').waitFor()
  await press(page, 'I have seen it: take it away')
  await page.getByText('The spreadsheet is taken away.').waitFor()
  expect(await rowOf(page, 'our caseload.csv').count()).toBe(1)
})

async function openTasks(page: Screen) {
  await page.goto('/app/tasks?show=outside')
  await page.getByRole('link', { name: 'See what was read' }).first().waitFor()
  return page.locator('main')
}

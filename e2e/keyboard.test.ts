import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage, tabTo } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { rowOf, type Screen, showWhatFailed } from './visit.ts'

let browser: Browser
let here: SmallSite
let number: string

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  const { world } = here
  const mara = await world.person('Mara Okafor')
  number = mara.nhsNumber
  await world.registers(mara, world.teams.maple, 0)
  await world.admits(mara, 1)
  await here.refresh()
})
afterAll(async () => {
  await browser?.close()
  await here?.stop()
})

/** Hands that have a keyboard and nothing else. What they reach shows that it has the focus, and nothing covers it. */
class Hands {
  readonly page: Screen
  constructor(page: Screen) {
    this.page = page
  }

  async reach(target: Locator): Promise<void> {
    await tabTo(this.page, target)
    const shown = await target.evaluate((element) => {
      element.scrollIntoView({ block: 'nearest' })
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      // the NHS look draws the ring of a radio or a checkbox on its label
      const label = element.nextElementSibling
        ? getComputedStyle(element.nextElementSibling, '::before').boxShadow
        : 'none'
      const box = element.getBoundingClientRect()
      const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      return {
        ring: outlineStyle !== 'none' || boxShadow !== 'none' || label !== 'none',
        uncovered:
          on !== null && (element.contains(on) || on.contains(element) || on === element.nextElementSibling),
      }
    })
    expect(shown, String(target)).toEqual({ ring: true, uncovered: true })
  }
  async press(target: Locator): Promise<void> {
    await this.reach(target)
    await this.page.keyboard.press('Enter')
  }
  async type(target: Locator, text: string): Promise<void> {
    await this.reach(target)
    await this.page.keyboard.press('Control+A')
    await this.page.keyboard.type(text)
  }
  /** A radio: Tab reaches the group, Space or the arrows choose in it. */
  async choose(target: Locator): Promise<void> {
    const name = await target.getAttribute('name')
    const group = this.page.locator(`input[name="${name}"]`)
    await tabTo(
      this.page,
      (await group.locator('visible=true').and(this.page.locator(':checked')).count()) > 0
        ? group.and(this.page.locator(':checked'))
        : group.first(),
    )
    if (!(await target.isChecked())) await this.page.keyboard.press('Space')
    for (let i = 0; i < 10 && !(await target.isChecked()); i += 1) await this.page.keyboard.press('ArrowDown')
    expect(await target.isChecked()).toBe(true)
    await this.reach(target)
  }
  /** A list: reached, then its entry's first letters typed. */
  async pick(target: Locator, letters: string): Promise<void> {
    await this.reach(target)
    await this.page.keyboard.type(letters)
    expect(await target.locator('option:checked').innerText()).toContain(letters)
  }
  async date(boxes: Locator, [day, month, year]: readonly [string, string, string]): Promise<void> {
    await this.type(boxes.getByLabel('Day'), day)
    await this.type(boxes.getByLabel('Month'), month)
    await this.type(boxes.getByLabel('Year'), year)
  }
}

async function handsOf(name: string): Promise<Hands> {
  const page = await openPage(browser, { baseURL: here.address })
  page.setDefaultTimeout(15_000)
  await page.goto('/')
  const hands = new Hands(page)
  // the first stop of every page leads past its header
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Skip to main content')
  await hands.press(
    page.getByRole('button', { name: 'Staff sign in' }).or(page.getByRole('link', { name: 'Staff sign in' })),
  )
  await hands.press(page.getByRole('button', { name }))
  await page.waitForURL('**/app/**')
  return hands
}

test('the core of the walk by keyboard alone', { timeout: 240_000 }, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(browser))
  // find a person
  const jo = await handsOf('Jo Ellis')
  await jo.type(jo.page.getByRole('searchbox').or(jo.page.getByLabel('Find a person')).first(), number)
  await jo.page.keyboard.press('Enter')
  await jo.press(jo.page.getByRole('link', { name: 'Mara Okafor', exact: true }).first())
  await jo.page.getByRole('heading', { level: 1, name: 'Mara Okafor' }).waitFor()

  // send a referral
  await jo.press(
    jo.page
      .getByRole('link', { name: 'Send a referral' })
      .or(jo.page.getByRole('button', { name: 'Send a referral' }))
      .first(),
  )
  await jo.press(jo.page.getByRole('button', { name: 'Choose Medication support' }))
  await jo.page.getByText('Screen 2 of 4').waitFor()
  await jo.type(jo.page.locator('textarea').first(), 'Wants company with her tablets')
  await jo.press(jo.page.getByRole('button', { name: 'Continue' }))
  // refused: nothing was chosen. The summary has the focus, and its link leads to the question
  await jo.page.getByText('Screen 3 of 4').waitFor()
  await jo.press(jo.page.getByRole('button', { name: 'Continue' }))
  await jo.page.getByRole('alert').waitFor()
  expect(await jo.page.evaluate(() => document.activeElement?.className)).toContain('nhsuk-error-summary')
  expect(await jo.page.title()).toMatch(/^Error: /)
  await jo.press(jo.page.getByRole('link', { name: /^Choose what/ }))
  const yes = jo.page.getByRole('radio', { name: 'Yes', exact: true })
  expect(
    await yes.evaluate(
      (radio) =>
        (document.activeElement as HTMLInputElement | null)?.name === (radio as HTMLInputElement).name,
    ),
  ).toBe(true)
  await jo.choose(yes)
  await jo.press(jo.page.getByRole('button', { name: 'Continue' }))
  await jo.page.getByText('Screen 4 of 4').waitFor()
  await jo.press(jo.page.getByRole('button', { name: 'Send to Medication support' }))
  await jo.page.getByText('has it now').waitFor()

  // answer it
  const lin = await handsOf('Lin Chau')
  await lin.press(lin.page.getByRole('link', { name: 'Referrals', exact: true }))
  await lin.press(
    rowOf(lin.page, 'Mara Okafor').getByRole('link', { name: 'Mara Okafor', exact: true }).first(),
  )
  await lin.press(
    lin.page
      .getByRole('button', { name: 'Take on' })
      .or(lin.page.getByRole('link', { name: 'Take on' }))
      .first(),
  )
  await lin.choose(lin.page.getByRole('radio', { name: 'On a day' }))
  await lin.date(lin.page.getByRole('group', { name: 'Start date' }), ['4', '3', '2026'])
  await lin.pick(lin.page.getByLabel('Key worker'), 'Sam')
  await lin.press(lin.page.getByRole('button', { name: 'Take on' }))
  await lin.page.getByText('Taken on. The sender can see it now.').waitFor()

  // record a visit
  await here.clockTo('2026-03-05T08:00:00.000Z')
  const sam = await handsOf('Sam Okoro')
  // whoever may record stays too has the ward's board in the navigation: the round has an address of its own
  await sam.page.goto(`${here.address}/app/visits`)
  await sam.press(
    rowOf(sam.page, 'Mara Okafor').getByRole('link', { name: 'Mara Okafor', exact: true }).first(),
  )
  await sam.choose(sam.page.getByRole('radio', { name: 'Yes', exact: true }))
  await sam.type(sam.page.getByLabel('How are things?'), 'Up and dressed')
  await sam.press(sam.page.getByRole('button', { name: 'Save' }))
  await sam.page.getByText('Saved', { exact: true }).waitFor()

  // read the gap board: the evening visit of the day before was written by nobody
  await sam.press(sam.page.getByRole('link', { name: 'Gaps' }))
  await sam.page.getByRole('heading', { level: 1, name: 'Gaps' }).waitFor()
  await sam.reach(rowOf(sam.page, 'Mara Okafor').getByRole('link', { name: 'Mara Okafor' }).first())
  expect(await rowOf(sam.page, 'Mara Okafor').first().innerText()).toContain(
    'A contact waits for its outcome',
  )
  for (const hands of [jo, lin, sam]) {
    // the browser writes of the refused form too
    expect(hands.page.problems.filter((said) => !said.includes('422'))).toEqual([])
    await hands.page.context().close()
  }
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { expect } from 'vitest'
import { addDays, addMinutes, dayOf, instant } from '#core/kernel/time.ts'
import { nhsCheckDigit } from '#core/people/nhs-number.ts'
import { packageRoot } from '#platform/database/root.ts'
import { aMessage, type PersonToSend } from '#testing/hl7-builder.ts'
import { expectNoSidewaysScroll, tabTo } from './browser.ts'
import { type Installation, install } from './installation.ts'
import { expectNoSeriousAxeOnce, type Screen, signInAs } from './visit.ts'

/** The phone and the desk; each screen of a walk is looked at in both. */
const WIDTHS = [360, 1280] as const

/** Pictures cost seconds, so they are taken when somebody means to look: THROUGHCARE_PICTURES=1 vitest run e2e/... */
const PICTURES = process.env.THROUGHCARE_PICTURES === '1'

const TALLEST = 2_000
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Invented, in the 999 range, far from those of the practice data. */
export function invented(n: number, given: string, family: string): PersonToSend {
  for (let nine = 999_900_000 + n * 20; ; nine += 1) {
    const check = nhsCheckDigit(String(nine))
    if (check !== null)
      return {
        given,
        family,
        nhsNumber: `${nine}${check}`,
        bornOn: `198${n}-04-1${n}`,
        sex: 'F',
        street: `${n} Canal Row`,
        town: 'Northside',
        postcode: 'NS4 2QT',
        telephone: `07700 90020${n}`,
      }
  }
}

/** What the five walks around leaving share: one installation with its clock and its worker, and how they look and press. */
export class Walks {
  readonly browser: Browser
  readonly here: Installation
  /** Kinds of page by their title: what was said after saving is the same page with one more sentence. */
  readonly #titles = new Map<string, string>()
  readonly #seen = new Set<string>()
  #pictures = 0

  constructor(browser: Browser, here: Installation) {
    this.browser = browser
    this.here = here
  }

  static async begin(browser: Promise<Browser>): Promise<Walks> {
    const [b, here] = await Promise.all([browser, install({ worker: true })])
    await here.seeded()
    return new Walks(b, here)
  }

  /** The hospital says that they are on Maple since some days; `left`: and that they left this many minutes ago. */
  async admitted(people: readonly { readonly person: PersonToSend; readonly days: number }[]): Promise<void> {
    const now = instant(new Date().toISOString())
    const messages = people.map(({ person, days }, i) =>
      aMessage()
        .admitting(person)
        .toWard('MAPLE', `BED ${i + 10}`)
        .at(addMinutes(now, -days * 1440))
        .numbered(`WALK${i}A`)
        .forVisit(`WALK-${person.nhsNumber}`)
        .text(),
    )
    await this.#hears(messages.join(''))
  }

  /** One whose bed is kept, and who went home at that instant. */
  async wentHome(person: PersonToSend, at: string): Promise<void> {
    await this.#hears(
      aMessage()
        .discharging(person)
        .fromWard('MAPLE')
        .at(at)
        .numbered(`WALK${person.nhsNumber}Z`)
        .forVisit(`WALK-${person.nhsNumber}`)
        .text(),
    )
  }

  async #hears(text: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'throughcare-messages-'))
    try {
      const file = join(folder, 'walk.hl7')
      await writeFile(file, text)
      const said = await this.here.command('hl7', file)
      expect(said, said).not.toMatch(/ (AE|AR)/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Somebody at a desk of their own: another browser context, another session. */
  signIn(name: string): Promise<Screen> {
    return signInAs(this.browser, this.here.address, name)
  }

  /**
   * Looks at the screen as it stands: nothing in the console, one h1, a title of its own; no sideways scroll on the phone and
   * at the desk, and nothing serious for axe the first time that its kind of page is seen.
   */
  async look(page: Screen, step: string): Promise<void> {
    await page.locator('h1').first().waitFor()
    expect(page.problems, page.url()).toEqual([])
    expect(await page.locator('h1').count(), page.url()).toBe(1)
    const url = new URL(page.url())
    const kind = url.pathname.replace(ID, ':id')
    const title = await page.title()
    if (!this.#titles.has(kind)) {
      expect([...this.#titles.values()], kind).not.toContain(title)
      this.#titles.set(kind, title)
    }
    const state = `${kind}?${[...url.searchParams.keys()].join('&')}`
    const first = !this.#seen.has(state)
    this.#seen.add(state)
    if (first) await expectNoSeriousAxeOnce(page)
    this.#pictures += 1
    // a kind of page that was measured once is drawn again only for a picture
    if (!first && !PICTURES) return
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 640 : 900 })
      await expectNoSidewaysScroll(page)
      if (PICTURES) await picture(page, `leaving-${String(this.#pictures).padStart(2, '0')}-${step}-${width}`)
    }
  }

  /** Opens what a link leads to, and looks at it. */
  async open(page: Screen, target: Locator, step: string): Promise<void> {
    await target.click()
    await this.look(page, step)
  }

  /** Presses with the keyboard alone: the main act of a walk is reached by Tab and done with Enter. */
  async byKeyboard(page: Screen, target: Locator): Promise<void> {
    await target.waitFor()
    await tabTo(page, target, 400)
    await page.keyboard.press('Enter')
  }

  /** Reads a page again until it says so: the worker tells in rounds. */
  async until(page: Screen, address: string, says: RegExp): Promise<void> {
    await expect
      .poll(
        async () => {
          await page.goto(address)
          return page.locator('main').innerText()
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toMatch(says)
  }
}

/** The number of days from the real today to the next Friday that is at least `least` days away. */
export function daysToFriday(least: number): number {
  const today = dayOf(instant(new Date().toISOString()))
  for (let n = least; ; n += 1) if (new Date(`${addDays(today, n)}T12:00:00Z`).getUTCDay() === 5) return n
}

/** The top of the page, as far as eyes look at once: a board of everybody would be twenty thousand pixels high. */
async function picture(page: Screen, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 900 }
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.screenshot({
    path: join(packageRoot(), '.data', 'pictures', `${name}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width: size.width, height: Math.min(height, TALLEST) },
  })
}

/** A link, also one that looks like a button. */
export const link = (page: Screen | Locator, name: string | RegExp): Locator =>
  page.getByRole('link', { name }).or(page.getByRole('button', { name })).first()

export const button = (page: Screen | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name })

export const said = (page: Screen): Promise<string> => page.locator('main').innerText()

/** What stands beside a key of a page's facts. */
export const fact = (page: Screen, key: string): Promise<string> =>
  page
    .locator('.nhsuk-summary-list__row')
    .filter({ has: page.locator('dt', { hasText: key }) })
    .locator('dd')
    .first()
    .innerText()

/** Chooses the option of a list that begins so. */
export async function pick(page: Screen, list: string | RegExp, start: string): Promise<void> {
  const box = page.getByLabel(list)
  const all = await box.locator('option').allInnerTexts()
  const found = all.find((text) => text.startsWith(start))
  if (found === undefined) throw new Error(`${String(list)} does not offer ${start}: ${all.join('; ')}`)
  await box.selectOption({ label: found })
}

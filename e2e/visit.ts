import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { expectNoSeriousAxe, expectNoSidewaysScroll, openPage, screenshot } from './browser.ts'

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

export type Screen = Page & { problems: string[] }

/**
 * Nothing serious for axe, once in a run for each kind of page, whichever walk comes to it first and in whichever process: axe is
 * a third of the time of a walk. A walk that is run alone is looked at whole.
 */
export async function expectNoSeriousAxeOnce(page: Page): Promise<void> {
  const url = new URL(page.url())
  const kind = `${url.pathname.replace(ID, ':id')}?${[...url.searchParams.keys()].join('&')}`
  try {
    await mkdir(join(inject('done'), createHash('sha256').update(kind).digest('hex')))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return
    throw cause
  }
  await expectNoSeriousAxe(page)
}

/** Looks once at each kind of page: nothing serious for axe, nothing in the console, no sideways scroll on a phone. */
export class Looks {
  readonly seen = new Map<string, string>()

  async at(page: Screen): Promise<void> {
    // counting does not wait: on a busy machine the page that was pressed for may still be arriving
    await page.locator('h1').first().waitFor()
    expect(page.problems, page.url()).toEqual([])
    expect(await page.locator('h1').count(), page.url()).toBe(1)
    const url = new URL(page.url())
    const kind = `${url.pathname.replace(ID, ':id')}${url.search.replace(/=[^&]*/g, '')}`
    if (this.seen.has(kind)) return
    const title = await page.title()
    // two kinds of page never share a title, so that tabs and histories can be told apart
    expect([...this.seen.values()], kind).not.toContain(title)
    this.seen.set(kind, title)
    await expectNoSeriousAxeOnce(page)
    const room = page.viewportSize()
    await page.setViewportSize({ width: 360, height: 640 })
    await expectNoSidewaysScroll(page)
    if (room) await page.setViewportSize(room)
  }
}

/** A person at a desk of their own, signed in with one press. */
export async function signInAs(browser: Browser, address: string, name: string): Promise<Screen> {
  const page = await openPage(browser, { baseURL: address })
  page.setDefaultTimeout(15_000)
  await page.goto('/')
  await page.getByRole('link', { name: 'Staff sign in' }).click()
  await page.getByRole('button', { name }).click()
  return page
}

/** The row of a list that is about this person, and not of somebody whose name only begins alike. */
export const rowOf = (page: Page | Locator, person: string): Locator =>
  page.getByRole('row').filter({ hasText: new RegExp(`${person}(?![a-z])`) })

/** The real day in London, or one after it, as it is typed: 24 11 2026. */
export function today(daysAhead = 0): { day: string; month: string; year: string } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London' })
    .format(new Date(Date.now() + daysAhead * 86_400_000))
    .split('/')
  return { day: parts[0] ?? '', month: parts[1] ?? '', year: parts[2] ?? '' }
}

/** Types a day into the three boxes of a date. */
export async function fillDate(boxes: Locator, on: ReturnType<typeof today>): Promise<void> {
  await boxes.getByLabel('Day').fill(on.day)
  await boxes.getByLabel('Month').fill(on.month)
  await boxes.getByLabel('Year').fill(on.year)
}

/** What every open page showed when a test failed: a picture each in .data/pictures/, and the words in the output. */
export async function showWhatFailed(browser: Browser): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages())
  for (const [i, page] of pages.entries()) {
    const said = (await page.locator('main').innerText({ timeout: 1_000 }).catch(String)).slice(0, 1_500)
    console.error(`${page.url()}\n${said}\n${await screenshot(page, `failed-${i}`).catch(String)}`)
  }
}

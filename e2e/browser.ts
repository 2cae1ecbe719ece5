import { mkdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AxeBuilder } from '@axe-core/playwright'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { packageRoot } from '#platform/database/root.ts'

/**
 * Our own flags only. The bundled browser's recommended list switches web security off, which would hide the very
 * faults that tests of forgery, content policy and isolation look for.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One test file at a time unpacks the browser: a second one would start a half-written file. */
async function unpackedChromium(): Promise<string> {
  const lock = join(tmpdir(), 'throughcare-chromium.lock')
  for (;;) {
    try {
      await mkdir(lock)
      break
    } catch {
      const age = await stat(lock).then(
        (found) => Date.now() - found.mtimeMs,
        () => 0,
      )
      if (age > 120_000) await rm(lock, { recursive: true, force: true })
      else await wait(100)
    }
  }
  try {
    return await bundled.executablePath()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

/**
 * Starts Chromium: the one that CHROMIUM_PATH names, on Linux x64 the one that npm brought, elsewhere an installed Chrome.
 * Throws where there is none, so that a test without a browser fails and is never skipped. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH
  try {
    if (named) return await chromium.launch({ executablePath: named, args: FLAGS })
    if (process.platform === 'linux' && process.arch === 'x64') {
      return await chromium.launch({ executablePath: await unpackedChromium(), args: FLAGS })
    }
    return await chromium.launch({ channel: 'chrome', args: FLAGS })
  } catch (cause) {
    throw new Error(
      'No browser could be started. Set CHROMIUM_PATH to a Chromium or Chrome, and run again.',
      { cause },
    )
  }
}

export interface PageOptions {
  /** 360 is the phone, 1280 the desk. */
  readonly width?: number
  readonly height?: number
  /** Put before every path given to goto: 'http://127.0.0.1:3000'. */
  readonly baseURL?: string
  /** False shows the page as it is without scripts. */
  readonly scripts?: boolean
}

/** A page in a context of its own: no cookies shared with any other. `problems` gathers console errors and page errors. */
export async function openPage(
  browser: Browser,
  options: PageOptions = {},
): Promise<Page & { problems: string[] }> {
  const { width = 1280, height = width < 600 ? 640 : 900, baseURL, scripts = true } = options
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    javaScriptEnabled: scripts,
    reducedMotion: 'reduce',
    ...(baseURL === undefined ? {} : { baseURL }),
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  return Object.assign(page, { problems })
}

/** Fails on anything serious or critical that axe finds against WCAG 2.2 AA, naming rule, place and reason. */
export async function expectNoSeriousAxe(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    // loading the style sheets anew would ask for fonts that no page of ours asks for
    .options({ preload: false, resultTypes: ['violations'] })
    // no page of ours has frames: without this a second page is opened for each look
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  if (serious.length === 0) return
  const lines = serious.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.map((node) => `  ${node.target.join(' ')}: ${node.failureSummary?.replace(/\s+/g, ' ')}`),
  ])
  throw new Error(`axe found serious problems on ${page.url()}\n${lines.join('\n')}`)
}

/** Fails when the page is wider than the window, naming the widest elements. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > room + 1)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)
      .slice(0, 10)
  })
  if (wide.length > 0) throw new Error(`${page.url()} scrolls sideways because of ${wide.join(', ')}`)
}

/** Presses keys one after another, parted by spaces: 'Tab Tab Enter', 'Shift+Tab'. */
export async function pressKeys(page: Page, keys: string): Promise<void> {
  for (const key of keys.split(' ').filter(Boolean)) await page.keyboard.press(key)
}

/** Tabs until the focus stands on what is meant; throws after `most` presses, so that the unreachable fails a test. */
export async function tabTo(page: Page, target: Locator, most = 120): Promise<void> {
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard did not reach ${target} in ${most} presses of Tab.`)
}

/** Acts on a page and counts as people would: a press is one, an answered field is one. */
export interface PressCounter {
  readonly presses: () => number
  /** A link or a button. */
  readonly press: (target: Locator) => Promise<void>
  /** A field typed into, or a choice taken from a list. */
  readonly answer: (target: Locator, text: string) => Promise<void>
  /** A radio or a checkbox. */
  readonly choose: (target: Locator) => Promise<void>
}

export function countPresses(): PressCounter {
  let presses = 0
  return {
    presses: () => presses,
    press: async (target) => {
      presses += 1
      await target.click()
    },
    answer: async (target, text) => {
      presses += 1
      const isList = await target.evaluate((element) => element.tagName === 'SELECT')
      if (isList) await target.selectOption(text)
      else await target.fill(text)
    },
    choose: async (target) => {
      presses += 1
      await target.check()
    },
  }
}

/** A picture of the whole page in .data/pictures/, for eyes to look at. Gives the file's path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(packageRoot(), '.data', 'pictures', `${name}.png`)
  await page.screenshot({ path, fullPage: true })
  return path
}

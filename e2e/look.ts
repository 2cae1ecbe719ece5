/**
 * Pictures of every screen that can be reached by pressing links, at 360 and 1280 px, into .data/pictures/, for eyes to
 * look at: node e2e/look.ts http://127.0.0.1:3000 [email ...]. Prints what no designer would ship: links that lead
 * nowhere, sideways scroll, console errors, serious axe findings, a title that another screen has too, more or less than
 * one h1, and on the phone anything to press that is under 44 px.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { packageRoot } from '#platform/database/root.ts'
import { expectNoSeriousAxe, expectNoSidewaysScroll, launchBrowser, openPage } from './browser.ts'

const [address = 'http://127.0.0.1:3000', ...named] = process.argv.slice(2)
const who =
  named.length > 0
    ? named
    : ['jo', 'lin', 'sam', 'dot', 'wyn', 'bo', 'vic'].map((w) => `${w}@practice.example`)
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const route = (path: string): string => path.replace(ID, 'ID').replace(/\d{4}-\d\d-\d\d/g, 'DAY')
const fileName = (text: string): string =>
  text.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '') || 'front'

/** Screens by their title: two screens of one title cannot be told apart among tabs, nor by ear. */
const titles = new Map<string, string>()

/** What a thumb misses. A link inside a sentence may be as small as its line (WCAG 2.2, 2.5.8). */
const underThumb = (page: Page): Promise<readonly string[]> =>
  page
    .locator(
      'button, select, summary, a.nhsuk-button, nav a, input:not([type=hidden], [type=radio], [type=checkbox])',
    )
    .evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 1 && box.width > 1 && (box.height < 43.5 || box.width < 43.5))
        .map(
          ({ one, box }) =>
            `${one.textContent?.trim() || one.getAttribute('name')} ${Math.round(box.width)}x${Math.round(box.height)}`,
        ),
    )

async function look(
  page: Page & { problems: string[] },
  path: string,
  as: string,
): Promise<readonly string[]> {
  const answer = await page.goto(path)
  const status = answer?.status() ?? 0
  const say = (what: string) => console.log(`${as} ${path}: ${what}`)
  if (status >= 400) say(`status ${status}, ${await page.title()}`)
  const name = `${as}-${fileName(route(path))}`
  const title = `${as}: ${await page.title()}`
  const other = titles.get(title)
  if (other !== undefined && other !== route(path) && status < 400) say(`has the title of ${other}: ${title}`)
  titles.set(title, route(path))
  const heads = await page.locator('h1').count()
  if (heads !== 1) say(`${heads} h1`)
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: width === 360 ? 640 : 900 })
    await expectNoSidewaysScroll(page).catch((e: Error) => say(`at ${width}: ${e.message}`))
    if (width === 360) for (const small of new Set(await underThumb(page))) say(`under 44 px: ${small}`)
    await page.screenshot({ path: `${packageRoot()}/.data/pictures/${name}-${width}.png`, fullPage: true })
  }
  await expectNoSeriousAxe(page).catch((e: Error) => say(e.message))
  for (const problem of page.problems.splice(0)) if (status < 400) say(problem)
  return page
    .locator('a[href^="/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
}

async function walk(as: string, page: Page & { problems: string[] }, from: readonly string[]): Promise<void> {
  const seen = new Set<string>()
  const todo = [...from]
  for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
    const clean = path.replace(/#.*$/, '')
    if (seen.has(route(clean)) || /sign-out|\/download|\.csv|\/assets\//.test(clean)) continue
    seen.add(route(clean))
    todo.push(...(await look(page, clean, as)))
  }
  console.log(`${as}: ${seen.size} screens\n  ${[...seen].join('\n  ')}`)
}

const browser = await launchBrowser()
try {
  const close = (context: BrowserContext) => context.close()
  const nobody = await openPage(browser, { baseURL: address })
  await walk('nobody', nobody, ['/', '/sign-in', '/help-now', '/app', '/nowhere'])
  await close(nobody.context())
  for (const email of who) {
    const page = await openPage(browser, { baseURL: address })
    await page.goto('/sign-in')
    await page.locator(`form:has(input[value="${email}"]) button`).click()
    await walk(email.replace(/@.*/, ''), page, ['/app'])
    await close(page.context())
  }
} finally {
  await browser.close()
}

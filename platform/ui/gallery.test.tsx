import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectNoSeriousAxe,
  expectNoSidewaysScroll,
  launchBrowser,
  openPage,
  screenshot,
  tabTo,
} from '../../e2e/browser.ts'
import { assets } from './assets.ts'
import { confirmationPage, galleryPage } from './gallery-page.tsx'
import { pageProblems } from './page-problems.ts'

/** The strictest policy the pages must live under. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"

let browser: Browser
let server: Server
let baseURL: string
let draftPosts: URLSearchParams[] = []
let draftStatus = 200

beforeAll(async () => {
  const files = new Map(assets().map((asset) => [asset.url, asset]))
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const file = files.get(path)
    if (file) return response.setHeader('content-type', file.type).end(file.body())
    if (path === '/app/drafts/1') {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        draftPosts.push(new URLSearchParams(body))
        response.statusCode = draftStatus
        response.end(JSON.stringify({ savedAt: '2026-11-24T17:30:00.000Z', version: 5 }))
      })
      return
    }
    const html = path === '/' ? galleryPage() : path === '/confirmation' ? confirmationPage() : undefined
    if (html === undefined) response.statusCode = 404
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(html ?? '')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await new Promise((closed) => server?.close(closed))
})

describe('the pages as text', () => {
  test('carry no inline style or script, no id twice, one h1 and a title', () => {
    expect(pageProblems(galleryPage())).toEqual([])
    expect(pageProblems(confirmationPage())).toEqual([])
  })

  test('the checker itself finds what it looks for', () => {
    const broken =
      '<p id="a" style="x" onclick="y"></p><p id="a" aria-describedby="b"></p><script>1</script><a href="#c">'
    expect(pageProblems(broken)).toEqual([
      'an inline style',
      'an inline event handler',
      'an inline script',
      'id "a" stands 2 times',
      'aria-describedby names "b", which is absent',
      'a link goes to "#c", which is absent',
      '0 h1 headings',
      'no title',
    ])
  })
})

test('no asset names another site, except licences and namespaces', () => {
  for (const asset of assets()) {
    const sites = asset
      .body()
      .toString('utf8')
      .match(/(?:url\(|fetch\(|import\s*['"])\s*['"]?https?:/g)
    expect(sites, asset.url).toBeNull()
  }
})

describe.each([360, 1280])('the pages at %i px', (width) => {
  test('axe finds nothing serious, nothing scrolls sideways, the policy holds', async () => {
    const page = await openPage(browser, { width, baseURL })
    for (const path of ['/', '/confirmation']) {
      await page.goto(path)
      await expectNoSidewaysScroll(page)
      await screenshot(page, `${path === '/' ? 'gallery' : 'confirmation'}-${width}`)
      await expectNoSeriousAxe(page)
      for (const details of await page.locator('summary:visible').all()) await details.click()
      await expectNoSidewaysScroll(page)
      await expectNoSeriousAxe(page)
    }
    expect(page.problems).toEqual([])
    await page.context().close()
  })
})

describe('the keyboard', () => {
  test('the error summary has the focus and leads to the field', async () => {
    const page = await openPage(browser, { baseURL })
    await page.goto('/')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.className))
      .toContain('nhsuk-error-summary')
    await tabTo(page, page.getByRole('link', { name: 'Enter the date this is due to start' }))
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('request-startDate')
    await page.context().close()
  })

  test('search is reachable in 3 presses of Tab from the top: skip link, home, search', async () => {
    const page = await openPage(browser, { baseURL, scripts: false })
    await page.goto('/')
    await tabTo(page, page.getByRole('searchbox'), 3)
    await page.context().close()
  })
})

describe('autosave', () => {
  const typed = async (status: number, text: string) => {
    draftPosts = []
    draftStatus = status
    const page = await openPage(browser, { baseURL })
    await page.clock.install()
    await page.goto('/')
    await page.getByLabel('Why do you ask?').fill(text)
    return page
  }
  const line = '[data-save-state=ask]'

  test('posts what was typed within 2 seconds and says when, only after the receipt', async () => {
    const page = await typed(200, 'New words')
    await page.clock.runFor(500)
    expect(await page.locator(line).textContent()).toBe('Saved 10:42am')
    await page.clock.runFor(1500)
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent === 'Saved 5:30pm',
      line,
    )
    expect(draftPosts).toHaveLength(1)
    expect(draftPosts[0]?.get('request.why')).toBe('New words')
    expect(draftPosts[0]?.get('draftVersion')).toBe('4')
    expect(await page.locator('[name=draftVersion]').inputValue()).toBe('5')
    await page.context().close()
  })

  test('says in words that nothing is saved yet, and tries again', async () => {
    const page = await typed(500, 'Words on a bad line')
    await page.clock.runFor(1500)
    await page.waitForFunction(
      (selector) =>
        document.querySelector(selector)?.textContent?.startsWith('Not saved yet. Keep this page open.'),
      line,
    )
    draftStatus = 200
    await page.clock.runFor(3000)
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent === 'Saved 5:30pm',
      line,
    )
    expect(draftPosts.at(-1)?.get('request.why')).toBe('Words on a bad line')
    await page.context().close()
  })

  test('says that the person at the keyboard is signed out', async () => {
    const page = await typed(401, 'Words after the session')
    await page.clock.runFor(1500)
    await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent?.startsWith('You are signed out.'),
      line,
    )
    expect(await page.getByLabel('Why do you ask?').inputValue()).toBe('Words after the session')
    await page.context().close()
  })

  test('a page that is left sends what was typed last', async () => {
    const page = await typed(200, 'Half a sent')
    await page.goto('/confirmation')
    await expect.poll(() => draftPosts.at(-1)?.get('request.why')).toBe('Half a sent')
    await page.context().close()
  })
})

test('without scripts every answer is visible and the form still posts', async () => {
  const page = await openPage(browser, { baseURL, scripts: false })
  await page.goto('/')
  expect(await page.getByRole('textbox', { name: 'Number' }).isVisible()).toBe(true)
  expect(await page.locator('form#ask').getAttribute('method')).toBe('post')
  await page.context().close()
})

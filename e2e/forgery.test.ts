import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'

/**
 * Somebody signed in opens another site's page, which tries to act in their name: forms, requests by script, pictures, a frame. The
 * other site stands at another port of the same host, so browsers send it our cookies (a port is no other *site*): what
 * stands against it here is the Origin check alone. A second one is of another site altogether.
 */
let browser: Browser
let here: SmallSite
let other: http.Server
let port: number
let token: string
let posts: string[]
let gets: string[]

beforeAll(async () => {
  ;[browser, here] = await Promise.all([launchBrowser(), aSmallSite()])
  other = http.createServer((_, answer) => {
    answer
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  port = (other.address() as AddressInfo).port
  token = await here.site.product.signIn(here.world.staff.jo.email)
  const mara = await here.world.person('Mara Okafor')
  const real = (path: string): string => path.replaceAll(/:\w*[iI]d\b|:\w+/g, mara.id).replace('*', 'x')
  const doors = here.site.app.doors.map((door) => door.split(' ') as [string, string])
  // a picture of a page may well be asked for: it shows nothing to whoever asked, and changes nothing. Leaving is a GET on purpose.
  gets = doors.filter(([verb, path]) => verb === 'GET' && !path.startsWith('/assets')).map(([, p]) => real(p))
  posts = [
    ...doors.filter(([verb]) => verb === 'POST').map(([, path]) => real(path)),
    ...[...here.site.product.door.registry.commands.keys()].map((name) => `/api/commands/${name}`),
  ]
}, 60_000)
afterAll(async () => {
  await browser?.close()
  other?.close()
  await here?.stop()
})

/** All that is kept, but what a reading leaves: the audit, and when a session was last seen. */
async function kept(): Promise<Readonly<Record<string, string>>> {
  const { superuser } = here.site.product
  const tables = await superuser.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('tc', 'identity', 'auth', 'jobs', 'net', 'acl') order by 1`,
  )
  const found: Record<string, string> = {}
  for (const { name } of tables.rows) {
    const digest = await superuser.query<{ d: string }>(
      `select coalesce(md5(string_agg(r, '|' order by r)), '') as d
         from (select (to_jsonb(t) - 'last_seen_at' - 'device')::text as r from ${name} t) x`,
    )
    found[name] = digest.rows[0]?.d ?? ''
  }
  const done = await superuser.query<{ n: string }>('select count(*) as n from audit.command')
  return { ...found, commands: done.rows[0]?.n ?? '' }
}

const signedIn = async (): Promise<BrowserContext> => {
  const context = await browser.newContext()
  await context.addCookies([
    { name: 'throughcare', value: token, url: here.address, httpOnly: true, sameSite: 'Lax' },
  ])
  return context
}

/** Everything that a page of another site can do without being let in. */
async function forge(page: Page, to: string, every: number): Promise<number> {
  const some = (of: readonly string[], n: number): string[] => of.filter((_, i) => i % n === 0)
  const asks = { to, posts: some(posts, every), gets: some(gets, every * 12) }

  await page.evaluate(async ({ to, posts, gets }) => {
    const body = 'input=1&confirm=yes&reason=x&name=x&text=x&personId=x'
    const kinds: RequestInit[] = [
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body },
      { headers: { 'content-type': 'text/plain' }, body: '{"id":"x","input":{}}' },
    ]
    const asked: (() => Promise<unknown>)[] = []
    for (const [i, path] of posts.entries())
      asked.push(() =>
        fetch(to + path, { method: 'POST', mode: 'no-cors', credentials: 'include', ...kinds[i % 2] }).catch(
          () => 0,
        ),
      )
    // with the header that only a page of ours may send: the browser asks first, and is told no
    for (const path of posts.slice(0, 3))
      asked.push(() =>
        fetch(to + path, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        }).then(
          () => Promise.reject(new Error(`${path} could be asked`)),
          () => 0,
        ),
      )
    for (const path of gets)
      asked.push(
        () =>
          new Promise((resolve) => {
            const picture = new Image()
            picture.onload = picture.onerror = () => resolve(0)
            picture.src = to + path
          }),
      )
    const next = async (): Promise<void> => {
      for (let one = asked.shift(); one; one = asked.shift()) await one()
    }
    await Promise.all(Array.from({ length: 6 }, next))
  }, asks)
  return asks.posts.length + asks.gets.length + 3
}

test.each([
  ['another port of the same host', () => here.address, 1],
  ['another site', () => here.local, 6],
])(
  'from %s nothing is changed in the name of somebody signed in',
  { timeout: 60_000 },
  async (from, to, every) => {
    const context = await signedIn()
    if (to() !== here.address)
      await context.addCookies([
        { name: 'throughcare', value: token, url: to(), httpOnly: true, sameSite: 'Lax' },
      ])
    const page = await context.newPage()
    const before = await kept()
    await page.goto(`http://127.0.0.1:${port}/`)
    const asked = await forge(page, to(), every)
    // a form that is sent as a whole page: of what opens, ends and locks, and one of the record
    for (const path of [
      '/lock',
      '/sign-out',
      '/practice/sign-in',
      posts.find((p) => p.startsWith('/app/'))!,
    ]) {
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.evaluate((action) => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action })
        document.body.append(form)
        form.submit()
      }, to() + path)
      await page.waitForURL(`${to()}/**`)
      // to another site the browser sends no cookie with it, so there is nobody in whose name it could be done
      if (to() === here.address) expect(await page.locator('body').innerText(), path).toContain('CROSS_SITE')
    }
    const after = await kept()
    const changed = Object.keys(after).filter((table) => after[table] !== before[table])
    console.log(
      `${asked} requests by script or picture and 4 forms from ${from}: ${changed.length} tables changed`,
    )
    expect(changed).toEqual([])
    await context.close()
  },
)

test('no page of ours is framed elsewhere, and none is reported against its own policy; from a page of ours the same post is taken', {
  timeout: 60_000,
}, async () => {
  const context = await signedIn()
  const page = await context.newPage()
  const reports: string[] = []
  page.on('console', (said) => {
    if (/content security policy/i.test(said.text())) reports.push(said.text())
  })
  for (const path of ['/app', '/app/people', '/app/tasks', '/app/settings/sign-in', '/help-now'])
    await page.goto(here.address + path)
  expect(reports).toEqual([])
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.evaluate((src) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src }))
  }, `${here.address}/app/people`)
  await expect.poll(() => reports.join(' ')).toMatch(/frame-ancestors|framing/i)
  await page.goto(`${here.address}/app`)
  const before = await kept()
  await page.evaluate(() => fetch('/lock', { method: 'POST' }))
  expect((await kept())['identity.session']).not.toBe(before['identity.session'])
  await context.close()
})

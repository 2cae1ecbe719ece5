import { createServer } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aProvider, type TestProvider } from '#testing/oidc.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'
import { expectNoSeriousAxe, expectNoSidewaysScroll, launchBrowser, openPage, screenshot } from './browser.ts'

let browser: Browser
let provider: TestProvider
let site: Site
let world: World
let address: string

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const found = server.address()
      server.close(() => resolve(found && typeof found === 'object' ? found.port : 0))
    })
  })

beforeAll(async () => {
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  provider = await aProvider({ redirectUri: `${address}/sign-in/oidc/callback` })
  site = await aSite(undefined, address, (name, issuer) =>
    name === 'riverside' && issuer === provider.issuer ? provider.clientSecret : undefined,
  )
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
  const { lin, sam } = world.staff
  await site.product.superuser.query(
    "update tc.staff set email = split_part(email, '.', 1) || '@riverside.example' where id = any ($1)",
    [[lin.id, sam.id]],
  )
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{sign-in.manage}' where id = $1",
    [lin.postId],
  )
  for (const who of ['lin', 'sam'])
    provider.accounts.set(who, { subject: who, email: `${who}@riverside.example`, amr: ['pwd', 'mfa'] })
  await site.app.listen({ host: '127.0.0.1', port })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
  await provider?.stop()
})

test('a lead sets the organisation’s own sign-in up and tests it; its staff then sign in with it, and none of it needs a script', {
  timeout: 120_000,
}, async () => {
  const lead = await openPage(browser, { baseURL: address, scripts: false })
  lead.setDefaultTimeout(15_000)
  await lead
    .context()
    .addCookies([
      { name: 'throughcare', value: await site.product.signIn('lin@riverside.example'), url: address },
    ])
  const settings = `/app/organisations/${world.organisations.riverside}/sign-in`
  await lead.goto(settings)
  await screenshot(lead, 'own-sign-in-none-1280')
  await lead.getByRole('link', { name: 'Set up the organisation’s own sign-in' }).click()
  await screenshot(lead, 'own-sign-in-form-1280')
  await lead.getByLabel('Issuer').fill(provider.issuer)
  await lead.getByLabel('Client id').fill(provider.clientId)
  await lead.getByLabel('Name of the secret').fill('riverside')
  await lead.getByLabel('Email domains').fill('riverside.example')
  await lead.getByRole('button', { name: 'Save the settings' }).click()
  await lead.getByText('Nobody is sent there before a test has gone through').waitFor()

  await lead.getByRole('button', { name: 'Test the sign-in' }).click()
  await lead.getByRole('button', { name: 'Be lin' }).click()
  await lead.getByText('Went through').waitFor()
  await screenshot(lead, 'own-sign-in-settings-1280')

  const phone = await openPage(browser, { baseURL: address, scripts: false, width: 360 })
  await phone.goto('/sign-in?way=email')
  await screenshot(phone, 'own-sign-in-email-360')
  await phone.getByLabel('Work email').fill('sam@riverside.example')
  await phone.getByRole('button', { name: 'Continue' }).click()
  await phone.getByRole('button', { name: 'Be sam' }).click()
  await phone.waitForURL(({ pathname }) => pathname.startsWith('/app'))
  await phone.goto('/app/kept')
  expect(await phone.locator('header').innerText()).toContain('Sam Okoro')

  // as somebody else than who was typed: said in words, and the way back is there
  const other = await openPage(browser, { baseURL: address, width: 360 })
  await other.goto('/sign-in?way=email')
  await expectNoSeriousAxe(other)
  await other.getByLabel('Work email').fill('sam@riverside.example')
  await other.getByRole('button', { name: 'Continue' }).click()
  await other.getByRole('button', { name: 'Be lin' }).click()
  await other.getByText('Somebody else is signed in there').waitFor()
  await expectNoSeriousAxe(other)
  await expectNoSidewaysScroll(other)
  await screenshot(other, 'own-sign-in-not-360')
  // the rules of reach are asked with scripts on, since the asking is one
  await other
    .context()
    .addCookies([
      { name: 'throughcare', value: await site.product.signIn('lin@riverside.example'), url: address },
    ])
  for (const path of [settings, `${settings}/change`]) {
    await other.goto(path)
    await expectNoSeriousAxe(other)
    await expectNoSidewaysScroll(other)
    await screenshot(other, `own-sign-in${path === settings ? '-settings' : '-form'}-360`)
  }
})

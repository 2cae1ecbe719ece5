import { createOTP } from '@better-auth/utils/otp'
import { codeSha256, newSetUpCode } from '#platform/identity/set-up-code.ts'
import { Authenticator, type Wrong } from './authenticator.ts'
import { freshId, must } from './product.ts'
import type { Answer, Browser, Site } from './site.ts'

/** Where the site of the tests says it is: the only origin a passkey of it may come from. */
export const ORIGIN = 'http://localhost:4310'
export const PASSWORD = 'copper kettle on the roof'

export interface Account {
  readonly email: string
  /** The authenticator's code; `step` -1, 0 and 1 all hold now. */
  code(step?: number): Promise<string>
}

/** Sets up password and authenticator through the pages, by an invitation of `managerEmail`; ends signed in nowhere. */
export async function anAccount(
  site: Site,
  staff: { readonly id: string; readonly email: string },
  managerEmail: string,
): Promise<Account> {
  const setUpCode = newSetUpCode()
  must(
    await site.product.act(await site.product.signIn(managerEmail), 'staff.invite', {
      invitationId: freshId(),
      staffId: staff.id,
      codeSha256: codeSha256(setUpCode).toString('hex'),
    }),
  )
  const browser = site.browser('198.51.100.250')
  await browser.post('/sign-in/set-up', { code: setUpCode, password: PASSWORD })
  const page = await browser.get('/sign-in/set-up/second-factor')
  const address = new URL(/href="(otpauth:[^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '')
  const otp = createOTP(fromBase32(address.searchParams.get('secret') ?? ''))
  const code = (step = 0) => otp.hotp(Math.floor(Date.now() / 30_000) + step)
  const done = await browser.post('/sign-in/set-up/second-factor', { code: await code(-1) })
  if (done.status !== 303) throw new Error(`The sign-in was not set up: ${done.status}`)
  await browser.post('/sign-out', {})
  return { email: staff.email, code }
}

/** Tries and codes of before, forgotten. */
export const forgetTries = (site: Site) =>
  site.product.superuser.query('delete from identity.used_code; delete from identity.sign_in_attempt')

/** Password and code, through the pages. */
export async function byPassword(browser: Browser, account: Account, step = 0): Promise<Answer> {
  await browser.post('/sign-in', { email: account.email, password: PASSWORD, to: '/app/kept' })
  return browser.post('/sign-in/second-factor', { code: await account.code(step) })
}

const attribute = (body: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(body)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** What the page asks the device for. */
export const asked = (body: string): string => attribute(body, 'data-passkey-options')

/** Adds a passkey of a new device through the page, to whoever this browser is signed in as. */
export async function addPasskey(
  browser: Browser,
  wrong: Wrong & { readonly sealed?: string } = {},
  device = new Authenticator(),
): Promise<{ readonly device: Authenticator; readonly answer: Answer }> {
  const page = await browser.get('/app/settings/sign-in')
  const sealed = wrong.sealed ?? /name="sealed" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
  const options = asked(page.body)
  const made = options === '' ? '{}' : device.create(options, ORIGIN, wrong)
  const answer = await browser.post('/app/settings/sign-in/passkeys', {
    name: 'My phone',
    sealed,
    answer: made,
  })
  return { device, answer }
}

/** Shows the passkey to a page that asked for one, and gives what the page answers. */
export async function byPasskey(
  browser: Browser,
  device: Authenticator,
  wrong: Wrong = {},
  begin = {},
): Promise<Answer> {
  await browser.post('/sign-in/passkey', { to: '/app/kept', ...begin })
  const page = await browser.get('/sign-in/passkey')
  return browser.post('/sign-in/passkey/check', { answer: device.get(asked(page.body), ORIGIN, wrong) })
}

export function fromBase32(text: string): string {
  let bits = ''
  for (const c of text.replace(/=+$/, ''))
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')
  return String.fromCharCode(...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

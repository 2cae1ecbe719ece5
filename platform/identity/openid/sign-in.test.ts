import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PUBLIC_ROUTES } from '#platform/http/public-routes.ts'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { aProvider, type TestProvider } from '#testing/oidc.ts'
import { textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, must } from '#testing/product.ts'
import { type Answer, aSite, type Browser, type Site } from '#testing/site.ts'

const BACK = 'http://localhost:4310/sign-in/oidc/callback'

let site: Site
let world: World
let provider: TestProvider
const secrets = new Map<string, string>()
let addresses = 0

beforeAll(async () => {
  provider = await aProvider({ redirectUri: BACK })
  secrets.set('riverside', `${provider.issuer} ${provider.clientSecret}`)
  site = await aSite(undefined, 'http://localhost:4310', (name, issuer) => {
    const [said, ...rest] = (secrets.get(name) ?? '').split(' ')
    return said === issuer ? rest.join(' ') : undefined
  })
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
  await site.product.superuser.query(
    `update tc.staff s set email = split_part(s.email, '.', 1) || '@' || split_part(lower(o.name), ' ', 1) || '.example'
       from tc.organisation o where o.id = s.organisation_id`,
  )
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{sign-in.manage}' where id = any ($1)",
    [[world.staff.lin.postId, world.staff.dot.postId]],
  )
})
afterAll(async () => {
  await site?.stop()
  await provider?.stop()
})

const email = (who: 'sam' | 'kit' | 'lin' | 'jo' | 'rae') =>
  `${who}@${who === 'jo' ? 'northside' : 'riverside'}.example`
const mfa = { amr: ['pwd', 'mfa'] }

const settings = (more: Record<string, unknown> = {}) => ({
  organisationId: world.organisations.riverside,
  issuer: provider.issuer,
  clientId: provider.clientId,
  secretName: 'riverside',
  emailDomains: ['riverside.example'],
  otherHosts: [],
  secondFactor: { proof: 'amr', values: ['mfa'] },
  emailProof: 'verified',
  ...more,
})

const versionNow = async (): Promise<number | undefined> =>
  (
    await site.product.rows<{ version: number }>(
      'select version from identity.provider where organisation_id = $1',
      [world.organisations.riverside],
    )
  )[0]?.version

/** Settings that a test round of Lin's has passed. */
async function isSet(more: Record<string, unknown> = {}): Promise<void> {
  const lin = await site.product.signIn(email('lin'))
  const version = await versionNow()
  must(
    await site.product.act(lin, 'sign-in.set-provider', { ...settings(more), ...(version && { version }) }),
  )
  const { back } = await testRound(lin)
  expect(back.to, textIn(back.body)).toMatch(/done=tested/)
  expect(await outcome()).toBe('ok')
}
const outcome = async () =>
  (
    await site.product.rows<{ tested_outcome: string | null }>(
      'select tested_outcome from identity.provider where organisation_id = $1 and tested_version = version',
      [world.organisations.riverside],
    )
  )[0]?.tested_outcome

const newBrowser = (): Browser => {
  addresses += 1
  return site.browser(`203.0.113.${addresses}`)
}

/** Types the address, goes to the provider and comes back with what it says: how far it is there and back. */
async function comesBack(browser: Browser, typed: string, form: Record<string, string> = {}): Promise<URL> {
  const sent = await browser.post('/sign-in', { email: typed, first: 'email', to: '/app/kept', ...form })
  expect(sent, textIn(sent.body)).toMatchObject({ status: 303, to: '/sign-in/oidc' })
  return new URL(await provider.follow(await awayTo(browser)))
}
async function awayTo(browser: Browser): Promise<string> {
  const page = await browser.get('/sign-in/oidc')
  const url = /^0; url=(.*)$/.exec(page.refresh ?? '')?.[1] ?? ''
  expect(page.body.replaceAll('&amp;', '&'), 'a plain link to the same place').toContain(`href="${url}"`)
  return url
}
const land = (browser: Browser, url: URL): Promise<Answer> => browser.get(`${url.pathname}${url.search}`)

async function testRound(token: string) {
  const browser = newBrowser()
  browser.cookies.throughcare = token
  const at = `/app/organisations/${world.organisations.riverside}/sign-in`
  const sent = await browser.post(`${at}/test`, {})
  if (sent.to !== '/sign-in/oidc') return { browser, back: sent }
  return { browser, back: await land(browser, new URL(await provider.follow(await awayTo(browser)))) }
}

const sessions = async (): Promise<number> =>
  (await site.product.rows<{ n: number }>('select count(*)::int as n from identity.session'))[0]!.n

/** Not let in, with no session and no link made, for a reason that can be read. */
async function refused(round: () => Promise<Answer>, why: RegExp, status = 422): Promise<void> {
  const count =
    'select (select count(*) from identity.session)::int as sessions, (select count(*) from identity.provider_link)::int as links'
  const before = (await site.product.rows(count))[0]
  const answer = await round()
  expect(answer.status, textIn(answer.body)).toBe(status)
  expect(textIn(answer.body)).toMatch(why)
  expect(answer.cookies.throughcare).toBeUndefined()
  expect((await site.product.rows(count))[0]).toEqual(before)
}

describe('signing in through the provider of one’s organisation', () => {
  beforeAll(async () => {
    for (const who of ['sam', 'kit', 'lin', 'jo', 'rae'] as const)
      provider.accounts.set(who, { subject: who, email: email(who), ...mfa })
    provider.signedInAs = 'lin'
    await isSet()
  })
  beforeEach(() => {
    provider.signedInAs = 'sam'
  })
  afterEach(() => {
    for (const who of ['sam', 'kit', 'lin', 'jo', 'rae'] as const)
      provider.accounts.set(who, { subject: who, email: email(who), ...mfa })
  })

  it('opens a session of the staff member with that work email, links the account, and ends what the browser had', async () => {
    const browser = newBrowser()
    browser.cookies.throughcare = await site.product.signIn(email('kit'))
    const kit = browser.cookies.throughcare
    const url = await comesBack(browser, email('sam').toUpperCase())
    expect(await land(browser, url)).toMatchObject({ status: 303, to: '/app/kept' })
    expect(browser.cookies['throughcare-step']).toBeUndefined()
    expect((await browser.get('/app/kept')).body).toContain(world.staff.sam.name)
    expect(await site.get('/app/kept', kit)).toMatchObject({ status: 303 })
    expect(
      await site.product.rows(
        'select l.subject, s.second_factor from identity.provider_link l join identity.session s on s.staff_id = l.staff_id where l.staff_id = $1',
        [world.staff.sam.id],
      ),
    ).toEqual([{ subject: 'sam', second_factor: 'oidc' }])
    // known by the account from now on, even when the provider says no address any more
    provider.accounts.set('sam', { subject: 'sam', ...mfa })
    const again = newBrowser()
    expect(await land(again, await comesBack(again, email('sam')))).toMatchObject({ status: 303 })
  })

  it('sends PKCE, state and nonce, and asks afresh on a computer that others use', async () => {
    const browser = newBrowser()
    await browser.post('/sign-in', { email: email('sam'), first: 'email', device: 'shared' })
    const asked = new URL(await awayTo(browser)).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      code_challenge_method: 'S256',
      prompt: 'login',
      login_hint: email('sam'),
      redirect_uri: BACK,
      response_type: 'code',
    })
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked.get(name)?.length).toBeGreaterThan(40)
    const sealed = Buffer.from(browser.cookies['throughcare-step']!, 'base64url').toString('latin1')
    expect(sealed).not.toContain(asked.get('nonce'))
    const back = await land(browser, new URL(await provider.follow(await awayTo(browser))))
    expect(back).toMatchObject({ status: 303 })
    const [last] = await site.product.rows(
      'select device_kind from identity.session order by created_at desc limit 1',
    )
    expect(last).toEqual({ device_kind: 'shared' })
  })

  it('refuses a changed or missing state', async () => {
    for (const state of ['changed', null]) {
      const browser = newBrowser()
      const url = await comesBack(browser, email('sam'))
      if (state === null) url.searchParams.delete('state')
      else url.searchParams.set('state', state)
      await refused(() => land(browser, url), /could not be trusted/)
    }
  })

  it('refuses the answer of another browser: another state, another nonce, no step at all', async () => {
    const [mine, theirs] = [newBrowser(), newBrowser()]
    const [, url] = [await comesBack(mine, email('sam')), await comesBack(theirs, email('sam'))]
    await refused(() => land(mine, url), /could not be trusted/)
    await refused(() => land(newBrowser(), url), /could not be trusted/)
  })

  it('refuses an id token with another nonce', async () => {
    const browser = newBrowser()
    await browser.post('/sign-in', { email: email('sam'), first: 'email' })
    const away = new URL(await awayTo(browser))
    away.searchParams.set('nonce', 'a nonce that somebody else chose for this round')
    const url = new URL(await provider.follow(away.href))
    await refused(() => land(browser, url), /could not be trusted/)
  })

  it('refuses a code that was begun with another verifier', async () => {
    const [mine, theirs] = [newBrowser(), newBrowser()]
    const url = await comesBack(mine, email('sam'))
    url.searchParams.set('code', (await comesBack(theirs, email('sam'))).searchParams.get('code')!)
    await refused(() => land(mine, url), /could not be trusted/)
  })

  it('takes each answer once: the same code and step open nothing again', async () => {
    const browser = newBrowser()
    const url = await comesBack(browser, email('sam'))
    const step = browser.cookies['throughcare-step']!
    expect(await land(browser, url)).toMatchObject({ status: 303 })
    await refused(() => land(browser, url), /could not be trusted/)
    const tokens = provider.asked.filter((path) => path === '/token').length
    browser.cookies['throughcare-step'] = step
    await refused(() => land(browser, url), /could not be trusted/)
    expect(provider.asked.filter((path) => path === '/token').length, 'the code is not even sent again').toBe(
      tokens,
    )
    // nor where our own memory of used states is gone
    await site.product.superuser.query('delete from identity.used_code')
    await refused(() => land(browser, url), /could not be trusted/)
  })

  it('refuses an answer in the name of another issuer', async () => {
    const browser = newBrowser()
    const url = await comesBack(browser, email('sam'))
    expect(url.searchParams.get('iss')).toBe(provider.issuer)
    url.searchParams.set('iss', 'https://elsewhere.example')
    await refused(() => land(browser, url), /could not be trusted/)
  })

  it('refuses the work email of another organisation’s staff, and of nobody, in the same words', async () => {
    provider.accounts.set('sam', { subject: 'new-one', email: email('jo'), ...mfa })
    const answers: string[] = []
    const browser = newBrowser()
    // a domain that is not this provider's proves nothing
    await refused(async () => {
      const answer = await land(browser, await comesBack(browser, email('sam')))
      answers.push(answer.body)
      return answer
    }, /did not say for certain which work email/)
    for (const address of ['nobody.here@riverside.example', email('sam')]) {
      await site.product.superuser.query('update tc.staff set organisation_id = $2 where id = $1', [
        world.staff.kit.id,
        world.organisations.northside,
      ])
      provider.accounts.set('sam', {
        subject: 'new-one',
        email: address === email('sam') ? email('kit') : address,
        ...mfa,
      })
      const other = newBrowser()
      await refused(async () => {
        const answer = await land(other, await comesBack(other, email('kit')))
        answers.push(answer.body)
        return answer
      }, /no staff member here goes with that account/)
    }
    await site.product.superuser.query('update tc.staff set organisation_id = $2 where id = $1', [
      world.staff.kit.id,
      world.organisations.riverside,
    ])
    expect(new Set(answers.slice(1)).size).toBe(1)
  })

  it('refuses a second account that says it is a staff member who has one, and one account for two', async () => {
    provider.accounts.set('sam', { subject: 'made-anew', email: email('sam'), ...mfa })
    const browser = newBrowser()
    await refused(async () => land(browser, await comesBack(browser, email('sam'))), /no staff member here/)
    const lin = await site.product.signIn(email('lin'))
    const open = await site.product.signIn(email('sam'))
    await site.product.superuser.query(
      `insert into identity.passkey (id, staff_id, credential_id, public_key, counter, transports, name, made_at)
       values ($1, $1, 'a-credential-of-that-account', $2, 0, '{}', 'Phone', now())`,
      [world.staff.sam.id, Buffer.alloc(64)],
    )
    must(
      await site.product.act(lin, 'sign-in.end-link', {
        organisationId: world.organisations.riverside,
        staffId: world.staff.sam.id,
      }),
    )
    expect(await site.get('/app/kept', open), 'their sessions are over').toMatchObject({ status: 303 })
    expect(
      await site.product.rows(
        `select array_agg(distinct s.revoked_why) as why, count(*) filter (where s.revoked_at is null)::int as open,
                (select count(*)::int from identity.passkey k where k.staff_id = $1 and k.revoked_at is null) as passkeys
           from identity.session s where s.staff_id = $1 and s.revoked_why is distinct from 'signed out'`,
        [world.staff.sam.id],
      ),
      'with a reason, and no passkey of that account is left',
    ).toEqual([{ why: ['account parted'], open: 0, passkeys: 0 }])
    const again = newBrowser()
    expect(await land(again, await comesBack(again, email('sam')))).toMatchObject({ status: 303 })
    await site.product.superuser.query("delete from identity.provider_link where subject = 'made-anew'")
  })

  it('refuses whoever is signed in there as somebody else than who was typed', async () => {
    provider.signedInAs = 'kit'
    const browser = newBrowser()
    await refused(
      async () => land(browser, await comesBack(browser, email('sam'))),
      /Somebody else is signed in/,
    )
  })

  it('takes a second factor to be as old as the provider says, and none to be fresh where it does not say', async () => {
    const age = async (browser: Browser) =>
      (
        await site.product.rows<{ age: number | null }>(
          `select round(extract(epoch from created_at - second_factor_at))::int as age from identity.session where token_sha256 = $1`,
          [tokenHash(browser.cookies.throughcare ?? '')],
        )
      )[0]?.age
    const asked = async (askedAgo: number) => {
      provider.accounts.set('sam', { subject: 'sam', email: email('sam'), askedAgo, ...mfa })
      const browser = newBrowser()
      await land(browser, await comesBack(browser, email('sam')))
      return browser
    }
    const url = new URL(
      await (async () => {
        const browser = newBrowser()
        await browser.post('/sign-in', { email: email('sam'), first: 'email' })
        return awayTo(browser)
      })(),
    )
    expect(url.searchParams.get('max_age')).toBe('600')
    expect(await age(await asked(0))).toBeLessThan(5)
    const old = await age(await asked(400))
    expect(old).toBeGreaterThanOrEqual(400)
    expect(old).toBeLessThan(410)
    provider.accounts.set('sam', { subject: 'sam', email: email('sam'), askedAgo: 700, ...mfa })
    const browser = newBrowser()
    await refused(
      async () => land(browser, await comesBack(browser, email('sam'))),
      /without asking who you are/,
    )

    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), ...mfa })
    provider.signedInAs = 'lin'
    provider.keepsTime = true
    const silent = newBrowser()
    await land(silent, await comesBack(silent, email('lin')))
    provider.keepsTime = false
    expect(await age(silent)).toBeNull()
    const token = silent.cookies.throughcare ?? ''
    expect(
      codeOf(
        await site.product.act(token, 'sign-in.end-provider', {
          organisationId: world.organisations.riverside,
          version: await versionNow(),
        }),
      ),
    ).toBe('SIGN_IN_AFRESH')
    expect((await site.get('/app/settings/sign-in', token)).body).toContain('show first that it is you')
  })

  it('refuses without proof of a second factor, whatever the token says beside it', async () => {
    for (const amr of [undefined, [], ['pwd'], ['MFA'], ['pwd mfa']]) {
      provider.accounts.set('sam', { subject: 'sam', email: email('sam'), acr: 'AAL3', ...(amr && { amr }) })
      const browser = newBrowser()
      await refused(
        async () => land(browser, await comesBack(browser, email('sam'))),
        /no proof of a second factor/,
      )
    }
  })

  it('refuses an address that is not verified', async () => {
    provider.accounts.set('rae', { subject: 'rae', email: email('rae'), emailVerified: false, ...mfa })
    provider.signedInAs = 'rae'
    const browser = newBrowser()
    await refused(
      async () => land(browser, await comesBack(browser, email('rae'))),
      /did not say for certain/,
    )
  })

  it('lets nobody in who has left, or whom the provider refuses', async () => {
    await site.product.superuser.query('update tc.staff set left_at = ctx.clock() where id = $1', [
      world.staff.kit.id,
    ])
    provider.signedInAs = 'kit'
    const browser = newBrowser()
    await refused(async () => land(browser, await comesBack(browser, email('kit'))), /no staff member here/)
    await site.product.superuser.query('update tc.staff set left_at = null where id = $1', [
      world.staff.kit.id,
    ])
    provider.signedInAs = null
    const other = newBrowser()
    await refused(async () => land(other, await comesBack(other, email('sam'))), /did not let you through/)
  })

  it('is over after ten minutes, and a step of another kind is not one', async () => {
    const browser = newBrowser()
    const url = await comesBack(browser, email('sam'))
    const now = Date.now
    Date.now = () => now() + 11 * 60_000
    try {
      await refused(() => land(browser, url), /could not be trusted/)
    } finally {
      Date.now = now
    }
    expect(await browser.post('/sign-in/second-factor', { code: '123456' })).toMatchObject({ to: '/sign-in' })
    expect(await browser.post('/sign-in/set-up/second-factor', { code: '123456' })).toMatchObject({
      to: '/sign-in/set-up',
    })
  })

  it('refuses when the settings changed between going and coming back', async () => {
    const browser = newBrowser()
    const url = await comesBack(browser, email('sam'))
    await site.product.superuser.query('update identity.provider set version = version + 1')
    await refused(() => land(browser, url), /changed a moment ago/)
    await site.product.superuser.query('update identity.provider set version = version - 1')
  })

  it('shows the password form for an unknown domain, alike for every address, and asks nothing of anybody', async () => {
    const words = new Set<string>()
    for (const typed of [
      email('jo'),
      'nobody@northside.example',
      'nobody@elsewhere.example',
      'not an address',
      'a@b@riverside.example',
    ]) {
      const answer = await newBrowser().post('/sign-in', { email: typed, first: 'email' })
      expect(answer.status).toBe(200)
      expect(answer.body).toContain('current-password')
      words.add(answer.body.replaceAll(typed, ''))
    }
    expect(words.size).toBe(1)
    const known = new Set<string>()
    for (const typed of [email('sam'), 'nobody.here@riverside.example']) {
      const browser = newBrowser()
      expect(await browser.post('/sign-in', { email: typed, first: 'email' })).toMatchObject({
        to: '/sign-in/oidc',
      })
      known.add((await browser.get('/sign-in/oidc')).body.replace(/http:[^"]*/g, ''))
    }
    expect(known.size, 'an address that nobody has goes the same way').toBe(1)
  })

  it('answers addresses that somebody has and that nobody has in the same time', async () => {
    const took: Record<string, number[]> = { known: [], unknown: [] }
    for (let i = 0; i < 20; i += 1)
      for (const [kind, typed] of Object.entries({
        known: email('jo'),
        unknown: `nobody${i}@northside.example`,
      })) {
        const began = performance.now()
        await newBrowser().post('/sign-in', { email: typed, first: 'email' })
        took[kind]!.push(performance.now() - began)
      }
    const middle = (times: number[]) => times.sort((a, b) => a - b)[10]!
    const [known, unknown] = [middle(took.known!), middle(took.unknown!)]
    console.log(`medians in ms over 20 tries: known ${known.toFixed(1)}, unknown ${unknown.toFixed(1)}`)
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(3, known * 0.5))
  })
})

describe('other ways in which a provider proves things', () => {
  it('takes acr where that is set, asks for it, and takes nothing else', async () => {
    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), acr: 'AAL3' })
    provider.signedInAs = 'lin'
    await isSet({ secondFactor: { proof: 'acr', values: ['AAL2', 'AAL3'] } })
    provider.signedInAs = 'sam'
    for (const [acr, status] of [
      ['AAL3', 303],
      ['AAL1', 422],
    ] as const) {
      provider.accounts.set('sam', { subject: 'sam', email: email('sam'), acr, ...mfa })
      const browser = newBrowser()
      const back = await land(browser, await comesBack(browser, email('sam')))
      expect([acr, back.status]).toEqual([acr, status])
    }
  })

  it('lets an organisation declare both, keeps who and when, and declares anew for another issuer', async () => {
    provider.signedInAs = 'lin'
    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), emailVerified: false, amr: ['pwd'] })
    await isSet({ secondFactor: { proof: 'declared' }, emailProof: 'declared' })
    const page = textIn(
      (
        await site.get(
          `/app/organisations/${world.organisations.riverside}/sign-in`,
          await site.product.signIn(email('lin')),
        )
      ).body,
    )
    expect(page).toMatch(/Always asked for by the provider\. Lin Chau declared this on \d/)
    expect(page).toMatch(/gives no other addresses\. Lin Chau declared this on \d/)
  })

  it('signs for itself with a private key where that is its secret', async () => {
    provider.signedInAs = 'lin'
    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), ...mfa })
    secrets.set('riverside-key', `${provider.issuer} ${provider.privateKey}`)
    await isSet({ clientId: provider.keyClientId, secretName: 'riverside-key' })
  })

  it('refuses an id token whose time is over', async () => {
    const short = await aProvider({ redirectUri: BACK, idTokenSeconds: 1 })
    try {
      short.accounts.set('lin', { subject: 'lin', email: email('lin'), ...mfa })
      short.signedInAs = 'lin'
      secrets.set('short', `${short.issuer} ${short.clientSecret}`)
      const lin = await site.product.signIn(email('lin'))
      const version = await versionNow()
      must(
        await site.product.act(lin, 'sign-in.set-provider', {
          ...settings({ issuer: short.issuer, secretName: 'short' }),
          version,
        }),
      )
      const browser = newBrowser()
      browser.cookies.throughcare = lin
      await browser.post(`/app/organisations/${world.organisations.riverside}/sign-in/test`, {})
      const url = new URL(await short.follow(await awayTo(browser)))
      const real = Date.now
      // the token is made a good while before it is read
      Date.now = () => real() + 120_000
      try {
        await land(browser, url)
      } finally {
        Date.now = real
      }
      expect(await outcome()).toBe('not sound')
    } finally {
      await short.stop()
    }
  })
})

describe('what stands between settings and anybody sent there', () => {
  const at = () => `/app/organisations/${world.organisations.riverside}/sign-in`

  it('sends nobody to a provider before a test has gone through, and says what the test found', async () => {
    const lin = await site.product.signIn(email('lin'))
    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), amr: ['pwd'] })
    provider.signedInAs = 'lin'
    must(await site.product.act(lin, 'sign-in.set-provider', { ...settings(), version: await versionNow() }))
    const before = await newBrowser().post('/sign-in', { email: email('sam'), first: 'email' })
    expect(before.body).toContain('current-password')
    const opened = await sessions()
    await testRound(lin)
    expect(await outcome()).toBe('no second factor')
    expect(textIn((await site.get(at(), lin)).body)).toContain('without the proof of a second factor')
    expect((await newBrowser().post('/sign-in', { email: email('sam'), first: 'email' })).status).toBe(200)
    expect(await sessions(), 'a test opens nothing').toBe(opened)
    provider.accounts.set('lin', { subject: 'lin', email: email('lin'), ...mfa })
    await testRound(lin)
    expect(textIn((await site.get(at(), lin)).body)).toContain('Went through')
    expect((await newBrowser().post('/sign-in', { email: email('sam'), first: 'email' })).to).toBe(
      '/sign-in/oidc',
    )
  })

  it('says that the provider does not answer, and lets nobody in some other way', async () => {
    const gone = await aProvider({ redirectUri: BACK })
    gone.accounts.set('lin', { subject: 'lin', email: email('lin'), ...mfa })
    secrets.set('gone', `${gone.issuer} ${gone.clientSecret}`)
    const lin = await site.product.signIn(email('lin'))
    must(
      await site.product.act(lin, 'sign-in.set-provider', {
        ...settings({ issuer: gone.issuer, secretName: 'gone' }),
        version: await versionNow(),
      }),
    )
    await site.product.superuser.query(
      "update identity.provider set tested_version = version, tested_outcome = 'ok'",
    )
    await gone.stop()
    await refused(
      () => newBrowser().post('/sign-in', { email: email('sam'), first: 'email' }),
      /does not answer/,
      503,
    )
    expect((await testRound(lin)).back.to).toContain('done=tested')
    expect(await outcome()).toBe('unreachable')
  })

  it('asks no host for which the server holds no secret of that issuer', async () => {
    const lin = await site.product.signIn(email('lin'))
    must(
      await site.product.act(lin, 'sign-in.set-provider', {
        ...settings({ secretName: 'gone' }),
        version: await versionNow(),
      }),
    )
    const asked = provider.asked.length
    await testRound(lin)
    expect(await outcome()).toBe('no secret')
    expect(provider.asked.length, 'the secret of another issuer goes nowhere').toBe(asked)
  })

  it('is set by whoever may, for their own organisation, soon after a second factor; the root owner is told', async () => {
    const [sam, dot, lin] = await Promise.all([
      site.product.signIn(email('sam')),
      site.product.signIn('dot@northside.example'),
      site.product.signIn(email('lin')),
    ])
    const version = await versionNow()
    const input = { ...settings(), version }
    expect(codeOf(await site.product.act(sam, 'sign-in.set-provider', input))).toBe('NOT_ALLOWED')
    expect(codeOf(await site.product.act(dot, 'sign-in.set-provider', input))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect((await site.get(at(), dot)).status).toBe(404)
    expect((await site.post(`${at()}/test`, {}, dot)).status).toBe(404)
    expect((await site.post(`${at()}/test`, {}, sam)).status).toBe(404)
    expect(codeOf(await site.product.act(lin, 'sign-in.set-provider', { ...input, version: 1 }))).toBe(
      'STALE_VERSION',
    )
    for (const issuer of [
      'http://elsewhere.example',
      'https://u@elsewhere.example',
      'https://x.example?a=b',
      'ftp://x.example',
    ])
      expect(codeOf(await site.product.act(lin, 'sign-in.set-provider', { ...input, issuer })), issuer).toBe(
        'SIGN_IN_NOT_OVER_HTTPS',
      )
    await site.product.superuser.query(
      "update identity.session set second_factor_at = second_factor_at - interval '16 minutes'",
    )
    expect(codeOf(await site.product.act(lin, 'sign-in.set-provider', input))).toBe('SIGN_IN_AFRESH')
    expect(
      codeOf(
        await site.product.act(lin, 'sign-in.end-provider', {
          organisationId: input.organisationId,
          version,
        }),
      ),
    ).toBe('SIGN_IN_AFRESH')
    await site.product.superuser.query('update identity.session set second_factor_at = ctx.clock()')
    await site.product.superuser.query("delete from tc.task where kind = 'sign-in changed'")
    must(await site.product.act(lin, 'sign-in.set-provider', input))
    must(
      await site.product.act(lin, 'sign-in.set-provider', {
        ...input,
        version: version! + 1,
        issuer: 'https://other.example',
      }),
    )
    expect(
      await site.product.rows("select staff_id, team_id from tc.task where kind = 'sign-in changed'"),
      'once: the same issuer again is no news',
    ).toEqual([{ staff_id: world.staff.lin.id, team_id: world.teams.medication }])
  })

  it('lets two organisations hold one domain only by the same client of the same issuer', async () => {
    const dot = await site.product.signIn('dot@northside.example')
    const theirs = {
      ...settings({
        organisationId: world.organisations.northside,
        issuer: 'https://other.example',
        emailDomains: ['northside.example', 'riverside.example'],
      }),
    }
    expect(
      codeOf(await site.product.act(dot, 'sign-in.set-provider', { ...theirs, clientId: 'another' })),
    ).toBe('SIGN_IN_DOMAIN_HELD')
    must(await site.product.act(dot, 'sign-in.set-provider', theirs))
    must(
      await site.product.act(dot, 'sign-in.end-provider', {
        organisationId: world.organisations.northside,
        version: 1,
      }),
    )
  })

  it('gives the serving login nothing of it but by its functions', async () => {
    for (const sql of [
      'select * from identity.provider',
      'select * from identity.provider_link',
      "select ctx.provider_for('riverside.example')",
    ])
      await expect(site.product.appPool.query(sql)).rejects.toThrow(/permission denied/)
    const opened = await site.auth.query(
      'select ctx.open_account_session($1, $2, $3, $4, $5, $6, $7, $8) as staff',
      [world.staff.jo.id, Buffer.alloc(32), world.staff.jo.id, 1, 'https://other.example', 'x', 'own', 0],
    )
    expect(opened.rows[0].staff, 'of an organisation without a provider nobody').toBeNull()
  })
})

describe('no path with a password alone', () => {
  it('opens no session at any public sign-in path, given a right email and a password', async () => {
    const before = await sessions()
    const paths = Object.keys(PUBLIC_ROUTES).filter(
      (route) => /\/sign-in/.test(route) && !route.includes('/practice/'),
    )
    expect(paths.length).toBeGreaterThan(9)
    for (const route of paths) {
      const [method = '', path = ''] = route.split(' ')
      const browser = newBrowser()
      const form = { email: email('sam'), password: 'copper kettle on the roof', code: '123456', first: '' }
      const answer =
        method === 'GET'
          ? await browser.get(`${path}?${new URLSearchParams(form)}`)
          : await browser.post(path, form)
      expect(answer.cookies.throughcare, route).toBeUndefined()
    }
    await newBrowser().post('/sign-in', {
      email: email('sam'),
      password: 'copper kettle on the roof',
      first: 'email',
    })
    expect(await sessions()).toBe(before)
  })
})

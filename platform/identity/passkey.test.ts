import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Authenticator, type Wrong } from '#testing/authenticator.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { addPasskey, asked, byPasskey, forgetTries, ORIGIN } from '#testing/signing-in.ts'
import { aSite, type Browser, type Site } from '#testing/site.ts'
import { relyingParty } from './passkey.ts'

let site: Site
let world: World
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
})
afterAll(() => site.stop())
beforeEach(() => forgetTries(site))

const signedIn = async (who: 'sam' | 'jo' | 'kit' | 'noor'): Promise<Browser> => {
  const browser = site.browser()
  browser.cookies.throughcare = await site.product.signIn(world.staff[who].email)
  return browser
}
const rows = (sql: string, values: unknown[] = []) => site.product.rows(sql, values)
const refused = async (answer: Promise<{ status: number }>, browser: Browser) => {
  expect((await answer).status).toBe(422)
  expect(browser.cookies.throughcare, 'no session').toBeUndefined()
}

describe('a passkey', () => {
  it('is added in a signed-in session and signs in without an email, under a new session', async () => {
    const sam = await signedIn('sam')
    const { device, answer } = await addPasskey(sam)
    expect(answer).toMatchObject({ status: 303, to: '/app/settings/sign-in' })
    expect((await sam.get('/app/settings/sign-in')).body).toContain('My phone')

    const browser = site.browser()
    expect(await byPasskey(browser, device, {}, { device: 'shared' })).toMatchObject({
      status: 303,
      to: '/app/kept',
    })
    expect(browser.cookies['throughcare-step']).toBeUndefined()
    expect((await browser.get('/app/kept')).body).toContain(world.staff.sam.name)
    const [session] = await rows(
      'select second_factor, device_kind from identity.session order by created_at desc limit 1',
    )
    expect(session).toEqual({ second_factor: 'passkey', device_kind: 'shared' })
    const [kept] = await rows('select counter::int, last_used_at is not null as used from identity.passkey')
    expect(kept).toEqual({ counter: 1, used: true })
    const audited = await rows("select outcome from audit.event where action = 'passkey.add'")
    expect(audited).toEqual([{ outcome: 'done' }])
  })

  it('is refused when anything about it does not hold', async () => {
    const { device } = await addPasskey(await signedIn('jo'))
    const wrongs: Record<string, Wrong> = {
      'from another origin': { origin: 'http://127.0.0.1:4310' },
      'for another host': { rpId: 'elsewhere.example' },
      'with another challenge': { challenge: Buffer.alloc(32).toString('base64url') },
      'without its owner checked': { userVerified: false },
      'signed with another key': { otherKey: true },
    }
    for (const [why, wrong] of Object.entries(wrongs)) {
      const browser = site.browser()
      expect((await byPasskey(browser, device, wrong)).status, why).toBe(422)
      expect(browser.cookies.throughcare, why).toBeUndefined()
    }
    const unknown = site.browser()
    await refused(byPasskey(unknown, new Authenticator()), unknown)
    for (const answer of ['', 'x', '{}', '[]', 'null', '{"id":1}', `{"id":"${'a'.repeat(30_000)}"}`]) {
      const browser = site.browser()
      await browser.post('/sign-in/passkey', {})
      await refused(browser.post('/sign-in/passkey/check', { answer }), browser)
    }
    expect((await byPasskey(site.browser(), device)).status, 'and the right one goes through').toBe(303)
  })

  it('answers each challenge once, in the browser that was given it, in its four minutes', async () => {
    const { device } = await addPasskey(await signedIn('kit'))
    const one = site.browser()
    await one.post('/sign-in/passkey', {})
    const step = one.cookies['throughcare-step'] ?? ''
    const answer = device.get(asked((await one.get('/sign-in/passkey')).body), ORIGIN, { counter: 0 })
    const other = site.browser()
    await other.post('/sign-in/passkey', {})
    await refused(other.post('/sign-in/passkey/check', { answer }), other)
    const none = site.browser()
    expect(await none.post('/sign-in/passkey/check', { answer })).toMatchObject({
      status: 303,
      to: '/sign-in',
    })
    expect((await one.post('/sign-in/passkey/check', { answer })).status).toBe(303)
    // recorded and sent again with its step: this authenticator does not count, so the challenge alone says no
    const thief = site.browser()
    thief.cookies['throughcare-step'] = step
    await refused(thief.post('/sign-in/passkey/check', { answer }), thief)
  })

  it('whose count is behind is a copy, and of two at one moment one goes through', async () => {
    const { device } = await addPasskey(await signedIn('noor'))
    expect((await byPasskey(site.browser(), device)).status).toBe(303)
    for (const counter of [1, 0]) {
      const browser = site.browser()
      await refused(byPasskey(browser, device, { counter }), browser)
    }
    const two = await Promise.all([1, 2].map(() => byPasskey(site.browser(), device, { counter: 9 })))
    expect(two.map((a) => a.status).sort()).toEqual([303, 422])
  })

  it('is added only minutes after a second factor, by the session that was asked, with its owner checked', async () => {
    const sam = await signedIn('sam')
    const other = await signedIn('sam')
    const theirs = (await other.get('/app/settings/sign-in')).body
    const form = {
      name: 'Mine',
      sealed: /name="sealed" value="([^"]*)"/.exec(theirs)?.[1] ?? '',
      answer: new Authenticator().create(asked(theirs), ORIGIN),
    }
    expect((await sam.post('/app/settings/sign-in/passkeys', form)).status, 'asked of another session').toBe(
      422,
    )
    const wrongs = [{ sealed: 'x' }, { userVerified: false }, { origin: 'https://elsewhere.example' }]
    for (const wrong of wrongs)
      expect((await addPasskey(sam, wrong)).answer.status, Object.keys(wrong)[0]).toBe(422)
    const before = await sam.get('/app/settings/sign-in')
    const sealed = /name="sealed" value="([^"]*)"/.exec(before.body)?.[1] ?? ''
    await rows("update identity.session set second_factor_at = second_factor_at - interval '11 minutes'")
    expect((await sam.get('/app/settings/sign-in')).body).not.toContain('data-passkey')
    const answer = new Authenticator().create(asked(before.body), ORIGIN)
    const late = await sam.post('/app/settings/sign-in/passkeys', { name: 'Late', sealed, answer })
    expect(late.status, 'the database holds to it too').toBe(422)
    expect(await rows("select from identity.passkey where name = 'Late'")).toEqual([])
  })

  it('ends when it is removed, and by nobody else; with a new set-up; and lets nobody in who has left', async () => {
    const kit = await signedIn('kit')
    const { device } = await addPasskey(kit)
    const [{ id } = { id: '' }] = (await rows(
      'select id from identity.passkey order by made_at desc limit 1',
    )) as { id: string }[]
    await (await signedIn('jo')).post('/app/settings/sign-in/passkeys/remove', { passkeyId: id })
    expect((await byPasskey(site.browser(), device)).status, 'not somebody else’s to remove').toBe(303)
    await kit.post('/app/settings/sign-in/passkeys/remove', { passkeyId: id })
    const gone = site.browser()
    await refused(byPasskey(gone, device), gone)

    const again = await addPasskey(kit)
    const code = Buffer.alloc(32, 7)
    const lin = await site.product.signIn(world.staff.lin.email)
    const invitation = {
      invitationId: freshId(),
      staffId: world.staff.kit.id,
      codeSha256: code.toString('hex'),
    }
    must(await site.product.act(lin, 'staff.invite', invitation))
    await site.auth.query('select ctx.accept_invitation($1)', [code])
    const afresh = site.browser()
    await refused(byPasskey(afresh, again.device), afresh)

    const noor = await addPasskey(await signedIn('noor'))
    await rows('update tc.staff set left_at = ctx.clock() where id = $1', [world.staff.noor.id])
    const left = site.browser()
    await refused(byPasskey(left, noor.device), left)
  })

  it('belongs to the host of the public address; loopback is known to browsers as localhost', () => {
    expect(relyingParty('https://care.example.org')).toEqual({
      id: 'care.example.org',
      origin: 'https://care.example.org',
    })
    expect(relyingParty('http://127.0.0.1:4310')).toEqual({
      id: 'localhost',
      origin: 'http://localhost:4310',
    })
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PUBLIC_ROUTES } from '#platform/http/public-routes.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import {
  type Account,
  addPasskey,
  anAccount,
  byPasskey,
  byPassword,
  forgetTries,
  PASSWORD,
} from '#testing/signing-in.ts'
import { aSite, type Browser, type Site } from '#testing/site.ts'

/** Attacks on signing in and on sessions, each by its name. The long form: `npm run test:long attack`. */
const LONG = process.env.LONG === '1'
const PAIRS = LONG ? 30 : 8

let site: Site
let world: World
let sam: Account
let addresses = 0
const fresh = (): Browser => {
  addresses += 1
  return site.browser(`198.51.100.${addresses}`)
}
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
  sam = await anAccount(site, world.staff.sam, world.staff.lin.email)
})
afterAll(() => site.stop())
beforeEach(() => forgetTries(site))

const signIn = (who: keyof World['staff']) => site.product.signIn(world.staff[who].email)
const opens = async (token: string | undefined) => (await site.get('/app/kept', token)).status === 200
const sql = (text: string, values: unknown[] = []) => site.product.rows(text, values)
const sessions = async () => (await sql('select count(*)::int as n from identity.session'))[0]?.n

describe('attacks on signing in', () => {
  it('1 fixation: a cookie planted before is not the session after, dead or alive', async () => {
    const attacker = await signIn('jo')
    for (const planted of ['a'.repeat(43), attacker]) {
      const browser = fresh()
      browser.cookies.throughcare = planted
      await byPassword(browser, sam, planted === attacker ? 1 : 0)
      expect(browser.cookies.throughcare).not.toBe(planted)
      expect((await browser.get('/app/kept')).body).toContain(world.staff.sam.name)
      expect(await opens(planted)).toBe(false)
    }
  })

  it('2 replay: of 200 posts recorded in a session none is taken after signing out', async () => {
    const [lin, victim] = [await signIn('lin'), await signIn('sam')]
    const input = { staffId: world.staff.sam.id, sessionId: null }
    const send = (payload: object) =>
      site.app.inject({
        method: 'POST',
        url: '/api/commands/session.revoke',
        cookies: { throughcare: lin },
        headers: { host: 'localhost:4310', origin: 'http://localhost:4310' },
        payload,
      })
    expect((await send({ id: freshId(), input })).statusCode, 'taken in the session').toBe(200)
    expect(await opens(victim)).toBe(false)
    const recorded = Array.from({ length: 200 }, () => ({ id: freshId(), input }))
    await site.post('/sign-out', {}, lin)
    const again = await signIn('sam')
    const statuses = []
    for (const one of recorded) statuses.push((await send(one)).statusCode)
    expect(statuses.filter((s) => s === 401)).toHaveLength(200)
    expect(await opens(again), 'none of them ended it').toBe(true)
    expect((await site.post('/app/settings/sign-in/end', { all: 'yes' }, lin)).to).toMatch(/^\/sign-in/)
  })

  it('3 disabling: whoever leaves is out on the next request, and coming back brings no session back', async () => {
    const [ade, lin] = [await signIn('ade'), await signIn('lin')]
    expect(await opens(ade)).toBe(true)
    const { id } = world.staff.ade
    must(await site.product.act(lin, 'staff.leave', { staffId: id, leftAt: null, version: 1 }))
    expect(await opens(ade)).toBe(false)
    await sql('update tc.staff set left_at = null where id = $1', [id])
    await sql('update tc.post_holder set until_at = null where staff_id = $1', [id])
    expect(await opens(ade), 'dead, not only refused').toBe(false)
    expect(await opens(await signIn('ade'))).toBe(true)
  })

  it('4 role change: a post ended or given ends the sessions, and the post given back brings none back', async () => {
    const { id } = world.staff.kit
    const lin = await signIn('lin')
    const [{ holder } = { holder: '' }] = await sql(
      'select id as holder from tc.post_holder where staff_id = $1',
      [id],
    )
    const one = await signIn('kit')
    const end = { staffId: id, holderId: holder, until: null, seenUntil: null }
    must(await site.product.act(lin, 'staff.end-post', end))
    expect(await opens(one)).toBe(false)
    await sql('update tc.post_holder set until_at = null where id = $1', [holder])
    expect(await opens(one), 'dead, not only refused').toBe(false)

    const two = await signIn('kit')
    const postId = freshId()
    const give = {
      postId,
      holderId: postId,
      staffId: id,
      teamId: world.teams.inReach,
      role: 'peer-worker',
      from: null,
      until: null,
      supervisedBy: null,
    }
    must(await site.product.act(lin, 'staff.give-post', give))
    expect(await opens(two)).toBe(false)
    await sql('delete from tc.post_holder where post_id = $1', [postId])
  })

  it('5 idleness: thirty minutes without a request end a session, ten on a shared PC, twelve hours in any case', async () => {
    const aged = async (kind: string, idle: string, old = '0') => {
      const token = await signIn('jo')
      await sql(
        `update identity.session set device_kind = $2, last_seen_at = last_seen_at - $3::interval, expires_at = expires_at - $4::interval
          where token_sha256 = sha256(convert_to($1, 'utf8'))`,
        [token, kind, idle, old],
      )
      return opens(token)
    }
    expect(await aged('own', '29 minutes')).toBe(true)
    expect(await aged('own', '31 minutes')).toBe(false)
    expect(await aged('shared', '9 minutes')).toBe(true)
    expect(await aged('shared', '11 minutes')).toBe(false)
    expect(await aged('own', '1 minute', '12 hours 1 minute')).toBe(false)
  })

  it('6 a stolen cookie: no other site sends it, no script reads it, and its owner ends it from the list', async () => {
    const browser = fresh()
    const answer = await site.app.inject({
      method: 'POST',
      url: '/practice/sign-in',
      headers: { host: 'localhost:4310', origin: 'http://localhost:4310' },
      payload: { email: world.staff.jo.email },
    })
    const cookie = answer.cookies.find((c) => c.name === 'throughcare')
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(cookie, 'for this host alone').not.toHaveProperty('domain')
    const stolen = cookie?.value ?? ''
    browser.cookies.throughcare = stolen
    for (const origin of ['https://elsewhere.example', 'null', 'http://localhost:9999', undefined])
      expect((await browser.post('/lock', {}, { origin })).status, String(origin)).toBe(403)
    expect(await opens(stolen)).toBe(true)
    const owner = site.browser()
    owner.cookies.throughcare = await signIn('jo')
    await owner.post('/app/settings/sign-in/end', { all: 'yes' })
    expect(await opens(stolen)).toBe(false)
    expect(await opens(owner.cookies.throughcare)).toBe(true)
  })

  it('7 spraying: one address tries a hundred accounts and is held; nobody else is', async () => {
    const sprayer = site.browser('203.0.113.66')
    const tried = await sprayer.post('/sign-in', { email: 'one@practice.example', password: 'x' })
    expect(tried.status).toBe(422)
    // ninety-eight more accounts, each once, without waiting for ninety-eight password hashes
    await sql(
      "insert into identity.sign_in_attempt (key, at, ok) select a.key, a.at, false from identity.sign_in_attempt a, generate_series(1, 98) where a.key like 'address:%'",
    )
    const at = (n: number) =>
      sprayer.post('/sign-in', { email: `person${n}@practice.example`, password: 'x' })
    expect((await at(1)).status, 'the hundredth').toBe(422)
    expect((await at(2)).status).toBe(429)
    expect(
      (await sprayer.post('/sign-in', { email: sam.email, password: PASSWORD })).status,
      'even the right one',
    ).toBe(429)
    expect((await byPassword(fresh(), sam)).status, 'from elsewhere').toBe(303)
  })

  it('8 holding somebody’s account by guessing does not keep them out: their passkey signs in', async () => {
    const browser = site.browser()
    browser.cookies.throughcare = await signIn('sam')
    const { device } = await addPasskey(browser)
    const guess = () => fresh().post('/sign-in', { email: sam.email, password: 'not the password' })
    const guesses = await Promise.all(Array.from({ length: 12 }, guess))
    expect(guesses.filter((a) => a.status === 429)).toHaveLength(2)
    expect((await byPassword(fresh(), sam)).to, 'the right password is held').not.toBe('/app/kept')
    const crisis = fresh()
    expect(await byPasskey(crisis, device)).toMatchObject({ status: 303, to: '/app/kept' })
    expect(await opens(crisis.cookies.throughcare)).toBe(true)
  })

  it('9 telling accounts apart: same words and same time', async () => {
    const words = new Set<string>()
    const took: { known: number; unknown: number }[] = []
    const once = async (email: string) => {
      const browser = fresh()
      const began = performance.now()
      const answer = await browser.post('/sign-in', { email, password: 'not the password' })
      const ms = performance.now() - began
      words.add(`${answer.status} ${answer.body.replaceAll(email, '')} ${Object.keys(answer.cookies)}`)
      return ms
    }
    await once('warm@practice.example')
    for (let i = 0; i < PAIRS; i += 1) {
      await forgetTries(site)
      // by turns, so that a busy moment of the machine meets both alike
      const first = i % 2 === 0 ? await once(sam.email) : undefined
      const unknown = await once('nobody.here@practice.example')
      took.push({ unknown, known: first ?? (await once(sam.email)) })
    }
    const middle = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
    const known = middle(took.map((t) => t.known))
    const unknown = middle(took.map((t) => t.unknown))
    const apart = Math.abs(middle(took.map((t) => t.known - t.unknown)))
    console.log(
      `${PAIRS} pairs: medians known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms, a pair apart ${apart.toFixed(1)} ms`,
    )
    expect(words.size).toBe(1)
    // 15% is what the long form holds to on a quiet machine; a missing password hash would be 90% apart
    expect(apart).toBeLessThan(Math.max(3, known * (LONG ? 0.15 : 0.4)))
  })

  it('10 a step of another browser, of another kind, or of another installation opens nothing', async () => {
    const [one, two] = [fresh(), fresh()]
    await one.post('/sign-in', { email: sam.email, password: PASSWORD })
    await two.post('/sign-in/passkey', {})
    const [password, passkey] = [one.cookies['throughcare-step'] ?? '', two.cookies['throughcare-step'] ?? '']
    const before = await sessions()
    const code = await sam.code()
    const swaps: [Browser, string, string, Record<string, string>][] = [
      [two, password, '/sign-in/passkey/check', { answer: '{}' }],
      [one, passkey, '/sign-in/second-factor', { code }],
      [one, passkey, '/sign-in/set-up/second-factor', { code }],
      [one, `${password.slice(0, -4)}AAAA`, '/sign-in/second-factor', { code }],
    ]
    for (const [browser, step, path, form] of swaps) {
      browser.cookies['throughcare-step'] = step
      const answer = await browser.post(path, form)
      expect(answer.status, path).toBe(303)
      expect(answer.to, path).toMatch(/^\/sign-in(\/set-up)?$/)
      expect(browser.cookies.throughcare).toBeUndefined()
    }
    expect(await sessions()).toBe(before)
  })

  it('and a password alone opens nothing, at every way of signing in that there is', async () => {
    const ways = Object.keys(PUBLIC_ROUTES).flatMap(
      (route) => /^POST (\/sign-in.*|\/locked|\/lock)$/.exec(route)?.[1] ?? [],
    )
    expect(ways.length).toBeGreaterThan(6)
    const before = await sessions()
    const first = fresh()
    await first.post('/sign-in', { email: sam.email, password: PASSWORD })
    for (const way of ways) {
      const browser = fresh()
      Object.assign(browser.cookies, first.cookies)
      const form = { email: sam.email, password: PASSWORD, code: PASSWORD, answer: PASSWORD, practice: 'yes' }
      await browser.post(way, { ...form, postId: world.staff.sam.postId })
      expect(browser.cookies.throughcare, way).toBeUndefined()
    }
    expect(await sessions()).toBe(before)
  })
})

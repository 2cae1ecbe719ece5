import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import {
  type Account,
  addPasskey,
  anAccount,
  byPasskey,
  byPassword,
  forgetTries,
} from '#testing/signing-in.ts'
import { aSite, type Browser, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'

let site: Site
let world: World
let sam: Account
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
  sam = await anAccount(site, world.staff.sam, world.staff.lin.email)
})
afterAll(() => site.stop())
beforeEach(() => forgetTries(site))

type Who = 'sam' | 'jo' | 'kit' | 'lin' | 'wyn' | 'ade'
const signedIn = async (who: Who): Promise<Browser> => {
  const browser = site.browser()
  browser.cookies.throughcare = await site.product.signIn(world.staff[who].email)
  return browser
}
const opens = async (browser: Browser) => (await browser.get('/app/kept')).status === 200
const PATH = '/app/settings/sign-in'
const idOf = async (browser: Browser): Promise<string> => {
  const found = await site.product.rows<{ id: string }>(
    "select id from identity.session where token_sha256 = sha256(convert_to($1, 'utf8'))",
    [browser.cookies.throughcare],
  )
  return found[0]?.id ?? ''
}

describe('where one is signed in', () => {
  it('says device, since when, and by what, in words; and ends one or all others, one’s own alone', async () => {
    const [one, two, three, jo] = [
      await signedIn('kit'),
      await signedIn('kit'),
      await signedIn('kit'),
      await signedIn('jo'),
    ]
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0'
    const four = site.browser()
    await four.post('/practice/sign-in', { email: world.staff.kit.email }, { 'user-agent': edge })
    const page = (await one.get(PATH)).body
    expect(page).toContain('Edge on Windows')
    expect(page, 'nothing the browser sent is kept').not.toContain('Mozilla')
    expect(page).toContain('(this one)')
    expect(page.match(/action="\/app\/settings\/sign-in\/end"/g)).toHaveLength(4)

    await one.post(`${PATH}/end`, { sessionId: await idOf(two) })
    expect([await opens(one), await opens(two), await opens(three)]).toEqual([true, false, true])
    await one.post(`${PATH}/end`, { sessionId: await idOf(jo) })
    expect(await opens(jo), 'nobody else’s').toBe(true)
    await one.post(`${PATH}/end`, { all: 'yes' })
    expect([await opens(one), await opens(three), await opens(four), await opens(jo)]).toEqual([
      true,
      false,
      false,
      true,
    ])
    const audited = await site.product.rows(
      "select outcome from audit.event where action = 'session.revoke own' order by id",
    )
    expect(audited.map((a) => a.outcome)).toEqual(['done', 'NOT_FOUND_OR_NOT_YOURS', 'done'])
  })

  it('is ended by whoever manages the staff member, of one’s own organisation alone', async () => {
    await site.product.rows('update identity.session set revoked_at = ctx.clock() where staff_id = $1', [
      world.staff.kit.id,
    ])
    const kit = await signedIn('kit')
    const other = await signedIn('kit')
    const lin = await signedIn('lin')
    const at = `/app/team/staff/${world.staff.kit.id}`
    expect((await lin.get(at)).body).toContain('Where they are signed in')
    await lin.post(`${at}/end-session`, { commandId: freshId(), sessionId: await idOf(kit) })
    expect([await opens(kit), await opens(other)]).toEqual([false, true])
    const input = { staffId: world.staff.kit.id, sessionId: null }
    for (const [who, code] of [
      ['wyn', 'NOT_FOUND_OR_NOT_YOURS'],
      ['ade', 'NOT_ALLOWED'],
    ] as const) {
      const asks = await site.product.signIn(world.staff[who].email)
      expect(await site.product.act(asks, 'session.revoke', input), who).toMatchObject({ refusal: { code } })
      const seen = await site.product.ask(asks, 'staff.sessions', { staffId: world.staff.kit.id })
      expect(seen.ok ? seen.value : 'refused', who).toEqual(who === 'wyn' ? [] : 'refused')
    }
    expect(await opens(other)).toBe(true)
    const linToken = lin.cookies.throughcare ?? ''
    expect(must(await site.product.act(linToken, 'session.revoke', input)).made).toMatchObject({ ended: 1 })
    expect(await opens(other)).toBe(false)
  })
})

describe('a locked screen', () => {
  const locked = async (browser: Browser) => {
    const answer = await browser.post('/lock', { to: '/app/kept' })
    expect(answer).toMatchObject({ status: 303, to: '/locked?to=%2Fapp%2Fkept' })
  }

  it('opens nothing, keeps what is sent from another tab, and opens again for a code, under a new token', async () => {
    const browser = site.browser()
    await byPassword(browser, sam)
    await site.product.rows('delete from tc.kept_post')
    const before = browser.cookies.throughcare ?? ''
    await locked(browser)
    expect(await browser.get('/app/kept')).toMatchObject({ status: 303, to: '/locked?to=%2Fapp%2Fkept' })
    expect((await browser.post('/api/queries/team.today', {})).status).not.toBe(200)
    expect(
      (
        await site.post(
          '/app/drafts/save',
          { commandId: freshId(), draftForm: 'x', draftAbout: '', draftVersion: '0' },
          before,
        )
      ).status,
    ).toBe(401)
    const late = await browser.post('/app/kept/throw-away', {
      note: 'Typed in the other tab',
      commandId: freshId(),
    })
    expect(late.to).toContain('/locked?to=%2Fapp&kept=1')

    const page = await browser.get('/locked?to=%2Fapp%2Fkept&kept=1')
    expect(page.body).toContain(`Locked by ${world.staff.sam.name}`)
    expect(page.body, 'whose it is and no more').not.toContain(world.staff.sam.email)
    const right = await sam.code(1)
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
    expect((await browser.post('/locked', { code: wrong, to: '/app/kept' })).status).toBe(422)
    expect((await browser.post('/locked', { practice: 'yes' })).status, 'one press is for practice').toBe(422)
    expect(await opens(browser)).toBe(false)
    expect(await browser.post('/locked', { code: right, to: '/app/kept' })).toMatchObject({
      status: 303,
      to: '/app/kept',
    })
    expect(browser.cookies.throughcare).not.toBe(before)
    expect((await site.get('/app/kept', before)).status, 'the token of before is dead').toBe(303)
    expect((await browser.get('/app/kept')).body).toContain('Typed in the other tab')
    await locked(browser)
    expect((await browser.post('/locked', { code: right })).status, 'a code works once').toBe(422)
  })

  it('opens for a passkey of whoever locked it and for nobody else’s', async () => {
    const kit = await signedIn('kit')
    const { device } = await addPasskey(kit)
    const { device: others } = await addPasskey(await signedIn('jo'))
    await locked(kit)
    const unlock = { opens: 'locked session' }
    expect((await byPasskey(kit, others, {}, unlock)).status).toBe(422)
    expect(await opens(kit)).toBe(false)
    expect((await byPasskey(kit, device, {}, unlock)).status).toBe(303)
    expect(await opens(kit)).toBe(true)
    const stranger = site.browser()
    expect((await byPasskey(stranger, device, {}, unlock)).status, 'nothing is locked there').toBe(422)
  })

  it('opens with one press in practice alone, and not after four hours', async () => {
    const kit = await signedIn('kit')
    await locked(kit)
    await site.product.rows("update ctx.installation set mode = 'live'")
    expect((await kit.post('/locked', { practice: 'yes' })).status).toBe(422)
    await site.product.rows("update ctx.installation set mode = 'practice'")
    await site.product.rows(
      "update identity.session set last_seen_at = last_seen_at - interval '3 hours', locked_at = locked_at - interval '3 hours' where id = $1",
      [await idOf(kit)],
    )
    expect(
      (await kit.post('/locked', { practice: 'yes', to: '/app/kept' })).status,
      'three hours later',
    ).toBe(303)
    expect(await opens(kit)).toBe(true)
    await locked(kit)
    await site.product.rows(
      "update identity.session set locked_at = locked_at - interval '241 minutes' where id = $1",
      [await idOf(kit)],
    )
    await kit.post('/locked', { practice: 'yes' })
    expect((await kit.get('/app/kept')).to).toMatch(/^\/sign-in\?/)
  })

  it('lets somebody else sign in over it, who sees nothing of it', async () => {
    const kit = await signedIn('kit')
    const token = kit.cookies.throughcare
    await kit.post('/lock', {})
    await kit.post('/app/kept/throw-away', { note: 'Of Kit alone', commandId: freshId() })
    await kit.post('/practice/sign-in', { email: world.staff.jo.email, to: '/app/kept' })
    expect((await kit.get('/app/kept')).body).not.toContain('Of Kit alone')
    expect((await site.get('/locked', token)).status, 'the locked session is over').toBe(303)
    expect((await (await signedIn('kit')).get('/app/kept')).body).toContain('Of Kit alone')
  })
})

describe('two posts', () => {
  it('are chosen between before anything opens, and again whenever wanted, under a new session', async () => {
    const postId = freshId()
    const { superuser } = site.product
    await insert(superuser, 'tc.post', {
      id: postId,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.inReach,
      title: 'Bank worker',
      role: 'peer-worker',
      rights: ['people.read'],
    })
    await insert(superuser, 'tc.post_holder', {
      id: freshId(),
      post_id: postId,
      staff_id: world.staff.sam.id,
      from_at: new Date(Date.now() - 60_000),
      employed_by_organisation_id: world.organisations.riverside,
    })
    const browser = site.browser()
    await byPassword(browser, sam, -1)
    expect(await opens(browser), 'not before it is chosen').toBe(false)
    expect((await browser.get('/app/kept')).to).toBe('/sign-in/post?to=%2Fapp%2Fkept')
    const waiting = browser.cookies.throughcare
    expect((await browser.get('/sign-in/post')).body).toContain('Bank worker')
    expect(
      (await browser.post('/sign-in/post', { postId: world.staff.jo.postId })).to,
      'not a post of one’s own',
    ).toBe('/sign-in')
    expect(await opens(browser)).toBe(false)
    expect(await browser.post('/sign-in/post', { postId, to: '/app/kept' })).toMatchObject({
      status: 303,
      to: '/app/kept',
    })
    expect(browser.cookies.throughcare).not.toBe(waiting)
    expect((await browser.get('/app/kept')).body).toContain('Bank worker')
    expect((await site.get('/app/kept', waiting)).status).toBe(303)

    expect((await browser.get(PATH)).body).toContain('Act in another post')
    const first = browser.cookies.throughcare
    await browser.post('/sign-in/post', { postId: world.staff.sam.postId })
    expect((await browser.get('/app/kept')).body).toContain('Medication support worker')
    expect((await site.get('/app/kept', first)).status, 'the session in the other post is over').toBe(303)
    await superuser.query('delete from tc.post_holder where post_id = $1', [postId])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visitMade } from '#testing/access/home-entry.ts'
import { compareAccess } from '#testing/access-compare.ts'
import type { Person, World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aThursday } from '#testing/thursday.ts'
import type { HomeEntryAbout, HomeEntryShown } from './queries/home-entry.ts'

const CODE = 'Key safe left of the door, 4711'
const NOW = '2026-03-05T10:00:00.000Z'

let product: Product
let world: World
let site: Site
let sam: string
let lin: string
let ade: string
let noor: string
let ada: Person

const shown = async (token: string, personId = ada.id) =>
  must(await product.ask(token, 'home-entry.show', { personId })) as HomeEntryShown | null
const about = async (token: string) =>
  must(await product.ask(token, 'home-entry.about', { personId: ada.id })) as HomeEntryAbout
const visit = (day: number, more: Record<string, unknown> = {}) =>
  visitMade(product.superuser, ada.id, world.staff.sam, world.at(day), more)

beforeAll(async () => {
  ;({ product, world, sam, lin, ade, noor } = await aThursday('sam', 'lin', 'ade', 'noor'))
  ada = await world.person('Ada Supported')
  const referralId = await world.refers(ada, 0)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(ada, 1, { referralId, firstContactAt: 1 })
  await product.superuser.query(
    "update tc.post set rights = rights || '{home-entry,audit.read}' where id = any ($1)",
    [[world.staff.sam.postId, world.staff.lin.postId, world.staff.noor.postId]],
  )
  ;[sam, lin, noor] = (await Promise.all(
    [world.staff.sam, world.staff.lin, world.staff.noor].map((s) => product.signIn(s.email)),
  )) as [string, string, string]
  await product.superuser.query('select acl.refresh($1)', [[ada.id]])
  site = await aSite(product)
}, 120_000)
afterAll(async () => {
  await site?.stop()
  await product?.stop()
})

describe('how to get into a home', () => {
  it('is written by a supporter with the right, who reads nothing back, and by nobody else', async () => {
    const write = (token: string, personId = ada.id, words = CODE) =>
      product.act(token, 'home-entry.write', { personId, entryId: freshId(), words })
    expect(codeOf(await write(ade))).toBe('NOT_ALLOWED')
    expect(codeOf(await write(noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await write(noor, freshId()))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await write(sam, ada.id, ' '))).toBe('INPUT_NOT_UNDERSTOOD')
    must(await write(sam, ada.id, 'Old code 1234'))
    must(await write(sam))
    // the words of what it took the place of are gone from the record
    expect(
      await product.rows('select words, over_at is null as live from tc.home_entry order by recorded_at, id'),
    ).toEqual([
      { words: null, live: false },
      { words: CODE, live: true },
    ])
    expect(await shown(sam)).toBeNull()
    expect(await about(lin)).toMatchObject({ visitToday: false, ours: { by: 'Sam Okoro' } })
    expect(await about(noor)).toMatchObject({ visitToday: false, ours: null })
    expect(await compareAccess(product.superuser, new Date(NOW), [ada.id])).toEqual([])
  })

  it('is shown to whoever visits that home today: not for a call, a visit of another day, another’s visit or one that did not happen', async () => {
    for (const more of [
      { mode: 'phone' },
      { on_day: '2026-03-04' },
      { on_day: '2026-03-07' },
      { state: 'did not happen' },
      { staff_id: world.staff.kit.id },
      // for another team than the one they act in
      { team_id: world.teams.inReach },
    ]) {
      await visit(3, more)
      expect(await shown(sam), JSON.stringify(more)).toBeNull()
    }
    await visit(3)
    expect(await shown(sam)).toMatchObject({ state: 'shown', words: CODE, by: 'Sam Okoro' })
    // the same team, the same right, no visit
    expect(await shown(lin)).toBeNull()
    expect(codeOf(await product.ask(ade, 'home-entry.show', { personId: ada.id }))).toBe('NOT_ALLOWED')
  })

  it('each showing is an audit event of its own that names the row, and the person’s list says so', async () => {
    const events = () =>
      product.rows<{ record_ids: string[] }>(
        "select record_ids from audit.event where action = 'home-entry.shown' and $1 = any (person_ids)",
        [ada.id],
      )
    const before = (await events()).length
    await shown(sam)
    await shown(lin)
    const after = await events()
    expect(after).toHaveLength(before + 1)
    expect(after[0]?.record_ids).toHaveLength(1)
    const page = (await site.get(`/app/people/${ada.id}/looked`, sam)).body
    expect(page).toContain('Was shown how to get into the home')
    expect(page).not.toContain('4711')
  })

  it('stands on no page but the answer to the press', async () => {
    for (const path of ['', '/details', '/visits', '/history', '/home-entry', '/home-entry/write', '/plan'])
      expect((await site.get(`/app/people/${ada.id}${path}`, sam)).body, path).not.toContain('4711')
    for (const path of ['/app', '/app/people', '/app/people/print/emergency-sheet?list=team'])
      expect((await site.get(path, sam)).body, path).not.toContain('4711')
    const pressed = await site.post(`/app/people/${ada.id}/home-entry`, {}, sam)
    expect(pressed.status).toBe(200)
    expect(pressed.body).toContain('4711')
    expect((await site.post(`/app/people/${ada.id}/home-entry`, {}, lin)).body).toContain(
      'Nothing is written down that you may see today',
    )
  })

  it('asks for a second factor of the last ten minutes', async () => {
    await product.superuser.query(
      "update identity.session set second_factor_at = ctx.clock() - interval '11 minutes' where staff_id = $1",
      [world.staff.sam.id],
    )
    expect(await shown(sam)).toEqual({ state: 'second factor first', personId: ada.id })
    expect((await site.post(`/app/people/${ada.id}/home-entry`, {}, sam)).body).toContain('Lock the screen')
    // nobody is told so who does not go there, of somebody as of nobody
    expect(await shown(sam, freshId())).toBeNull()
    expect(await shown(lin)).toBeNull()
    await product.superuser.query(
      'update identity.session set second_factor_at = ctx.clock() where staff_id = $1',
      [world.staff.sam.id],
    )
    expect(await shown(sam)).toMatchObject({ state: 'shown' })
  })

  it('is in no copy of the record, goes the next day by the clock in London, and can be taken away', async () => {
    expect(
      await product.rows("select without from tc.copy_rules() where table_name = 'tc.home_entry'"),
    ).toEqual([{ without: ['words'] }])
    await product.setNow('2026-03-05T23:59:00.000Z')
    await product.superuser.query(
      "update identity.session set second_factor_at = ctx.clock(), last_seen_at = ctx.clock(), expires_at = ctx.clock() + interval '1 day' where staff_id = $1",
      [world.staff.sam.id],
    )
    expect(await shown(sam)).toMatchObject({ state: 'shown' })
    await product.setNow('2026-03-06T00:00:30.000Z')
    expect(await shown(sam)).toBeNull()
    await visit(4)
    expect(await shown(sam)).toMatchObject({ state: 'shown' })
    must(await product.act(sam, 'home-entry.end', { personId: ada.id }))
    expect(await shown(sam)).toBeNull()
    expect(await product.rows('select 1 from tc.home_entry where words is not null')).toEqual([])
  })
})

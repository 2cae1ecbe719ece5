import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareAccess } from '#testing/access-compare.ts'
import type { Person, World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aThursday } from '#testing/thursday.ts'
import type { SafeguardingOfPerson } from './queries/safeguarding.ts'
import type { Summary } from './queries/summary.ts'
import type { ToldUs } from './queries/told-us.ts'

const WORDS = 'zebra-words of a worry'
const RING = 'the named lead, 01632 960444'
const NOW = '2026-03-05T10:00:00.000Z'

let product: Product
let world: World
let site: Site
let lin: string
let sam: string
let noor: string
let ada: Person
let episodeId: string
const recordId = freshId()

const write = (token: string, personId = ada.id, id = freshId()) =>
  product.act(token, 'safeguarding.write', {
    personId,
    recordId: id,
    rowId: freshId(),
    words: WORDS,
    ring: RING,
  })
const ofPerson = async (token: string) =>
  must(await product.ask(token, 'safeguarding.of-person', { personId: ada.id })) as SafeguardingOfPerson
const heldOf = async (token: string) =>
  (must(await product.ask(token, 'people.summary', { personId: ada.id })) as Summary).held

/** The hidden fields of a form, as a browser sends them. */
const hiddenIn = ({ body }: { readonly body: string }): Record<string, string> =>
  Object.fromEntries(
    [
      ...(body.split('id="form"')[1]?.split('</form>')[0] ?? '').matchAll(/<input[^>]*type="hidden"[^>]*>/g),
    ].map(([tag]) => [/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? '']),
  )

beforeAll(async () => {
  ;({ product, world } = await aThursday())
  ada = await world.person('Ada Supported')
  const referralId = await world.refers(ada, 0)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  episodeId = await world.startsSupport(ada, 1, { referralId, firstContactAt: 1 })
  const { lin: l, noor: n, sam: s } = world.staff
  await product.superuser.query(
    "update tc.post set rights = rights || '{safeguarding.lead,person-and-team,audit.read,emergency.access}' where id = any ($1)",
    [[l.postId, n.postId]],
  )
  ;[lin, noor, sam] = (await Promise.all([l, n, s].map((x) => product.signIn(x.email)))) as [
    string,
    string,
    string,
  ]
  await product.superuser.query('select acl.refresh($1)', [[ada.id]])
  site = await aSite(product)
}, 120_000)
afterAll(async () => {
  await site?.stop()
  await product?.stop()
})

describe('a safeguarding record', () => {
  it('is begun by a named lead of a team that supports now, and by nobody else', async () => {
    expect(codeOf(await write(sam))).toBe('NOT_ALLOWED')
    expect(codeOf(await write(noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await write(noor, freshId()))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await write(lin, ada.id, recordId))
    expect((await ofPerson(lin)).ours).toMatchObject([{ words: WORDS, ring: RING, version: 1 }])
    expect(codeOf(await product.ask(sam, 'safeguarding.of-person', { personId: ada.id }))).toBe('NOT_ALLOWED')
    expect(await ofPerson(noor)).toMatchObject({ ours: [], held: [] })
    expect(await compareAccess(product.superuser, new Date(NOW), [ada.id])).toEqual([])
  })

  it('is written anew by version; the words before stay; whoever saw an old one is told', async () => {
    const change = (version: number) =>
      product.act(lin, 'safeguarding.change', {
        personId: ada.id,
        safeguardingId: recordId,
        rowId: freshId(),
        version,
        words: `${WORDS}, anew`,
        ring: RING,
      })
    must(await change(1))
    expect(codeOf(await change(1))).toBe('STALE_VERSION')
    expect((await ofPerson(lin)).ours).toMatchObject([{ words: `${WORDS}, anew`, version: 2 }])
    expect(await product.rows('select version from tc.safeguarding_version order by version')).toEqual([
      { version: 1 },
      { version: 2 },
    ])
  })

  it('keeps nothing of what is typed before it is saved, not even when it is refused', async () => {
    const path = `/app/people/${ada.id}/safeguarding/write`
    const sent = await site.post(
      path,
      { ...hiddenIn(await site.get(path, lin)), words: WORDS, ring: '' },
      lin,
    )
    expect(sent.status).toBe(422)
    expect(sent.body).toContain(WORDS)
    const again = `/app/people/${ada.id}/safeguarding/${recordId}/change`
    const form = { ...hiddenIn(await site.get(again, lin)), words: 'quoll-words', ring: RING }
    const stale = await site.post(again, { ...form, version: '1' }, lin)
    expect(stale.status).toBe(409)
    // both texts, and both of whom to ring
    expect(stale.body).toContain('quoll-words')
    expect(stale.body).toContain(`Others are told to ring: ${RING}`)
    expect(await product.rows('select 1 from tc.draft')).toEqual([])
    expect((await site.get(path, lin)).body).not.toContain(WORDS)
  })

  it('stands on its own page alone: no list, history, print or name of a look tells of it', async () => {
    expect((await site.get(`/app/people/${ada.id}/safeguarding`, lin)).body).toContain(WORDS)
    for (const path of ['', '/details', '/visits', '/history', '/looked', '/plan', '/sharing'])
      expect((await site.get(`/app/people/${ada.id}${path}`, lin)).body, path).not.toContain(WORDS)
    const looked = (await site.get(`/app/people/${ada.id}/looked`, lin)).body
    expect(looked).toContain('Looked (the record)')
    // a look at the summary reads no other
    expect(looked).not.toContain('(summary)')
    expect(looked).not.toMatch(/safeguarding: |safeguarding\.|\(safeguarding/)
    // a colleague without the right is not told that there is one
    expect((await site.get(`/app/people/${ada.id}`, sam)).body).not.toContain(RING)
    expect(await heldOf(sam)).toEqual([])
    expect(
      await product.rows("select 1 from tc.timeline where about_id = $1 or what like '%safeguarding%'", [
        recordId,
      ]),
    ).toEqual([])
  })

  it('emergency access is told that it is held and whom to ring, and no word more', async () => {
    expect(await heldOf(noor)).toEqual([])
    await product.superuser.query(
      `insert into tc.emergency_access (id, person_id, staff_id, post_id, team_id, organisation_id, reason_kind, reason, opened_at, until_at, second_look_due_at)
       values ($1, $2, $3, $4, $5, $6, 'danger to life now', 'Found on the floor', $7, $7::timestamptz + interval '60 minutes', $7::timestamptz + interval '1 day')`,
      [
        freshId(),
        ada.id,
        world.staff.noor.id,
        world.staff.noor.postId,
        world.staff.noor.teamId,
        world.staff.noor.organisationId,
        NOW,
      ],
    )
    await product.superuser.query('select acl.refresh($1)', [[ada.id]])
    expect(await heldOf(noor)).toMatchObject([{ ring: RING }])
    const page = (await site.get(`/app/people/${ada.id}`, noor)).body
    expect(page).toContain(RING)
    expect(page).not.toContain(WORDS)
    expect(await ofPerson(noor)).toMatchObject({ ours: [], held: [{ ring: RING }] })
    expect(
      codeOf(
        await product.act(noor, 'safeguarding.end', {
          personId: ada.id,
          safeguardingId: recordId,
          version: 2,
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('a drug and alcohol team that holds one is not named to whoever may not know of it', async () => {
    const rae = world.staff.rae
    await product.superuser.query(
      "update tc.post set rights = rights || '{safeguarding.lead}' where id = $1",
      [rae.postId],
    )
    const { inReach } = world.services
    const referralId = await world.refers(ada, 0, { serviceId: inReach })
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    await world.startsSupport(ada, 1, {
      serviceId: inReach,
      teamId: rae.teamId,
      referralId,
      firstContactAt: 1,
    })
    await product.superuser.query('select acl.refresh($1)', [[ada.id]])
    const token = await product.signIn(rae.email)
    const id = freshId()
    must(await write(token, ada.id, id))
    const closed = { team: null, ring: RING }
    for (const other of [lin, noor]) {
      expect(await heldOf(other)).toContainEqual(closed)
      expect((await ofPerson(other)).held).toContainEqual(closed)
      for (const page of ['', '/safeguarding'])
        expect((await site.get(`/app/people/${ada.id}${page}`, other)).body).not.toContain(
          'Riverside in-reach',
        )
    }
    expect(await heldOf(token)).toContainEqual({ team: 'Riverside in-reach', ring: RING })
    must(await product.act(token, 'safeguarding.end', { personId: ada.id, safeguardingId: id, version: 1 }))
  })

  it('whoever still types when it is ended is told, and keeps their text', async () => {
    const id = freshId()
    must(await write(lin, ada.id, id))
    const path = `/app/people/${ada.id}/safeguarding/${id}/change`
    const form = { ...hiddenIn(await site.get(path, lin)), words: 'quoll-words', ring: RING }
    must(await product.act(lin, 'safeguarding.end', { personId: ada.id, safeguardingId: id, version: 1 }))
    const over = await site.post(path, form, lin)
    expect(over.status).toBe(409)
    expect(over.body).toContain('quoll-words')
    expect(over.body).toContain('It is not in the record.')
    expect((await site.get(path, lin)).status).toBe(404)
    expect(
      codeOf(
        await product.act(noor, 'safeguarding.change', {
          personId: ada.id,
          safeguardingId: id,
          rowId: freshId(),
          version: 1,
          words: WORDS,
          ring: RING,
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('is ended: nobody is told any more, and it stays for the named leads', async () => {
    // whoever saw it before a colleague wrote more reads that first
    const path = `/app/people/${ada.id}/safeguarding/${recordId}/end`
    const early = await site.post(path, { ...hiddenIn(await site.get(path, lin)), version: '1' }, lin)
    expect(early.status).toBe(409)
    expect(early.body).toContain(`${WORDS}, anew`)
    expect(early.body).toContain('Nothing was changed.')
    expect(await heldOf(noor)).toMatchObject([{ ring: RING }])
    must(
      await product.act(lin, 'safeguarding.end', { personId: ada.id, safeguardingId: recordId, version: 2 }),
    )
    expect(await heldOf(noor)).toEqual([])
    const ours = (await ofPerson(lin)).ours.find((r) => r.safeguardingId === recordId)
    expect(ours?.overAt).not.toBeNull()
    expect(
      codeOf(
        await product.act(lin, 'safeguarding.end', {
          personId: ada.id,
          safeguardingId: recordId,
          version: 2,
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })
})

describe('what a person told one team', () => {
  const told = async (token: string) =>
    (must(await product.ask(token, 'told-us.of-person', { personId: ada.id })) as ToldUs).told

  it('is written and read by that team with the right, and by nobody else', async () => {
    const toldId = freshId()
    const tell = (token: string, id = freshId()) =>
      product.act(token, 'told-us.write', { personId: ada.id, recordId: id, words: 'quagga-words' })
    expect(codeOf(await tell(sam))).toBe('NOT_ALLOWED')
    expect(codeOf(await tell(noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await tell(lin, toldId))
    expect(await told(lin)).toMatchObject([{ words: 'quagga-words', overAt: null }])
    // in a copy the team answers for it alone, and of the other record not even its table is read
    const copied = await product.rows<{ t: string; closed: string | null }>(
      'select table_name as t, closed_team as closed from tc.copy_rows($1, $2)',
      [ada.id, world.staff.lin.organisationId],
    )
    expect(copied.filter((c) => /told_us|safeguarding/.test(c.t))).toEqual([
      { t: 'tc.told_us', closed: world.staff.lin.teamId },
    ])
    // even with an emergency open
    expect(await told(noor)).toEqual([])
    for (const path of ['', '/details', '/history', '/looked', '/visits'])
      expect((await site.get(`/app/people/${ada.id}${path}`, lin)).body, path).not.toContain('quagga')
    expect((await site.get(`/app/people/${ada.id}/told-us`, lin)).body).toContain('quagga-words')
    must(await product.act(lin, 'told-us.end', { personId: ada.id, toldId }))
    expect((await told(lin))[0]?.overAt).not.toBeNull()
    expect(codeOf(await product.act(lin, 'told-us.end', { personId: ada.id, toldId }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
  })

  it('closes with the support: not even the days of own rows keep it open', async () => {
    const path = `/app/people/${ada.id}/told-us/write`
    const form = { ...hiddenIn(await site.get(path, lin)), words: 'numbat-words' }
    await world.endsSupport(episodeId, 3)
    await product.superuser.query('select acl.refresh($1)', [[ada.id]])
    expect(await told(lin)).toEqual([])
    expect((await ofPerson(lin)).ours).toEqual([])
    // whoever was typing is shown their own words once more: they are kept nowhere
    const late = await site.post(path, form, lin)
    expect(late.status).toBe(404)
    expect(late.body).toContain('numbat-words')
    expect(await product.rows("select 1 from tc.draft where answers::text like '%numbat%'")).toEqual([])
    expect(await compareAccess(product.superuser, new Date(NOW), [ada.id])).toEqual([])
  })
})

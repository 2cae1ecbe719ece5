import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { day } from '#core/kernel/time.ts'
import { decideDeputy, decideDeputyEnd, deputyStanding } from '#core/people/deputy.ts'
import { compareAccess } from '#testing/access-compare.ts'
import type { Person, World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { sendingFrom } from '#testing/sending.ts'
import { aSite, type Site } from '#testing/site.ts'
import { aThursday } from '#testing/thursday.ts'
import type { SharingOfPerson } from './queries/of-person.ts'

/** Thursday 5 March 2026. */
const TODAY = day('2026-03-05')

let product: Product
let world: World
let site: Site
let jo: string
let sam: string
let bo: string
let rae: string
let ada: Person

const aDeputy = (more: Record<string, unknown> = {}) => ({
  kind: 'attorney',
  name: 'Iris Invented',
  telephone: '01632 960123',
  scope: 'health and welfare',
  evidence: 'The registered power',
  seenOn: '2026-03-04',
  fromOn: '2025-01-01',
  untilOn: null,
  ...more,
})
const adds = (token: string, personId: string, more: Record<string, unknown> = {}, deputyId = freshId()) =>
  product.act(token, 'deputy.add', { deputyId, personId, deputy: aDeputy(more) }, deputyId)
const listed = async (token: string, personId: string) =>
  (must(await product.ask(token, 'sharing.of-person', { personId })) as SharingOfPerson).deputies
const rows = async () =>
  await product.rows('select * from acl.access order by person_id, grantee_id, basis, source_id')

beforeAll(async () => {
  ;({ product, world, jo, sam, bo, rae } = await aThursday('jo', 'sam', 'bo', 'rae'))
  const { onTheWard } = sendingFrom(() => ({ product, world, jo }))
  const person = await onTheWard('Ada Supported')
  ada = person
  const referralId = await world.refers(person, 1, { stayId: person.stayId })
  await world.answers(person, world.services.medication, 'yes', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(person, 1, { referralId })
  await product.superuser.query(
    "update tc.post set rights = rights || '{sharing.record,people.details,people.read}' where id = any ($1)",
    [[world.staff.jo.postId, world.staff.sam.postId, world.staff.rae.postId]],
  )
  ;[jo, sam, rae] = (await Promise.all(
    [world.staff.jo, world.staff.sam, world.staff.rae].map((s) => product.signIn(s.email)),
  )) as [string, string, string]
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  site = await aSite(product)
}, 120_000)
afterAll(async () => {
  await site?.stop()
  await product?.stop()
})

describe('who speaks or decides for somebody', () => {
  it('is written down with role, evidence, scope and dates; is read by every team with core, and opens nothing to anybody', async () => {
    // the first command about somebody works out anew what was thrown together by hand
    must(await adds(jo, ada.id, { kind: 'advocate', name: 'Earlier Invented', fromOn: '2024-01-01' }))
    const before = await rows()
    const id = freshId()
    must(await adds(jo, ada.id, {}, id))
    expect(await rows()).toEqual(before)
    expect(await compareAccess(product.superuser, new Date('2026-03-05T10:00:00Z'), [ada.id])).toEqual([])
    expect(await listed(sam, ada.id)).toMatchObject([
      {
        id,
        kind: 'attorney',
        name: 'Iris Invented',
        evidence: 'The registered power',
        seenOn: '2026-03-04',
        team: 'Maple ward',
        endedOn: null,
      },
      { name: 'Earlier Invented' },
    ])
    expect(await listed(bo, ada.id)).toEqual([])
    expect(await product.rows('select what, class_bit from tc.timeline where about_id = $1', [id])).toEqual([
      { what: 'who speaks for them written down', class_bit: 2 },
    ])
    expect(
      Number(
        (
          await product.rows<{ n: string }>(
            "select count(*) as n from audit.event where action like '%deputy.add' and $1 = any (person_ids) and outcome = 'done'",
            [ada.id],
          )
        )[0]?.n,
      ),
    ).toBe(2)
    // the other team that learns of it writes the end
    const end = (more: Record<string, unknown>) =>
      product.act(sam, 'deputy.end', {
        deputyId: id,
        personId: ada.id,
        version: 1,
        endedOn: TODAY,
        why: 'Ada took it back',
        ...more,
      })
    expect(codeOf(await end({ endedOn: '2026-03-06' }))).toBe('DEPUTY_ENDS_AHEAD')
    expect(codeOf(await end({ version: 2 }))).toBe('STALE_VERSION')
    must(await end({}))
    expect(codeOf(await end({ version: 2 }))).toBe('DEPUTY_OVER')
    expect((await listed(jo, ada.id)).at(-1)).toMatchObject({ endedOn: TODAY, endedWhy: 'Ada took it back' })
    expect(await rows()).toEqual(before)
  })

  it('a stranger is refused alike for somebody hidden and somebody who is not there', async () => {
    expect(codeOf(await adds(rae, ada.id))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await adds(rae, freshId()))).toBe('NOT_FOUND_OR_NOT_YOURS')
    for (const [id, personId] of [
      [(await listed(jo, ada.id)).at(-1)?.id, ada.id],
      [freshId(), ada.id],
      [freshId(), freshId()],
    ])
      expect(
        codeOf(
          await product.act(rae, 'deputy.end', {
            deputyId: id,
            personId,
            version: 1,
            endedOn: TODAY,
            why: 'x',
          }),
        ),
      ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('what a drug-and-alcohol team writes of it is of its class', async () => {
    await world.registers(ada, world.teams.inReach, 1)
    await product.superuser.query('select acl.refresh($1)', [[ada.id]])
    const id = freshId()
    must(await adds(rae, ada.id, { kind: 'advocate', name: 'Only Theirs' }, id))
    expect((await listed(rae, ada.id)).map((d) => d.name)).toContain('Only Theirs')
    for (const token of [jo, sam])
      expect((await listed(token, ada.id)).map((d) => d.name)).not.toContain('Only Theirs')
  })

  it('what does not hold together is said in words', () => {
    const of = (more: Record<string, unknown>) => codeOf(decideDeputy(aDeputy(more) as never, TODAY))
    expect(of({})).toBe('done')
    expect(of({ evidence: null, seenOn: null })).toBe('done')
    expect(of({ evidence: null })).toBe('DEPUTY_SEEN_HALF')
    expect(of({ seenOn: null })).toBe('DEPUTY_SEEN_HALF')
    expect(of({ seenOn: '2026-03-06' })).toBe('DEPUTY_SEEN_AHEAD')
    expect(of({ untilOn: '2024-12-31' })).toBe('DEPUTY_UNTIL_BEFORE')
    const held = { fromOn: day('2025-01-01'), endedOn: null }
    expect(codeOf(decideDeputyEnd(held, day('2024-12-31'), TODAY))).toBe('DEPUTY_UNTIL_BEFORE')
    const at = (fromOn: string, untilOn: string | null) =>
      deputyStanding(
        { fromOn: day(fromOn), untilOn: untilOn === null ? null : day(untilOn), endedOn: null },
        TODAY,
      )
    expect([
      at('2026-03-05', null),
      at('2026-03-06', null),
      at('2026-01-01', '2026-03-05'),
      at('2026-01-01', '2026-03-04'),
    ]).toEqual(['now', 'to come', 'now', 'over'])
  })

  it('the form keeps what was typed, says what is wrong, and the person reads it on paper', async () => {
    const path = `/app/people/${ada.id}/deputies/new`
    const form = (await site.get(path, jo)).body
    const hidden = Object.fromEntries(
      [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
        /name="([^"]*)"/.exec(tag)?.[1] ?? '',
        /value="([^"]*)"/.exec(tag)?.[1] ?? '',
      ]),
    )
    const typed = {
      ...hidden,
      kind: 'nearest relative',
      name: '<b>Rosa</b> Invented',
      scope: '',
      evidence: 'A letter',
      'seenOn-day': '31',
      'seenOn-month': '2',
      'seenOn-year': '2026',
    }
    const wrong = await site.post(path, typed, jo)
    const again = wrong.to ? (await site.get(wrong.to, jo)).body : wrong.body
    for (const words of [
      'Enter what it is about, like health and welfare',
      'Enter a real day, like 31 3 2027',
      'Enter the first day, like 1 3 2026',
      '&lt;b&gt;Rosa&lt;/b&gt; Invented',
      'A letter',
    ])
      expect(again).toContain(words)
    const right = await site.post(
      path,
      {
        ...typed,
        scope: 'the Mental Health Act',
        'seenOn-day': '28',
        'fromOn-day': '1',
        'fromOn-month': '3',
        'fromOn-year': '2026',
      },
      jo,
    )
    expect(right.to).toBe(`/app/people/${ada.id}/sharing?said=deputy`)
    const tab = (await site.get(`/app/people/${ada.id}/sharing`, jo)).body
    expect(tab).toContain('Nearest relative, under the Mental Health Act')
    expect(tab).toContain('A letter, seen on Saturday 28 February 2026')
    const paper = (await site.get(`/app/people/${ada.id}/print/my`, jo)).body
    expect(paper).toContain('Who speaks or decides for you')
    expect(paper).toContain('&lt;b&gt;Rosa&lt;/b&gt; Invented')
    expect(paper).not.toContain('Iris Invented')
  })
})

import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPage } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { codeOf, freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { icsOf, initials } from './ics.ts'

let site: Site
let world: World
let person: Person
let sam: string
let contactId: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-05T09:00:00.000Z')
  person = await world.person('Amara Okafor')
  const episode = await world.startsSupport(person, 0)
  contactId = await world.plansContact(person, episode, 25, { staff_id: world.staff.sam.id })
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  sam = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site?.stop())

async function aFeed(kind = 'mine', token = sam): Promise<string> {
  const made = await site.post(
    '/app/settings/calendar/make',
    { commandId: freshId(), feedId: freshId(), kind },
    token,
  )
  expect(made.status).toBe(200)
  return /\/calendar\/[\w-]{43}\.ics/.exec(made.body)![0]
}
const read = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((e) => new ICAL.Event(e))
async function events(feed: string) {
  const answer = await site.get(feed)
  expect(answer.status).toBe(200)
  return { text: answer.body, all: read(answer.body) }
}

describe('a private calendar', () => {
  it('is read by another’s reader: London time, initials alone, the same ids, and each change counted', async () => {
    const feed = await aFeed()
    const { text, all } = await events(feed)
    expect(text).toContain('BEGIN:VTIMEZONE')
    expect(text).not.toMatch(/Amara|Okafor|Riverside|support/i)
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    const [row] = await site.product.rows<{ at: Date }>(
      'select window_from_at as at from tc.contact where id = $1',
      [contactId],
    )
    const event = all.find((e) => e.uid.includes(contactId))!
    // after the clocks go forward: the reader takes our own definition of London
    for (const zone of new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vtimezone'))
      ICAL.TimezoneService.register(zone)
    expect(event.startDate.toJSDate().toISOString()).toBe(row!.at.toISOString())
    expect(event.summary).toBe('Visit A.O.')
    const before = event.sequence
    await site.product.superuser.query(
      "update tc.contact set window_from_at = window_from_at + interval '1 hour', window_until_at = window_until_at + interval '1 hour', version = version + 1 where id = $1",
      [contactId],
    )
    const moved = (await events(feed)).all.find((e) => e.uid === event.uid)!
    expect(moved.sequence).toBeGreaterThan(before)
    expect(moved.startDate.toJSDate().getTime()).toBe(row!.at.getTime() + 3_600_000)
    await site.product.superuser.query(
      "update tc.contact set state = 'void', version = version + 1 where id = $1",
      [contactId],
    )
    const off = (await events(feed)).all.find((e) => e.uid === event.uid)!
    expect(off.component.getFirstPropertyValue('status')).toBe('CANCELLED')
    expect(off.sequence).toBeGreaterThan(moved.sequence)
    expect(
      await site.product.rows(
        "select distinct purpose, $1::uuid = any (person_ids) as named from audit.event where action = 'calendar feed'",
        [person.id],
      ),
    ).toEqual([{ purpose: 'calendar feed', named: true }])
  })

  it('is one’s own: ends by hand, by a new one and with the post, opens no session and is kept as a hash', async () => {
    const first = await aFeed()
    const second = await aFeed()
    expect([(await site.get(first)).status, (await site.get(second)).status]).toEqual([404, 200])
    const token = second.slice(10, -4)
    expect(codeOf(await site.product.ask(token, 'calendar.feeds', {}))).toBe('NOT_SIGNED_IN')
    expect((await site.get('/app/visits', token)).status).toBe(303)
    expect(
      await site.product.rows(
        "select from tc.calendar_feed f where encode(f.token_sha256, 'escape') like '%' || $1 || '%'",
        [token],
      ),
    ).toEqual([])
    const jo = await site.product.signIn(world.staff.jo.email)
    const [{ id }] = (await site.product.rows<{ id: string }>(
      'select id from tc.calendar_feed where ended_at is null and staff_id = $1',
      [world.staff.sam.id],
    )) as [{ id: string }]
    expect(codeOf(await site.product.act(jo, 'calendar.end-feed', { feedId: id }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    const ended = await site.post('/app/settings/calendar/end', { commandId: freshId(), feedId: id }, sam)
    expect([ended.status, (await site.get(second)).status]).toEqual([303, 404])
    const third = await aFeed('team')
    const teams = (await events(third)).text
    expect(teams).toContain('Sam Okoro')
    // what the team is called says what somebody is helped with
    expect(teams).not.toContain('Medication')
    expect((await openPage(site, '/app/settings/calendar', sam)).body).toContain('My team')
    await site.product.superuser.query(
      'update tc.post_holder set until_at = ctx.clock() where staff_id = $1',
      [world.staff.sam.id],
    )
    expect((await site.get(third)).status).toBe(404)
  })

  it('answers what never was and what ended alike, writes no more than sixty tries down, and never empties a calendar for them', async () => {
    const lin = await site.product.signIn(world.staff.lin.email)
    const feed = await aFeed('mine', lin)
    const wrong = `/calendar/${'x'.repeat(43)}.ics`
    for (let n = 0; n < 65; n += 1) expect((await site.get(wrong)).status).toBe(404)
    expect(
      await site.product.rows(
        "select count(*)::int as n from identity.sign_in_attempt where key like 'feed:%' and not ok",
      ),
    ).toEqual([{ n: 60 }])
    expect((await site.get(feed)).status).toBe(200)
    expect((await site.get('/calendar/x.ics')).status).toBe(404)
  })
})

it('writes each instant as London shows it, on both nights when the clocks change', () => {
  const at = [
    '2026-03-29T00:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-10-25T02:30:00.000Z',
    '2026-07-01T09:00:00.000Z',
  ]
  const text = icsOf(
    'x',
    at.map((fromAt, i) => ({
      uid: `${i}`,
      sequence: 0,
      fromAt,
      untilAt: new Date(Date.parse(fromAt) + 3_600_000).toISOString(),
      summary: 'Visit',
      cancelled: false,
    })) as never,
    '2026-06-01T10:20:30.000Z' as never,
  )
  // when it was made is in UTC and says so (RFC 5545, 3.8.7.2)
  expect(text.match(/DTSTAMP:[^\r]*/g)).toEqual(at.map(() => 'DTSTAMP:20260601T102030Z'))
  expect(read(text).map((e) => e.startDate.toJSDate().toISOString())).toEqual(at)
  expect([
    initials('Amara Okafor'),
    initials('Zoë'),
    initials(null),
    initials('Ó’Neill-Smith Łukasz'),
  ]).toEqual(['A.O.', 'Z.', 'name not open', 'Ó.S.Ł.'])
})

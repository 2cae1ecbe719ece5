import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'
import type { LeavingBoard } from '../queries/leaving-board.ts'

/** The order of the board, its filters by day and by what stops somebody, what is booked, what needs the team, and the list on paper. */
let site: Site
let world: World
let jo: string
const stays: Record<string, string> = {}

const plan = (name: string, plannedOn: string | null, version = 1) =>
  insert(site.product.superuser, 'tc.leaving_plan', {
    id: freshId(),
    stay_id: stays[name],
    person_id: people[name],
    organisation_id: world.organisations.northside,
    team_id: world.teams.maple,
    version,
    planned_on: plannedOn,
    at: world.at(10 + version),
    by_staff_id: world.staff.jo.id,
  })
const people: Record<string, string> = {}
const gap = (name: string, key: string, from: number, until: number | null = null, aboutId = freshId()) =>
  insert(site.product.superuser, 'net.obligation', {
    person_id: people[name],
    key,
    gap_from: world.at(from),
    gap_until: until === null ? 'infinity' : world.at(until),
    kind: key.split(':')[0],
    about_id: aboutId,
    team_id: world.teams.maple,
    organisation_id: world.organisations.northside,
    class_bit: 2,
    clears: `Clears ${key.split(':')[0]}.`,
    source: 'test',
    rules_version: 1,
  })

// Tuesday 3 March 2026, 9am; it is Monday 23 March, midday
beforeAll(async () => {
  site = await aSite()
  const { superuser } = site.product
  world = await aWorld(superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const onWard = async (name: string, at: number) => {
    const person = await world.person(name)
    people[name] = person.id
    stays[name] = await world.admits(person, at)
    return person
  }
  // in the order in which nobody would want them
  await onWard('Ada Nodate', 2)
  await onWard('Bea Later', 3)
  await onWard('Col Week', 4)
  const soon = await onWard('Dan Soon', 5)
  await onWard('Eve Late', 6)
  const left = await onWard('Fay Left', 1)
  await onWard('Gus Gap', 7)
  await onWard('Hal Worry', 8)
  await world.leavesTheWard(stays['Fay Left'] ?? '', 19)
  await world.opensTransition(left, 5, stays['Fay Left'])
  await plan('Bea Later', '2026-03-31')
  await plan('Col Week', '2026-03-30')
  await plan('Dan Soon', '2026-03-25')
  // the newest day holds
  await plan('Eve Late', '2026-04-20')
  await plan('Eve Late', '2026-03-20', 2)
  await gap('Gus Gap', 'N5:old', 3)
  // a worry is younger than every gap, and comes before all of them
  await gap('Hal Worry', 'N5:older', 2)
  await gap('Hal Worry', 'N11:worry:1', 20)
  // left with nobody booked, and nobody has met them: one that is open now, one that runs out on day 22
  await gap('Fay Left', `N4:booked:${stays['Fay Left']}`, 19, 22, stays['Fay Left'])
  await gap('Fay Left', `N4:met:${stays['Fay Left']}`, 22, null, stays['Fay Left'])
  await insert(superuser, 'tc.leaving_blocker', {
    id: freshId(),
    stay_id: stays['Col Week'],
    person_id: people['Col Week'],
    organisation_id: world.organisations.northside,
    team_id: world.teams.maple,
    words: 'The door key',
    who_acts: 'Dee',
    since_on: '2026-03-20',
    recorded_at: world.at(17),
    recorded_by: world.staff.jo.id,
  })
  const referral = await world.refers(soon, 10, { stayId: stays['Dan Soon'] ?? '' })
  const episode = await world.startsSupport(soon, 11, { referralId: referral, firstContactAt: 12 })
  await world.plansContact(soon, episode, 23)
  await superuser.query('select acl.refresh(array(select id from tc.person))')
  await site.product.setNow('2026-03-23T12:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
})
afterAll(() => site.stop())

const board = async (filter: object = {}) =>
  must(
    await site.product.ask(jo, 'stay.leaving-board', { ward: null, gap: false, mine: false, ...filter }),
  ) as LeavingBoard
const names = (found: LeavingBoard) => found.rows.map((r) => r.name)
const page = async (path: string) => {
  const got = await site.get(path, jo)
  expect([path, got.status]).toEqual([path, 200])
  expect(pageProblems(got.body), path).toEqual([])
  return got.body
}
const textIn = (html: string) =>
  html
    .replace(/<(style|script)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replace(/\s+/g, ' ')

const download = async (token = jo) => (await site.get('/app/leaving/download', token)).body
const rowIn = (html: string, name: string) =>
  new RegExp(`<tr[^>]*id="person-${people[name]}".*?</tr>`, 's').exec(html)?.[0] ?? ''
/** "Medicines: Sent", for each of the five. */
const linedUpIn = (html: string, name: string) => {
  const list = /<ul class="nhsuk-list tc-lined-up">(.*?)<\/ul>/s.exec(rowIn(html, name))?.[1] ?? ''
  return [...list.matchAll(/<li>.*?>([^<>]+)<.*?<strong class="nhsuk-tag[^>]*>([^<]*)</gs)].map(
    (m) => `${m[1]}: ${m[2]}`,
  )
}

describe('the leaving board', () => {
  it('has first what cannot wait, then who leaves within a week or is late, then the rest by age of the gap', async () => {
    expect(names(await board())).toEqual([
      'Fay Left', // nobody is booked since day 19
      'Hal Worry', // a worry of day 20
      'Eve Late',
      'Dan Soon',
      'Col Week',
      'Gus Gap',
      'Ada Nodate', // without a gap: by how long they have been there
      'Bea Later',
    ])
  })

  it('shows the gap that put a row where it is, and how many more there are', async () => {
    const row = (await board()).rows.find((r) => r.name === 'Hal Worry')
    expect(row?.gap).toEqual({
      key: 'N11:worry:1',
      since: world.at(20).toISOString(),
      clears: 'Clears N11.',
      more: 1,
    })
  })

  it('says of everybody with a day whether a contact is booked from that day on', async () => {
    const booked = Object.fromEntries((await board()).rows.map((r) => [r.name, r.bookedAfter]))
    expect(booked).toEqual({
      'Fay Left': null,
      'Hal Worry': null,
      'Gus Gap': null,
      'Ada Nodate': null,
      'Bea Later': false,
      'Col Week': false,
      'Eve Late': false,
      'Dan Soon': true,
    })
    const shown = await page('/app/leaving')
    const rowOf = (name: string) =>
      textIn(new RegExp(`<tr[^>]*id="person-${people[name]}".*?</tr>`, 's').exec(shown)?.[0] ?? '')
    expect(rowOf('Eve Late')).toContain('No contact booked')
    expect(rowOf('Dan Soon')).not.toContain('No contact booked')
    // a week ahead it is too early to say so
    expect(rowOf('Col Week')).not.toContain('No contact booked')
  })

  it('says under "Needs you" that somebody left and nobody is booked, with the way to book', async () => {
    const found = await board()
    expect(found.needsYou).toEqual([
      {
        kind: 'not booked',
        aboutId: stays['Fay Left'],
        personId: people['Fay Left'],
        name: 'Fay Left',
        what: world.at(22).toISOString(),
        since: world.at(22).toISOString(),
      },
    ])
    expect(found.rows[0]?.first).toEqual({
      state: 'not met',
      dueAt: world.at(22).toISOString(),
      booked: false,
    })
    expect(await page('/app/leaving')).toContain(`href="/app/stays/${stays['Fay Left']}/book"`)
  })

  it('is filtered by the day of leaving, with a count beside each', async () => {
    const { counts } = await board()
    expect(counts.leaves).toEqual({ today: 1, '3 days': 1, '7 days': 1, later: 1, 'no date': 3, left: 1 })
    const each = { today: 'Eve Late', '3 days': 'Dan Soon', '7 days': 'Col Week', later: 'Bea Later' }
    for (const [leaves, name] of Object.entries(each)) expect(names(await board({ leaves }))).toEqual([name])
    expect(names(await board({ leaves: 'left' }))).toEqual(['Fay Left'])
    expect(names(await board({ leaves: 'no date' }))).toEqual(['Hal Worry', 'Gus Gap', 'Ada Nodate'])
    const shown = await page('/app/leaving?leaves=3+days')
    expect(textIn(shown)).toContain('1 person of 8')
    expect(shown).toMatch(/<option value="3 days" selected="">In 3 days \(1\)/)
    expect(shown, 'a way out of the filter').toContain('href="/app/leaving"')
    // what is not understood filters nothing
    expect(textIn(await page('/app/leaving?leaves=some+day'))).toContain('8 people')
  })

  it('is filtered by what stops somebody', async () => {
    const found = await board({ stopped: true })
    expect([names(found), found.counts.stopped]).toEqual([['Col Week'], 1])
    expect(textIn(await page('/app/leaving?show=stopped'))).toContain('Something stops them (1)')
  })

  it('says where each is on the way home, in words', async () => {
    const shown = textIn(await page('/app/leaving'))
    expect(shown).toContain('On the ward or unit, step 1 of 7')
    expect(shown).toContain('First 72 hours, step 5 of 7')
  })

  it('says what is lined up in five words, in their order, each with its state in words', async () => {
    const shown = await page('/app/leaving')
    const words = (name: string) => linedUpIn(shown, name)
    expect(words('Ada Nodate')).toEqual([
      'Home: Not known',
      'Medicines: Not asked',
      'First visit: No date yet',
      'Groups: Not asked',
      'Drugs and alcohol: Not asked',
    ])
    // a referral to a service whose pathway says that it supports medicines, with its word and the way to it
    expect(words('Dan Soon').slice(1, 3)).toEqual(['Medicines: Sent', 'First visit: Booked'])
    expect(rowIn(shown, 'Dan Soon')).toMatch(/href="\/app\/referrals\/[0-9a-f-]{36}">Medicines</)
    expect(words('Eve Late')[2]).toBe('First visit: Not booked')
    expect(words('Fay Left')[2]).toBe('First visit: Not booked')
    // nothing being there is what one asker sees, and said to be so
    expect(textIn(shown)).toContain('“Not asked”, “Not booked” and “Not known” mean: none that you can see.')
    const paper = textIn(await page('/app/leaving/print'))
    expect(paper).toContain(
      'Medicines: Sent First visit: Booked Groups: Not asked Drugs and alcohol: Not asked',
    )
  })

  it('shows a referral that the asker may not read exactly as one that is not there', async () => {
    const without = rowIn(await page('/app/leaving'), 'Gus Gap')
    const gus = { id: people['Gus Gap'] ?? '', name: 'Gus Gap', nhsNumber: '' }
    const hidden = await world.refers(gus, 12, {
      from: world.staff.noor,
      serviceId: world.services.inReach,
    })
    const { superuser } = site.product
    // what such a service would say of itself
    await superuser.query(
      `insert into tc.pathway_version (pathway_id, version, sha256, title, body) values ('in-reach', 1, 'x', 'In-reach', '{"supports": ["drugs-and-alcohol"]}')`,
    )
    await superuser.query(`update tc.service set pathway_id = 'in-reach' where id = $1`, [
      world.services.inReach,
    ])
    await superuser.query('select acl.refresh(array[$1::uuid])', [gus.id])
    const rae = await site.product.signIn(world.staff.rae.email)
    const theirs = must(await site.product.ask(rae, 'referral.for-person', { personId: gus.id }))
    expect(theirs, 'whoever it was sent to reads it').toMatchObject([{ id: hidden }])
    expect(rowIn(await page('/app/leaving'), 'Gus Gap')).toBe(without)
    expect(await download()).not.toContain('in-reach')
    // one that the ward itself sent stands under its word
    await world.refers(gus, 13, { serviceId: world.services.inReach })
    await superuser.query('select acl.refresh(array[$1::uuid])', [gus.id])
    expect(linedUpIn(await page('/app/leaving'), 'Gus Gap')[4]).toBe('Drugs and alcohol: Sent')
  })

  it('says who changed something last, of what the asker may read', async () => {
    const line = (at: number, by: StaffMember, classBit = 2) =>
      insert(site.product.superuser, 'tc.timeline', {
        id: freshId(),
        person_id: people['Col Week'],
        at: world.at(at),
        what: 'dates of leaving said',
        about_id: freshId(),
        class_bit: classBit,
        organisation_id: by.organisationId,
        team_id: by.teamId,
        by_id: by.id,
      })
    const changed = async () =>
      /Last change: .*?\d[ap]m/.exec(textIn(rowIn(await page('/app/leaving'), 'Col Week')))?.[0]
    expect(await changed()).toBeUndefined()
    await line(18.2, world.staff.wyn)
    expect(await changed()).toBe('Last change: Wyn Parry, 21 March 2026 at 1:48pm')
    await line(19.2, world.staff.noor)
    expect(await changed()).toBe('Last change: Noor Aziz, North community team, yesterday at 1:48pm')
    // a drug-and-alcohol team is named to whoever may know it, and what is of its class is not there for others
    await line(19.3, world.staff.rae)
    expect(await changed()).toBe('Last change: A colleague, yesterday at 4:12pm')
    await line(19.4, world.staff.rae, 16)
    expect(await changed()).toBe('Last change: A colleague, yesterday at 4:12pm')
    expect(textIn(await page('/app/leaving/print'))).toContain(
      'Last change: A colleague, yesterday at 4:12pm',
    )
  })

  it('is a file as it is filtered, with one head row and a line a person, and is audited like the board', async () => {
    const { superuser } = site.product
    await superuser.query(
      `update tc.leaving_blocker set words = '=HYPERLINK("http://x")' where stay_id = $1`,
      [stays['Col Week']],
    )
    await superuser.query(`update tc.person set display_name = '+Col Week' where id = $1`, [
      people['Col Week'],
    ])
    expect(await page('/app/leaving?show=stopped')).toContain('href="/app/leaving/download?show=stopped"')
    const got = await site.app.inject({
      url: '/app/leaving/download?show=stopped',
      headers: { host: 'localhost:4310' },
      cookies: { throughcare: jo },
    })
    expect([got.statusCode, got.headers['content-type'], got.headers['cache-control']]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'no-store',
    ])
    // no person's name: a browser keeps it
    expect(got.headers['content-disposition']).toBe(
      'attachment; filename="leaving-list-2026-03-23-something-stops-them.csv"',
    )
    const [head, ...lines] = got.body.split('\r\n')
    expect(head?.startsWith('\uFEFF"Person","Age in years","To know first","Lead","Ward",')).toBe(true)
    expect(head).toContain('"Home","Medicines","First visit","Groups","Drugs and alcohol","Other support"')
    expect(head).not.toContain('NHS')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toBe('')
    // what somebody typed does not run in a spreadsheet
    expect(lines[0]).toContain(`"'+Col Week","41"`)
    expect(lines[0]).toContain(`"'=HYPERLINK(""http://x"")`)
    expect(lines[0]).toContain('"2026-03-30","Monday 30 March 2026, in 7 days"')
    const { rows } = await superuser.query(
      `select person_ids as people from audit.event where action like '%/app/leaving/download' order by id desc limit 1`,
    )
    expect(rows[0]?.people).toEqual([people['Col Week']])
    await superuser.query(`update tc.person set display_name = 'Col Week' where id = $1`, [
      people['Col Week'],
    ])
    await superuser.query(`update tc.leaving_blocker set words = 'The door key' where stay_id = $1`, [
      stays['Col Week'],
    ])
    const all = await download()
    for (const name of Object.keys(stays)) expect(all).toContain(name)
    expect(all).toContain('"Not asked that you can see"')
  })

  it('says which filter hides how many when nobody is left', async () => {
    const shown = textIn(await page('/app/leaving?leaves=later&show=stopped'))
    expect(shown).toContain('Nobody matches "Later" and "Something stops them".')
    expect(shown).toContain('"Later" hides 7. "Something stops them" hides 7 of 8 people.')
  })

  it('is printed as it is filtered, without anything to press', async () => {
    const button = /href="(\/app\/leaving\/print[^"]*)"/.exec(await page('/app/leaving?leaves=today'))?.[1]
    expect(button).toBe('/app/leaving/print?leaves=today')
    const paper = await page(button ?? '')
    const text = textIn(paper)
    expect(text).toContain('1 person of 8. Only: Leaving today, or late.')
    expect(text).toContain('Eve Late')
    expect(text).toContain('Friday 20 March 2026')
    expect(text).not.toContain('Dan Soon')
    expect(/<table.*<\/table>/s.exec(paper)?.[0]).not.toMatch(/<a |<button|<details/)
    const all = textIn(await page('/app/leaving/print'))
    for (const name of Object.keys(stays)) expect(all).toContain(name)
    expect(all).toContain('The door key: 3 days. Dee acts.')
    expect(all).toContain('not booked')
  })

  it('keeps a view for one asker, by one press, and takes it away by another', async () => {
    expect(await page('/app/leaving'), 'everybody is no view').not.toContain('Save this view')
    const path = '/app/leaving?leaves=3+days&show=stopped&show=mine'
    expect(textIn(await page(path))).toContain('Save this view')
    const view = { view: 'leaves=3+days&show=stopped&show=mine' }
    const kept = await site.post('/app/leaving/views/keep', view, jo)
    expect(kept.to).toBe(`${path}&said=kept`)
    expect((await site.post('/app/leaving/views/keep', view, jo)).to, 'a second press').toBe(kept.to)
    const all = await page('/app/leaving')
    expect(all).toContain('href="/app/leaving?leaves=3+days&amp;show=stopped&amp;show=mine"')
    expect(all.match(/In 3 days; Something stops them; Mine/g)).toHaveLength(1)
    expect(textIn(await page(kept.to ?? ''))).toContain('Take this view away')
    // what is not a filter is not kept, and nothing is no view
    expect((await site.post('/app/leaving/views/keep', { view: 'leaves=later&x=1' }, jo)).to).toBe(
      '/app/leaving?leaves=later&said=kept',
    )
    expect((await site.post('/app/leaving/views/keep', { view: 'x=1' }, jo)).status).toBe(422)
    // a colleague of the same ward has views of their own
    const wyn = await site.product.signIn(world.staff.wyn.email)
    expect((await site.get('/app/leaving', wyn)).body).not.toContain('Your views')
    await site.post('/app/leaving/views/drop', view, wyn)
    expect(await page('/app/leaving')).toContain('In 3 days; Something stops them; Mine')
    expect((await site.post('/app/leaving/views/drop', view, jo)).to).toBe(`${path}&said=dropped`)
    expect(await page('/app/leaving')).not.toContain('In 3 days; Something stops them; Mine')
  })

  it('keeps twelve views, and the newest of them', async () => {
    const first = { view: 'leaves=left' }
    await site.post('/app/leaving/views/keep', first, jo)
    for (let n = 0; n < 13; n += 1) {
      await site.product.setNow(`2026-03-23T12:${10 + n}:00.000Z`)
      await site.post('/app/leaving/views/keep', { view: `ward=${freshId()}` }, jo)
    }
    const { rows } = await site.product.superuser.query(
      'select query from tc.saved_view where author_id = $1',
      [world.staff.jo.id],
    )
    expect(rows).toHaveLength(12)
    expect(rows.map((r: { query: string }) => r.query)).not.toContain('leaves=left')
  })

  it('is closed on paper to whoever may not see the board, and shows another team nobody of ours', async () => {
    const other = await site.get('/app/leaving/print', await site.product.signIn(world.staff.noor.email))
    expect(textIn(other.body)).toContain('Nobody stands on this list.')
    expect(other.body).not.toContain('Eve Late')
    const noor = await site.product.signIn(world.staff.noor.email)
    const file = await download(noor)
    expect(file.split('\r\n')).toHaveLength(2)
    expect(file).not.toContain('Eve Late')
    const vic = await site.product.signIn(world.staff.vic.email)
    expect((await site.get('/app/leaving', vic)).status).toBe(403)
    expect((await site.get('/app/leaving/download', vic)).status).toBe(403)
    expect((await site.get('/app/leaving/download')).to).toBe('/sign-in?to=%2Fapp%2Fleaving%2Fdownload')
  })
})

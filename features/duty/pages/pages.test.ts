import { afterAll, beforeAll, expect, it } from 'vitest'
import { instant } from '#core/kernel/time.ts'
import { remindOn } from '#core/plan/goal.ts'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { fieldIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'
import { aTeller, type Teller } from '#testing/telling.ts'

let site: Site
let world: World
let teller: Teller
let lin: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.superuser.query("update tc.post set rights = rights || '{duty.manage}' where id = $1", [
    world.staff.lin.postId,
  ])
  // Thursday, 10am
  await site.product.setNow('2026-03-05T10:00:00Z')
  lin = await site.product.signIn(world.staff.lin.email)
  teller = await aTeller(site.product)
})
afterAll(async () => {
  await teller?.stop()
  await site?.stop()
})

/** Opens a form and sends it with these answers; gives the page it leads to. */
async function sends(path: string, answers: Record<string, string>) {
  const form = await site.get(path, lin)
  expect([form.status, pageProblems(form.body)]).toEqual([200, []])
  const names = [
    'commandId',
    'draftId',
    'draftVersion',
    'version',
    'teamId',
    'weekOn',
    'seenAt',
    'about',
    'form',
  ]
  const own = Object.fromEntries(names.map((n) => [n, fieldIn(form.body, n)]).filter(([, v]) => v !== ''))
  const sent = await site.post(path.replace(/\?.*$/, ''), { ...own, ...answers }, lin)
  expect([sent.status, sent.to ?? sent.body.slice(0, 2000)]).toEqual([303, expect.stringContaining('done=1')])
  return site.get(sent.to ?? '', lin)
}

it('says who is on duty, shows the holes of the week and where messages go in them, and sets all four', async () => {
  const empty = await site.get('/app/team/duty', lin)
  expect([empty.status, pageProblems(empty.body)]).toEqual([200, []])
  expect(empty.body).toContain('Nobody is set to answer')
  await sends('/app/team/duty/hours', { Monday: '09:00 to 17:00', Saturday: '9:00 to 18:00' })
  await sends('/app/team/duty/chain', {
    place1: `staff:${world.staff.ade.id}`,
    place2: `staff:${world.staff.lin.id}`,
  })
  const out = await sends('/app/team/duty/out-of-hours', {
    words: 'Ring the crisis line, day and night',
    phone: '01632 960999',
    nothingSent: 'yes',
  })
  expect(out.body).toContain('Ring the crisis line, day and night, 01632 960999')
  expect(out.body).toContain('01632 960999 takes no text, so nothing is sent there')
  const set = await sends('/app/team/duty/shifts', {
    from: '09:00',
    until: '12:00',
    weeks: '1',
    Thursday: `staff:${world.staff.sam.id}`,
    Saturday: `staff:${world.staff.kit.id}`,
  })
  expect(set.body).toContain('Sam Okoro')
  expect(set.body).toContain('Kit Moran')
  expect(set.body).toMatch(/Nobody is on duty on Saturday 7 March 2026, midday to 6pm: messages go to/)
  expect(set.body).toContain('A proposal, to be signed by a clinical safety officer')
  // who stands in a shift or the chain gets email until they turn it off, and then the page says so
  expect(set.body).not.toContain('gets no message')
  const sam = await site.product.signIn(world.staff.sam.email)
  const wishes = await site.get('/app/settings/notices', sam)
  expect(wishes.body).toMatch(/<input(?=[^>]* checked)(?=[^>]*value="email")/)
  const own = Object.fromEntries(['commandId', 'version'].map((n) => [n, fieldIn(wishes.body, n)]))
  expect((await site.post('/app/settings/notices', { ...own, mobile: '', digestAt: '08:00' }, sam)).to).toBe(
    '/app/notices',
  )
  const warned = await site.get('/app/team/duty', lin)
  expect(pageProblems(warned.body)).toEqual([])
  expect(warned.body).toContain(
    'Sam Okoro is on duty or told next and gets no message: email is turned off, and there is no mobile number.',
  )
  expect(warned.body).not.toContain('Ade Bello is on duty or told next and gets no message')
})

it('shows what needs somebody now, why they got it, and one press that acknowledges and closes nothing', async () => {
  const person = await world.person('Ava Asked')
  await world.refers(person, 2.9)
  await world.opensTransition(person, 2.9)
  const kit = await site.product.signIn(world.staff.sam.email)
  const worryId = freshId()
  await site.product.superuser.query(
    `insert into tc.worry (id, person_id, organisation_id, team_id, what, raised_at, raised_by) values ($1, $2, $3, $4, 'someone at home unsafe', '2026-03-05T09:58:00Z', $5)`,
    [worryId, person.id, world.organisations.riverside, world.teams.medication, world.staff.kit.id],
  )
  await teller.gap(person.id, {
    key: `N11:worry:${worryId}`,
    kind: 'N11',
    gap_from: '2026-03-05T09:58:00Z',
    about_id: worryId,
    team_id: world.teams.medication,
    organisation_id: world.organisations.riverside,
  })
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
  await teller.round()
  const page = await site.get('/app/notices', kit)
  expect([page.status, pageProblems(page.body)]).toEqual([200, []])
  expect(page.body).toContain('You are told because you are on duty')
  expect(page.body).toContain('not acknowledged')
  const [noticeId, commandId] = [fieldIn(page.body, 'noticeId'), fieldIn(page.body, 'commandId')]
  const pressed = await site.post(
    '/app/notices/acknowledge',
    { noticeId, personId: person.id, commandId },
    kit,
  )
  expect(pressed.to).toBe('/app/notices?done=1')
  const after = await site.get('/app/notices', kit)
  expect(after.body).toContain('Sam Okoro, 10am')
  expect(after.body).toContain('Open until it is done')
})

it('says of a missing lead who was asked and has not answered, and nothing once they have', async () => {
  const person = await world.person('Bo Leaderless')
  const stayId = await world.admits(person, 0)
  await site.product.superuser.query(
    "update tc.stay set ended_at = '2026-03-05T08:00:00Z', ended_known_to = 'minute', end_source = 'by hand' where id = $1",
    [stayId],
  )
  await world.opensTransition(person, 0, stayId)
  const offerId = freshId()
  await insert(site.product.superuser, 'tc.lead_handover', {
    id: offerId,
    what: 'lead',
    stay_id: stayId,
    person_id: person.id,
    organisation_id: world.organisations.northside,
    team_id: world.teams.maple,
    by_staff_id: world.staff.jo.id,
    to_team_id: world.teams.north,
    to_staff_id: world.staff.noor.id,
    offered_at: '2026-03-04T10:00:00Z',
  })
  await teller.gap(person.id, {
    key: `N1a:lead:${stayId}`,
    kind: 'N1a',
    gap_from: '2026-03-05T08:00:00Z',
    about_id: stayId,
    team_id: world.teams.maple,
    organisation_id: world.organisations.northside,
    owner_staff_id: world.staff.wyn.id,
  })
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
  await teller.round()
  const wyn = await site.product.signIn(world.staff.wyn.email)
  const page = await site.get('/app/notices', wyn)
  expect([page.status, pageProblems(page.body)]).toEqual([200, []])
  expect(page.body).toContain('The person has left and nobody leads')
  expect(page.body).toContain('Noor Aziz was asked on Wednesday 4 March and has not answered.')
  await site.product.superuser.query(
    "update tc.lead_handover set answer = 'withdrawn', answered_at = '2026-03-05T09:00:00Z', answered_by = by_staff_id where id = $1",
    [offerId],
  )
  expect((await site.get('/app/notices', wyn)).body).not.toContain('Noor Aziz was asked')
})

it('names the parts of the daily list, each with where it is done', async () => {
  const sam = await site.product.signIn(world.staff.sam.email)
  const parts = async () => {
    const page = await site.get('/app/notices', sam)
    expect(pageProblems(page.body)).toEqual([])
    const list = page.body.slice(page.body.indexOf('The daily list'))
    return Object.fromEntries(
      [...list.matchAll(/href="([^"]+)">([^<:]+): (\d+)</g)].map(([, to, words, n]) => [
        words,
        [to?.replaceAll('&amp;', '&'), Number(n)],
      ]),
    )
  }
  const before = await parts()
  expect(Object.keys(before)).toEqual([
    'Gaps of your team',
    'replies due',
    'outcomes missing',
    'Replies due within a day',
    'Questions about what you sent',
    'Referrals new',
    'Appointments tomorrow',
    'Tasks of your team',
  ])
  for (const [to] of Object.values(before) as [string, number][])
    expect((await site.get(to, sam)).status, to).toBe(200)
  const person = await world.person('Bea Listed')
  await world.opensTransition(person, 2.9)
  await world.says(await world.refers(person, 2), 'started', { answered_at: world.at(2.5) })
  await world.startsSupport(person, 2.5)
  const asked = await world.person('Cai Asked')
  await world.refers(asked, 2.9)
  for (const kind of ['N5', 'N7', 'N7'])
    await teller.gap(person.id, {
      key: `${kind}:x:${freshId()}`,
      kind,
      gap_from: '2026-03-05T09:58:00Z',
      about_id: freshId(),
      team_id: world.teams.medication,
      organisation_id: world.organisations.riverside,
    })
  // the answer to one that was opened is due tomorrow; the team was asked about one that it sent
  const [soon, sent] = [await world.person('Dan Soon'), await world.person('Eve Questioned')]
  const seen = await world.refers(soon, 2.9)
  await world.says(seen, 'seen', {})
  await teller.gap(soon.id, {
    key: `N5:referral:${seen}`,
    kind: 'N5',
    gap_from: '2026-03-06T09:00:00Z',
    about_id: seen,
    team_id: world.teams.medication,
    organisation_id: world.organisations.riverside,
  })
  const question = await world.refers(sent, 2.9)
  await world.says(question, 'question asked', { question_asked_at: world.at(2.95) })
  await site.product.superuser.query('update tc.referral set from_team_id = $2 where id = $1', [
    question,
    world.teams.medication,
  ])
  // tomorrow by the calendar of London: late tomorrow counts, the day after does not
  for (const startsAt of ['2026-03-06T23:30:00Z', '2026-03-07T09:00:00Z'])
    await insert(site.product.superuser, 'tc.appointment', {
      id: freshId(),
      person_id: person.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      what: 'Housing office',
      place: '',
      with_whom: '',
      topic: 'housing',
      starts_at: startsAt,
      remind_on: remindOn(instant(startsAt)),
      goes_staff_id: world.staff.sam.id,
      made_at: '2026-03-05T09:00:00Z',
      made_by: world.staff.sam.id,
    })
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [
    [person.id, asked.id, soon.id, sent.id],
  ])
  const after = await parts()
  const more = Object.keys(before).map((k) => [k, (after[k]?.[1] as number) - (before[k]?.[1] as number)])
  expect(Object.fromEntries(more)).toEqual({
    'Gaps of your team': 3,
    'replies due': 1,
    'outcomes missing': 2,
    'Replies due within a day': 1,
    'Questions about what you sent': 1,
    'Referrals new': 1,
    'Appointments tomorrow': 1,
    'Tasks of your team': 0,
  })
})

it('keeps what each wants beside the screen, and shows in practice what would have been sent', async () => {
  const form = await site.get('/app/settings/notices', lin)
  expect([form.status, pageProblems(form.body)]).toEqual([200, []])
  const own = Object.fromEntries(['commandId', 'version'].map((n) => [n, fieldIn(form.body, n)]))
  const sent = await site.post(
    '/app/settings/notices',
    { ...own, ways: 'email', mobile: '', digestAt: '09:30' },
    lin,
  )
  expect(sent.to).toBe('/app/notices')
  await teller.round()
  const { sendWaiting } = await import('#platform/notify/index.ts')
  await sendWaiting(teller.client, 'practice', 10)
  const page = await site.get('/app/practice/sent', lin)
  expect([page.status, pageProblems(page.body)]).toEqual([200, []])
  expect(page.body).toContain('Would have been sent')
  expect(page.body).not.toContain('Ava Asked')
  await site.product.superuser.query("update ctx.installation set mode = 'live'")
  expect((await site.get('/app/practice/sent', lin)).status).toBe(404)
  await site.product.superuser.query("update ctx.installation set mode = 'practice'")
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { recompute } from '#features/safetynet/index.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { TeamToday } from '../queries/team-today.ts'

let site: Site
let world: World
let lin: string

// day 0 is Tuesday 3 March 2026, 9am in London; it is midday on day 20
const NOW = 20.125
beforeAll(async () => {
  site = await aSite()
  const { superuser } = site.product
  world = await aWorld(superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const { sam, ade, kit } = world.staff

  const referred = async (name: string, at: number, replyBy: number) =>
    world.refers(await world.person(name), at, { replyBy })
  await referred('Mara Okafor', 18, 21)
  await world.says(await referred('Tom Hallam', 15, 17), 'seen')
  const queued = await world.person('Iris Bell')
  const taken = await world.refers(queued, 8)
  await world.says(taken, 'taken on', { answered_at: world.at(11), answered_by: sam.id })
  await world.startsSupport(queued, 11, { referralId: taken, keyWorker: ade })
  // our question to another service is not ours to answer; a question to us is
  const elsewhere = await world.refers(await world.person('Ned Frost'), 10, {
    from: sam,
    serviceId: world.services.housing,
  })
  await world.says(elsewhere, 'question asked', { question_asked_at: world.at(12) })

  const supported = await world.person('Wil Penn')
  const episode = await world.startsSupport(supported, 1, { keyWorker: sam, firstContactAt: 2 })
  const contact = (at: number, more = {}) =>
    world.plansContact(supported, episode, at, { planned_at: world.at(5), ...more })
  await world.happened(await contact(20), 20)
  await contact(20.02, { slot_no: 1 }) // its window ended at 11:29
  await contact(20.2, { slot_no: 2 })
  await contact(20.3, { slot_no: 3, staff_id: kit.id })
  await contact(20.4, { slot_no: 4, staff_id: null })
  await contact(20.42, { slot_no: 5, state: 'void' })
  await contact(16)
  // nobody answered and nobody has said what came of it: no longer planned, and still without an outcome
  await contact(17, { slot_no: 6, state: 'no answer', recorded_at: world.at(17.1) })
  await world.away(kit, 19, 23)
  await world.proposesStepDown(supported, episode, 19)
  await superuser.query('select acl.refresh(array(select id from tc.person))')
  await site.product.setNow(world.at(NOW).toISOString())
  lin = await site.product.signIn(world.staff.lin.email)
  await superuser.query("update tc.post set rights = rights || '{safetynet.recompute}' where id = $1", [
    world.staff.lin.postId,
  ])
  must(await recompute(site.product.appPool, lin))
})
afterAll(() => site.stop())

test('the numbers of the day are those of one’s own service', async () => {
  const today = must(await site.product.ask(lin, 'team.today', {})) as TeamToday
  expect(today).toMatchObject({
    services: [{ name: 'Medication support', capacity: 30, openPeople: 2 }],
    waitingToBeLookedAt: { n: 1, oldestSentAt: world.at(18).toISOString() },
    waitingToStart: { n: 1, middleWaitDays: 9 },
    visitsToday: { planned: 5, done: 1, late: 1, notCovered: 2, missed: 0 },
    repliesOwed: { n: 3, late: 1, questionsToUs: 1 },
    stepDownsAwaitingAgreement: 1,
    withoutKeyWorker: 0,
    missingOutcome: { n: 3, oldestAt: expect.any(String) },
    lastTakenOn: { by: 'Sam Okoro' },
  })
  expect(today.newReferrals.map((r) => [r.personName, r.word])).toEqual([
    ['Tom Hallam', 'seen'],
    ['Mara Okafor', 'sent'],
  ])
  expect(today.workers.map((w) => [w.name, w.openPeople, w.awayUntilAt !== null])).toEqual([
    ['Ade Bello', 1, false],
    ['Kit Moran', 0, true],
    ['Lin Chau', 0, false],
    ['Sam Okoro', 1, false],
  ])
})

test('another team’s manager sees none of it, and a worker without the right is refused', async () => {
  const wyn = must(
    await site.product.ask(await site.product.signIn(world.staff.wyn.email), 'team.today', {}),
  ) as TeamToday
  expect(wyn).toMatchObject({
    services: [],
    newReferrals: [],
    visitsToday: { planned: 0 },
    missingOutcome: { n: 0 },
    stepDownsAwaitingAgreement: 0,
  })
  const sam = await site.product.ask(await site.product.signIn(world.staff.sam.email), 'team.today', {})
  expect(sam).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } })
})

const words = (html: string) =>
  html
    .replaceAll('<!-- -->', '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')

test('My service today says each number in words and leads to the acts', async () => {
  const page = await site.get('/app/team', lin)
  expect(page.status).toBe(200)
  expect(page.body.match(/<h1/g)).toHaveLength(1)
  const text = words(page.body)
  expect(text).toContain('1 waiting to be looked at Oldest 2 days')
  expect(text).toContain('1 waiting to start Middle wait 9 days since taken on')
  expect(text).toContain('5 visits and calls today 1 done, 1 late and 2 not covered')
  expect(text).toContain('3 replies we owe 1 past the reply-by date and 1 question to us')
  expect(text).toContain('Kit Moran is away until 9am on Thursday 26 March 2026: nobody covers')
  expect(text).toContain('3 visits and calls have no outcome')
  expect(text).toContain('Silence about them is not safety')
  expect(text).toContain(
    'None of the people you support, or have taken on, left hospital in the last 72 hours',
  )
  for (const act of ['accept', 'ask', 'decline'])
    expect(page.body).toMatch(new RegExp(`/app/referrals/[0-9a-f-]{36}/${act}"`))
})

test('the report has its period in the address, and prints n and definitions with each number', async () => {
  const page = await site.get('/app/team/report?months=8&asOf=2026-03-22', lin)
  expect(page.status).toBe(200)
  const text = words(page.body)
  expect(text).toContain('First day Tuesday 22 July 2025')
  expect(text).toContain('Last day, counted Sunday 22 March 2026')
  expect(text).toContain('Version 1, printed under each number')
  expect(text).toContain(
    'Within 30 days 0 people (of 0 people whose support ended; for 0 the 30 days are not over)',
  )
  expect(text).toContain('Only hospitals that feed this system')
  expect(text).not.toContain('Okafor')
  const boxes = await site.get('/app/team/report?months=3&asOf-day=22&asOf-month=3&asOf-year=2026', lin)
  expect(words(boxes.body)).toContain('First day Monday 22 December 2025')
  const paper = await site.get('/app/team/report?months=8&asOf=2026-03-22&print=1', lin)
  expect(paper.body).not.toContain('Show the report')
  expect(words(paper.body)).toContain('March 2026')
})

test('a wrong or later day is shown again as it was typed, with what to do', async () => {
  const wrong = await site.get('/app/team/report?months=3&asOf-day=31&asOf-month=2&asOf-year=2026', lin)
  expect(wrong.status).toBe(422)
  expect(words(wrong.body)).toContain('Enter the last day as day, month and year')
  expect(wrong.body).toContain('value="31"')
  const ahead = await site.get('/app/team/report?months=3&asOf=2026-04-01', lin)
  expect(ahead.status).toBe(422)
  expect(words(ahead.body)).toContain('That day has not come yet')
})

test('a service of others cannot be reported by its id', async () => {
  const other = await site.get(`/app/team/report?service=${world.services.housing}&months=1`, lin)
  expect(other.status).toBe(404)
})

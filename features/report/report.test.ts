import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, must, type Product } from '#testing/product.ts'
import { countReport } from '#testing/report-count.ts'
import { reportAsText } from './index.ts'
import type { MonthOfService } from './queries/months.ts'
import type { ServiceReport } from './queries/service.ts'

const PEOPLE = 39
let product: Product
let world: World
let manager: string

beforeAll(async () => {
  product = await aProduct()
  // day 0 is 1 January 2028, noon: a year with 29 February
  world = await aWorld(product.superuser, { startsAt: new Date('2028-01-01T12:00:00.000Z') })
})
afterAll(() => product.stop())

/** The day of the world on which a London noon or so falls. */
const dayNo = (on: string) => (Date.parse(`${on}T12:00:00Z`) - world.startsAt.getTime()) / 86_400_000

async function today(on: string) {
  await product.setNow(`${on}T17:00:00Z`)
  manager = await product.signIn(world.staff.lin.email)
}

const report = async (asOf: string, months = 8, token = manager) =>
  must(
    await product.ask(token, 'report.service', { service: world.services.medication, months, asOf }),
  ) as ServiceReport

/** The product and a plain count that shares no code say the same. */
async function agrees(asOf: string, months = 8) {
  const said = await report(asOf, months)
  const counted = await countReport(product.superuser, { serviceId: world.services.medication, asOf, months })
  const windows = ({
    within30Days,
    within90Days,
    within365Days,
    windowNotOver,
  }: ServiceReport['readmissions']) => ({ within30Days, within90Days, within365Days, windowNotOver })
  expect({
    from: said.from,
    asOf: said.asOf,
    discharged: said.discharged,
    readmissions: windows(said.readmissions),
    readmissionsAfterLeavingHospital: windows(said.readmissionsAfterLeavingHospital),
  }).toEqual(counted)
  return said
}

/** Left the ward, was referred and supported until `ended`; times are days of the world. */
async function supportedUntil(name: string, ended: number, days = 84) {
  const person = await world.person(name)
  const started = ended - days
  const stayId = await world.admits(person, started - 40)
  await world.leavesTheWard(stayId, started - 1)
  const referralId = await world.refers(person, started - 6, { stayId })
  await world.says(referralId, 'finished', { answered_at: world.at(started - 4), closed_at: world.at(ended) })
  const episodeId = await world.startsSupport(person, started - 4, { referralId, firstContactAt: started })
  await world.endsSupport(episodeId, ended)
  return { person, episodeId, referralId }
}

const stay = async (
  person: World extends { person(name: string): Promise<infer P> } ? P : never,
  from: number,
) => {
  const id = await world.admits(person, from)
  await world.leavesTheWard(id, from + 0.5)
}

// each test builds its own rows and leaves none: the product reads what is committed, so they are deleted again
async function clear() {
  await product.superuser.query(
    'delete from tc.contact; delete from tc.episode; delete from tc.referral; delete from tc.stay',
  )
}
beforeEach(() => today('2030-06-30'))
afterEach(clear)

test.each([
  ['2028-02-29', 'the 29th of February'],
  ['2028-03-31', 'a month’s end after a shorter one'],
  ['2029-02-28', 'a month’s end in a common year'],
  ['2028-03-26', 'the day the clocks go forward'],
  ['2028-10-29', 'the day the clocks go back'],
  ['2028-12-31', 'the end of a year'],
  ['2029-06-15', 'an ordinary day'],
])('%s, %s: 39 discharged, none readmitted; then 40; then one', async (asOf) => {
  const end = dayNo(asOf)
  for (let i = 0; i < PEOPLE; i += 1) await supportedUntil(`Person ${i}`, end - 25 - i * 5)
  // just outside: the day before the first day, and the day after the last
  const first = dayNo((await report(asOf)).from)
  await supportedUntil('Before Than', first - 1)
  await supportedUntil('After Than', end + 1)
  const before = await agrees(asOf)
  expect(before).toMatchObject({
    discharged: 39,
    readmissions: { people: 39, within30Days: 0, within90Days: 0, within365Days: 0 },
  })

  const last = await supportedUntil('Fortieth Person', first)
  expect((await agrees(asOf)).discharged).toBe(40)

  await stay(last.person, first + 20)
  expect((await agrees(asOf)).readmissions).toMatchObject({
    people: 40,
    within30Days: 1,
    within90Days: 1,
    within365Days: 1,
  })
  // and again: a person counts once
  await stay(last.person, first + 25)
  expect((await agrees(asOf)).readmissions).toMatchObject({ within30Days: 1, within90Days: 1 })
  for (const months of [1, 3, 13]) await agrees(asOf, months)
})

test('a stay that begins the same day does not count, one on day 30 does, one on day 31 does not', async () => {
  const end = dayNo('2028-10-10')
  const same = await supportedUntil('Same Day', end)
  await stay(same.person, end + 0.2)
  const thirty = await supportedUntil('Day Thirty', end)
  await stay(thirty.person, end + 30)
  const later = await supportedUntil('Day Thirtyone', end)
  await stay(later.person, end + 31)
  expect((await agrees('2029-03-01')).readmissions).toMatchObject({
    people: 3,
    within30Days: 1,
    within90Days: 2,
    within365Days: 2,
  })
})

test('days are London days on both sides of a change of the clocks', async () => {
  // ended at 23:30 on 9 October London time, which is 22:30 in UTC; 30 days later is 8 November, in winter time
  const { person, episodeId } = await supportedUntil('Late Ender', dayNo('2028-10-09'))
  await product.superuser.query('update tc.episode set ended_at = $2 where id = $1', [
    episodeId,
    '2028-10-09T22:30:00Z',
  ])
  const id = await world.admits(person, dayNo('2028-11-08'))
  await product.superuser.query('update tc.stay set admitted_at = $2, ended_at = $3 where id = $1', [
    id,
    '2028-11-08T23:50:00Z',
    '2028-11-10T10:00:00Z',
  ])
  expect((await agrees('2029-01-31')).readmissions.within30Days).toBe(1)
  // ten minutes later it is 9 November and day 31
  await product.superuser.query('update tc.stay set admitted_at = $2 where id = $1', [
    id,
    '2028-11-09T00:00:00Z',
  ])
  expect((await agrees('2029-01-31')).readmissions.within30Days).toBe(0)
  // an end half an hour into summer midnight belongs to the next day
  await product.superuser.query('update tc.episode set ended_at = $2 where id = $1', [
    episodeId,
    '2028-10-09T23:30:00Z',
  ])
  expect((await agrees('2028-10-09')).discharged).toBe(0)
  expect((await agrees('2028-10-10', 1)).discharged).toBe(1)
})

test('leaving hospital is counted from the stay the referral names, and windows that are not over stand beside', async () => {
  const end = dayNo('2028-10-10')
  const { person } = await supportedUntil('Back Early', end)
  await stay(person, end - 84 - 1 + 20) // 20 days after leaving the ward, while supported
  const said = await agrees('2028-10-20')
  expect(said.readmissions).toMatchObject({
    within30Days: 0,
    windowNotOver: { within30Days: 1, within90Days: 1, within365Days: 1 },
  })
  expect(said.readmissionsAfterLeavingHospital).toMatchObject({
    people: 1,
    within30Days: 1,
    windowNotOver: { within30Days: 0, within90Days: 0, within365Days: 1 },
  })
  expect(said.backInHospitalWhileSupported).toBe(1)
})

test('waits, decisions, length, continuity and missed contacts, counted by hand', async () => {
  const end = dayNo('2028-10-10')
  const a = await supportedUntil('Ann Able', end, 84)
  await supportedUntil('Ben Able', end - 10, 70)
  const declined = await world.refers(await world.person('Cy Able'), end - 8)
  await world.says(declined, 'not taken on', {
    answered_at: world.at(end - 7),
    way_onward: 'hand-on',
    closed_at: world.at(end - 7),
  })
  const withdrawn = await world.refers(await world.person('Di Able'), end - 8)
  await world.says(withdrawn, 'withdrawn', { withdrawn_at: world.at(end - 7), closed_at: world.at(end - 7) })
  await world.refers(await world.person('Ed Able'), end - 8)
  const queued = await world.person('Flo Able')
  const queuedReferral = await world.refers(queued, end - 6)
  await world.says(queuedReferral, 'taken on', { answered_at: world.at(end - 5) })
  await world.startsSupport(queued, end - 5, { referralId: queuedReferral })

  const { sam, ade, kit } = world.staff
  const planned = async (at: number, more: Record<string, unknown>) =>
    world.plansContact(a.person, a.episodeId, at, { planned_at: world.at(at - 1), ...more })
  for (const [i, who] of [sam, sam, sam, ade, ade, kit].entries()) {
    await world.happened(await planned(end - 20 + i, { staff_id: who.id, by_staff_id: who.id }), end - 20 + i)
  }
  await planned(end - 10, { state: 'no answer' })
  await planned(end - 9, {
    state: 'did not happen',
    resolved_at: world.at(end - 8),
    resolution: 'seen the next day',
  })
  await planned(end - 8, {})
  await planned(end - 7, { state: 'void' })

  const said = await report('2028-10-10', 8)
  expect(said.referrals).toEqual({ received: 6, people: 6, waitingForAnswer: 1 })
  expect(said.decisions).toEqual({
    takenOn: 3,
    notTakenOn: 1,
    notTakenOnWith: { handOn: 1, introduction: 0, unmetNeed: 0, noWayOnward: 0 },
    withdrawn: 1,
  })
  // 2, 2, 1 and 1 days
  expect(said.waits.sentToAnswered).toEqual({ n: 4, medianDays: 1.5, longestDays: 2 })
  expect(said.waits.answeredToStarted).toEqual({
    n: 2,
    medianDays: 4,
    longestDays: 4,
    stillWaiting: 1,
    longestSoFarDays: 5.5,
  })
  expect(said).toMatchObject({
    peopleSupported: 2,
    discharged: 2,
    dischargedWithoutContact: 0,
    backInHospitalWhileSupported: 0,
  })
  expect(said.lengthOfSupport).toEqual({ n: 2, medianDays: 77, shortestDays: 70, longestDays: 84 })
  expect(said.continuity).toEqual({ visits: 6, people: 1, byTheTwo: 5, share: 0.833 })
  expect(said.missedContacts).toEqual({
    planned: 9,
    happened: 6,
    noAnswer: 1,
    didNotHappen: 1,
    withoutOutcome: 1,
    unresolved: 1,
  })

  const text = reportAsText(said)
  expect(text).toContain('From 2028-02-10 up to and including 2028-10-10. Definitions: version 1.')
  expect(text).toContain('Discharged: 2')
  expect(text).toContain(
    'Within 30 days: 0 people (of 2 people whose support ended; for 2 the 30 days are not over)',
  )
  for (const { meaning } of Object.values(said.definition.numbers))
    expect(text.replaceAll(/\s+/g, ' ')).toContain(meaning)
  for (const name of ['Able', 'Okoro', 'Bello']) expect(JSON.stringify(said) + text).not.toContain(name)
})

test('the month table has every month and counts leavers who came back', async () => {
  const end = dayNo('2030-05-10')
  const { person, episodeId } = await supportedUntil('Month Person', end, 30) // left the ward on 9 April
  await stay(person, end - 31 + 30) // day 30 after leaving, ends the same day
  await world.happened(
    await world.plansContact(person, episodeId, end - 9, { planned_at: world.at(end - 12) }),
    end - 9,
  )
  const answer = must(
    await product.ask(manager, 'report.months', { service: world.services.medication, months: 24 }),
  ) as { months: MonthOfService[] }
  expect(answer.months).toHaveLength(24)
  expect(answer.months[0]?.month).toBe('2028-07-01')
  expect(answer.months.slice(-3)).toEqual([
    {
      month: '2030-04-01',
      visitsAndCalls: 0,
      happened: 0,
      missed: 0,
      staysBegan: 0,
      staysEnded: 1,
      readmittedWithin30Days: 1,
      windowNotOver: 0,
    },
    {
      month: '2030-05-01',
      visitsAndCalls: 1,
      happened: 1,
      missed: 0,
      staysBegan: 1,
      staysEnded: 1,
      readmittedWithin30Days: 0,
      windowNotOver: 0,
    },
    {
      month: '2030-06-01',
      visitsAndCalls: 0,
      happened: 0,
      missed: 0,
      staysBegan: 0,
      staysEnded: 0,
      readmittedWithin30Days: 0,
      windowNotOver: 0,
    },
  ])
})

test('refused: no right, another organisation, an unknown service, a day to come, no months, a name that fits several', async () => {
  const ask = async (token: string, input: object, query = 'report.service') => {
    const answer = await product.ask(token, query, {
      service: world.services.medication,
      months: 8,
      ...input,
    })
    return answer.ok ? 'answered' : answer.refusal.code
  }
  const sam = await product.signIn(world.staff.sam.email)
  const wyn = await product.signIn(world.staff.wyn.email) // manages a ward of another organisation, with the right
  expect(await ask(manager, {})).toBe('answered')
  expect(await ask(sam, {})).toBe('NOT_ALLOWED')
  expect(await ask(wyn, {})).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(await ask(wyn, {}, 'report.months')).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(await ask(manager, { service: world.services.housing })).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(await ask(manager, { service: 'no-such-pathway' })).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(await ask(manager, { asOf: '2030-07-01' })).toBe('REPORT_DAY_AHEAD')
  expect(await ask(manager, { asOf: '2030-02-30' })).toBe('INPUT_NOT_UNDERSTOOD')
  expect(await ask(manager, { months: 0 })).toBe('INPUT_NOT_UNDERSTOOD')
  // a service run together is counted by each who runs it
  await product.superuser.query(
    'insert into tc.service_organisation (service_id, organisation_id) values ($1, $2)',
    [world.services.medication, world.organisations.northside],
  )
  expect(await ask(wyn, {})).toBe('answered')
  await product.superuser.query(
    'delete from tc.service_organisation where service_id = $1 and organisation_id = $2',
    [world.services.medication, world.organisations.northside],
  )
  // every service of this world has the one pathway: Lin's team has one of them, Dot's organisation several and no team of its own
  expect(await ask(manager, { service: 'medication-support' })).toBe('answered')
  await product.superuser.query(`update tc.post set rights = rights || '{report.read}' where id = $1`, [
    world.staff.noor.postId,
  ])
  await product.superuser.query('update tc.service set organisation_id = $2 where id = $1', [
    world.services.housing,
    world.organisations.northside,
  ])
  expect(await ask(await product.signIn(world.staff.noor.email), { service: 'medication-support' })).toBe(
    'answered',
  )
  expect(await ask(wyn, { service: 'medication-support' })).toBe('REPORT_SERVICE_UNCLEAR')
  await product.superuser.query('update tc.service set organisation_id = $2 where id = $1', [
    world.services.housing,
    world.organisations.harbour,
  ])
})

test('the application cannot count around the right: the function answers nothing without a signed context', async () => {
  const bare = await product.appPool.query('select tc.service_report($1, $2, $3) as r', [
    world.services.medication,
    '2028-01-01',
    '2028-02-01',
  ])
  expect(bare.rows).toEqual([{ r: null }])
  expect(
    (await product.appPool.query('select * from tc.service_months($1, 3)', [world.services.medication])).rows,
  ).toEqual([])
})

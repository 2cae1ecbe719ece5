import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { clusterAt } from './database.ts'
import { TEMPLATE } from './global-setup.ts'
import { aWorld, type World } from './personas.ts'
import { countReport } from './report-count.ts'

let client: pg.Client
let world: World

beforeAll(async () => {
  const cluster = clusterAt(inject('cluster'))
  await cluster.createDatabase('report_count', TEMPLATE)
  client = new pg.Client({ ...cluster.superuser, database: 'report_count' })
  await client.connect()
  // day 0 is 1 January 2026, noon
  world = await aWorld(client, { startsAt: new Date('2026-01-01T12:00:00.000Z') })
})
afterAll(() => client.end())
beforeEach(async () => {
  await client.query('begin')
  return async () => {
    await client.query('rollback')
  }
})

const count = (asOf: string, months = 8) =>
  countReport(client, { serviceId: world.services.medication, asOf, months })

/** Left the ward on day 0, supported until `ended`. */
async function someoneDischarged(ended: number) {
  const person = await world.person('Tom Hallam')
  const stayId = await world.admits(person, -30)
  await world.leavesTheWard(stayId, 0)
  const referralId = await world.refers(person, -5, { stayId })
  const episodeId = await world.startsSupport(person, 1, { referralId })
  await world.endsSupport(episodeId, ended)
  return person
}

test('the period has both its ends, and the months are calendar months', async () => {
  await someoneDischarged(58) // 28 February
  expect(await count('2026-02-28', 1)).toMatchObject({ from: '2026-01-28', discharged: 1 })
  expect((await count('2026-02-27')).discharged).toBe(0)
  expect(await count('2026-03-31', 1)).toMatchObject({ from: '2026-02-28', discharged: 1 })
  expect(await count('2026-04-01', 1)).toMatchObject({ from: '2026-03-01', discharged: 0 })
})

test('a stay counts from the day after to the last day of the window, and not before it happened', async () => {
  const person = await someoneDischarged(58)
  await world.leavesTheWard(await world.admits(person, 58.1), 58.2)
  expect((await count('2026-06-30')).readmissions.within30Days).toBe(0)
  await world.leavesTheWard(await world.admits(person, 58 + 31), 58 + 32)
  expect((await count('2026-06-30')).readmissions).toMatchObject({
    within30Days: 0,
    within90Days: 1,
    within365Days: 1,
  })
  await world.leavesTheWard(await world.admits(person, 58 + 30), 58 + 30.5)
  expect((await count('2026-06-30')).readmissions.within30Days).toBe(1)
  expect((await count('2026-03-29')).readmissions.within30Days).toBe(0)
})

test('leaving the ward is its own index, and people are counted, not stays', async () => {
  const person = await someoneDischarged(58)
  await world.leavesTheWard(await world.admits(person, 20), 21)
  await world.leavesTheWard(await world.admits(person, 25), 26)
  expect(await count('2026-06-30')).toMatchObject({
    discharged: 1,
    readmissions: { within30Days: 0 },
    readmissionsAfterLeavingHospital: { within30Days: 1, within90Days: 1 },
  })
})

test('those whose window is not over are counted beside', async () => {
  await someoneDischarged(58)
  expect((await count('2026-03-29')).readmissions.windowNotOver).toEqual({
    within30Days: 1,
    within90Days: 1,
    within365Days: 1,
  })
  expect((await count('2026-03-30')).readmissions.windowNotOver).toEqual({
    within30Days: 0,
    within90Days: 1,
    within365Days: 1,
  })
  expect((await count('2026-03-30')).readmissionsAfterLeavingHospital.windowNotOver.within90Days).toBe(1)
  expect((await count('2026-04-01')).readmissionsAfterLeavingHospital.windowNotOver.within90Days).toBe(0)
})

import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { clusterAt } from './database.ts'
import { TEMPLATE } from './global-setup.ts'
import { aWorld, type Person, type World } from './personas.ts'
import { PLANTED_FAULTS } from './planted-faults.ts'
import { compareWithStored } from './safetynet-compare.ts'
import { type ExpectedGap, expectedGaps } from './safetynet-oracle.ts'
import { change, insert, newId } from './sql.ts'

let client: pg.Client
let world: World

beforeAll(async () => {
  const cluster = clusterAt(inject('cluster'))
  await cluster.createDatabase('safetynet_oracle', TEMPLATE)
  client = new pg.Client({ ...cluster.superuser, database: 'safetynet_oracle' })
  await client.connect()
  world = await aWorld(client)
})
afterAll(() => client.end())

/** Each test stands alone: what it made is rolled back. */
beforeEach(async () => {
  await client.query('begin')
  return async () => {
    await client.query('rollback')
  }
})

async function gapsOf(person: Person): Promise<ExpectedGap[]> {
  return (await expectedGaps(client, [person.id])).get(person.id) ?? []
}

/** [key without its id, days after the start, days or null] of each gap. */
async function shortly(person: Person): Promise<[string, number, number | null][]> {
  const days = (text: string) => (Date.parse(text) - world.startsAt.getTime()) / 86_400_000
  return (await gapsOf(person)).map((g) => [
    g.key.split(':').slice(0, -1).join(':'),
    days(g.from),
    g.until ? days(g.until) : null,
  ])
}

async function someoneSupported(more: Parameters<World['startsSupport']>[2] = {}) {
  const person = await world.person('Amara Okafor')
  const stayId = await world.admits(person, -20)
  const transitionId = await world.opensTransition(person, -3, stayId)
  const referralId = await world.refers(person, -3, { stayId })
  await world.says(referralId, 'started', { answered_at: world.at(-1) })
  const episodeId = await world.startsSupport(person, -1, { referralId, firstContactAt: 0, ...more })
  return { person, stayId, transitionId, referralId, episodeId }
}

/** Jo of the ward. */
const byJo = () => {
  const { jo } = world.staff
  return { team_id: jo.teamId, organisation_id: jo.organisationId }
}
async function closesTheWayOut(person: Person, transitionId: string, when: number): Promise<void> {
  const at = world.at(when)
  const { id: jo, teamId } = world.staff.jo
  const about = { person_id: person.id, ...byJo(), by_staff_id: jo }
  const offerId = newId()
  await insert(client, 'tc.lead_handover', {
    ...about,
    id: offerId,
    what: 'carry on',
    to_team_id: teamId,
    to_staff_id: jo,
    offered_at: at,
    answer: 'accepted',
    answered_at: at,
    answered_by: jo,
  })
  await insert(client, 'tc.transition_closing', {
    ...about,
    id: newId(),
    transition_id: transitionId,
    carries_on_id: offerId,
    words: 'Carries on',
    closed_at: at,
  })
}
/** A report by the ward; `confirmed`: and who then confirmed it. */
async function isSaidToHaveDied(person: Person, when: number, confirmed: boolean): Promise<void> {
  const report = { id: newId(), person_id: person.id, version: 1, ...byJo() }
  const by = world.staff.wyn.id
  const words = { source: 'by hand', said: 'Their sister rang', reported_at: world.at(when), by_id: by }
  await insert(client, 'tc.death_report', { ...report, ...words })
  if (!confirmed) return
  await insert(client, 'tc.death_decision', {
    ...report,
    id: newId(),
    report_id: report.id,
    what: 'confirmed',
    why: 'The coroner rang back',
    decided_at: world.at(when + 1),
    decided_by: by,
  })
}

const TWO_HOURS = 2 / 24
/** The stage of someone supported is looked at after a week: open from the end of that day in London. */
const STAGE_REVIEW = ['N9:stage', 6.625, null]

describe('what the judge expects, worked by hand', () => {
  test('a reply that is late is the service’s gap from its date; a question does not stop the clock', async () => {
    const person = await world.person('Tom Hallam')
    await world.opensTransition(person, 0)
    const id = await world.refers(person, 0, { replyBy: 3 })
    expect(await shortly(person)).toEqual([['N5:referral', 3, null]])
    await world.says(id, 'question asked', { question_asked_at: world.at(1) })
    expect(await shortly(person)).toEqual([
      ['N11:question', 3, null],
      ['N5:referral', 3, null],
    ])
    expect((await gapsOf(person)).map((g) => g.teamId)).toEqual([world.teams.maple, world.teams.medication])
  })

  test('a decline without a way onward is a gap at once for both; with one it is settled', async () => {
    const person = await world.person('Tom Hallam')
    await world.opensTransition(person, 0)
    const id = await world.refers(person, 0)
    await world.says(id, 'not taken on', { answered_at: world.at(2), closed_at: world.at(2) })
    expect(await shortly(person)).toEqual([
      ['N1b:referral', 2, null],
      ['N5:referral', 2, null],
    ])
    await change(client, 'tc.referral', id, { way_onward: 'introduction' })
    expect(await shortly(person)).toEqual([])
  })

  test('the sender’s uncovered leave is a gap that heals; cover closes it, and a cover away opens a part again', async () => {
    const person = await world.person('Priya Nair')
    await world.opensTransition(person, 0)
    await world.refers(person, 0, { replyBy: 60 })
    const { jo, wyn } = world.staff
    const absence = await world.away(jo, 5, 10)
    expect((await shortly(person))[0]).toEqual(['N1b:referral', 5, 10])
    await change(client, 'tc.staff_absence', absence, { cover_staff_id: wyn.id })
    expect(await shortly(person)).toEqual([['N5:referral', 60, null]])
    await world.away(wyn, 8, 20)
    expect((await shortly(person))[0]).toEqual(['N1b:referral', 8, 10])
  })

  test('the sender owns the episode until the first contact, then the key worker; a leaver leaves it open', async () => {
    const { person, episodeId } = await someoneSupported()
    await change(client, 'tc.episode', episodeId, { first_contact_at: null })
    await world.plansContact(person, episodeId, 40)
    await world.leavesWork(world.staff.jo, 4)
    const [first] = await gapsOf(person)
    expect(first).toMatchObject({
      kind: 'N1b',
      teamId: world.teams.maple,
      ownerStaffId: world.staff.jo.id,
      until: null,
    })
    expect((await shortly(person))[0]).toEqual(['N1b:episode', 4, null])
    await change(client, 'tc.episode', episodeId, { first_contact_at: world.at(1) })
    expect((await gapsOf(person)).filter((g) => g.kind === 'N1b')).toEqual([])
    await change(client, 'tc.episode', episodeId, { key_worker_staff_id: null })
    expect((await shortly(person))[0]).toEqual(['N1b:episode', 1, null])
  })

  test('next contact: cover ends with the last live window; a reason and a pause hold, then it shows again', async () => {
    const { person, episodeId } = await someoneSupported()
    await world.happened(await world.plansContact(person, episodeId, 0), 0)
    expect(await shortly(person)).toEqual([['N2:episode', 0, null], STAGE_REVIEW])
    const next = await world.plansContact(person, episodeId, 2)
    expect(await shortly(person)).toEqual([
      ['N2:episode', 2 + TWO_HOURS, null],
      ['N7:contact', 2 + TWO_HOURS, null],
      STAGE_REVIEW,
    ])
    await world.happened(next, 2)
    await change(client, 'tc.episode', episodeId, {
      no_next_contact_reason: 'away with family',
      no_next_contact_from_at: world.at(3),
      no_next_contact_until_at: world.at(5),
    })
    await world.pauses(person, episodeId, 7, 9)
    expect(await shortly(person)).toEqual([
      ['N2:episode', 2, 3],
      ['N2:episode', 5, 7],
      ['N2:episode', 9, null],
      STAGE_REVIEW,
    ])
  })

  test('a planned visit without a worker is seen before it fails, and afterwards as missed', async () => {
    const { person, episodeId } = await someoneSupported()
    await world.plansContact(person, episodeId, 6)
    await world.plansContact(person, episodeId, 3, { staff_id: null, planned_at: world.at(1) })
    const gaps = await shortly(person)
    expect(gaps).toHaveLength(5)
    expect(gaps).toEqual(
      expect.arrayContaining([
        ['N2:episode', 6 + TWO_HOURS, null],
        ['N2:worker', 1, 3 + TWO_HOURS],
        ['N7:contact', 3 + TWO_HOURS, null],
        ['N7:contact', 6 + TWO_HOURS, null],
        STAGE_REVIEW,
      ]),
    )
    await world.away(world.staff.sam, 5, 8)
    expect(await shortly(person)).toContainEqual(['N2:worker', 0, 6 + TWO_HOURS])
  })

  test('a start date that slips is a gap from that morning, in London', async () => {
    const { person, episodeId } = await someoneSupported({ startOn: 30 })
    await change(client, 'tc.episode', episodeId, { first_contact_at: null })
    // 1 April 2026 is summer time: the day begins at 23:00 the evening before
    expect((await gapsOf(person)).find((g) => g.kind === 'N2')?.from).toBe('2026-03-31T23:00:00.000Z')
  })

  test('back in hospital: support is paused with its gaps void, what was missed before stays', async () => {
    const { person, stayId, transitionId, episodeId } = await someoneSupported()
    const missed = await world.plansContact(person, episodeId, 1)
    await world.plansContact(person, episodeId, 8)
    await world.leavesTheWard(stayId, -3)
    const again = await world.admits(person, 4)
    await world.backInHospital(transitionId, again, 4)
    await world.pauses(person, episodeId, 4, null, 'back in hospital')
    expect(await gapsOf(person)).toMatchObject([{ key: `N7:contact:${missed}` }])
  })

  test('closing an episode never hides a missed contact', async () => {
    const { person, episodeId } = await someoneSupported()
    const missed = await world.plansContact(person, episodeId, 1, {
      state: 'no answer',
      recorded_at: world.at(1.01),
    })
    await world.endsSupport(episodeId, 2)
    expect(await shortly(person)).toEqual([['N7:contact', 1.01, null]])
    await change(client, 'tc.contact', missed, { resolved_at: world.at(3) })
    expect(await shortly(person)).toEqual([])
  })

  test('every waiting row: its time, a leaver, a closed team with the root owner', async () => {
    const { person, episodeId } = await someoneSupported()
    await world.plansContact(person, episodeId, 90)
    await world.task(person, world.teams.maple, 0, { staff_id: world.staff.wyn.id })
    await world.worry(person, 2)
    await world.proposesStepDown(person, episodeId, 1)
    const waiting = async () => (await shortly(person)).filter(([key]) => key.startsWith('N11'))
    expect(await waiting()).toEqual([
      ['N11:proposal', 8, null],
      ['N11:task', 3, null],
      ['N11:worry', 2, null],
    ])
    await world.leavesWork(world.staff.wyn, 1)
    expect((await waiting())[1]).toEqual(['N11:task', 1, null])
    await change(client, 'tc.team', world.teams.medication, { closed_at: world.at(4) })
    const proposal = (await gapsOf(person)).find((g) => g.key.startsWith('N11:proposal'))
    expect(proposal).toMatchObject({ ownerStaffId: world.staff.lin.id, from: world.at(4).toISOString() })
  })

  test('after leaving: booked at once, then met within the ward’s hours; a decision makes them 48', async () => {
    const { person, stayId, episodeId } = await someoneSupported()
    await world.plansContact(person, episodeId, 90)
    await world.leavesTheWard(stayId, 2)
    const leaving = async () => (await shortly(person)).filter(([key]) => key.startsWith('N4'))
    expect(await leaving()).toEqual([
      ['N4:booked', 2, 5],
      ['N4:met', 5, null],
    ])
    expect((await gapsOf(person)).find((g) => g.key === `N4:met:${stayId}`)).toMatchObject({
      aboutId: stayId,
      teamId: world.teams.maple,
      ownerStaffId: world.staff.wyn.id,
      classBits: [2],
    })
    const visit = await world.plansContact(person, episodeId, 4)
    expect(await leaving()).toEqual([
      ['N4:booked', 4 + TWO_HOURS, 5],
      ['N4:met', 5, null],
    ])
    await world.meetsSooner(person, stayId, 1)
    expect(await leaving()).toEqual([
      ['N4:booked', 2, 4],
      ['N4:met', 4, null],
    ])
    await world.happened(visit, 4)
    expect(await leaving()).toEqual([])
  })

  test('after leaving a house that says so, 7 days; back in hospital, nothing', async () => {
    const { person, stayId, transitionId, episodeId } = await someoneSupported()
    await world.plansContact(person, episodeId, 90)
    await change(client, 'tc.unit', world.unitId, { safety_hours: 168 })
    await world.leavesTheWard(stayId, 2)
    const leaving = async () => (await shortly(person)).filter(([key]) => key.startsWith('N4'))
    expect(await leaving()).toEqual([
      ['N4:booked', 2, 9],
      ['N4:met', 9, null],
    ])
    await world.backInHospital(transitionId, await world.admits(person, 3), 3)
    expect(await leaving()).toEqual([])
  })

  test('after closing nothing about leaving is owed; support, what it missed and what waits are', async () => {
    const { person, stayId, transitionId, episodeId } = await someoneSupported()
    await world.leavesTheWard(stayId, 0)
    await world.plansContact(person, episodeId, 1)
    await world.worry(person, 2)
    const before = (await shortly(person)).map(([key]) => key)
    expect(before).toEqual(expect.arrayContaining(['N1a:lead', 'N4:booked', 'N4:met', 'N8:none']))
    await change(client, 'tc.transition', transitionId, { state: 'closed' })
    expect(await shortly(person)).toEqual([
      ['N11:worry', 2, null],
      ['N2:episode', 1 + TWO_HOURS, null],
      ['N7:contact', 1 + TWO_HOURS, null],
      STAGE_REVIEW,
    ])
    await change(client, 'tc.episode', episodeId, { key_worker_staff_id: null })
    expect((await shortly(person))[1]).toEqual(['N1b:episode', 0, null])
  })

  test('a closed way out leaves no missed contact of the time in hospital behind', async () => {
    const { person, stayId, transitionId, episodeId } = await someoneSupported()
    await world.plansContact(person, episodeId, 5)
    await world.leavesTheWard(stayId, -3)
    const again = await world.admits(person, 4)
    await world.leavesTheWard(again, 6)
    const missed = async () => (await shortly(person)).filter(([key]) => key.startsWith('N7'))
    expect(await missed()).toEqual([])
    await change(client, 'tc.transition', transitionId, { state: 'closed' })
    await closesTheWayOut(person, transitionId, 8)
    expect(await missed()).toEqual([])
  })
})

/** Something of every kind, and a person whose transition is closed. */
async function everyKind(): Promise<void> {
  const { person, episodeId } = await someoneSupported()
  await world.happened(await world.plansContact(person, episodeId, 0), 0)
  await world.plansContact(person, episodeId, 3, { staff_id: null })
  await world.plansContact(person, episodeId, 1, { state: 'did not happen', recorded_at: world.at(1.2) })
  await world.pauses(person, episodeId, 5, 8)
  await world.proposesStepDown(person, episodeId, 1)
  await world.worry(person, 2)
  await world.task(person, world.teams.maple, 0, { staff_id: world.staff.wyn.id })
  const waits = await world.person('Lewis Grant')
  await world.opensTransition(waits, 0)
  await world.refers(waits, 0)
  await world.away(world.staff.jo, 5, 10)
  await world.away(world.staff.jo, 12, 14)
  const home = await world.person('Ola Brandt')
  const stayId = await world.admits(home, -4)
  await world.opensTransition(home, -2, stayId)
  await world.leavesTheWard(stayId, 1)
  const planned = await world.person('Ada Lind')
  const left = await world.admits(planned, -4)
  await world.opensTransition(planned, -2, left)
  await world.leavesTheWard(left, 1)
  const planId = newId()
  await insert(client, 'tc.plan', {
    id: planId,
    plan_id: planId,
    person_id: planned.id,
    ...byJo(),
    stay_id: left,
    version: 1,
    sections: {},
    named: JSON.stringify([{ id: newId(), name: 'Dr Invented', role: 'GP' }]),
    at: world.at(0),
    by_staff_id: world.staff.jo.id,
  })
  await isSaidToHaveDied(planned, 3, false)
  const died = await someoneSupported()
  await isSaidToHaveDied(died.person, 3, true)
  const over = await world.person('Mara Okafore')
  await change(client, 'tc.transition', await world.opensTransition(over, 0), { state: 'closed' })
}

async function storeWhatIsExpected(): Promise<void> {
  for (const [personId, gaps] of await expectedGaps(client))
    for (const g of gaps)
      await client.query(
        `insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
         values ($1, $2, $3, coalesce($4::timestamptz, 'infinity'), $5, $6, $7, $8, $9, $10, $11, 'doing it', 'design 5', 7)`,
        [
          personId,
          g.key,
          g.from,
          g.until,
          g.kind,
          g.aboutId,
          g.teamId,
          g.organisationId,
          g.ownerStaffId,
          g.toldTeamId,
          g.classBits[0],
        ],
      )
}

describe('faults planted in stored rows', () => {
  beforeEach(async () => {
    await everyKind()
    await storeWhatIsExpected()
  })

  test('nothing is reported when the net is right', async () => {
    const stored = await client.query(
      'select kind, count(*)::int as n from net.obligation group by kind order by kind',
    )
    expect(stored.rows.map((r) => r.kind)).toEqual(['N11', 'N1a', 'N1b', 'N2', 'N4', 'N5', 'N7', 'N8', 'N9'])
    expect(await compareWithStored(client)).toEqual([])
  })

  test('there are thirty-three, each with a name of its own', () => {
    expect(new Set(PLANTED_FAULTS.map((f) => f.name)).size).toBe(33)
  })

  test.each(PLANTED_FAULTS.map((fault) => [fault.name, fault] as const))(
    '%s is reported',
    async (_name, fault) => {
      const done = await fault.plant(client, world)
      const report = await compareWithStored(client)
      // the key of the spoilt row and what is wrong with it, and no cry about any other row
      expect(report.map((d) => d.key)).toEqual([done.slice(done.indexOf(': ') + 2)])
      expect(report[0]?.words).toMatch(fault.report)
    },
  )
})

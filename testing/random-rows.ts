import type { StaffMember, World } from './personas.ts'
import { seededRandom } from './random.ts'
import { change, insert, newId } from './sql.ts'

/**
 * Source rows thrown together at random, also combinations that no command would make: whoever is held against a judge
 * over them cannot lean on what the commands happen to do. The same rows for the same seed.
 */
export async function randomRows(world: World, d: Dice, people: number): Promise<void> {
  const staff: StaffMember[] = []
  for (let i = 0; i < 12; i++) staff.push(await world.hires(`Worker ${i}`, d.one(Object.values(world.teams))))
  for (const s of staff) {
    for (let n = d.upTo(3); n > 0; n--) {
      const from = d.day(-2, 8)
      const cover = d.chance(0.6) ? d.one(staff.filter((other) => other !== s)) : undefined
      const id = await world.away(s, from, from + 0.5 + d.day(0, 5), cover)
      await change(world.client, 'tc.staff_absence', id, { recorded_at: world.at(d.day(-3, 10)) })
    }
    if (d.chance(0.25)) await world.leavesWork(s, d.day(-2, 9))
  }
  for (const team of [world.teams.north, world.teams.inReach])
    if (d.chance(0.5)) await change(world.client, 'tc.team', team, { closed_at: world.at(d.day(0, 9)) })
  for (let i = 0; i < people; i++) await somebody(world, d, staff)
  if (d.chance(0.5)) await change(world.client, 'tc.unit', world.unitId, { safety_hours: 168 })
}

/** The same rows for the same seed. */
export function dice(seed: number) {
  const { below, chance, oneOf } = seededRandom(seed)
  /** Half days, so that instants often meet. */
  const day = (from: number, until: number) => from + below((until - from) * 2) / 2
  return { upTo: below, chance, one: oneOf, day }
}
export type Dice = ReturnType<typeof dice>

const ANSWERS = ['yes', 'some', 'no', 'not asked', 'ask me later', 'could not be asked']
const ITEMS = [
  [],
  ['core', 'home-entry'],
  ['shared'],
  ['core', 'drug-and-alcohol'],
  ['drug-and-alcohol', 'home-entry'],
]
const WORDS = [
  'sent',
  'seen',
  'question asked',
  'taken on',
  'started',
  'finished',
  'not taken on',
  'withdrawn',
]

async function somebody(world: World, d: Dice, staff: readonly StaffMember[]): Promise<void> {
  const person = await world.person('Somebody Invented')
  const transitionId = await world.opensTransition(person, 0)
  const referrals: string[] = []
  for (let i = d.upTo(3); i > 0; i--) {
    const service = d.one(Object.values(world.services))
    const id = await world.refers(person, d.day(-5, 5), {
      from: d.one(staff),
      serviceId: service,
      replyBy: d.day(0, 9),
    })
    const word = d.one(WORDS)
    const set: Record<string, unknown> = { answered_at: world.at(d.day(0, 8)) }
    if (word === 'question asked') set.question_asked_at = world.at(d.day(0, 6))
    if (word === 'not taken on' && d.chance(0.5)) set.way_onward = 'introduction'
    if (['not taken on', 'withdrawn', 'finished'].includes(word)) set.closed_at = world.at(d.day(0, 8))
    await world.says(id, word, set)
    referrals.push(id)
  }
  for (let i = d.upTo(3); i > 0; i--) {
    const referralId = d.chance(0.6) ? referrals.pop() : undefined
    const started = d.day(-4, 4)
    const episodeId = await world.startsSupport(person, started, {
      ...(referralId ? { referralId } : {}),
      ...(d.chance(0.3) ? { serviceId: world.services.inReach, teamId: world.teams.inReach } : {}),
      ...(d.chance(0.6) ? { firstContactAt: d.day(started, 8) } : {}),
      keyWorker: d.chance(0.15) ? null : d.one(staff),
      startOn: d.chance(0.3) ? d.day(0, 12) : started,
    })
    if (d.chance(0.3))
      await change(world.client, 'tc.episode', episodeId, {
        no_next_contact_reason: 'away',
        no_next_contact_from_at: world.at(d.day(0, 6)),
        no_next_contact_until_at: d.chance(0.6) ? world.at(d.day(7, 14)) : null,
      })
    for (let n = d.upTo(5); n > 0; n--) await someContact(world, d, person, episodeId, staff)
    for (let n = d.upTo(3); n > 0; n--) {
      const from = d.day(0, 8)
      await world.pauses(person, episodeId, from, d.chance(0.6) ? from + 0.5 + d.day(0, 5) : null)
    }
    if (d.chance(0.3)) await world.proposesStepDown(person, episodeId, d.day(0, 5))
    if (d.chance(0.25)) await world.endsSupport(episodeId, d.day(5, 12))
  }
  for (let n = d.upTo(4); n > 0; n--)
    await world.answers(
      person,
      d.one(Object.values(world.services)),
      d.one(ANSWERS),
      d.day(-5, 9),
      d.one(ITEMS),
    )
  if (d.chance(0.3)) await world.registers(person, d.one(Object.values(world.teams)), d.day(-5, 5))
  if (d.chance(0.4)) {
    const stayId = await world.admits(person, d.day(-9, 2))
    if (d.chance(0.5))
      await change(world.client, 'tc.transition', transitionId, { kind: 'stay', stay_id: stayId })
    if (d.chance(0.6)) await world.leavesTheWard(stayId, d.day(2, 9))
    if (d.chance(0.3)) await world.meetsSooner(person, stayId, d.day(1, 3))
    await leads(world, d, person.id, stayId, staff)
    if (d.chance(0.5)) await plans(world, d, person.id, stayId, staff)
  }
  if (d.chance(0.3)) await world.worry(person, d.day(0, 5))
  for (let n = d.upTo(3); n > 0; n--)
    await world.task(person, d.one(Object.values(world.teams)), d.day(0, 5), {
      staff_id: d.chance(0.5) ? d.one(staff).id : null,
      due_at: world.at(d.day(0, 12)),
    })
  if (d.chance(0.25))
    await change(world.client, 'tc.transition', transitionId, {
      state: 'suspended',
      suspended_at: world.at(d.day(0, 8)),
    })
  else if (d.chance(0.1)) await closes(world, d, person.id, transitionId)
  if (d.chance(0.12)) await died(world, d, person.id, staff)
}

/** The way out is closed by a team that may not have led it; somebody agreed to carry on. */
async function closes(world: World, d: Dice, personId: string, transitionId: string): Promise<void> {
  const closedAt = world.at(d.day(0, 8))
  await change(world.client, 'tc.transition', transitionId, { state: 'closed', closed_at: closedAt })
  const [by, asked] = [d.one(Object.values(world.staff)), d.one(Object.values(world.staff))]
  const from = {
    person_id: personId,
    team_id: by.teamId,
    organisation_id: by.organisationId,
    by_staff_id: by.id,
  }
  const agreed = newId()
  await insert(world.client, 'tc.lead_handover', {
    ...from,
    id: agreed,
    what: 'carry on',
    to_team_id: asked.teamId,
    to_staff_id: asked.id,
    offered_at: closedAt,
    answer: 'accepted',
    answered_at: closedAt,
    answered_by: asked.id,
  })
  await insert(world.client, 'tc.transition_closing', {
    ...from,
    id: newId(),
    transition_id: transitionId,
    carries_on_id: agreed,
    words: 'Carries on',
    closed_at: closedAt,
  })
}

/** A plan for the stay in one or two versions, whom each names, and who has had which. */
async function plans(
  world: World,
  d: Dice,
  personId: string,
  stayId: string,
  staff: readonly StaffMember[],
): Promise<void> {
  const by = d.one(staff)
  const planId = newId()
  const from = { team_id: by.teamId, organisation_id: by.organisationId, by_staff_id: by.id }
  const who = [newId(), newId()].map((id) => ({ id, name: 'Dr Invented', role: 'GP' }))
  for (let version = 1; version <= 1 + d.upTo(2); version++) {
    const named = who.filter((_, i) => i === 0 || d.chance(0.6))
    await insert(world.client, 'tc.plan', {
      id: version === 1 ? planId : newId(),
      plan_id: planId,
      person_id: personId,
      ...from,
      // the class follows the team, as writing it does
      class_bit: by.teamId === world.teams.inReach ? 16 : 4,
      stay_id: stayId,
      version,
      sections: {},
      named: JSON.stringify(named),
      at: world.at(d.day(-3, 2) + 4 * version),
    })
  }
}

/** Said to have died, perhaps confirmed, perhaps undone. */
async function died(world: World, d: Dice, personId: string, staff: readonly StaffMember[]): Promise<void> {
  const { id, teamId, organisationId } = d.one(staff)
  const about = { person_id: personId, team_id: teamId, organisation_id: organisationId }
  const reportId = newId()
  const when = d.day(1, 5)
  await insert(world.client, 'tc.death_report', {
    ...about,
    id: reportId,
    version: 1,
    source: 'by hand',
    said: 'Their sister rang',
    reported_at: world.at(when),
    by_id: id,
  })
  const said = d.one([
    [],
    ['confirmed'],
    ['confirmed'],
    ['confirmed', 'confirmation undone'],
    ['report undone'],
  ])
  for (const [i, what] of said.entries())
    await insert(world.client, 'tc.death_decision', {
      ...about,
      id: newId(),
      report_id: reportId,
      version: i + 1,
      what,
      why: 'Somebody rang back',
      decided_at: world.at(when + 0.5 + i),
      decided_by: id,
    })
}

let slot = 0
async function someContact(
  world: World,
  d: Dice,
  person: Awaited<ReturnType<World['person']>>,
  episodeId: string,
  staff: readonly StaffMember[],
) {
  slot += 1
  const from = d.day(-3, 10)
  const state = d.one(['planned', 'planned', 'planned', 'happened', 'no answer', 'did not happen', 'void'])
  await world.plansContact(person, episodeId, from, {
    slot_no: slot,
    state,
    staff_id: d.chance(0.15) ? null : d.one(staff).id,
    planned_at: world.at(d.day(-4, from + 1)),
    happened_at: state === 'happened' ? world.at(from + d.day(0, 1)) : null,
    recorded_at: d.chance(0.6) ? world.at(from + d.day(0, 2)) : null,
    resolved_at: d.chance(0.2) ? world.at(from + 2) : null,
  })
}

/** Leads named and offered, answered or not, of any team; sometimes a way out that was closed before. */
async function leads(
  world: World,
  d: Dice,
  personId: string,
  stayId: string,
  staff: readonly StaffMember[],
): Promise<void> {
  const { client } = world
  const wardTeam = world.staff.jo
  const about = { person_id: personId, stay_id: stayId }
  const from = {
    team_id: wardTeam.teamId,
    organisation_id: wardTeam.organisationId,
    by_staff_id: wardTeam.id,
  }
  for (let n = d.upTo(3); n > 0; n--) {
    const named = d.chance(0.5) ? wardTeam : d.one(staff)
    await insert(client, 'tc.lead_named', {
      id: newId(),
      ...about,
      team_id: named.teamId,
      organisation_id: named.organisationId,
      staff_id: named.id,
      at: world.at(d.day(-2, 9)),
      by_staff_id: named.id,
    })
  }
  for (let n = d.upTo(4); n > 0; n--) {
    const asked = d.one(staff)
    const answer = d.one(['accepted', 'accepted', 'declined', 'withdrawn', null])
    const id = newId()
    const offeredAt = d.day(-2, 8)
    await insert(client, 'tc.lead_handover', {
      id,
      what: d.chance(0.85) ? 'lead' : 'carry on',
      ...about,
      ...from,
      to_team_id: asked.teamId,
      to_staff_id: asked.id,
      offered_at: world.at(offeredAt),
      answer,
      answered_at: answer && world.at(offeredAt + d.day(0, 3)),
      answered_by: answer && asked.id,
      reason: 'no room',
    })
    if (d.chance(0.1))
      await client.query(
        `insert into tc.transition_closing (id, transition_id, person_id, organisation_id, team_id, carries_on_id, words, closed_at, by_staff_id)
         values ($1, $2, $3, $4, $5, $6, 'The surgery.', $7, $8) on conflict do nothing`,
        [
          newId(),
          newId(),
          personId,
          from.organisation_id,
          from.team_id,
          id,
          world.at(d.day(-3, 6)),
          from.by_staff_id,
        ],
      )
  }
}

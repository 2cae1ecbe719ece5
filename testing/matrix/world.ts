import fs from 'node:fs'
import { parse } from 'yaml'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { visitMade } from '#testing/access/home-entry.ts'
import { aFeed } from '#testing/feed.ts'
import { STOPPED_CLOCK } from '#testing/history-world.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct } from '#testing/product.ts'
import { randomRecords } from '#testing/random-records.ts'
import { dice } from '#testing/random-rows.ts'
import { insert, newId } from '#testing/sql.ts'
import { asksForAccess, asksForCopies, openedByAct, proposesMerges, standsOtherwise } from './acts.ts'
import { plantCanaries } from './canaries.ts'
import {
  AGREEMENTS,
  ANSWERS,
  BASES,
  type MatrixAsker,
  type MatrixPerson,
  type MatrixWorld,
  ORGANISATIONS,
  type OrganisationName,
  type Place,
} from './world-shapes.ts'

export * from './world-shapes.ts'

/** Role cards as they stand in content/roles: id and rights, read as text, not through the product. */
export const ROLES: readonly { readonly id: string; readonly rights: readonly string[] }[] = fs
  .readdirSync(new URL('../../content/roles/', import.meta.url))
  .filter((f) => f.endsWith('.yaml'))
  .sort()
  .map((f) => parse(fs.readFileSync(new URL(`../../content/roles/${f}`, import.meta.url), 'utf8')) as never)

/** Whom every plan names first. */
export const NAMED_IN_PLANS = '0195f0ff-0000-7000-8000-000000000002'

/** Five days after everything began: what is asked is asked now. */
export const ASKED_AT = 5

/** So many people that every pair of (basis, answer, agreement, organisation) occurs. */
export function peopleWanted(): readonly Pick<MatrixPerson, 'basis' | 'answer' | 'agreement' | 'home'>[] {
  const left = new Set<string>()
  const of = (v: readonly string[]) =>
    v.flatMap((x, i) => v.slice(i + 1).map((y, j) => `${i} ${i + 1 + j} ${x}|${y}`))
  const all = BASES.flatMap((basis) =>
    ANSWERS.flatMap((answer) =>
      AGREEMENTS.flatMap((agreement) => ORGANISATIONS.map((home) => ({ basis, answer, agreement, home }))),
    ),
  )
  for (const one of all) for (const pair of of(Object.values(one))) left.add(pair)
  const wanted: (typeof all)[number][] = []
  while (left.size > 0) {
    let best: (typeof all)[number] | undefined
    let most = 0
    for (const one of all) {
      const gain = of(Object.values(one)).filter((p) => left.has(p)).length
      if (gain > most) [best, most] = [one, gain]
    }
    if (!best) break
    wanted.push(best)
    for (const pair of of(Object.values(best))) left.delete(pair)
  }
  return wanted
}

/** Care begins on day 1. At one of the homes the end came before that, so that what the fourteen days keep and what they do not both occur. */
const agreedUntil = (
  world: World,
  state: (typeof AGREEMENTS)[number],
  home: OrganisationName,
): { until?: Date } => {
  if (state === 'over') return { until: world.at(-20) }
  if (state === 'in the 14 days') return { until: world.at(home === 'harbour' ? 0.5 : 2) }
  return {}
}

/** `everyone`: whether all the people that the pairs ask for are made, or every second of them. */
export async function aMatrixWorld({ everyone = true } = {}): Promise<MatrixWorld> {
  const product = await aProduct()
  const db = product.superuser
  await db.query(STOPPED_CLOCK)
  const world = await aWorld(db)
  const made = world.at(-400)
  const member = async (
    name: string,
    organisationId: string,
    teamId: string,
    rights: readonly string[],
    role: string,
  ) => {
    const s = {
      id: newId(),
      postId: newId(),
      name,
      email: `${newId()}@practice.example`,
      teamId,
      organisationId,
    }
    await insert(db, 'tc.staff', { id: s.id, organisation_id: organisationId, name, email: s.email })
    await insert(db, 'tc.post', {
      id: s.postId,
      organisation_id: organisationId,
      team_id: teamId,
      title: role,
      role,
      rights,
    })
    await insert(db, 'tc.post_holder', {
      id: newId(),
      post_id: s.postId,
      staff_id: s.id,
      from_at: made,
      until_at: null,
      employed_by_organisation_id: organisationId,
    })
    return s
  }
  const place = async (name: string, organisationId: string, drugAndAlcohol = false): Promise<Place> => {
    const [teamId, serviceId, unitId] = [newId(), newId(), newId()]
    await insert(db, 'tc.team', {
      id: teamId,
      organisation_id: organisationId,
      name: `Team ${name}`,
      kind: 'support',
      hours: 'Monday to Friday, 9am to 5pm',
      telephone: '01632 960001',
      drug_and_alcohol: drugAndAlcohol,
    })
    await insert(db, 'tc.service', {
      id: serviceId,
      name: `Service ${name}`,
      pathway_id: world.pathway.id,
      team_id: teamId,
      organisation_id: organisationId,
      accepts: 'Adults leaving hospital',
      boundary_statement: 'Not a crisis service',
      capacity: 300,
    })
    await insert(db, 'tc.service_organisation', { service_id: serviceId, organisation_id: organisationId })
    await insert(db, 'tc.unit', {
      id: unitId,
      organisation_id: organisationId,
      team_id: teamId,
      code: unitId.slice(-6),
      name: `Ward ${name}`,
      kind: 'ward',
    })
    return {
      organisationId,
      teamId,
      serviceId,
      unitId,
      worker: await member(`Worker ${name}`, organisationId, teamId, [], 'worker'),
    }
  }
  const organisation = async (name: string): Promise<string> => {
    const [id, root] = [newId(), newId()]
    await db.query(
      `with o as (insert into tc.organisation (id, kind, name, root_owner_staff_id, created_at) values ($1, 'voluntary', $3, $2, $4))
       insert into tc.staff (id, organisation_id, name, email) values ($2, $1, $3, $2::text || '@practice.example')`,
      [id, root, name, made],
    )
    return id
  }

  const homes = {} as Record<OrganisationName, Place>
  for (const name of ORGANISATIONS)
    homes[name] = await place(`home ${name}`, world.organisations[name], name === 'riverside')
  const agreements = new Map<string, string>()
  const sources = new Map<string, Place>()
  for (const state of AGREEMENTS) {
    const elsewhere = state === 'inside one organisation' ? undefined : await organisation(`Source ${state}`)
    const shared = elsewhere ? await place(`source ${state}`, elsewhere) : undefined
    for (const name of ORGANISATIONS) {
      sources.set(`${name} ${state}`, shared ?? (await place(`beside ${name}`, world.organisations[name])))
      if (elsewhere && state !== 'none')
        agreements.set(
          `${name} ${state}`,
          await world.agreement(elsewhere, world.organisations[name], agreedUntil(world, state, name)),
        )
    }
  }

  const askers: MatrixAsker[] = []
  for (const name of ORGANISATIONS)
    for (const role of ROLES) {
      const s = await member(
        `${role.id} of ${name}`,
        homes[name].organisationId,
        homes[name].teamId,
        role.rights,
        role.id,
      )
      const token = newId()
      await db.query(
        `insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at)
         values ($1, $2, $3, $4, 'practice', '2030-01-01', 'own', $5, '2030-01-01', '2030-01-01')`,
        [newId(), tokenHash(token), s.id, s.postId, made],
      )
      askers.push({
        role: role.id,
        organisation: name,
        staffId: s.id,
        postId: s.postId,
        token,
        rights: role.rights,
      })
    }

  const elsewhere = (sources.get('northside none') as Place).organisationId
  const drugTeam = await place('drug and alcohol', elsewhere, true)
  await asksForAccess(
    { world, homes, askers },
    (name) => sources.get(`${name} inside one organisation`) as Place,
  )
  const d = dice(401)
  const people: MatrixPerson[] = []
  for (const [i, wanted] of peopleWanted().entries()) {
    if (!everyone && i % 2 === 1) continue
    const source = sources.get(`${wanted.home} ${wanted.agreement}`) as Place
    const person = await world.person(`Given${i} Family${i}`)
    const p = { ...person, ...wanted, source, typed: `somebody${person.id.slice(-6)}` }
    people.push(p)
    await stands(
      world,
      homes[wanted.home],
      p,
      askers.find((a) => a.organisation === wanted.home && a.rights.includes('people.characteristics')),
    )
    await openedByAct({ world, homes, askers }, homes[wanted.home], p, drugTeam)
    // a note of the home team's own, which it may correct
    await insert(db, 'tc.note', {
      id: newId(),
      person_id: p.id,
      team_id: homes[wanted.home].teamId,
      organisation_id: homes[wanted.home].organisationId,
      class_bit: 4,
      body: 'Was well.',
      at: world.at(1),
      recorded_at: world.at(1),
      by_staff_id: homes[wanted.home].worker.id,
    })
    // one of those who may be shown how to get in goes there on the day on which is asked
    const visitor = askers.find((a) => a.organisation === wanted.home && a.rights.includes('home-entry'))
    if (visitor) await visitMade(db, p.id, { ...homes[wanted.home], id: visitor.staffId }, world.at(ASKED_AT))
    await randomRecords(
      {
        ...world,
        staff: { home: homes[wanted.home].worker, source: source.worker, rae: world.staff.rae } as never,
      },
      d,
      [p.id],
    )
  }
  // an episode is of the class of its team; the product writes no other, and refuses what hangs on one
  await db.query(
    'update tc.episode e set class_bit = case when t.drug_and_alcohol then 16 else 4 end from tc.team t where t.id = e.team_id and t.id = any ($1)',
    [Object.values(homes).map((h) => h.teamId)],
  )
  // nothing more is written about somebody of whom it is known that they have died
  for (const p of people.filter((x) => x.basis === 'lead or owner' && x.answer === 'some'))
    await db.query(
      `insert into tc.death_decision (id, report_id, person_id, team_id, organisation_id, version, what, why, decided_at, decided_by)
       select $1, id, person_id, team_id, organisation_id, 2, 'confirmed', 'The ward rang', $3, by_id from tc.death_report where person_id = $2`,
      [newId(), p.id, world.at(4.5)],
    )
  const feed = await aFeed(product, homes.northside, ['import.hl7'])
  for (const name of ORGANISATIONS) await signsIn(db, homes[name], name, made)
  for (const name of ORGANISATIONS) {
    const [incidentId, { teamId, organisationId, worker }] = [newId(), homes[name]]
    await insert(db, 'tc.incident', {
      id: incidentId,
      team_id: teamId,
      organisation_id: organisationId,
      class_bit: 8,
      recorded_at: world.at(1),
      by_staff_id: worker.id,
    })
  }
  // documents as the product writes them: no page meets an empty one
  const known = Object.fromEntries(
    ['whatMatters', 'communication', 'safeContact', 'whereNow', 'medicines', 'beforeVisiting'].map((b) => [
      b,
      { state: 'not known yet' },
    ]),
  )
  for (const [table, column, value] of [
    ['tc.contact_point', 'safe', { answer: 'not-asked' }],
    ['tc.carer', 'may_be_told', { answer: 'not-asked' }],
    ['tc.step_down_proposal', 'evidence', { suggests: 'same', lines: [], evidence: {} }],
    ['tc.person_characteristic', 'answer', { answer: 'not-asked' }],
    ['tc.referral', 'asks', { reason: { state: 'known', text: 'Dr Invented' }, ...known }],
    [
      'tc.contact_correction',
      'was',
      { happened: 'yes', at: world.at(2), mode: 'visit', by: [world.staff.sam.id], person: 'seen' },
    ],
    ['tc.plan', 'sections', { signs: { words: 'Dr Invented', own: '' } }],
  ] as const)
    await db.query(`update ${table} set ${column} = $1`, [JSON.stringify(value)])
  await db.query(`update tc.plan set named = jsonb_set(named, '{0,id}', $1)`, [
    JSON.stringify(NAMED_IN_PLANS),
  ])
  for (const name of ORGANISATIONS) await world.away(homes[name].worker, ASKED_AT + 20, ASKED_AT + 21)
  await standsOtherwise({ world, homes, askers, people })
  const pairs = await proposesMerges({ world, homes, askers, people })
  await asksForCopies({ world, homes, askers, people })
  const canaries = await plantCanaries(db)
  await db.query('select acl.refresh($1)', [people.map((p) => p.id)])
  await product.setNow(world.at(ASKED_AT).toISOString())
  await db.query(
    `update ctx.installation set clock_offset = $1::timestamptz - timestamptz '2000-01-01T00:00:00Z'`,
    [world.at(ASKED_AT)],
  )
  return { world, product, homes, askers, feed, people, canaries, pairs, agreements }
}

/** A provider of the organisation's own with one account that is linked, and a machine login. */
async function signsIn(db: World['client'], home: Place, name: string, at: Date): Promise<void> {
  const { id } = home.worker
  await insert(db, 'identity.provider', {
    organisation_id: home.organisationId,
    issuer: 'https://provider.example',
    client_id: 'throughcare',
    secret_name: 'provider',
    email_domains: [`${name}.example`],
    second_factor_proof: 'amr',
    second_factor_values: ['mfa'],
    email_proof: 'verified',
    changed_at: at,
    changed_by: id,
    tested_version: 1,
    tested_at: at,
    tested_outcome: 'ok',
  })
  await insert(db, 'identity.provider_link', {
    issuer: 'https://provider.example',
    subject: name,
    staff_id: id,
    linked_at: at,
  })
  await insert(db, 'identity.client', {
    id: newId(),
    name: `System of ${name}`,
    organisation_id: home.organisationId,
    team_id: home.teamId,
    rights: ['people.read'],
    scopes: ['people.read'],
    secret_sha256: tokenHash(newId()),
    secret_made_at: at,
    made_by: id,
    created_at: at,
  })
  const listed = { organisation_id: home.organisationId, listed_at: at, listed_by: id }
  const endpointId = newId()
  await insert(db, 'tc.partner_endpoint', {
    ...listed,
    id: endpointId,
    name: `Partner of ${name}`,
    address: `https://${name}.partner.example/messages`,
  })
  await db.query(
    `insert into tc.partner_door (id, organisation_id, endpoint_id, service_id, target_system, target_value, listed_at, listed_by)
     select $1, $2, $3, id, 'urn:example:services', '2', $4, $5 from tc.service where id <> $6 order by id limit 1`,
    [newId(), home.organisationId, endpointId, at, id, home.serviceId],
  )
}

/** Sets the stopped clock. */
export const setClock = (m: MatrixWorld, days: number): Promise<unknown> =>
  m.product.superuser.query(
    `update ctx.installation set clock_offset = $1::timestamptz - timestamptz '2000-01-01T00:00:00Z'`,
    [m.world.at(days)],
  )

/** The source rows by which a person stands to a home team in one way, and to the team they come from in its own. */
async function stands(
  world: World,
  home: Place,
  p: MatrixPerson,
  asked: MatrixAsker | undefined,
): Promise<void> {
  const { client: db } = world
  const { source, basis } = p
  const stayAt = async (at: Place, ended: boolean) => {
    const id = newId()
    await insert(db, 'tc.stay', {
      id,
      person_id: p.id,
      organisation_id: at.organisationId,
      team_id: at.teamId,
      unit_id: at.unitId,
      admitted_at: world.at(-9),
      ended_at: ended ? world.at(1) : null,
      end_source: ended ? 'by hand' : null,
      source: 'by hand',
      recorded_at: world.at(-9),
      recorded_by: at.worker.id,
    })
    return id
  }
  const stayId = await stayAt(basis === 'stay' || basis === 'lead or owner' ? home : source, basis !== 'stay')
  if (basis !== 'stay') await world.opensTransition(p, 0, stayId)
  const toHome = ['episode', 'referral taken on', 'referral sent to us', 'ended'].includes(basis)
  const referralId = await world.refers(p, 0, {
    from: basis === 'sent' ? home.worker : source.worker,
    serviceId: toHome ? home.serviceId : source.serviceId,
    stayId,
  })
  const support = (at: Place, more = {}) =>
    world.startsSupport(p, 1, {
      serviceId: at.serviceId,
      teamId: at.teamId,
      organisationId: at.organisationId,
      keyWorker: at.worker,
      firstContactAt: 2,
      ...more,
    })
  if (basis === 'episode') await world.says(referralId, 'started', { answered_at: world.at(1) })
  if (basis === 'referral taken on') await world.says(referralId, 'taken on', { answered_at: world.at(1) })
  if (basis === 'ended' || basis === 'sent')
    await world.says(referralId, basis === 'ended' ? 'not taken on' : 'withdrawn', {
      answered_at: world.at(1),
      closed_at: world.at(3),
      way_onward: 'introduction',
    })
  if (!toHome && basis !== 'sent') await world.says(referralId, 'started', { answered_at: world.at(1) })
  const episodes = [[source, await support(source, toHome || basis === 'sent' ? {} : { referralId })]] as [
    Place,
    string,
  ][]
  if (basis === 'episode') episodes.push([home, await support(home, { referralId })])
  for (const [i, [at, episodeId]] of episodes.entries()) {
    const of = {
      team_id: at.teamId,
      organisation_id: at.organisationId,
      service_id: at.serviceId,
      staff_id: at.worker.id,
    }
    await world.proposesStepDown(p, episodeId, 3)
    const met = await world.plansContact(p, episodeId, 2, { ...of, slot_no: 10 + i })
    await world.happened(met, 2)
    await world.plansContact(p, episodeId, ASKED_AT, { ...of, slot_no: 20 + i })
    await world.worry(p, 3, {
      team_id: at.teamId,
      organisation_id: at.organisationId,
      raised_by: at.worker.id,
    })
  }
  if (basis === 'registered') await world.registers(p, home.teamId, 1)
  const asHome = { team_id: home.teamId, organisation_id: home.organisationId }
  // what shows one rule of a table apart from its others: a lead that was turned down, another's referral, a gap told to a team that does not own it
  if (basis === 'registered') {
    const declined = newId()
    await insert(db, 'tc.lead_handover', {
      id: declined,
      what: 'lead',
      person_id: p.id,
      stay_id: stayId,
      team_id: source.teamId,
      organisation_id: source.organisationId,
      by_staff_id: source.worker.id,
      to_team_id: home.teamId,
      to_staff_id: home.worker.id,
      offered_at: world.at(2),
      answer: 'declined',
      answered_at: world.at(3),
      answered_by: home.worker.id,
      reason: 'no room',
    })
    // a way out of long ago that this team closed
    await insert(db, 'tc.transition_closing', {
      id: newId(),
      transition_id: newId(),
      person_id: p.id,
      carries_on_id: declined,
      words: 'The surgery.',
      closed_at: world.at(-1),
      by_staff_id: home.worker.id,
      ...asHome,
    })
  }
  if (basis === 'episode') {
    const other = await world.refers(p, -2, { from: source.worker, serviceId: source.serviceId })
    await world.says(other, 'finished', { answered_at: world.at(-1), closed_at: world.at(0) })
  }
  if (basis === 'ended')
    await insert(db, 'net.obligation', {
      person_id: p.id,
      key: `N11:task:${newId()}`,
      gap_from: world.at(4),
      kind: 'N11',
      about_id: p.id,
      team_id: source.teamId,
      organisation_id: source.organisationId,
      told_team_id: home.teamId,
      class_bit: 4,
      clears: 'x',
      source: 'x',
      rules_version: 1,
    })
  if (basis === 'stay') {
    await insert(db, 'tc.sharing_decision', {
      id: newId(),
      person_id: p.id,
      recipient_service_id: source.serviceId,
      answer: 'yes',
      items: [],
      decided_at: world.at(1),
      recorded_by: home.worker.id,
      ...asHome,
    })
    await insert(db, 'tc.lead_named', {
      id: newId(),
      person_id: p.id,
      stay_id: stayId,
      staff_id: home.worker.id,
      by_staff_id: home.worker.id,
      at: world.at(1),
      ...asHome,
    })
    if (asked)
      await insert(db, 'tc.person_characteristic', {
        person_id: p.id,
        name: 'ethnicity',
        answer: {},
        recorded_at: world.at(1),
        recorded_by: asked.staffId,
      })
  }
  if (basis === 'episode') {
    const mine = episodes.find(([at]) => at === home)?.[1]
    if (mine) await world.pauses(p, mine, 3, 4)
  }
  if (basis === 'asked to lead')
    await insert(db, 'tc.lead_handover', {
      id: newId(),
      what: 'lead',
      person_id: p.id,
      stay_id: stayId,
      team_id: source.teamId,
      organisation_id: source.organisationId,
      by_staff_id: source.worker.id,
      to_team_id: home.teamId,
      to_staff_id: asked?.staffId ?? home.worker.id,
      offered_at: world.at(2),
    })
  if (basis === 'lead or owner') {
    await world.task(p, home.teamId, 3)
    await insert(db, 'tc.lead_handover', {
      id: newId(),
      what: 'lead',
      person_id: p.id,
      stay_id: stayId,
      team_id: home.teamId,
      organisation_id: home.organisationId,
      by_staff_id: home.worker.id,
      to_team_id: source.teamId,
      to_staff_id: source.worker.id,
      offered_at: world.at(2),
    })
    // somebody of whom it is said that they have died, and somebody of whom it is known
    if (p.answer === 'yes' || p.answer === 'some') {
      const [reportId, at] = [newId(), world.at(4)]
      const by = { person_id: p.id, team_id: home.teamId, organisation_id: home.organisationId }
      await insert(db, 'tc.death_report', {
        id: reportId,
        ...by,
        version: 1,
        source: 'by hand',
        said: 'Their sister rang.',
        reported_at: at,
        by_id: home.worker.id,
      })
    }
  }
  if (p.answer !== 'no answer kept')
    await world.answers(
      p,
      home.serviceId,
      p.answer,
      1,
      p.answer === 'some' ? (p.agreement === 'in force' ? ['core', 'shared'] : ['shared']) : [],
    )
}

import { readPathways } from '#apps/pathways.ts'
import type { Asker } from './safetynet-oracle-facts.ts'
import { insert, newId, numberFromThe999Range } from './sql.ts'
import { type Story, storyOf } from './story.ts'
import type { World as Bare, Person, StaffMember, StaffName } from './world-types.ts'

export type { Person, StaffMember } from './world-types.ts'

/** What every persona's post carries unless a test says otherwise: what staff of a service do all day. */
export const CARE_RIGHTS = [
  'people.read',
  'people.register',
  'people.details',
  'referral.send',
  'referral.read',
  'referral.answer',
  'unmet-need.record',
  'stay.record',
  'episode.manage',
  'contact.read',
  'contact.plan',
  'contact.record',
  'schedule.step-up',
  'medicines.read',
  'medicines.record',
  'gap.take-over',
  'transition.lead',
  'transition.close',
  'death.report',
  'sharing.record',
  'tasks.read',
  'board.read',
  'plan.read',
  'plan.write',
  'safety-plan.write',
  'goals.record',
  'review.record',
]
export const MANAGER_RIGHTS = [
  ...CARE_RIGHTS,
  'schedule.step-down',
  'death.confirm',
  'supports.override',
  'staff.manage',
  'service.manage',
  'report.read',
]

export type World = Bare & Story

/** Jo coordinates on Maple ward, Wyn manages it; Sam and Lin (manager) give medication support; the rest as on the practice list. */
const PLACES: Record<StaffName, readonly [name: string, team: keyof World['teams'], title: string]> = {
  jo: ['Jo Ellis', 'maple', 'Leaving coordinator'],
  wyn: ['Wyn Parry', 'maple', 'Ward manager'],
  noor: ['Noor Aziz', 'north', 'Community nurse'],
  sam: ['Sam Okoro', 'medication', 'Medication support worker'],
  lin: ['Lin Chau', 'medication', 'Manager'],
  ade: ['Ade Bello', 'medication', 'Options worker'],
  kit: ['Kit Moran', 'medication', 'Peer worker'],
  rae: ['Rae Doyle', 'inReach', 'In-reach worker'],
  bo: ['Bo Lind', 'harbour', 'House worker'],
  vic: ['Vic Stone', 'commissioning', 'Commissioner'],
  dot: ['Dot Hume', 'records', 'Records desk'],
}

const MANAGERS: readonly StaffName[] = ['wyn', 'lin']

/**
 * A small partnership in an empty, migrated database: Northside Trust, Riverside Support, Harbour House and the
 * commissioner, their teams, services and staff, and agreements Northside–Riverside and Northside–Harbour House.
 */
export async function aWorld(client: Asker, options: { startsAt?: Date } = {}): Promise<World> {
  const startsAt = options.startsAt ?? new Date('2026-03-02T09:00:00.000Z')
  const made = new Date(startsAt.getTime() - 400 * 86_400_000)
  const ids = <K extends string>(...names: K[]) =>
    Object.fromEntries(names.map((n) => [n, newId()])) as Record<K, string>
  const organisations = ids('northside', 'riverside', 'harbour', 'commissioner')
  const teams = ids('maple', 'north', 'medication', 'records', 'inReach', 'harbour', 'commissioning')
  const services = ids('medication', 'north', 'inReach', 'housing')
  // the newest real definition: taking somebody on plans contacts by it
  const definition = readPathways(undefined).findLast((d) => d.id === 'medication-support')
  if (!definition) throw new Error('there is no definition of medication support')
  const pathway = { id: definition.id, version: definition.version }
  const { northside, riverside, harbour, commissioner } = organisations
  const homes: Record<keyof World['teams'], string> = {
    maple: northside,
    north: northside,
    records: northside,
    medication: riverside,
    inReach: riverside,
    harbour,
    commissioning: commissioner,
  }
  const staff = Object.fromEntries(
    Object.entries(PLACES).map(([key, [name, team]]) => {
      const email = `${key}.${newId().slice(-6)}@practice.example`
      return [
        key,
        { id: newId(), postId: newId(), name, email, teamId: teams[team], organisationId: homes[team] },
      ]
    }),
  ) as Record<StaffName, StaffMember>

  // an organisation names its root owner and staff their organisation: both in one statement, which holds in any transaction
  const roots = [
    { id: northside, kind: 'trust', name: 'Northside Trust', root: staff.dot.id },
    { id: riverside, kind: 'voluntary', name: 'Riverside Support', root: staff.lin.id },
    { id: harbour, kind: 'voluntary', name: 'Harbour House', root: staff.bo.id },
    { id: commissioner, kind: 'commissioner', name: 'Commissioner', root: staff.vic.id },
  ]
  await client.query(
    `with o as (
       insert into tc.organisation (id, kind, name, root_owner_staff_id, created_at)
       select id, kind, name, root, $3 from jsonb_to_recordset($1) as r (id uuid, kind text, name text, root uuid)
     )
     insert into tc.staff (id, organisation_id, name, email)
     select id, "organisationId", name, email from jsonb_to_recordset($2) as s (id uuid, "organisationId" uuid, name text, email text)`,
    [JSON.stringify(roots), JSON.stringify(Object.values(staff)), made],
  )

  const team = (key: keyof World['teams'], name: string, kind: string, more: Record<string, unknown> = {}) =>
    insert(client, 'tc.team', {
      id: teams[key],
      organisation_id: homes[key],
      name,
      kind,
      hours: 'Monday to Friday, 9am to 5pm',
      telephone: '01632 960001',
      ...more,
    })
  await team('maple', 'Maple ward', 'ward', { manager_staff_id: staff.wyn.id, clinical_responsibility: true })
  await team('north', 'North community team', 'community', { clinical_responsibility: true })
  await team('medication', 'Riverside medication support', 'support', { manager_staff_id: staff.lin.id })
  await team('records', 'Records desk', 'records desk')
  await team('inReach', 'Riverside in-reach', 'support', { drug_and_alcohol: true })
  await team('harbour', 'Harbour House', 'support')
  await team('commissioning', 'Commissioning', 'commissioning')
  for (const [key, s] of Object.entries(staff) as [StaffName, StaffMember][]) {
    const rights = key === 'vic' ? ['insight.read'] : MANAGERS.includes(key) ? MANAGER_RIGHTS : CARE_RIGHTS
    await post(client, s, PLACES[key][2], rights, made)
  }
  const unitId = newId()
  await insert(client, 'tc.unit', {
    id: unitId,
    organisation_id: northside,
    team_id: teams.maple,
    code: 'MAPLE',
    name: 'Maple',
    kind: 'ward',
  })
  await client.query(
    `insert into tc.pathway_version (pathway_id, version, sha256, title, body) values ($1, $2, $3, 'Medication support', $4) on conflict do nothing`,
    [pathway.id, pathway.version, definition.sha256, definition.canonical],
  )
  const service = async (key: keyof World['services'], name: string, teamKey: keyof World['teams']) => {
    await insert(client, 'tc.service', {
      id: services[key],
      name,
      pathway_id: pathway.id,
      team_id: teams[teamKey],
      organisation_id: homes[teamKey],
      accepts: 'Adults leaving hospital',
      boundary_statement: 'Not a crisis service',
      capacity: 30,
    })
    await insert(client, 'tc.service_organisation', {
      service_id: services[key],
      organisation_id: homes[teamKey],
    })
  }
  await service('medication', 'Medication support', 'medication')
  await service('north', 'North community support', 'north')
  await service('inReach', 'Drug and alcohol in-reach', 'inReach')
  await service('housing', 'Harbour House', 'harbour')

  const agreement: World['agreement'] = async (a, b, times = {}) => {
    const id = newId()
    const [organisation_a, organisation_b] = [a, b].sort()
    await insert(client, 'tc.sharing_agreement', {
      id,
      organisation_a,
      organisation_b,
      from_at: times.from ?? made,
      until_at: times.until ?? null,
    })
    return id
  }
  await agreement(northside, riverside)
  await agreement(northside, harbour)

  const base = { client, startsAt, organisations, teams, services, staff, pathway, unitId }
  return {
    ...base,
    ...storyOf(base),
    agreement,
    person: (name) => aPerson(client, name, made),
    async hires(name, teamId, rights = CARE_RIGHTS) {
      const organisationId = Object.entries(teams).find(
        ([, id]) => id === teamId,
      )?.[0] as keyof World['teams']
      const s = {
        id: newId(),
        postId: newId(),
        name,
        email: `${newId()}@practice.example`,
        teamId,
        organisationId: homes[organisationId],
      }
      await insert(client, 'tc.staff', { id: s.id, organisation_id: s.organisationId, name, email: s.email })
      await post(client, s, 'Support worker', rights, made)
      return s
    },
    async seconds(from, teamId) {
      const key = Object.entries(teams).find(([, id]) => id === teamId)?.[0] as keyof World['teams']
      const s = { ...from, postId: newId(), teamId, organisationId: homes[key] }
      await post(client, s, 'Seconded worker', CARE_RIGHTS, made, from.organisationId)
      return s
    },
  }
}

async function post(
  client: Asker,
  s: StaffMember,
  title: string,
  rights: readonly string[],
  from: Date,
  employer = s.organisationId,
) {
  await insert(client, 'tc.post', {
    id: s.postId,
    organisation_id: s.organisationId,
    team_id: s.teamId,
    title,
    role: title.toLowerCase().replaceAll(' ', '-'),
    rights,
  })
  await insert(client, 'tc.post_holder', {
    id: newId(),
    post_id: s.postId,
    staff_id: s.id,
    from_at: from,
    until_at: null,
    employed_by_organisation_id: employer,
  })
}

async function aPerson(client: Asker, name: string, at: Date): Promise<Person> {
  const id = newId()
  const nhsNumber = numberFromThe999Range()
  const [given, family] = [name.split(' ').slice(0, -1).join(' ') || name, name.split(' ').at(-1) ?? name]
  await insert(client, 'tc.person', {
    id,
    display_name: name,
    family_key: family.toLowerCase(),
    given_key: given.toLowerCase(),
    born_on: '1984-05-17',
    registered_at: at,
  })
  await insert(client, 'tc.person_name', { id: newId(), person_id: id, kind: 'known-as', given, family })
  await insert(client, 'tc.person_core', {
    person_id: id,
    nhs_number: nhsNumber,
    nhs_number_status: 'given-not-verified',
  })
  return { id, name, nhsNumber }
}

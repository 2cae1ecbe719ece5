import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { storePathways } from '#apps/pathways.ts'
import { type InventedPerson, inventPeople } from '#content/practice/people.ts'
import { personRows } from '#core/people/rows.ts'
import { derivedRows } from '#features/safetynet/index.ts'
import { packageRoot } from '#platform/database/root.ts'

const id = (kind: string, n: number): string => `0193f1${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`

const TRUST = id('01', 1)
const SUPPORT = id('01', 2)
export const SUPPORT_TEAM = id('02', 100)
export const SERVICE = id('04', 1)
/** Services beside the one that supports everybody: so that each person can be referred many times, once to each. */
export const MORE_SERVICES = Array.from({ length: 40 }, (_, i) => id('04', 10 + i))
export const WARD_STAFF = [1, 2, 3].map((n) => id('05', n))
export const MANAGER = id('05', 100)
export const workerId = (n: number): string => id('05', 101 + n)
export const emailOf = (staff: string): string => `s${staff.slice(-12)}@practice.example`

const SQL = (name: string): string => fs.readFileSync(path.join(packageRoot(), 'bench', name), 'utf8')
const BATCH = 1_000

const RIGHTS = [
  'people.read',
  'people.register',
  'people.details',
  'referral.send',
  'referral.read',
  'referral.answer',
  'stay.record',
  'episode.manage',
  'contact.read',
  'contact.plan',
  'contact.record',
  'schedule.step-up',
  'medicines.read',
  'medicines.record',
  'sharing.record',
  'tasks.read',
  'board.read',
  'report.read',
]

/** Rows of one table from objects, as superuser. */
const load = (client: pg.Client, table: string, columns: string, rows: readonly object[]): Promise<unknown> =>
  client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  )

/** A partnership of `count` people with histories, in the product's schema and in the limit's, with access and obligations worked out. */
export async function makeHistories(
  client: pg.Client,
  app: pg.Pool,
  count: number,
): Promise<InventedPerson[]> {
  await client.query("update ctx.installation set mode = 'practice', seeding = 'done'")
  await storePathways(app, undefined)
  await partnership(client, Math.ceil((count * 0.3) / 30))
  const people = await register(client, count)
  await client.query(SQL('limit.sql'))
  await client.query(SQL('histories.sql'))
  await client.query('analyze')
  for (let from = 0; from < people.length; from += BATCH) {
    const some = people.slice(from, from + BATCH).map((p) => p.personId)
    const facts = await client.query<{ person_id: string; facts: unknown }>(
      'select person_id, facts from net.facts_of($1::uuid[])',
      [some],
    )
    const derived = derivedRows(facts.rows.map((f) => ({ personId: f.person_id, facts: f.facts })))
    await client.query('select net.place_transitions($1::jsonb, $2::uuid[])', [
      JSON.stringify(derived.transitions),
      some,
    ])
    await client.query(
      `insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
       select r."personId", r.key, r."gapFrom", coalesce(r."gapUntil", 'infinity'), r.kind, r."aboutId", r."teamId", r."organisationId", r."ownerStaffId", r."toldTeamId", r."classBit", r.clears, r.source, r."rulesVersion"
         from jsonb_to_recordset($1::jsonb) as r("personId" uuid, key text, "gapFrom" timestamptz, "gapUntil" timestamptz, kind text, "aboutId" uuid, "teamId" uuid,
           "organisationId" uuid, "ownerStaffId" uuid, "toldTeamId" uuid, "classBit" int, clears text, source text, "rulesVersion" int)`,
      [JSON.stringify(derived.obligations)],
    )
    await client.query('select acl.refresh($1::uuid[])', [some])
  }
  await client.query(
    'insert into lim.gap select person_id, key, team_id, gap_from, gap_until, clears from net.obligation',
  )
  await client.query('vacuum analyze')
  return people
}

async function partnership(client: pg.Client, workers: number): Promise<void> {
  const staff = [
    ...WARD_STAFF.map((s, i) => ({
      id: s,
      organisation_id: TRUST,
      name: `Coordinator ${i + 1}`,
      team: id('02', i + 1),
    })),
    { id: MANAGER, organisation_id: SUPPORT, name: 'Manager', team: SUPPORT_TEAM },
    ...Array.from({ length: workers }, (_, n) => ({
      id: workerId(n),
      organisation_id: SUPPORT,
      name: `Worker ${n + 1}`,
      team: SUPPORT_TEAM,
    })),
  ].map((s) => ({ ...s, email: emailOf(s.id) }))
  const made = new Date(Date.now() - 900 * 86_400_000).toISOString()
  await client.query('begin')
  await load(client, 'tc.organisation', 'id, kind, name, root_owner_staff_id, created_at', [
    {
      id: TRUST,
      kind: 'trust',
      name: 'Northside Trust',
      root_owner_staff_id: WARD_STAFF[0],
      created_at: made,
    },
    {
      id: SUPPORT,
      kind: 'voluntary',
      name: 'Riverside Support',
      root_owner_staff_id: MANAGER,
      created_at: made,
    },
  ])
  await load(client, 'tc.staff', 'id, organisation_id, name, email', staff)
  const teams = [
    ...[1, 2, 3].map((n) => ({
      id: id('02', n),
      organisation_id: TRUST,
      name: `Ward ${n}`,
      kind: 'ward',
      clinical_responsibility: true,
    })),
    ...[SUPPORT_TEAM, ...MORE_SERVICES.map((_, i) => id('02', 200 + i))].map((t, n) => ({
      id: t,
      organisation_id: SUPPORT,
      name: `Support ${n}`,
      kind: 'support',
      clinical_responsibility: false,
    })),
  ].map((t) => ({ ...t, hours: 'Every day', telephone: '01632 960001' }))
  await load(
    client,
    'tc.team',
    'id, organisation_id, name, kind, hours, telephone, clinical_responsibility',
    teams,
  )
  await load(
    client,
    'tc.unit',
    'id, organisation_id, team_id, code, name, kind',
    [1, 2, 3].map((n) => ({
      id: id('03', n),
      organisation_id: TRUST,
      team_id: id('02', n),
      code: `W${n}`,
      name: `Ward ${n}`,
      kind: 'ward',
    })),
  )
  const posts = staff.map((s, n) => ({
    id: id('06', n + 1),
    organisation_id: s.organisation_id,
    team_id: s.team,
    title: 'Staff',
    role: 'staff',
    rights: RIGHTS,
    holder: s.id,
  }))
  await load(client, 'tc.post', 'id, organisation_id, team_id, title, role, rights', posts)
  await load(
    client,
    'tc.post_holder',
    'id, post_id, staff_id, from_at, employed_by_organisation_id',
    posts.map((p, n) => ({
      id: id('07', n + 1),
      post_id: p.id,
      staff_id: p.holder,
      from_at: made,
      employed_by_organisation_id: p.organisation_id,
    })),
  )
  const service = (s: string, team: string) => ({
    id: s,
    name: `Medication support ${s.slice(-3)}`,
    pathway_id: 'medication-support',
    team_id: team,
    organisation_id: SUPPORT,
    accepts: 'Adults',
    boundary_statement: 'We come at agreed times.',
    capacity: 100_000,
  })
  const services = [
    service(SERVICE, SUPPORT_TEAM),
    ...MORE_SERVICES.map((s, i) => service(s, id('02', 200 + i))),
  ]
  await load(
    client,
    'tc.service',
    'id, name, pathway_id, team_id, organisation_id, accepts, boundary_statement, capacity',
    services,
  )
  await load(
    client,
    'tc.service_organisation',
    'service_id, organisation_id',
    services.map((s) => ({ service_id: s.id, organisation_id: SUPPORT })),
  )
  await load(client, 'tc.sharing_agreement', 'id, organisation_a, organisation_b, from_at', [
    { id: id('09', 1), organisation_a: TRUST, organisation_b: SUPPORT, from_at: made },
  ])
  await client.query('commit')
}

async function register(client: pg.Client, count: number): Promise<InventedPerson[]> {
  await client.query('create temp table bench_person (n int primary key, id uuid not null)')
  const stream = inventPeople(7)
  const people: InventedPerson[] = []
  const at = new Date(Date.now() - 800 * 86_400_000).toISOString()
  while (people.length < count) {
    const some = Array.from({ length: Math.min(BATCH, count - people.length) }, () => stream.next().value)
    const rows = some.map((p) => ({ p, r: personRows(p.details) }))
    await load(
      client,
      'tc.person',
      'id, display_name, family_key, given_key, born_on, communication, registered_at',
      rows.map(({ p, r }) => ({
        id: p.personId,
        display_name: r.displayName,
        family_key: r.familyKey,
        given_key: r.givenKey,
        born_on: r.bornOn,
        communication: r.communication,
        registered_at: at,
      })),
    )
    await load(
      client,
      'tc.person_name',
      'id, person_id, kind, given, family, family_key',
      rows.flatMap(({ p, r }) =>
        r.names.map((n) => ({
          id: crypto.randomUUID(),
          person_id: p.personId,
          kind: n.kind,
          given: n.given,
          family: n.family,
          family_key: n.familyKey,
        })),
      ),
    )
    await load(
      client,
      'tc.person_name_key',
      'key, person_id, former',
      rows.flatMap(({ p, r }) =>
        r.keys.map((k) => ({ key: k.key, person_id: p.personId, former: k.former })),
      ),
    )
    await load(
      client,
      'tc.person_search',
      'person_id, keys',
      rows.map(({ p, r }) => ({ person_id: p.personId, keys: r.nameKeys })),
    )
    await load(
      client,
      'tc.person_core',
      'person_id, nhs_number, nhs_number_status, home_area, addresses',
      rows.map(({ p, r }) => ({
        person_id: p.personId,
        nhs_number: r.nhsNumber,
        nhs_number_status: r.nhsNumberStatus === 'verified' ? 'given-not-verified' : r.nhsNumberStatus,
        home_area: r.homeArea,
        addresses: r.addresses,
      })),
    )
    await load(
      client,
      'bench_person',
      'n, id',
      some.map((p, i) => ({ n: people.length + i, id: p.personId })),
    )
    people.push(...some)
  }
  return people
}

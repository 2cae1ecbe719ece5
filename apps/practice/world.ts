import { addDays, at, type Day } from '#core/kernel/time.ts'
import type { MachineScope } from '#core/people/machine-scopes.ts'

/** Ids of the practice partnership are fixed, so that a how-to, a walk and a fresh start name the same ones. */
export const id = (kind: string, n: number): string =>
  `0193f0${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`

export const ORGANISATIONS = {
  northside: { id: id('01', 1), kind: 'trust', name: 'Northside Trust', odsCode: 'NSD', root: 'dot' },
  riverside: { id: id('01', 2), kind: 'voluntary', name: 'Riverside Support', odsCode: null, root: 'lin' },
  harbour: { id: id('01', 3), kind: 'voluntary', name: 'Harbour House', odsCode: null, root: 'bo' },
  commissioner: { id: id('01', 4), kind: 'commissioner', name: 'Commissioner', odsCode: null, root: 'vic' },
} as const
export type OrganisationKey = keyof typeof ORGANISATIONS

const DAYTIME = 'Monday to Friday, 9am to 5pm'
const ALWAYS = 'Every day, day and night'

export const TEAMS = {
  maple: {
    id: id('02', 1),
    of: 'northside',
    name: 'Maple ward',
    kind: 'ward',
    hours: ALWAYS,
    telephone: '01632 960101',
    manager: 'wyn',
    clinical: true,
  },
  oak: {
    id: id('02', 2),
    of: 'northside',
    name: 'Oak ward',
    kind: 'ward',
    hours: ALWAYS,
    telephone: '01632 960102',
    manager: 'wyn',
    clinical: true,
  },
  north: {
    id: id('02', 3),
    of: 'northside',
    name: 'North community team',
    kind: 'community',
    hours: DAYTIME,
    telephone: '01632 960103',
    manager: null,
    clinical: true,
  },
  records: {
    id: id('02', 4),
    of: 'northside',
    name: 'Records desk',
    kind: 'records desk',
    hours: DAYTIME,
    telephone: '01632 960104',
    manager: null,
    clinical: false,
  },
  medication: {
    id: id('02', 5),
    of: 'riverside',
    name: 'Riverside medication support',
    kind: 'support',
    hours: 'Every day, 7am to 9pm',
    telephone: '01632 960105',
    manager: 'lin',
    clinical: false,
  },
  harbour: {
    id: id('02', 6),
    of: 'harbour',
    name: 'Harbour House',
    kind: 'support',
    hours: ALWAYS,
    telephone: '01632 960106',
    manager: 'bo',
    clinical: false,
  },
  commissioning: {
    id: id('02', 7),
    of: 'commissioner',
    name: 'Commissioning',
    kind: 'commissioning',
    hours: DAYTIME,
    telephone: '01632 960107',
    manager: null,
    clinical: false,
  },
} as const
export type TeamKey = keyof typeof TEAMS

export const UNITS = {
  maple: { id: id('03', 1), team: 'maple', code: 'MAPLE', name: 'Maple' },
  oak: { id: id('03', 2), team: 'oak', code: 'OAK', name: 'Oak' },
} as const
export type UnitKey = keyof typeof UNITS

export const SERVICES = {
  medication: {
    id: id('04', 1),
    team: 'medication',
    name: 'Riverside medication support',
    pathway: 'medication-support',
    capacity: 45,
    accepts:
      'Adults leaving a psychiatric ward, or at home with their community team, who want to take their own medicines.',
    boundary:
      'We come at agreed times and help you take your own medicines. We do not give medicines, change a dose or watch over you all the time.',
  },
} as const
export type ServiceKey = keyof typeof SERVICES

interface Post {
  readonly n: number
  readonly name: string
  readonly team: TeamKey
  readonly title: string
  /** A role card of `content/roles`; the post carries its rights. */
  readonly role: string
}

/** The people one can be in practice mode, each in one post. */
export const STAFF = {
  jo: { n: 1, name: 'Jo Ellis', team: 'maple', title: 'Leaving coordinator', role: 'ward-coordinator' },
  wyn: { n: 2, name: 'Wyn Parry', team: 'maple', title: 'Ward manager', role: 'ward-manager' },
  pat: { n: 3, name: 'Pat Reyes', team: 'oak', title: 'Leaving coordinator', role: 'ward-coordinator' },
  noor: {
    n: 4,
    name: 'Noor Aziz',
    team: 'north',
    title: 'Community coordinator',
    role: 'community-coordinator',
  },
  dot: { n: 5, name: 'Dot Hume', team: 'records', title: 'Records desk', role: 'records-desk' },
  lin: { n: 6, name: 'Lin Chau', team: 'medication', title: 'Manager', role: 'service-manager' },
  sam: {
    n: 7,
    name: 'Sam Okoro',
    team: 'medication',
    title: 'Medication support worker',
    role: 'medication-support-worker',
  },
  ade: { n: 8, name: 'Ade Bello', team: 'medication', title: 'Options worker', role: 'options-worker' },
  kit: { n: 9, name: 'Kit Moran', team: 'medication', title: 'Peer worker', role: 'peer-worker' },
  rae: { n: 10, name: 'Rae Doyle', team: 'medication', title: 'In-reach worker', role: 'in-reach-worker' },
  bo: { n: 11, name: 'Bo Lind', team: 'harbour', title: 'House worker', role: 'house-worker' },
  vic: { n: 12, name: 'Vic Stone', team: 'commissioning', title: 'Commissioner', role: 'commissioner' },
  ina: {
    n: 13,
    name: 'Ina Brandt',
    team: 'records',
    title: 'Information governance lead',
    role: 'information-governance-lead',
  },
  una: { n: 14, name: 'Una Frost', team: 'records', title: 'Partnership lead', role: 'partnership-lead' },
  gil: {
    n: 15,
    name: 'Gil Nwosu',
    team: 'records',
    title: 'Named health professional',
    role: 'named-health-professional',
  },
} as const satisfies Record<string, Post>
export type StaffKey = keyof typeof STAFF

export const staffId = (who: StaffKey): string => id('05', STAFF[who].n)
export const postId = (who: StaffKey): string => id('06', STAFF[who].n)
export const emailOf = (who: StaffKey): string => `${who}@practice.example`
export const teamOf = (who: StaffKey): string => TEAMS[STAFF[who].team].id
export const organisationOf = (who: StaffKey): string => ORGANISATIONS[TEAMS[STAFF[who].team].of].id

/** One machine an organisation, by the short name one types after `--as`; the trust's first. Only a trust's hands in messages. */
export const CLIENTS = [
  { as: 'northside', organisation: 'northside', team: 'records', not: [] },
  {
    as: 'riverside',
    organisation: 'riverside',
    team: 'medication',
    not: ['import.hl7', 'stay.record', 'safetynet.recompute', 'organisation.load'],
  },
  {
    as: 'harbour',
    organisation: 'harbour',
    team: 'harbour',
    not: ['import.hl7', 'stay.record', 'safetynet.recompute', 'organisation.load', 'report.read'],
  },
  {
    as: 'commissioner',
    organisation: 'commissioner',
    team: 'commissioning',
    not: [
      'import.hl7',
      'stay.record',
      'safetynet.recompute',
      'organisation.load',
      'people.register',
      'people.read',
      'people.details',
    ],
  },
] as const satisfies readonly {
  as: string
  organisation: OrganisationKey
  team: TeamKey
  not: readonly string[]
}[]
/** A system that fetches tokens by a secret of its own: nobody has the secret until somebody makes a new one. */
export const SYSTEM = {
  name: 'Northside reports',
  organisation: 'northside',
  team: 'records',
  scopes: ['board.read', 'report.read'],
  madeBy: 'una',
} as const satisfies System
interface System {
  name: string
  organisation: OrganisationKey
  team: TeamKey
  scopes: readonly MachineScope[]
  madeBy: StaffKey
}
/** The ward's own record: it sends referrals as FHIR and follows them. */
export const WARD_RECORD = {
  name: 'Northside ward record',
  organisation: 'northside',
  team: 'maple',
  scopes: ['referral.send', 'referral.read', 'people.read', 'people.write'],
  madeBy: 'una',
} as const satisfies System
export const clientId = (index: number): string => id('07', index + 1)

export type Row = Readonly<Record<string, unknown>>
/** Rows by table, in an order in which references hold. */
export type Rows = Readonly<Record<string, readonly Row[]>>

/** Days before seeding on which the partnership began: earlier than anything that happens in it. */
const BEGAN_DAYS_AGO = 800

/** The rights of a role card, by its id. */
export type RightsOf = (role: string) => readonly string[]

/** The organisations, teams, staff, service and agreements, as they stand on the day of seeding. */
export function worldRows(on: Day, rightsOf: RightsOf): Rows {
  const began = at(addDays(on, -BEGAN_DAYS_AGO), '09:00')
  const organisation = (of: OrganisationKey) => ORGANISATIONS[of].id
  const who = Object.keys(STAFF) as StaffKey[]
  return {
    organisation: Object.values(ORGANISATIONS).map((o) => ({
      id: o.id,
      kind: o.kind,
      name: o.name,
      ods_code: o.odsCode,
      root_owner_staff_id: staffId(o.root),
      created_at: began,
    })),
    staff: who.map((w) => ({
      id: staffId(w),
      organisation_id: organisationOf(w),
      name: STAFF[w].name,
      email: emailOf(w),
    })),
    team: Object.values(TEAMS).map((t) => ({
      id: t.id,
      organisation_id: organisation(t.of),
      name: t.name,
      kind: t.kind,
      hours: t.hours,
      telephone: t.telephone,
      clinical_responsibility: t.clinical,
      manager_staff_id: t.manager === null ? null : staffId(t.manager),
    })),
    unit: Object.values(UNITS).map((u) => ({
      id: u.id,
      organisation_id: organisation(TEAMS[u.team].of),
      team_id: TEAMS[u.team].id,
      code: u.code,
      name: u.name,
      kind: 'ward',
    })),
    post: who.map((w) => ({
      id: postId(w),
      organisation_id: organisationOf(w),
      team_id: teamOf(w),
      title: STAFF[w].title,
      role: STAFF[w].role,
      rights: rightsOf(STAFF[w].role),
    })),
    post_holder: who.map((w) => ({
      id: id('08', STAFF[w].n),
      post_id: postId(w),
      staff_id: staffId(w),
      from_at: began,
      employed_by_organisation_id: organisationOf(w),
    })),
    service: Object.values(SERVICES).map((s) => ({
      id: s.id,
      name: s.name,
      pathway_id: s.pathway,
      team_id: TEAMS[s.team].id,
      organisation_id: organisation(TEAMS[s.team].of),
      accepts: s.accepts,
      boundary_statement: s.boundary,
      capacity: s.capacity,
      origin: 'Asked for by people who had used the wards',
      review_on: addDays(on, 90),
    })),
    // run by Riverside for the trust, which reads its counts too
    service_organisation: Object.values(SERVICES).flatMap((s) =>
      [TEAMS[s.team].of, 'northside' as const].map((of) => ({
        service_id: s.id,
        organisation_id: organisation(of),
      })),
    ),
    sharing_agreement: (['riverside', 'harbour'] as const).map((other, i) => {
      const [a, b] = [organisation('northside'), organisation(other)].sort()
      return {
        id: id('09', i + 1),
        organisation_a: a,
        organisation_b: b,
        from_at: began,
        until_at: null,
        made_at: began,
        made_by: staffId('ina'),
      }
    }),
  }
}

import type { AccessFacts } from './access-facts.ts'
import type { RecordClass, Sight } from './access-oracle.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

/** One row of a table that tells something of a person, as far as reading it depends on the row. */
export interface PersonRow {
  readonly key: string
  readonly personId: string
  readonly teamId: string | null
  readonly bit: number | null
  /** What else the rule of its table asks: a contact's state, a referral, a recipient service, who wrote it. */
  readonly more: string | null
}

/** Who reads: what they may see of this person, through which ids, as whom and with which rights. */
export interface Reader {
  readonly sight: Sight
  readonly grantees: ReadonlySet<string>
  readonly staffId: string
  /** Of the post in which they act. */
  readonly organisationId: string
  readonly rights: readonly string[]
}

const CLASS_OF_BIT: Readonly<Record<number, RecordClass>> = {
  1: 'identity',
  2: 'core',
  4: 'shared',
  16: 'drug-and-alcohol',
}

/** A row that one's own team made, whatever its class, while own rows are open at all. */
const own = (row: PersonRow, r: Reader) =>
  row.teamId !== null && r.grantees.has(row.teamId) && r.sight.classes.has('own-team')
/** A row of its class. Own-team rows are opened to nobody but the team. */
const byClass = (row: PersonRow, r: Reader) => {
  const named = row.bit === null ? undefined : CLASS_OF_BIT[row.bit]
  return own(row, r) || (named !== undefined && r.sight.classes.has(named))
}
const has = (name: RecordClass) => (_row: PersonRow, r: Reader) => r.sight.classes.has(name)
/**
 * A referral is read by its two parties and by whoever may see what is shared; one to a drug-and-alcohol team says by whom it was sent
 * to what a person needs, so of the others only whoever may see that.
 */
const referral = (id: string | null, r: Reader, facts: AccessFacts) =>
  id !== null &&
  (r.sight.referralIds.has(id) ||
    mayReadWhatGoesTo(facts.referrals.find((x) => x.id === id)?.serviceId ?? null, r, facts))

function mayReadWhatGoesTo(serviceId: string | null, r: Reader, facts: AccessFacts): boolean {
  const teamId = facts.services.find((s) => s.id === serviceId)?.teamId
  const drugTeam = facts.teams.find((t) => t.id === teamId)?.drugAndAlcohol ?? false
  return r.sight.classes.has('shared') && (!drugTeam || r.sight.classes.has('drug-and-alcohol'))
}

/** Kept for the own team, it is read by whoever wrote it first and by whoever may read all of the team's. */
function mayReadIncident(row: PersonRow, r: Reader): boolean {
  return row.bit === 8
    ? own(row, r) && (row.more === r.staffId || r.rights.includes('incident.read'))
    : byClass(row, r)
}

/** Whoever leads, covers or owns reads the shared plan that names them or their team. */
function mayReadPlan(row: PersonRow, r: Reader): boolean {
  const named = JSON.parse(row.more ?? '[]') as { staffId: string | null; teamId: string | null }[]
  const isNamed = named.some(({ staffId, teamId }) =>
    staffId === null ? teamId !== null && r.grantees.has(teamId) : staffId === r.staffId,
  )
  return byClass(row, r) || (row.bit === 4 && isNamed && r.sight.leads)
}

/** Whoever opened it, and the desk of their organisation or of the one that was asked. */
function mayReadEmergency(id: string, r: Reader, facts: AccessFacts): boolean {
  const e = facts.emergencies.find((x) => x.id === id)
  if (!e) return false
  const mine = e.staffId === r.staffId && e.organisationId === r.organisationId
  return (
    mine || (r.rights.includes('privacy.desk') && [e.organisationId, e.deskId].includes(r.organisationId))
  )
}
/** The team that shared, the desk, and the service while it is told. */
function mayReadWithout(id: string, r: Reader, facts: AccessFacts): boolean {
  const w = facts.withouts.find((x) => x.id === id)
  if (!w) return false
  const desk = r.rights.includes('privacy.desk') && [w.organisationId, w.deskId].includes(r.organisationId)
  const ours = r.grantees.has(w.teamId) && r.sight.classes.has('own-team')
  return desk || ours || (r.grantees.has(w.serviceId) && r.sight.reachedBy.has(w.id))
}

/** The desk; whoever decides about harm while it is gathered; the team that wrote it down; of a closed team's part that team alone. */
function mayReadRequest(row: PersonRow, r: Reader): boolean {
  const [organisation, closed = '', gathered] = (row.more ?? '').split(' ')
  if (closed !== 'desk') return r.grantees.has(closed) && r.sight.classes.has('own-team')
  if (organisation !== r.organisationId) return false
  return (
    r.rights.includes('subject-access.release') ||
    (r.rights.includes('serious-harm.decide') && gathered === 't') ||
    own(row, r)
  )
}
/** Whoever answers it reads every part, whoever decides about harm those that were proposed for it. */
function mayReadPart(row: PersonRow, r: Reader): boolean {
  const [organisation = '', closed = '', gathered = '', harm, teamId = null] = (row.more ?? '').split(' ')
  const request = { ...row, teamId, more: `${organisation} ${closed} ${gathered}` }
  if (!mayReadRequest(request, r)) return false
  const answers =
    closed === 'desk'
      ? r.rights.includes('subject-access.release')
      : r.rights.includes('people.read') || r.rights.includes('subject-access.release')
  return answers || (harm === 't' && r.rights.includes('serious-harm.decide'))
}

/** Who goes to this home today, each with the team they go for; empty where the row is over. */
const VISITORS_TODAY = `case when over_at is null then (select string_agg(c.staff_id || '/' || c.team_id, ' ') from tc.contact c
    where c.person_id = home_entry.person_id and c.mode in ('visit', 'accompanied first visit') and c.state in ('planned', 'no answer', 'happened')
      and c.on_day = (ctx.clock() at time zone 'Europe/London')::date) end`
function mayReadHomeEntry(row: PersonRow, r: Reader): boolean {
  const goes = (row.more ?? '').split(' ').some((one) => {
    const [staffId, teamId = ''] = one.split('/')
    return staffId === r.staffId && r.grantees.has(teamId)
  })
  return goes && r.rights.includes('home-entry') && (own(row, r) || r.sight.classes.has('home-entry'))
}

/** The words of a safeguarding record: a named lead of the team that holds it. */
const mayReadSafeguarding = (row: PersonRow, r: Reader): boolean =>
  r.rights.includes('safeguarding.lead') &&
  r.grantees.has(row.teamId ?? '') &&
  r.sight.classes.has('safeguarding')
/** That it is held and whom to ring, while it is: emergency access, and the named lead of another team that supports and sees core. */
function mayKnowHeld(row: PersonRow, r: Reader): boolean {
  const lead =
    r.rights.includes('safeguarding.lead') &&
    r.sight.classes.has('safeguarding') &&
    r.sight.classes.has('core')
  return mayReadSafeguarding(row, r) || (row.more === 'held' && (r.sight.held || lead))
}

type Rule = (row: PersonRow, r: Reader, facts: AccessFacts) => boolean
export interface TableRule {
  /** key, person, team, bit, more. */
  readonly columns: readonly [key: string, person: string, team: string, bit: string, more: string]
  readonly mayRead: Rule
}

const classed = (mayRead: Rule = byClass, more = 'null'): TableRule => ({
  columns: ['id', 'person_id', 'team_id', 'class_bit', more],
  mayRead,
})
const table = (
  mayRead: Rule,
  { key = 'id', person = 'person_id', team = 'null', more = 'null' } = {},
): TableRule => ({
  columns: [key, person, team, 'null', more],
  mayRead,
})

/** The row rules beside the class test, in plain words of code; the policies in database/access are not read for it. */
export const ROW_RULES: Readonly<Record<string, TableRule>> = {
  'tc.person': table(has('identity'), { person: 'id' }),
  'tc.person_name': table(has('identity')),
  'tc.person_name_key': table(has('identity'), { key: "person_id || ' ' || key" }),
  'tc.contact_point': table(has('identity')),
  'tc.person_core': table(has('core'), { key: 'person_id' }),
  'tc.medicine': table(has('core')),
  'tc.staff_safety_action': table(has('core')),
  'tc.transition': table(has('core')),
  'tc.stay': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.leaving_plan': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.lead_named': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  // whoever was asked goes on seeing what they answered while they see anything of the person
  'tc.lead_handover': table(
    (row, r) =>
      r.sight.classes.has('core') ||
      own(row, r) ||
      (r.grantees.has(row.more ?? '') && r.sight.classes.size > 0),
    { team: 'team_id', more: 'to_team_id::text' },
  ),
  'tc.transition_closing': table((row, r) => r.sight.classes.has('core') || own(row, r), {
    team: 'team_id',
  }),
  'tc.leaving_blocker': table((row, r) => r.sight.classes.has('shared') || own(row, r), { team: 'team_id' }),
  'tc.sooner_contact': table((row, r) => r.sight.classes.has('shared') || own(row, r), { team: 'team_id' }),
  'tc.unplanned_leaving': table((row, r) => r.sight.classes.has('shared') || own(row, r), {
    team: 'team_id',
  }),
  'tc.death_report': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.death_decision': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.death_after': table((row, r) => r.sight.classes.has('shared') || own(row, r), { team: 'team_id' }),
  'tc.stay_leave': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.stay_move': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.stay_end_undone': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.sooner_contact_end': table((row, r) => r.sight.classes.has('shared') || own(row, r), {
    team: 'team_id',
  }),
  'tc.supports_in_place': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.plan': classed(mayReadPlan, 'named::text'),
  // whoever reads a version of the plan reads who has that version
  'tc.plan_receipt': {
    columns: [
      'id',
      'person_id',
      '(select p.team_id from tc.plan p where p.plan_id = plan_receipt.plan_id and p.version = plan_receipt.version)',
      '(select p.class_bit from tc.plan p where p.plan_id = plan_receipt.plan_id and p.version = plan_receipt.version)',
      '(select p.named::text from tc.plan p where p.plan_id = plan_receipt.plan_id and p.version = plan_receipt.version)',
    ],
    mayRead: mayReadPlan,
  },
  'tc.safety_plan': table((row, r) => r.sight.classes.has('core') || own(row, r), { team: 'team_id' }),
  'tc.what_matters': classed(),
  'tc.goal': classed(),
  'tc.goal_step': classed(),
  'tc.appointment': classed(),
  'tc.review': classed(),
  'tc.staff_safety_reason': table(own, { key: 'action_id', team: 'team_id' }),
  'tc.carer': table(own, { team: 'team_id' }),
  'tc.deputy': classed(),
  // beside the class: the right, a visit of today that this worker makes for one of their teams (no session of the matrix is without its second factor)
  'tc.home_entry': table(mayReadHomeEntry, { team: 'team_id', more: VISITORS_TODAY }),
  'tc.safeguarding': table(mayKnowHeld, {
    team: 'team_id',
    more: "case when over_at is null then 'held' end",
  }),
  'tc.safeguarding_version': table(mayReadSafeguarding, { team: 'team_id' }),
  'tc.told_us': table(
    (row, r) =>
      r.rights.includes('person-and-team') &&
      r.grantees.has(row.teamId ?? '') &&
      r.sight.classes.has('person-and-team'),
    { team: 'team_id' },
  ),
  'tc.carer_choice': table(own, { team: 'team_id' }),
  'tc.person_characteristic': table(
    (row, r) =>
      r.rights.includes('people.characteristics') &&
      row.more === r.staffId &&
      r.sight.classes.has('own-team'),
    { key: "person_id || ' ' || name", more: 'recorded_by::text' },
  ),
  // the row itself is what opens own rows
  'tc.person_relation': table((row, r) => r.grantees.has(row.teamId ?? ''), { team: 'team_id' }),
  'tc.referral': table((row, r, facts) => referral(row.key, r, facts)),
  'tc.referral_message': table((row, r, facts) => referral(row.more, r, facts), {
    more: 'referral_id::text',
  }),
  // beside the team that sent it: the service it went to, by its own referral (every row here may be read by it)
  'tc.referral_original': table(
    (row, r, facts) =>
      r.grantees.has(row.teamId ?? '') ||
      facts.referrals.some(
        (x) => x.id === row.more && r.grantees.has(x.serviceId) && referral(row.more, r, facts),
      ),
    { team: 'team_id', more: 'referral_id::text' },
  ),
  // the team that sent it alone
  'tc.partner_message': table((row, r) => r.grantees.has(row.teamId ?? ''), { team: 'team_id' }),
  'tc.unmet_need': table((row, r) => r.sight.classes.has('shared') || own(row, r), { team: 'team_id' }),
  // beside its writer: the recipient whom the person was asked about, as long as they read a referral to them
  'tc.sharing_decision': table(
    (row, r, facts) =>
      mayReadWhatGoesTo(row.more, r, facts) ||
      own(row, r) ||
      (r.grantees.has(row.more ?? '') &&
        facts.referrals.some(
          (x) => x.personId === row.personId && x.serviceId === row.more && r.sight.referralIds.has(x.id),
        )),
    { team: 'team_id', more: 'recipient_service_id::text' },
  ),
  'tc.episode': classed(),
  'tc.schedule_decision': classed(),
  'tc.stage_move': classed(),
  'tc.step_down_proposal': classed(),
  'tc.schedule_pause': classed(),
  // the next contact is core; that of a drug-and-alcohol team is of its own class
  'tc.contact': classed(
    (row, r) => byClass(row, r) || (row.more === 'planned' && row.bit === 4 && r.sight.classes.has('core')),
    'state',
  ),
  'tc.contact_correction': classed(),
  'tc.chain_step_done': classed(),
  'tc.dose_record': classed(),
  'tc.note': classed(),
  'tc.worry': classed(),
  // an incident of the own team is its writer's and of whoever reads all of them; a shared one is like any shared row
  'tc.incident': classed(mayReadIncident, 'by_staff_id::text'),
  'tc.incident_version': {
    columns: [
      'id',
      'person_id',
      '(select i.team_id from tc.incident i where i.id = incident_id)',
      '(select i.class_bit from tc.incident i where i.id = incident_id)',
      '(select i.by_staff_id::text from tc.incident i where i.id = incident_id)',
    ],
    mayRead: mayReadIncident,
  },
  'tc.timeline': classed(),
  'tc.emergency_access': table((row, r, facts) => mayReadEmergency(row.key, r, facts)),
  'tc.sharing_without': table((row, r, facts) => mayReadWithout(row.key, r, facts)),
  // whoever reads the act reads what was found of it
  'tc.second_look': table(
    (row, r, facts) => mayReadEmergency(row.more ?? '', r, facts) || mayReadWithout(row.more ?? '', r, facts),
    { more: 'about_id::text' },
  ),
  // the privacy desk of the organisation that was asked
  'tc.complaint': table((row, r) => r.rights.includes('privacy.desk') && row.more === r.organisationId, {
    more: 'organisation_id::text',
  }),
  'tc.subject_request': table(mayReadRequest, {
    team: 'team_id',
    more: "concat_ws(' ', organisation_id, coalesce(closed_team_id::text, 'desk'), state = 'gathered')",
  }),
  'tc.subject_part': table(mayReadPart, {
    more: `(select concat_ws(' ', q.organisation_id, coalesce(q.closed_team_id::text, 'desk'), q.state = 'gathered', 'serious harm' = any (proposed), q.team_id)
      from tc.subject_request q where q.id = request_id)`,
  }),
  'tc.task': table(own, { team: 'team_id' }),
  'tc.person_word': table(own, { team: 'team_id' }),
  'tc.shown_as_team': table(own, { team: 'team_id' }),
  'identity.person_device': table((row, r) => r.sight.classes.has('core') || own(row, r), {
    team: 'team_id',
  }),
  // who was told of a gap: the team that owns it and the one whose duty it was, like the board itself; and whoever was named
  'tc.notice': {
    columns: [
      'id',
      'person_id',
      'team_id',
      'null',
      "concat_ws(' ', to_team_id, organisation_id, array_to_string(to_staff, ' '))",
    ],
    mayRead: (row, r) => {
      const [toTeam = '', organisation = '', ...staff] = (row.more ?? '').split(' ')
      return (
        r.grantees.has(row.teamId ?? '') ||
        r.grantees.has(toTeam) ||
        (staff.includes(r.staffId) && organisation === r.organisationId)
      )
    },
  },
  // a board shows every gap of its team: a gap is ids, instants and a fixed sentence
  'net.obligation': {
    columns: [
      "person_id || ' ' || key || ' ' || gap_from",
      'person_id',
      'team_id',
      'class_bit',
      'told_team_id::text',
    ],
    mayRead: (row, r) =>
      r.grantees.has(row.teamId ?? '') || r.grantees.has(row.more ?? '') || byClass(row, r),
  },
}

/** Every row of every such table, as superuser. */
export async function readPersonRows(
  client: Asker,
  rules = ROW_RULES,
): Promise<ReadonlyMap<string, readonly PersonRow[]>> {
  const all = new Map<string, PersonRow[]>()
  for (const [
    name,
    {
      columns: [key, person, team, bit, more],
    },
  ] of Object.entries(rules)) {
    const { rows } = await client.query(
      `select (${key})::text as key, ${person} as "personId", ${team}${team === 'null' ? '::uuid' : ''} as "teamId", ${bit}::int as bit, ${more}::text as more
         from ${name} where ${person} is not null`,
    )
    all.set(name, rows as PersonRow[])
  }
  return all
}

/** The same keys as whoever is signed in on this connection reads them. */
export async function keysSeen(client: Asker, name: string, rules = ROW_RULES): Promise<Set<string>> {
  const [key, person] = rules[name]?.columns ?? []
  const { rows } = await client.query(`select (${key})::text as key from ${name} where ${person} is not null`)
  return new Set(rows.map((r: { key: string }) => r.key))
}

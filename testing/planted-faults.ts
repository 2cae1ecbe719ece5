import type { World } from './personas.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

/** One way in which stored obligations can be wrong. Returns what was done, in words; throws when there was no row to spoil. */
export interface PlantedFault {
  readonly name: string
  readonly plant: (client: Asker, world: World) => Promise<string>
  /** What the judge's report must contain. */
  readonly report: RegExp
}

/** Spoils exactly one row, the first of its kind by key, so that a report can be held against it. */
function spoil(name: string, report: RegExp, where: string, set: string): PlantedFault {
  return {
    name,
    report,
    plant: (client) =>
      one(
        client,
        `update net.obligation set ${set} where ctid = (select ctid from net.obligation where ${where} order by key, gap_from limit 1) returning key`,
        name,
      ),
  }
}

function lose(name: string, where: string): PlantedFault {
  return {
    name,
    report: /should be a gap/,
    plant: (client) =>
      one(
        client,
        `delete from net.obligation where ctid = (select ctid from net.obligation where ${where} order by key, gap_from limit 1) returning key`,
        name,
      ),
  }
}

function add(name: string, values: string, from = 'net.obligation o where true'): PlantedFault {
  return {
    name,
    report: /nothing in the record calls for it/,
    plant: (client) =>
      one(
        client,
        `insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
         select ${values} from ${from} order by 2, 3 limit 1 returning key`,
        name,
      ),
  }
}

async function one(client: Asker, sql: string, name: string): Promise<string> {
  const { rows } = (await client.query(sql)) as { rows: { key: string }[] }
  if (rows.length !== 1 || !rows[0]) throw new Error(`"${name}" found ${rows.length} rows to spoil`)
  return `${name}: ${rows[0].key}`
}

const rest =
  'o.kind, o.about_id, o.team_id, o.organisation_id, o.owner_staff_id, o.told_team_id, o.class_bit, o.clears, o.source, o.rules_version'
const ANOTHER_TEAM = '(select t.id from tc.team t where t.id <> obligation.team_id order by t.id limit 1)'
const ANOTHER_STAFF =
  '(select s.id from tc.staff s where s.id is distinct from obligation.owner_staff_id order by s.id limit 1)'
const HEALS = "gap_until <> 'infinity'"
const OPEN = "gap_until = 'infinity'"

/** Named faults: each is planted alone, and the judge must report it. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  lose('a missed contact forgotten', "kind = 'N7'"),
  lose('a late reply forgotten', "kind = 'N5'"),
  lose('an unowned referral or episode forgotten', "kind = 'N1b'"),
  lose('no next contact, and nobody told', "kind = 'N2' and key like 'N2:episode:%'"),
  lose('a visit without a worker forgotten', "key like 'N2:worker:%'"),
  lose('a waiting row unseen', "kind = 'N11'"),
  lose('nobody has met them since they left, and nobody told', "key like 'N4:met:%'"),
  spoil(
    'more hours given than the ward promises',
    /the end is/,
    "key like 'N4:booked:%'",
    "gap_until = gap_until + interval '96 hours'",
  ),
  lose(
    'one of several intervals lost',
    'key in (select key from net.obligation group by key having count(*) > 1)',
  ),
  spoil('on the wrong team’s board', /the team is/, "kind = 'N5'", `team_id = ${ANOTHER_TEAM}`),
  spoil(
    'in the wrong organisation',
    /the organisation is/,
    "kind = 'N2'",
    'organisation_id = (select id from tc.organisation o where o.id <> obligation.organisation_id order by id limit 1)',
  ),
  spoil(
    'owned by somebody else',
    /the owner is/,
    "kind = 'N1b' and owner_staff_id is not null",
    `owner_staff_id = ${ANOTHER_STAFF}`,
  ),
  spoil(
    'the owner lost',
    /the owner is nobody/,
    "kind = 'N1b' and owner_staff_id is not null",
    'owner_staff_id = null',
  ),
  spoil(
    'an open gap made to heal by itself',
    /the end is .* instead of open/,
    OPEN,
    "gap_until = gap_from + interval '1 day'",
  ),
  spoil('a gap that heals held open', /the end is open instead of/, HEALS, "gap_until = 'infinity'"),
  spoil('an interval cut short', /the end is/, HEALS, 'gap_until = gap_from + (gap_until - gap_from) / 2'),
  spoil('a gap that begins a day late', /the start is/, OPEN, "gap_from = gap_from + interval '1 day'"),
  spoil(
    'a gap that begins a millisecond early',
    /the start is/,
    OPEN,
    "gap_from = gap_from - interval '1 millisecond'",
  ),
  spoil('told under another rule', /the kind is/, "kind = 'N7'", "kind = 'N5'"),
  spoil('made by stale rules', /the rules version is/, "kind = 'N11'", 'rules_version = rules_version - 1'),
  spoil(
    'open to a wrong record class',
    /the record class is/,
    "kind = 'N2' and class_bit = 4",
    'class_bit = 1',
  ),
  add(
    'a gap after leaving of a person whose way out of hospital is closed',
    `p.person_id, 'N4:met:' || o.about_id, o.gap_from, o.gap_until, ${rest}`,
    `net.obligation o join tc.transition p on p.state = 'closed' where o.key like 'N4:met:%'
       and o.person_id <> p.person_id`,
  ),
  spoil(
    'the team that must be told left out',
    /the team that is told is nobody instead of/,
    "kind = 'N5' and told_team_id is not null",
    'told_team_id = null',
  ),
  spoil(
    'another team told',
    /the team that is told is/,
    "kind = 'N5' and told_team_id is not null",
    `told_team_id = (select t.id from tc.team t where t.id not in (obligation.team_id, obligation.told_team_id) order by t.id limit 1)`,
  ),
  lose('nobody leads, and nobody told', "kind = 'N1a'"),
  spoil(
    'a lead who never accepted',
    /the owner is/,
    "kind = 'N1a' and owner_staff_id is not null",
    `owner_staff_id = ${ANOTHER_STAFF}`,
  ),
  spoil('the lead of another team', /the team is/, "kind = 'N1a'", `team_id = ${ANOTHER_TEAM}`),
  lose('a death reported, and nobody asked', "key like 'N11:death:%'"),
  lose('after a death one service forgotten', "key like 'N11:after-death:%'"),
  add(
    'something owed to somebody whose death is confirmed',
    `d.person_id, 'N2:episode:' || o.about_id, o.gap_from, o.gap_until, ${rest}`,
    `net.obligation o join tc.death_decision d on d.what = 'confirmed' where o.key like 'N2:episode:%' and o.person_id <> d.person_id`,
  ),
  lose('one named in the plan has not had it, and nobody told', "kind = 'N8' and key not like 'N8:none:%'"),
  spoil(
    'a day more for the plan to arrive',
    /the start is/,
    "kind = 'N8' and key not like 'N8:none:%'",
    "gap_from = gap_from + interval '24 hours'",
  ),
  lose('a review forgotten', "kind = 'N9'"),
]

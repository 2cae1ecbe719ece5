import { personRows } from '#core/people/rows.ts'
import type { InventedPerson } from './people-generator.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

const LOAD = [
  `insert into tc.person (id, display_name, family_key, given_key, born_on, pronouns, communication, registered_at)
   select id, r ->> 'displayName', r ->> 'familyKey', r ->> 'givenKey', (r ->> 'bornOn')::date, r ->> 'pronouns', r -> 'communication', '2020-01-01' from loaded`,
  `insert into tc.person_name (id, person_id, kind, given, family, family_key)
   select gen_random_uuid(), l.id, n.kind, n.given, n.family, n."familyKey" from loaded l, jsonb_to_recordset(r -> 'names') as n(kind text, given text, family text, "familyKey" text)`,
  `insert into tc.person_name_key (key, person_id, former) select k.key, l.id, k.former from loaded l, jsonb_to_recordset(r -> 'keys') as k(key text, former boolean)`,
  `insert into tc.person_search (person_id, keys) select id, array(select jsonb_array_elements_text(r -> 'nameKeys')::int) from loaded`,
  `insert into tc.person_core (person_id, nhs_number, nhs_number_status, home_area, addresses)
   select id, r ->> 'nhsNumber', r ->> 'nhsNumberStatus', r ->> 'homeArea', r -> 'addresses' from loaded`,
]

/** Loads invented people set-wise as superuser: the rows that registering each would make, and no access to any. */
export async function loadPeople(client: Asker, people: readonly InventedPerson[]): Promise<void> {
  const rows = people.map(({ personId, details }) => ({ id: personId, ...personRows(details) }))
  await client.query('drop table if exists loaded')
  await client.query('create temporary table loaded (id uuid, r jsonb)')
  await client.query(
    `insert into loaded select (r ->> 'id')::uuid, r from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(rows)],
  )
  for (const text of LOAD) await client.query(text)
  await client.query('drop table loaded')
  await client.query('analyze')
}

/** Lets a grantee see these people's identity and core, as an open stay on its ward would. */
export async function opensTo(client: Asker, granteeId: string, personIds: readonly string[]): Promise<void> {
  await client.query(
    `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id) select id, $1, 3, '2020-01-01', 'stay', id from unnest($2::uuid[]) id`,
    [granteeId, personIds],
  )
}

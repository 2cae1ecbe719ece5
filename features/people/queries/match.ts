import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import type { Communication } from '#core/people/communication.ts'
import type { ContactPoint } from '#core/people/contact-point.ts'
import type { PersonName } from '#core/people/names.ts'
import type { Address } from '#core/people/person.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** Somebody whom the asker may see and who shares the number, or birth date and family name, with what was asked. */
export interface Matched {
  /** Place in the list that was asked. */
  readonly i: number
  readonly personId: string
  readonly version: number
  readonly bornOn: Day | null
  readonly pronouns: string | null
  readonly communication: Communication
  readonly familyKeys: readonly string[]
  readonly names: readonly PersonName[]
  readonly points: readonly ContactPoint[]
  /** Null where the core is closed to the asker. */
  readonly core: {
    readonly version: number
    readonly nhsNumber: string | null
    readonly numberStatus: 'verified' | 'given-not-verified' | 'not-known'
    readonly addresses: readonly Address[]
  } | null
}

const input = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        nhsNumber: z.nullable(z.string().regex(/^\d{10}$/)),
        bornOn: z.nullable(dayShape),
        familyKeys: z.array(z.string().min(1).max(300)).max(10),
      }),
    )
    .min(1)
    .max(250),
})

// each half by its own index, under the row rules; what is found is then read once
const FOUND = `with asked as materialized (
    select a.i::int - 1 as i, a.r ->> 'nhsNumber' as number, (a.r ->> 'bornOn')::date as born, array(select jsonb_array_elements_text(a.r -> 'familyKeys')) as families
      from jsonb_array_elements($1::jsonb) with ordinality a(r, i)
  ), found as materialized (
    select a.i, c.person_id from asked a join tc.person_core c on c.nhs_number = a.number
    union
    select a.i, p.id from asked a join tc.person p on p.born_on = a.born and p.family_key = any (a.families)
    union
    select a.i, n.person_id from asked a join tc.person p on p.born_on = a.born join tc.person_name n on n.person_id = p.id and n.family_key = any (a.families)
  )
  select f.i, p.id as "personId", p.version, p.born_on as "bornOn", p.pronouns, p.communication,
         array(select distinct k from (select p.family_key as k union all select n.family_key from tc.person_name n where n.person_id = p.id) x where k is not null) as "familyKeys",
         (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', n.kind, 'given', n.given, 'family', n.family)) order by n.kind, n.id), '[]')
            from tc.person_name n where n.person_id = p.id and (n.kind <> 'former' or (select ctx.has_right('people.former-names')))) as names,
         (select coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'value', t.value, 'safe', t.safe) order by t.recorded_at, t.id), '[]')
            from tc.contact_point t where t.person_id = p.id and t.ended_at is null) as points,
         (select jsonb_build_object('version', c.version, 'nhsNumber', c.nhs_number, 'numberStatus', c.nhs_number_status, 'addresses', c.addresses)
            from tc.person_core c where c.person_id = p.id) as core
    from found f join tc.person p on p.id = f.person_id
   where p.merged_into is null
   order by f.i, p.id limit 1000`

/** Whom the rows of a list may mean, among those the asker may see; what they hold, to be held against the list. */
export const match = defineQuery<z.input<typeof input>, readonly Matched[]>({
  name: 'people.match',
  title: 'Hold a list of people against those your team may see',
  input,
  right: 'people.read',
  run: (tx, { rows }) => tx.rows<Matched>(FOUND, [JSON.stringify(rows)]),
  shows: (found) => [...new Set(found.map((m) => m.personId))],
})

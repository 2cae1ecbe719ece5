import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { type Communication, communicationShape } from '#core/people/communication.ts'
import type { ContactPoint } from '#core/people/contact-point.ts'
import { nameWords, type PersonName, prefixRange } from '#core/people/names.ts'
import { type Address, addressShape } from '#core/people/person.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, pageOf, rangeField, textField, wordsField } from '#platform/fhir/query.ts'

/** A person as other systems read one. `core` null: closed to the asker, number and addresses with it. */
export interface PersonRow {
  readonly id: string
  readonly names: readonly { kind: PersonName['kind']; given: string | null; family: string | null }[]
  readonly bornOn: Day | null
  readonly communication: Communication
  readonly contactPoints: readonly ContactPoint[]
  readonly dead: boolean
  readonly mergedInto: string | null
  readonly registeredAt: Instant
  readonly core: {
    readonly number: string | null
    readonly status: 'verified' | 'given-not-verified' | 'not-known'
    readonly addresses: readonly Address[]
  } | null
}

const FITS = `
  from tc.person p
 where ($1::uuid[] is null or p.id = any ($1::uuid[]))
   -- each of these is asked once, and its answer looked up by index: an IN beside an OR would hold every person against the rules. A number or a
   -- name leads to few; else whom one may see is few beside everybody.
   and ($1::uuid[] is not null or $2::text[] is not null or cardinality($5::text[]) > 0
     or p.id = any ((select array_agg(distinct a.person_id) from acl.access a where (a.classes & 1) <> 0)::uuid[]))
   and ($2::text[] is null or p.id = any ((select array_agg(c.person_id) from tc.person_core c where c.nhs_number = any ($2::text[]))::uuid[]))
   and ($3::text is null or p.born_on >= ($3::text)::date) and ($4::text is null or p.born_on < ($4::text)::date)
   -- keys lead there; each word that was sent begins a word of their names
   and (cardinality($5::text[]) = 0 or p.id = any ((select array_agg(distinct k.person_id) from tc.person_name_key k where k.key >= ($5::text[])[1] and k.key < ($6::text[])[1]
         and (not k.former or (select ctx.has_right('people.former-names'))))::uuid[]))
   and coalesce((select bool_and((select true from tc.person_name_key o where o.person_id = p.id and o.key >= w.f and o.key < w.u
         and (not o.former or (select ctx.has_right('people.former-names'))) limit 1) is not null)
         from unnest($5::text[], $6::text[]) as w(f, u)), true)
   and ($7::text is null or (select true from tc.person_name n where n.person_id = p.id and n.kind <> 'former' and lower(n.family) like $7::text limit 1))
   and ($8::text is null or (select true from tc.person_name n where n.person_id = p.id and n.kind <> 'former' and lower(n.given) like $8::text limit 1))`
const ROWS = `select p.id, p.born_on as "bornOn", p.communication, p.merged_into as "mergedInto", p.registered_at as "registeredAt",
    net.death_state(p.id) = 'confirmed' as dead,
    (select jsonb_agg(jsonb_build_object('kind', n.kind, 'given', n.given, 'family', n.family) order by n.kind, n.id) from tc.person_name n
      where n.person_id = p.id and (n.kind <> 'former' or (select ctx.has_right('people.former-names')))) as names,
    (select jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value, 'safe', o.safe) order by o.recorded_at, o.id) from tc.contact_point o
      where o.person_id = p.id and o.ended_at is null) as "contactPoints",
    (select jsonb_build_object('number', c.nhs_number, 'status', c.nhs_number_status, 'addresses', c.addresses) from tc.person_core c where c.person_id = p.id) as core
  ${FITS} and ($9::uuid is null or p.id > $9::uuid) order by p.id limit $10`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  numbers: wordsField,
  born: rangeField,
  name: textField,
  family: textField,
  given: textField,
})

interface Raw extends Omit<PersonRow, 'communication' | 'names' | 'contactPoints' | 'core'> {
  readonly communication: unknown
  readonly names: PersonRow['names'] | null
  readonly contactPoints: PersonRow['contactPoints'] | null
  readonly core: (Omit<NonNullable<PersonRow['core']>, 'addresses'> & { addresses: unknown }) | null
}

const starts = (text: string | undefined): string | null =>
  text === undefined ? null : `${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

/** People as other systems read them, by id. */
export const fhirPerson = defineQuery<z.input<typeof input>, Found<PersonRow>>({
  name: 'people.fhir-person',
  title: 'People, as FHIR shows them',
  input,
  right: 'people.read',
  async run(tx, i) {
    const words = nameWords([i.name, i.family, i.given].filter((one) => one !== undefined).join(' '))
      .flatMap((word) => prefixRange(word) ?? [])
      .slice(0, 6)
    const found = await pageOf<Raw>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.numbers,
      i.born?.from,
      i.born?.until,
      words.map((w) => w.from),
      words.map((w) => w.until),
      starts(i.family),
      starts(i.given),
    ])
    return {
      total: found.total,
      rows: found.rows.map((row) => {
        const communication = communicationShape.safeParse(row.communication)
        const addresses = z.array(addressShape).safeParse(row.core?.addresses)
        return {
          ...row,
          names: row.names ?? [],
          contactPoints: row.contactPoints ?? [],
          communication: communication.success ? communication.data : { answer: 'not-asked' },
          core: row.core && { ...row.core, addresses: addresses.success ? addresses.data : [] },
        }
      }),
    }
  },
  shows: ({ rows }) => rows.map((row) => row.id),
})

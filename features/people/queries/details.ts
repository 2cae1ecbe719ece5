import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import { type Communication, communicationShape } from '#core/people/communication.ts'
import type { ContactPoint } from '#core/people/contact-point.ts'
import type { PersonName } from '#core/people/names.ts'
import { type Address, addressShape } from '#core/people/person.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface CarerLine {
  readonly id: string
  readonly name: string
  readonly relation: string
  readonly mayBeTold: { readonly answer: string; readonly topics?: readonly string[] }
}

/** What the details page shows and its forms begin with. Parts that are closed to the asker are null or empty. */
export interface PersonFacts {
  readonly personId: string
  readonly version: number
  readonly names: readonly PersonName[]
  readonly bornOn: Day | null
  readonly pronouns: string | null
  readonly communication: Communication
  readonly contactPoints: readonly ContactPoint[]
  readonly core: {
    readonly version: number
    readonly nhsNumber: string | null
    readonly numberStatus: 'verified' | 'given-not-verified' | 'not-known'
    readonly addresses: readonly Address[]
    readonly allergies: {
      readonly state: 'not asked' | 'none known' | 'listed'
      readonly text: string | null
    }
  } | null
  readonly carers: readonly CarerLine[]
  readonly safetyReasons: readonly {
    readonly action: string
    readonly reason: string
    readonly expiresOn: Day
  }[]
}

const PERSON = `select version, born_on as "bornOn", pronouns, communication from tc.person where id = $1`
// former names are read by staff with the right; a form that replaces all names is for them alone
const NAMES = `select kind, given, family from tc.person_name where person_id = $1 and (kind <> 'former' or (select ctx.has_right('people.former-names'))) order by kind, id`
const CORE = `select version, nhs_number as "nhsNumber", nhs_number_status as "numberStatus", addresses, allergies_state as state, allergies as text
  from tc.person_core where person_id = $1`
const POINTS = `select kind, value, safe from tc.contact_point where person_id = $1 and ended_at is null order by recorded_at, id`
// what the person chose last stands before what was written down when the carer was added
const CARERS = `select c.id, c.name, c.relation, coalesce((
    select case when cardinality(h.topics) = 0 then '{"answer":"no"}' else jsonb_build_object('answer', 'yes', 'topics', h.topics) end
      from tc.carer_choice h where h.carer_id = c.id order by h.chosen_at desc, h.id desc limit 1), c.may_be_told) as "mayBeTold"
  from tc.carer c where c.person_id = $1 and c.ended_at is null order by c.recorded_at, c.id`
const REASONS = `select a.action, r.reason, a.expires_on as "expiresOn" from tc.staff_safety_reason r join tc.staff_safety_action a on a.id = r.action_id
  where r.person_id = $1 and (select ctx.has_right('staff-safety.reason')) order by a.expires_on desc, a.id limit 50`

interface CoreRow {
  version: number
  nhsNumber: string | null
  numberStatus: 'verified' | 'given-not-verified' | 'not-known'
  addresses: unknown
  state: 'not asked' | 'none known' | 'listed'
  text: string | null
}

export const details = defineQuery<{ personId: string }, PersonFacts | null>({
  name: 'people.details',
  title: 'Names, birth date, safe contact, address and carers',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [person, names, core, contactPoints, carers, safetyReasons] = await Promise.all([
      tx.row<{ version: number; bornOn: Day | null; pronouns: string | null; communication: unknown }>(
        PERSON,
        [personId],
      ),
      tx.rows<{ kind: PersonName['kind']; given: string | null; family: string | null }>(NAMES, [personId]),
      tx.row<CoreRow>(CORE, [personId]),
      tx.rows<ContactPoint>(POINTS, [personId]),
      tx.rows<CarerLine>(CARERS, [personId]),
      tx.rows<PersonFacts['safetyReasons'][number]>(REASONS, [personId]),
    ])
    if (!person) return null
    const communication = communicationShape.safeParse(person.communication)
    const addresses = z.array(addressShape).safeParse(core?.addresses)
    return {
      personId,
      version: person.version,
      names: names.map(({ kind, given, family }) => ({
        kind,
        ...(given !== null && { given }),
        ...(family !== null && { family }),
      })),
      bornOn: person.bornOn,
      pronouns: person.pronouns,
      communication: communication.success ? communication.data : { answer: 'not-asked' },
      contactPoints,
      core: core
        ? {
            version: core.version,
            nhsNumber: core.nhsNumber,
            numberStatus: core.numberStatus,
            addresses: addresses.success ? addresses.data : [],
            allergies: { state: core.state, text: core.text },
          }
        : null,
      carers,
      safetyReasons,
    }
  },
  shows: (found) => (found === null ? [] : [found.personId]),
})

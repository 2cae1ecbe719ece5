import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly serviceId: string
  readonly service: string
  readonly serviceTeamId: string
  readonly answer: 'yes' | 'some' | 'no' | 'not asked' | 'ask me later' | 'could not be asked'
  readonly items: readonly string[]
  readonly how: string | null
  readonly reviewOn: Day | null
  readonly decidedAt: Instant
  readonly organisationId: string
  readonly saidBy: 'staff' | 'person'
  readonly withdrawn: boolean
  readonly legalBasis: string
  readonly replaced: boolean
}
export type ConsentRow = Row

const FITS = `
  from tc.sharing_decision x join tc.service s on s.id = x.recipient_service_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text is null or x.decided_at >= ($3::text)::timestamptz) and ($4::text is null or x.decided_at < ($4::text)::timestamptz)`
const ROWS = `select x.id, x.person_id as "personId", x.recipient_service_id as "serviceId", s.name as service, s.team_id as "serviceTeamId", x.answer, x.items, x.how, x.review_on as "reviewOn",
    x.decided_at as "decidedAt", x.organisation_id as "organisationId", x.said_by as "saidBy", x.withdrawn, x.legal_basis as "legalBasis",
    exists (select from tc.sharing_decision n where n.person_id = x.person_id and n.recipient_service_id = x.recipient_service_id
       and (n.decided_at, n.id) > (x.decided_at, x.id)) as replaced
  ${FITS} and ($5::uuid is null or x.id > $5::uuid) order by x.id limit $6`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, when: rangeField })

/** Answers about sharing, as FHIR shows them, by id. */
export const fhirConsent = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'sharing.fhir-consent',
  title: 'Answers about sharing, as FHIR shows them',
  input,
  right: 'people.read',
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [i.ids, i.people, i.when?.from, i.when?.until]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

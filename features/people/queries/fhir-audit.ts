import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery, QueryRefused } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { idsField, pageOf, rangeField } from '#platform/fhir/query.ts'

/** One look at or change of a person's record. `id`: the event's number and the person, because what may be told of it hangs on the person. */
export interface AuditRow {
  readonly id: string
  readonly personId: string
  readonly at: Instant
  readonly actorId: string
  readonly who: string | null
  readonly organisationId: string | null
  readonly organisation: string | null
  readonly action: string
  readonly purpose: string
  readonly outcome: string
}

const KEY = `lpad(e.event_id::text, 19, '0') || '.' || p.id`
const FITS = `
  from unnest($1::uuid[]) as p (id), lateral audit.looked_at(p.id, coalesce(($3::text)::timestamptz, '-infinity'), coalesce(($4::text)::timestamptz, 'infinity')) e
 where ($2::text[] is null or ${KEY} = any ($2::text[]))`
const ROWS = `select ${KEY} as id, p.id as "personId", e.at, e.actor_id as "actorId", e.who, e.organisation_id as "organisationId", e.organisation, e.action, e.purpose, e.outcome
  ${FITS} and ($5::text is null or ${KEY} > $5::text) order by 1 limit $6`
const COUNT = `select 1 ${FITS}`

const ID = /^\d{19}\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/
const input = z.object({
  ids: z.array(z.string().max(64)).max(2000).optional(),
  after: z.string().max(64).optional(),
  limit: z.int().min(0).max(2000).default(1),
  count: z.boolean().default(false),
  exactly: z.boolean().default(false),
  people: idsField,
  when: rangeField,
})

/** Who has looked at or changed what of a person, oldest first. Of nobody in particular it is not told: whoever asks names the person. */
export const fhirAudit = defineQuery<z.input<typeof input>, Found<AuditRow>>({
  name: 'people.fhir-audit',
  title: 'Who has looked, as FHIR shows it',
  input,
  right: 'audit.read',
  async run(tx, i) {
    const people = i.people ?? i.ids?.flatMap((id) => ID.exec(id)?.[1] ?? [])
    if (people === undefined) throw new QueryRefused(refuse('FHIR_PARAMETER_NEEDED', { field: 'patient' }))
    return pageOf<AuditRow>(tx, i, { rows: ROWS, count: COUNT }, [
      [...new Set(people)],
      i.ids,
      i.when?.from,
      i.when?.until,
    ])
  },
  shows: ({ rows }) => rows.map((row) => row.personId),
})

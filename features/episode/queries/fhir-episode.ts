import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly serviceId: string
  readonly service: string
  readonly organisationId: string
  readonly teamId: string
  readonly referralId: string | null
  readonly state: 'open' | 'ended'
  readonly paused: boolean
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly keyWorkerId: string | null
  readonly keyWorker: string | null
}
export type EpisodeFhirRow = Row

const FITS = `
  from tc.episode x join tc.service s on s.id = x.service_id left join tc.staff w on w.id = x.key_worker_staff_id
  left join lateral (select q.id from tc.schedule_pause q where q.episode_id = x.id and q.until_at is null limit 1) p on x.state = 'open'
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or case when x.state = 'ended' then 'ended' when p.id is not null then 'paused' else 'open' end = any ($3::text[]))
   and ($4::text is null or x.ended_at is null or x.ended_at >= ($4::text)::timestamptz) and ($5::text is null or x.started_at < ($5::text)::timestamptz)
   and ($6::uuid[] is null or x.referral_id = any ($6::uuid[])) and ($7::uuid[] is null or x.key_worker_staff_id = any ($7::uuid[]))`
const ROWS = `select x.id, x.person_id as "personId", x.service_id as "serviceId", s.name as service, x.organisation_id as "organisationId", x.team_id as "teamId", x.referral_id as "referralId",
    x.state, p.id is not null as paused, x.started_at as "startedAt", x.ended_at as "endedAt", x.key_worker_staff_id as "keyWorkerId", w.name as "keyWorker"
  ${FITS} and ($8::uuid is null or x.id > $8::uuid) order by x.id limit $9`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  people: idsField,
  states: wordsField,
  when: rangeField,
  referrals: idsField,
  workers: idsField,
})

/** Support by a service, as FHIR shows it, by id. */
export const fhirEpisode = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'episode.fhir-episode',
  title: 'Support by a service, as FHIR shows it',
  input,
  right: ['people.read', 'contact.read', 'episode.manage'],
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.states,
      i.when?.from,
      i.when?.until,
      i.referrals,
      i.workers,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

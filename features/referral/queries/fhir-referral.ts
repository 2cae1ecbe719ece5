import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly serviceId: string
  readonly service: string
  readonly teamId: string
  readonly fromOrganisationId: string
  readonly fromTeamId: string
  readonly fromStaffId: string
  readonly stayId: string | null
  readonly earlierId: string | null
  readonly word: string
  readonly urgent: boolean
  readonly asks: unknown
  readonly sentAt: Instant
  readonly replyByAt: Instant
  readonly seenAt: Instant | null
  readonly askedAt: Instant | null
  readonly answeredAt: Instant | null
  readonly startOn: Day | null
  readonly declineReason: string | null
  readonly withdrawnAt: Instant | null
  readonly withdrawnReason: string | null
  readonly finishedAt: Instant | null
}
export type ReferralFhirRow = Row

const FITS = `
  from tc.referral x join tc.service s on s.id = x.service_id
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   -- of nobody in particular: whom one may see, and what one's own team sent, are few beside all; look-ups begin there
   and ($1::uuid[] is not null or $2::uuid[] is not null
     or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]) or x.from_team_id = any ((select ctx.grantees())::uuid[]))
   and ($3::text[] is null or x.word = any ($3::text[])) and ($4::text is null or x.sent_at >= ($4::text)::timestamptz) and ($5::text is null or x.sent_at < ($5::text)::timestamptz)
   and ($6::uuid[] is null or x.service_id = any ($6::uuid[])) and ($7::uuid[] is null or x.from_staff_id = any ($7::uuid[]))`
const ROWS = `select x.id, x.person_id as "personId", x.service_id as "serviceId", s.name as service, s.team_id as "teamId", x.from_organisation_id as "fromOrganisationId", x.from_team_id as "fromTeamId",
    x.from_staff_id as "fromStaffId", x.stay_id as "stayId", x.earlier_referral_id as "earlierId", x.word, x.urgent, x.asks, x.sent_at as "sentAt", x.reply_by_at as "replyByAt",
    x.seen_at as "seenAt", x.question_asked_at as "askedAt", x.answered_at as "answeredAt", x.start_on as "startOn", x.decline_reason as "declineReason",
    x.withdrawn_at as "withdrawnAt", x.withdrawn_reason as "withdrawnReason", x.finished_at as "finishedAt"
  ${FITS} and ($8::uuid is null or x.id > $8::uuid) order by x.id limit $9`
const COUNT = `select 1 ${FITS}`

const input = z.object({
  ...findShape,
  people: idsField,
  words: wordsField,
  sent: rangeField,
  services: idsField,
  senders: idsField,
})

/** Referrals, as FHIR shows them, by id. */
export const fhirReferral = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'referral.fhir-referral',
  title: 'Referrals, as FHIR shows them',
  input,
  right: 'referral.read',
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.words,
      i.sent?.from,
      i.sent?.until,
      i.services,
      i.senders,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})

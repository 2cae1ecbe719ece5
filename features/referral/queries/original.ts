import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { Unmapped } from '#core/referral/receive.ts'
import type { Word } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** What another system sent beside what the referral itself says. */
export interface Original {
  readonly personId: string
  readonly form: 'FHIR' | 'BaRS'
  readonly senderId: string | null
  readonly fromSaid: string | null
  readonly receivedAt: Instant
  readonly unmapped: readonly Unmapped[]
  readonly raw: string
}

const ONE = `select o.person_id as "personId", o.form, o.sender_id as "senderId", r.from_said as "fromSaid", o.received_at as "receivedAt", o.unmapped, o.raw
  from tc.referral_original o join tc.referral r on r.id = o.referral_id where o.referral_id = $1 order by o.received_at limit 1`

/** A referral as another system sent it, for both parties; null where it was written here, is hidden or absent. */
export const original = defineQuery<{ referralId: string }, Original | null>({
  name: 'referral.original',
  title: 'A referral as another system sent it',
  input: z.strictObject({ referralId: z.uuid() }),
  right: 'referral.read',
  run: async (tx, { referralId }) => (await tx.row<Original>(ONE, [referralId])) ?? null,
  shows: (one) => (one ? [one.personId] : []),
})

export interface OwnReferral {
  readonly referralId: string
  readonly personId: string
  readonly version: number
  readonly word: Word
  /** As its sender's system sent it; null where it was written here. */
  readonly raw: string | null
  /** How many of those that fit are not over. */
  readonly open: number
}

// the newest: a sender may use its own id again once what came of it was over
const OWN = `select r.id as "referralId", r.person_id as "personId", r.version, r.word, case when $2::text is not null then o.raw end as raw,
    (count(*) filter (where r.word not in ('draft', 'withdrawn', 'not taken on', 'finished')) over ())::int as open
  from tc.referral r left join tc.referral_original o on o.referral_id = r.id
  where ($1::uuid is not null and r.id = $1::uuid or $2::text is not null and o.sender_id = $2::text and o.received_by = (select ctx.actor()))
    and r.from_team_id = any ((select ctx.grantees())::uuid[])
  order by r.sent_at desc, r.id desc limit 1`

/** The referral that the asker's own team sent, by its id here or by the id that the asking system gave it. */
export const own = defineQuery<{ referralId: string | null; senderId: string | null }, OwnReferral | null>({
  name: 'referral.own',
  title: 'A referral that one’s own system sent',
  input: z.strictObject({ referralId: z.uuid().nullable(), senderId: z.string().max(400).nullable() }),
  right: 'referral.send',
  run: async (tx, i) => (await tx.row<OwnReferral>(OWN, [i.referralId, i.senderId])) ?? null,
  shows: (one) => (one ? [one.personId] : []),
})

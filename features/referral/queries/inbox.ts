import * as z from 'zod'
import { UNANSWERED, WORDS } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { NARROW, type ReferralRow, ROWS_TO_US } from './row.ts'

/** Rows of one page of a list; one more is read to know whether there are further ones. */
export const LIST_LIMIT = 100

// starts from the inbox index of the asker's own services; sorted and cut before anything is joined
const INBOX = `with r as materialized (
    select ${NARROW}
      from tc.referral
     where service_id = any ((select ctx.grantees())::uuid[]) and word = any ($1::text[])
       and ($2::uuid is null or service_id = $2)
       and (not $3 or urgent)
       and (not $4 or (reply_by_at < (select ctx.now()) and word = any (array['sent', 'seen', 'question asked'])))
     order by reply_by_at, id limit $5)
  ${ROWS_TO_US}
  order by r.reply_by_at, r.id`

const input = z.object({
  /** Left out: those that wait for an answer. */
  words: z.array(z.enum(WORDS)).min(1).optional(),
  serviceId: z.uuid().optional(),
  urgent: z.boolean().default(false),
  late: z.boolean().default(false),
})

/** Referrals to the services of the asker's team, the next to be answered first. */
export const inbox = defineQuery({
  name: 'referral.inbox',
  title: 'Referrals sent to us',
  input,
  right: ['referral.read', 'referral.answer'],
  async run(tx, i) {
    const rows = await tx.rows<ReferralRow>(INBOX, [
      i.words ?? UNANSWERED,
      i.serviceId ?? null,
      i.urgent,
      i.late,
      LIST_LIMIT + 1,
    ])
    return { rows: rows.slice(0, LIST_LIMIT), more: rows.length > LIST_LIMIT }
  },
  shows: ({ rows }) => rows.map((r) => r.personId),
})

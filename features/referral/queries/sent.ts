import * as z from 'zod'
import { WORDS } from '#core/referral/words.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { LIST_LIMIT } from './inbox.ts'
import { NARROW, type ReferralRow, ROWS } from './row.ts'

// starts from the index of what the asker's team sent
const SENT = `with r as materialized (
    select ${NARROW}
      from tc.referral
     where from_team_id = (select ctx.team()) and word = any ($1::text[])
       and (not $2 or urgent)
       and (not $3 or (reply_by_at < (select ctx.now()) and word = any (array['sent', 'seen', 'question asked'])))
     order by sent_at desc, id limit $4)
  ${ROWS}
  order by r.sent_at desc, r.id`

const input = z.object({
  words: z.array(z.enum(WORDS)).min(1).optional(),
  urgent: z.boolean().default(false),
  late: z.boolean().default(false),
})

/** What the asker's team sent, newest first: who has it, what happens next and by when stand in each row. */
export const sent = defineQuery({
  name: 'referral.sent',
  title: 'Referrals that our team sent',
  input,
  right: 'referral.read',
  async run(tx, i) {
    const rows = await tx.rows<ReferralRow>(SENT, [i.words ?? WORDS, i.urgent, i.late, LIST_LIMIT + 1])
    return { rows: rows.slice(0, LIST_LIMIT), more: rows.length > LIST_LIMIT }
  },
  shows: ({ rows }) => rows.map((r) => r.personId),
})

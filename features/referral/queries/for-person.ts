import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { NARROW, type ReferralRow, ROWS } from './row.ts'

const FOR_PERSON = `with r as materialized (
    select ${NARROW}
      from tc.referral
     where person_id = $1
     order by sent_at desc, id limit 100)
  ${ROWS}
  order by r.sent_at desc, r.id`

/** Every referral of one person that the asker may see, newest first. */
export const forPerson = defineQuery({
  name: 'referral.for-person',
  title: 'Referrals of one person',
  input: z.object({ personId: z.uuid() }),
  right: 'referral.read',
  run: (tx, i) => tx.rows<ReferralRow>(FOR_PERSON, [i.personId]),
  shows: (rows) => rows.map((r) => r.personId),
})

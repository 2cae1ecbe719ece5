import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A message about a referral to a partner's system: what it says, how it stands, and what that system answered. */
export interface SentOn {
  readonly id: string
  readonly personId: string
  readonly tells: 'sent' | 'taken back'
  readonly partner: string
  readonly state: 'waiting' | 'taken' | 'refused' | 'not reached' | 'not needed'
  readonly madeAt: Instant
  readonly settledAt: Instant | null
  readonly nextTryAt: Instant
  readonly tries: number
  readonly outcome: string | null
  readonly answer: string | null
  readonly body: string
}

const ALL = `select m.id, m.person_id as "personId", m.tells, e.name as partner, m.state, m.made_at as "madeAt", m.settled_at as "settledAt", m.next_try_at as "nextTryAt", m.tries, m.outcome, m.answer, m.body
  from tc.partner_message m join tc.partner_door d on d.id = m.door_id join tc.partner_endpoint e on e.id = d.endpoint_id
  where m.referral_id = $1 order by m.made_at, m.id`

/** What went of a referral to a partner's system, for the team that sent it; nothing for anybody else. */
export const sentOn = defineQuery<{ referralId: string }, readonly SentOn[]>({
  name: 'referral.sent-on',
  title: 'What went of a referral to a partner’s system',
  input: z.strictObject({ referralId: z.uuid() }),
  right: 'referral.read',
  run: (tx, { referralId }) => tx.rows<SentOn>(ALL, [referralId]),
  shows: (all) => [...new Set(all.map((one) => one.personId))],
})

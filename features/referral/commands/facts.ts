import type { Instant } from '#core/kernel/time.ts'
import type { ReferralFacts } from '#core/referral/answer.ts'
import type { Word } from '#core/referral/words.ts'
import type { TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** One referral for an act on it, and on which side the asker stands. */
export interface ActFacts extends ReferralFacts {
  readonly serviceId: string
}

interface Row {
  word: Word
  version: number
  service_id: string
  sent_by_us: boolean
  sent_to_us: boolean
}

const LOAD = `select word, version, service_id,
    from_team_id = any ((select ctx.grantees())::uuid[]) as sent_by_us,
    service_id = any ((select ctx.grantees())::uuid[]) as sent_to_us
  from tc.referral where id = $1 and person_id = $2`

/** Undefined when it does not exist, is about somebody else, or is hidden: alike. */
export async function loadForAct(
  tx: Tx,
  referralId: string,
  personId: string,
): Promise<ActFacts | undefined> {
  const row = await tx.row<Row>(LOAD, [referralId, personId])
  return (
    row && {
      word: row.word,
      version: row.version,
      serviceId: row.service_id,
      sides: [
        ...(row.sent_by_us ? (['sender'] as const) : []),
        ...(row.sent_to_us ? (['receiver'] as const) : []),
      ],
    }
  )
}

/** One line of the person's timeline about a referral. A referral is of the shared class. */
export const line = (personId: string, at: Instant, what: string, aboutId: string): TimelineLine => ({
  personId,
  at,
  what,
  aboutId,
  classBit: 4,
})

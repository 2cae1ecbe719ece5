import type { Decider, TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { line } from './commands/facts.ts'

const STARTED = `update tc.referral set word = 'started', version = version + 1 where id = $1 and word = 'taken on'`
/**
 * The first contact has happened: called by the store that writes `episode.first_contact_at`.
 * Does nothing for a referral that has started or ended already. Gives the timeline line, if there is one.
 */
export async function referralStarted(
  tx: Tx,
  referralId: string,
  personId: string,
  by: Decider,
): Promise<readonly TimelineLine[]> {
  return (await tx.write(STARTED, [referralId])) === 1
    ? [line(personId, by.now, 'referral started', referralId)]
    : []
}

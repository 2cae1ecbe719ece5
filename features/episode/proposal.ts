import type { Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** A step down that waits for its agreements. */
export interface ProposalRow {
  readonly id: string
  readonly to_step_id: string
  readonly evidence: unknown
  readonly proposed_at: Instant
  readonly proposed_by: string
  readonly person_agreed_at: Instant | null
  readonly person_agreed_how: string | null
  readonly settled_at: Instant | null
}

const PROPOSAL = `select id, to_step_id, evidence, proposed_at, proposed_by, person_agreed_at, person_agreed_how, settled_at
  from tc.step_down_proposal where id = $1 and episode_id = $2`

export const loadProposal = (
  tx: Tx,
  proposalId: string,
  episodeId: string,
): Promise<ProposalRow | undefined> => tx.row<ProposalRow>(PROPOSAL, [proposalId, episodeId])

const SETTLE_OPEN = `update tc.step_down_proposal set settled_at = (select ctx.now()), settled_by = (select ctx.actor()), settled = 'not now'
  where episode_id = $1 and settled_at is null`

/** What was proposed is overtaken: support went up, or ended. */
export const setAsideProposals = (tx: Tx, episodeId: string): Promise<number> =>
  tx.write(SETTLE_OPEN, [episodeId])

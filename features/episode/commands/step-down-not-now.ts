import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { loadProposal } from '../proposal.ts'
import { loadEpisode } from '../schedule-facts.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({ personId: z.uuid(), episodeId: z.uuid(), proposalId: z.uuid(), version: z.int() })
const SETTLE = `update tc.step_down_proposal set settled_at = (select ctx.now()), settled_by = (select ctx.actor()), settled = 'not now'
  where id = $1 and settled_at is null`

/** Sets a proposed step down aside: support stays as it is. Refuses: EPISODE_ENDED, STEP_PROPOSAL_SETTLED, STALE_VERSION. */
export const stepDownNotNow = defineCommand({
  name: 'episode.step-down-not-now',
  version: 2,
  title: 'Set a proposed step down aside',
  input,
  right: ['episode.manage', 'contact.record'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [episode, proposal] = await Promise.all([
      loadEpisode(tx, i.episodeId, i.personId),
      loadProposal(tx, i.proposalId, i.episodeId),
    ])
    return { facts: episode && { episode }, proposal }
  },
  decide({ facts, proposal }, i) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    if (!proposal) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return proposal.settled_at === null
      ? ok({ classBit: found.value.episode.class_bit })
      : refuse('STEP_PROPOSAL_SETTLED')
  },
  async store(tx, { classBit }, i, by) {
    await Promise.all([
      raiseVersion(tx, i.episodeId, i.version),
      expectWritten(tx.write(SETTLE, [i.proposalId])),
    ])
    return {
      made: { proposalId: i.proposalId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'step down not now', aboutId: i.episodeId, classBit },
      ],
    }
  },
})

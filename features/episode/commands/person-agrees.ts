import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { stepAt } from '#core/pathway/schedule.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { loadProposal } from '../proposal.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { instantInput, words } from '../shapes.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  proposalId: z.uuid(),
  at: instantInput,
  how: words,
  version: z.int(),
})
const AGREE = `update tc.step_down_proposal set person_agreed_at = $2, person_agreed_how = $3 where id = $1 and settled_at is null`

/**
 * The person's yes to a proposed step down, with when and how they said it; the team's is still needed.
 * Refuses: EPISODE_ENDED, STEP_PROPOSAL_SETTLED, STEP_AGREEMENT_AHEAD, STEP_AGREEMENT_STALE, STALE_VERSION.
 */
export const personAgrees = defineCommand({
  name: 'episode.person-agrees',
  version: 2,
  title: 'Write that the person agrees to less support',
  input,
  right: ['episode.manage', 'contact.record'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, proposal] = await Promise.all([
      loadSchedule(tx, i.episodeId, i.personId),
      loadProposal(tx, i.proposalId, i.episodeId),
    ])
    return { facts, proposal }
  },
  decide({ facts, proposal }, i, by) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    if (!proposal) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (proposal.settled_at !== null) return refuse('STEP_PROPOSAL_SETTLED')
    if (i.at > by.now) return refuse('STEP_AGREEMENT_AHEAD', { field: 'at' })
    const present = stepAt(found.value.state, by.now)
    if (present && i.at < present.fromAt) return refuse('STEP_AGREEMENT_STALE', { field: 'at' })
    return ok({ classBit: found.value.episode.class_bit })
  },
  async store(tx, { classBit }, i, by) {
    await Promise.all([
      raiseVersion(tx, i.episodeId, i.version),
      expectWritten(tx.write(AGREE, [i.proposalId, i.at, i.how])),
    ])
    return {
      made: { proposalId: i.proposalId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'person agreed to a step down',
          aboutId: i.episodeId,
          classBit,
        },
      ],
    }
  },
})

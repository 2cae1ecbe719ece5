import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { pendingStep, stepAt } from '#core/pathway/schedule.ts'
import { suggestStep } from '#core/pathway/suggestion.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { evidenceOf, loadCounts } from '../evidence.ts'
import { openMatters } from '../facts.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  proposalId: z.uuid(),
  toStepId: z.string().max(80),
  version: z.int(),
})
const OPEN = 'select id from tc.step_down_proposal where episode_id = $1 and settled_at is null'
const PROPOSE = `insert into tc.step_down_proposal (id, episode_id, person_id, team_id, organisation_id, class_bit, to_step_id, evidence, proposed_at, proposed_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, (select ctx.now()), (select ctx.actor()))`

/**
 * Proposes the next step down, with the evidence counted from the rows at that moment. Changes nothing of the schedule: it
 * waits, on the board after a week, until both agreements are there or somebody writes "not now".
 * Refuses: EPISODE_ENDED, SCHEDULE_NOT_STARTED, STEP_PROPOSAL_OPEN, STEP_DOWN_PENDING, STEP_NOT_KNOWN, STEP_NOT_NEXT, STALE_VERSION.
 */
export const proposeStepDown = defineCommand({
  name: 'episode.propose-step-down',
  version: 2,
  title: 'Propose less support',
  input,
  right: ['episode.manage', 'contact.record'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const loading = loadSchedule(tx, i.episodeId, i.personId)
    const open = openMatters(tx, i.personId)
    const proposed = tx.row<{ id: string }>(OPEN, [i.episodeId])
    const facts = await loading
    const counts = await loadCounts(tx, i.episodeId, facts?.schedule?.missedAfterMinutes ?? 0)
    return { facts, counts, open: await open, proposed: await proposed }
  },
  decide({ facts: loaded, counts, open, proposed }, i, by) {
    const found = asSeen(loaded, i.version)
    if (!found.ok) return found
    const { schedule, state, episode } = found.value
    const present = stepAt(state, by.now)
    if (schedule === null || present === null) return refuse('SCHEDULE_NOT_STARTED')
    if (proposed) return refuse('STEP_PROPOSAL_OPEN')
    if (pendingStep(state, by.now)) return refuse('STEP_DOWN_PENDING')
    const to = schedule.steps.findIndex((s) => s.id === i.toStepId)
    if (to < 0) return refuse('STEP_NOT_KNOWN', { field: 'toStepId' })
    if (to !== schedule.steps.findIndex((s) => s.id === present.stepId) + 1)
      return refuse('STEP_NOT_NEXT', { field: 'toStepId' })
    return ok({
      episode,
      evidence: suggestStep(schedule, present.stepId, evidenceOf(found.value, counts, open, by.now)),
    })
  },
  async store(tx, { episode: e, evidence }, i, by) {
    await Promise.all([
      raiseVersion(tx, e.id, i.version),
      tx.write(PROPOSE, [
        i.proposalId,
        e.id,
        e.person_id,
        e.team_id,
        e.organisation_id,
        e.class_bit,
        i.toStepId,
        JSON.stringify(evidence),
      ]),
    ])
    return {
      made: { proposalId: i.proposalId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'step down proposed',
          aboutId: i.episodeId,
          classBit: e.class_bit,
        },
      ],
    }
  },
})

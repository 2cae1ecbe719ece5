import * as z from 'zod'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideStepUp } from '#core/pathway/steps.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { oursAndOpen } from '../facts.ts'
import { storeAfterDecision } from '../plan.ts'
import { setAsideProposals } from '../proposal.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { words } from '../shapes.ts'
import { raiseVersionAnyway } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  decisionId: z.uuid(),
  toStepId: z.string().max(80),
  because: words,
})
const DECIDE = `insert into tc.schedule_decision (id, episode_id, person_id, team_id, organisation_id, class_bit, kind, step_id, from_on, decided_at, decided_by, reason)
  values ($1, $2, $3, $4, $5, $6, 'up', $7, $8, (select ctx.now()), (select ctx.actor()), $9)`

/**
 * More support, at once, on one named worker's act; calls off a step down that has not begun and sets a proposed one aside.
 * Why no version is asked: nobody who sees that a person needs more is sent back because a page was older. Where a colleague
 * has stepped it up as far meanwhile, the answer says that (STEP_UP_ALREADY); further than that goes through. It raises the
 * version, so that whoever decides something else from before it is told.
 * Refuses: those of `decideStepUp`, EPISODE_ENDED.
 */
export const stepUp = defineCommand({
  name: 'episode.step-up',
  version: 1,
  title: 'Step support up at once',
  input,
  right: 'schedule.step-up',
  people: (i) => [i.personId],
  load: (tx, i) => loadSchedule(tx, i.episodeId, i.personId),
  decide(facts, i, by) {
    const found = oursAndOpen(facts)
    if (!found.ok) return found
    const { schedule, state } = found.value
    if (schedule === null) return refuse('SCHEDULE_NOT_STARTED')
    const taken = decideStepUp(schedule, state, {
      toStepId: i.toStepId,
      by: by.asker.actorId as StaffId,
      because: i.because,
      now: by.now,
    })
    return taken.ok ? ok({ facts: found.value, taken: taken.value }) : taken
  },
  async store(tx, { facts, taken }, i, by) {
    const e = facts.episode
    await Promise.all([
      raiseVersionAnyway(tx, e.id),
      tx.write(DECIDE, [
        i.decisionId,
        e.id,
        e.person_id,
        e.team_id,
        e.organisation_id,
        e.class_bit,
        taken.stepId,
        dayOf(by.now),
        i.because,
      ]),
      setAsideProposals(tx, e.id),
      storeAfterDecision(tx, facts, { state: { ...facts.state, taken: [...facts.state.taken, taken] } }, by),
    ])
    return {
      made: { decisionId: i.decisionId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'stepped up', aboutId: e.id, classBit: e.class_bit },
      ],
    }
  },
})

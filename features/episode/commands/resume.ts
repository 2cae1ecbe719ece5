import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { resumeSchedule } from '#core/pathway/steps.ts'
import { dueAt } from '#core/pathway/windows.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { storeAfterDecision } from '../plan.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { instantInput } from '../shapes.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  pauseId: z.uuid(),
  taskId: z.uuid(),
  backAt: instantInput,
  version: z.int(),
})
const BACK = 'update tc.schedule_pause set until_at = $2 where id = $1 and until_at is null'
const REVIEW = `insert into tc.task (id, person_id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, $5, 'review after a pause', $6, 'Support goes on after a pause. Look at the schedule with the person.', (select ctx.now()), $7)`

/**
 * The person is back: the step before the pause goes on, contacts are planned again, and a look at it together falls due.
 * Refuses: SCHEDULE_NOT_PAUSED, PAUSE_TIME, EPISODE_ENDED, STALE_VERSION.
 */
export const resume = defineCommand({
  name: 'episode.resume',
  version: 2,
  title: 'Go on after a pause',
  input,
  right: ['episode.manage', 'contact.plan'],
  people: (i) => [i.personId],
  load: (tx, i) => loadSchedule(tx, i.episodeId, i.personId),
  decide(facts, i, by) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    const { pauses, state, schedule } = found.value
    const open = pauses.find((p) => p.id === i.pauseId && p.until === null)
    if (!open || schedule === null) return refuse('SCHEDULE_NOT_PAUSED')
    const back = resumeSchedule(state, { back: i.backAt, now: by.now })
    if (!back.ok) return back
    const review = schedule.pauses.find((p) => p.fact === open.fact)?.reviewOnReturn
    const due = review && dueAt(review.within, by.now, englandHolidays)
    const after = pauses.map((p) => (p.id === open.id ? back.value : p))
    // past the end of the holiday list the look falls due at once: late is safer than never
    return ok({
      facts: found.value,
      state: { ...state, pauses: after },
      reviewBy: review ? (due?.ok ? due.value : by.now) : null,
    })
  },
  async store(tx, { facts, state, reviewBy }, i, by) {
    const e = facts.episode
    const sent: Promise<unknown>[] = [
      raiseVersion(tx, e.id, i.version),
      expectWritten(tx.write(BACK, [i.pauseId, i.backAt])),
      storeAfterDecision(tx, facts, { state, suspendedAt: null }, by),
    ]
    if (reviewBy !== null)
      sent.push(
        tx.write(REVIEW, [
          i.taskId,
          e.person_id,
          e.organisation_id,
          e.team_id,
          e.key_worker_staff_id,
          e.id,
          reviewBy,
        ]),
      )
    await Promise.all(sent)
    return {
      made: { pauseId: i.pauseId, taskId: reviewBy === null ? null : i.taskId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'support goes on', aboutId: e.id, classBit: e.class_bit },
      ],
    }
  },
})

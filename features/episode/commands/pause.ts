import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { pauseSchedule } from '#core/pathway/steps.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { factOf, loadSchedule } from '../schedule-facts.ts'
import { instantInput } from '../shapes.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  pauseId: z.uuid(),
  reason: z.enum(['back in hospital', 'away', 'person asked']),
  /** When it began, not when it is written. */
  fromAt: instantInput,
  version: z.int(),
})
const PAUSE = `insert into tc.schedule_pause (id, episode_id, person_id, team_id, organisation_id, class_bit, reason, from_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, (select ctx.actor()))`
// what has begun, or was missed before, stays until somebody says what happened
const VOID = `update tc.contact set state = 'void', version = version + 1
  where episode_id = $1 and state = 'planned' and window_from_at > (select ctx.now())`

/**
 * Pauses support because of a fact: nothing is planned until the person is back, and the step before then goes on.
 * Refuses: those of `pauseSchedule`, EPISODE_ENDED, STALE_VERSION.
 */
export const pause = defineCommand({
  name: 'episode.pause',
  version: 2,
  title: 'Pause support',
  input,
  right: ['episode.manage', 'contact.plan'],
  people: (i) => [i.personId],
  load: (tx, i) => loadSchedule(tx, i.episodeId, i.personId),
  decide(facts, i, by) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    const { schedule, state, episode } = found.value
    if (schedule === null) return refuse('SCHEDULE_NOT_STARTED')
    const paused = pauseSchedule(schedule, state, { fact: factOf(i.reason), from: i.fromAt, now: by.now })
    return paused.ok ? ok({ episode }) : paused
  },
  async store(tx, { episode: e }, i, by) {
    await Promise.all([
      raiseVersion(tx, e.id, i.version),
      tx.write(PAUSE, [
        i.pauseId,
        e.id,
        e.person_id,
        e.team_id,
        e.organisation_id,
        e.class_bit,
        i.reason,
        i.fromAt,
      ]),
      tx.write(VOID, [e.id]),
    ])
    return {
      made: { pauseId: i.pauseId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'support paused', aboutId: e.id, classBit: e.class_bit },
      ],
    }
  },
})

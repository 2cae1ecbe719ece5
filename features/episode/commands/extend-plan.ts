import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, dayOf } from '#core/kernel/time.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { oursAndOpen } from '../facts.ts'
import { FARTHEST_DAYS, horizonOf, placeOf, planAhead, storePlan } from '../plan.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { dayInput } from '../shapes.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  untilOn: dayInput.nullable().default(null),
})

/**
 * Plans the present step's contacts up to a day (two weeks ahead when none is said). Never plans a later step, and takes
 * nothing off that was decided. Refuses: EPISODE_ENDED, SCHEDULE_PAUSED, EPISODE_PLAN_UNTIL (28 days at most).
 */
export const extendPlan = defineCommand({
  name: 'episode.extend-plan',
  version: 1,
  title: 'Plan further ahead',
  input,
  right: ['episode.manage', 'contact.plan'],
  people: (i) => [i.personId],
  load: (tx, i) => loadSchedule(tx, i.episodeId, i.personId),
  decide(facts, i, by) {
    const found = oursAndOpen(facts)
    if (!found.ok) return found
    if (found.value.suspendedAt !== null) return refuse('SCHEDULE_PAUSED')
    const today = dayOf(by.now)
    if (i.untilOn !== null && (i.untilOn <= today || i.untilOn > addDays(today, FARTHEST_DAYS)))
      return refuse('EPISODE_PLAN_UNTIL', { field: 'untilOn', params: { days: FARTHEST_DAYS } })
    const usual = horizonOf(found.value.episode, today)
    const untilOn = i.untilOn !== null && i.untilOn > usual ? i.untilOn : usual
    return ok({ place: placeOf(found.value.episode), planning: planAhead(found.value, by.now, untilOn) })
  },
  async store(tx, { place, planning }, i, by) {
    await storePlan(tx, place, planning, by)
    return { made: { episodeId: i.episodeId, planned: planning.add.length } }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, dayOf, startOfDay } from '#core/kernel/time.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { oursAndOpen } from '../facts.ts'
import { FARTHEST_DAYS } from '../plan.ts'
import { loadEpisode } from '../schedule-facts.ts'
import { dayInput, words } from '../shapes.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  reason: words,
  untilOn: dayInput,
  version: z.int(),
})
const SAY = `update tc.episode set no_next_contact_reason = $3, no_next_contact_from_at = (select ctx.now()), no_next_contact_until_at = $4, version = version + 1
  where id = $1 and version = $2`

/**
 * A recorded reason why there is no next contact, up to and including a day. Then the safety net asks again.
 * Refuses: EPISODE_ENDED, EPISODE_NO_CONTACT_UNTIL (28 days at most: ours, unsigned), STALE_VERSION.
 */
export const noNextContact = defineCommand({
  name: 'episode.no-next-contact',
  version: 1,
  title: 'Say why there is no next contact',
  input,
  right: ['episode.manage', 'contact.plan'],
  people: (i) => [i.personId],
  load: async (tx, i) => {
    const episode = await loadEpisode(tx, i.episodeId, i.personId)
    return episode && { episode }
  },
  decide(facts, i, by) {
    const found = oursAndOpen(facts)
    if (!found.ok) return found
    const today = dayOf(by.now)
    if (i.untilOn <= today || i.untilOn > addDays(today, FARTHEST_DAYS))
      return refuse('EPISODE_NO_CONTACT_UNTIL', { field: 'untilOn', params: { days: FARTHEST_DAYS } })
    return ok({ classBit: found.value.episode.class_bit })
  },
  async store(tx, { classBit }, i, by) {
    await expectWritten(tx.write(SAY, [i.episodeId, i.version, i.reason, startOfDay(addDays(i.untilOn, 1))]))
    return {
      made: { episodeId: i.episodeId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'no next contact, with a reason',
          aboutId: i.episodeId,
          classBit,
        },
      ],
    }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { instantInput } from '#features/episode/index.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadEpisodeFor, ourEpisode } from '../episode-facts.ts'
import { allOurs } from '../facts.ts'
import { MODES } from '../shapes.ts'
import { isAhead } from '../window.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  contactId: z.uuid(),
  mode: z.enum(MODES),
  fromAt: instantInput,
  untilAt: instantInput,
  staffId: z.uuid().nullable(),
})
const PLAN = `insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at, mode, staff_id,
    planned_at, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (select ctx.now()), 'planned')`

/** A contact beyond what the schedule asks for. Refuses: CONTACT_MOVE_PAST, EPISODE_WORKER, EPISODE_ENDED. */
export const plan = defineCommand({
  name: 'contact.plan',
  version: 1,
  title: 'Plan an extra contact',
  input,
  right: 'contact.plan',
  people: (i) => [i.personId],
  reliesOn: (i) => (i.staffId === null ? [] : [i.staffId]),
  async load(tx, i) {
    const [episode, fits] = await Promise.all([
      loadEpisodeFor(tx, i.episodeId, i.personId),
      allOurs(tx, i.staffId === null ? [] : [i.staffId]),
    ])
    return { episode, fits }
  },
  decide({ episode, fits }, i, by) {
    const found = ourEpisode(episode)
    if (!found.ok) return found
    if (!isAhead(i, by.now)) return refuse('CONTACT_MOVE_PAST', { field: 'from' })
    return fits ? ok(found.value.row) : refuse('EPISODE_WORKER', { field: 'staffId' })
  },
  async store(tx, e, i, by) {
    await tx.write(PLAN, [
      i.contactId,
      i.personId,
      e.id,
      e.service_id,
      e.organisation_id,
      e.team_id,
      e.class_bit,
      dayOf(i.fromAt),
      i.fromAt,
      i.untilAt,
      i.mode,
      i.staffId,
    ])
    return {
      made: { contactId: i.contactId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'contact planned',
          aboutId: i.contactId,
          classBit: e.class_bit,
        },
      ],
    }
  },
})

import * as z from 'zod'
import { VisitorLine } from '#core/contact/visitors.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { allInTeam, oursAndOpen } from '../facts.ts'
import { storeWorkers, workersAfter } from '../reassign.ts'
import { loadSchedule } from '../schedule-facts.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  /** All lines of who comes; what is left out is the key worker's. */
  lines: z.array(VisitorLine).max(21),
  version: z.int(),
})
const SET = 'update tc.episode set visitors = $3::jsonb, version = version + 1 where id = $1 and version = $2'

/**
 * Says who comes: by weekday and part of the day. Changes planned contacts from now on and every later planning.
 * Refuses: EPISODE_ENDED, EPISODE_WORKER, STALE_VERSION.
 */
export const assignContacts = defineCommand({
  name: 'episode.assign-contacts',
  version: 1,
  title: 'Say who comes',
  input,
  right: 'contact.plan',
  people: (i) => [i.personId],
  reliesOn: (i) => i.lines.map((l) => l.staffId),
  async load(tx, i) {
    const [facts, inTeam] = await Promise.all([
      loadSchedule(tx, i.episodeId, i.personId),
      allInTeam(
        tx,
        i.episodeId,
        i.lines.map((l) => l.staffId),
      ),
    ])
    return { facts, inTeam }
  },
  decide({ facts, inTeam }, i, by) {
    const open = oursAndOpen(facts)
    if (!open.ok) return open
    if (!inTeam) return refuse('EPISODE_WORKER', { field: 'lines' })
    const { episode } = open.value
    return ok({
      changes: workersAfter(
        open.value,
        { visitors: i.lines, keyWorker: episode.key_worker_staff_id },
        by.now,
      ),
    })
  },
  async store(tx, { changes }, i) {
    await Promise.all([
      expectWritten(tx.write(SET, [i.episodeId, i.version, JSON.stringify(i.lines)])),
      storeWorkers(tx, i.episodeId, changes),
    ])
    return { made: { episodeId: i.episodeId, changed: changes.length } }
  },
})

import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { allInTeam, oursAndOpen } from '../facts.ts'
import { storeWorkers, workersAfter } from '../reassign.ts'
import { loadSchedule } from '../schedule-facts.ts'

const input = z.object({ personId: z.uuid(), episodeId: z.uuid(), staffId: z.uuid(), version: z.int() })
const NAME =
  'update tc.episode set key_worker_staff_id = $3, version = version + 1 where id = $1 and version = $2'

/**
 * Names the key worker: the owner of the episode from the first contact on, and who comes where nobody else is named.
 * Refuses: EPISODE_ENDED, EPISODE_WORKER, STALE_VERSION.
 */
export const nameKeyWorker = defineCommand({
  name: 'episode.name-key-worker',
  version: 1,
  title: 'Name the key worker',
  input,
  right: 'episode.manage',
  people: (i) => [i.personId],
  reliesOn: (i) => [i.staffId],
  async load(tx, i) {
    const [facts, inTeam] = await Promise.all([
      loadSchedule(tx, i.episodeId, i.personId),
      allInTeam(tx, i.episodeId, [i.staffId]),
    ])
    return { facts, inTeam }
  },
  decide({ facts, inTeam }, i, by) {
    const open = oursAndOpen(facts)
    if (!open.ok) return open
    if (!inTeam) return refuse('EPISODE_WORKER', { field: 'staffId' })
    const after = { visitors: open.value.episode.visitors, keyWorker: i.staffId }
    return ok({ classBit: open.value.episode.class_bit, changes: workersAfter(open.value, after, by.now) })
  },
  async store(tx, { classBit, changes }, i, by) {
    await Promise.all([
      expectWritten(tx.write(NAME, [i.episodeId, i.version, i.staffId])),
      storeWorkers(tx, i.episodeId, changes),
    ])
    return {
      made: { episodeId: i.episodeId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'key worker named', aboutId: i.episodeId, classBit },
      ],
    }
  },
})

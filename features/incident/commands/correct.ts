import * as z from 'zod'
import { decideIncidentCorrection } from '#core/incident/incident.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { addVersion, type IncidentRow, NEWEST, saidOf, saidShape } from '../shapes.ts'

const input = z.strictObject({
  /** Of the new version. */
  rowId: z.uuid(),
  incidentId: z.uuid(),
  personId: z.uuid().nullable(),
  /** The version that was seen. */
  version: z.int().min(1),
  said: saidShape,
  why: z.string().trim().max(2000),
})

/**
 * What an incident says now, beside what it said before; both are kept. Whoever wrote it and whoever reads all of the
 * team's may. Refuses: those of `decideIncidentCorrection`, STALE_VERSION.
 */
export const correctIncident = defineCommand({
  name: 'incident.correct',
  version: 1,
  title: 'Correct what is written about an incident',
  input,
  right: 'incident.record',
  people: (i: z.output<typeof input>) => (i.personId === null ? [] : [i.personId]),
  load: (tx, i) => tx.row<IncidentRow>(NEWEST, [i.incidentId]),
  decide(row: IncidentRow | undefined, i, by) {
    if (!row || row.person_id !== i.personId || !by.asker.grantees.includes(row.team_id))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.version !== i.version) return refuse('STALE_VERSION')
    const decided = decideIncidentCorrection(saidOf(row), i.said, i.why, by.now)
    return decided.ok ? ok(row) : decided
  },
  async store(tx, row, i) {
    const { rowId: id, incidentId, personId, why } = i
    await addVersion(tx, { id, incidentId, personId, version: row.version + 1, why }, i.said)
    return { made: { incidentId, version: row.version + 1 } }
  },
})

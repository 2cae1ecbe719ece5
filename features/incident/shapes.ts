import * as z from 'zod'
import { HARMS, INCIDENT_KINDS, type IncidentSaid } from '#core/incident/incident.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

const words = z.string().trim().max(20_000)

/** What one version says, as it is sent. `told` null: nobody has been told yet. */
export const saidShape = z.strictObject({
  kind: z.enum(INCIDENT_KINDS),
  harm: z.enum(HARMS),
  happenedAt: instantShape,
  what: words,
  done: words,
  told: z.nullable(z.strictObject({ who: z.string().trim().min(1).max(2000), at: instantShape })),
})

/** The newest version with its incident. */
export interface IncidentRow {
  readonly incident_id: string
  readonly version: number
  readonly person_id: string | null
  readonly team_id: string
  readonly kind: IncidentSaid['kind']
  readonly harm: IncidentSaid['harm']
  readonly happened_at: Instant
  readonly what: string
  readonly done: string
  readonly told: string | null
  readonly told_at: Instant | null
}

export const saidOf = (row: IncidentRow): IncidentSaid => ({
  kind: row.kind,
  harm: row.harm,
  happenedAt: row.happened_at,
  what: row.what,
  done: row.done,
  told: row.told === null || row.told_at === null ? null : { who: row.told, at: row.told_at },
})

/** The newest version, as far as the asker may see it. */
export const NEWEST = `select v.incident_id, v.version, i.person_id, i.team_id, v.kind, v.harm, v.happened_at, v.what, v.done, v.told, v.told_at
  from tc.incident i join tc.incident_version v on v.incident_id = i.id where i.id = $1 order by v.version desc limit 1`

// two who correct at once make the same version, and the second touches no row
const ADD_VERSION = `insert into tc.incident_version (id, incident_id, person_id, version, kind, harm, happened_at, what, done, told, told_at, why, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (select ctx.now()), (select ctx.actor())) on conflict (incident_id, version) do nothing`

/** Adds one version. Throws StaleVersion where there is one of that number already. */
export const addVersion = (
  tx: Tx,
  of: {
    readonly id: string
    readonly incidentId: string
    readonly personId: string | null
    readonly version: number
    readonly why: string | null
  },
  said: IncidentSaid,
): Promise<void> =>
  expectWritten(
    tx.write(ADD_VERSION, [
      of.id,
      of.incidentId,
      of.personId,
      of.version,
      said.kind,
      said.harm,
      said.happenedAt,
      said.what,
      said.done,
      said.told?.who ?? null,
      said.told?.at ?? null,
      of.why,
    ]),
  )

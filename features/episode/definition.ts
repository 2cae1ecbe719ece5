import { readPathway } from '#core/pathway/check.ts'
import type { PathwayDefinition, SupportSchedule } from '#core/pathway/definition.ts'
import type { Tx } from '#platform/commands/transaction.ts'

const read = new Map<string, PathwayDefinition>()
const BODY = 'select body from tc.pathway_version where pathway_id = $1 and version = $2'

/** The row an episode pins. */
export interface Pin {
  readonly pathwayId: string
  readonly version: number
  readonly sha256: string
}

/**
 * The definition that a row pins, read once a process and known by the hash of its content, which never changes.
 * Throws on a body that the check refuses: start-up does not serve one, so this is a fault of ours.
 */
export async function definitionOf(tx: Tx, pin: Pin): Promise<PathwayDefinition> {
  const key = `${pin.pathwayId}/${pin.version}/${pin.sha256}`
  const known = read.get(key)
  if (known) return known
  const row = await tx.row<{ body: unknown }>(BODY, [pin.pathwayId, pin.version])
  const reading = readPathway(row?.body)
  if (!reading.ok)
    throw new Error(`The stored definition ${pin.pathwayId} version ${pin.version} cannot be read.`)
  read.set(key, reading.definition)
  return reading.definition
}

/** The support schedule of a definition, or null where it has none. */
export const scheduleOf = (definition: PathwayDefinition): SupportSchedule | null =>
  definition.support.kind === 'schedule' ? definition.support : null

import { derivedRows } from '#features/safetynet/index.ts'
import type { Derive } from '#platform/commands/net.ts'

/** The safety net's rules, handed to the door. */
export const derive: Derive = { rowsFor: derivedRows }

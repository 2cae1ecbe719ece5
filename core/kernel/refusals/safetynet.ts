import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of the safety net. */
export const SAFETYNET_REFUSALS = {
  GAP_NOT_OPEN: entry(409, 'you', 'This gap is no longer open on your board. Open the board again.'),
} as const satisfies Record<string, RefusalEntry>

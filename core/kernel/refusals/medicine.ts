import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about the list of medicines. */
export const MEDICINE_REFUSALS = {
  MEDICINE_NOT_ON_LIST: entry(
    422,
    'you',
    'That medicine is not on the person’s present list. Open the list again.',
  ),
  MEDICINE_AS_OF_AHEAD: entry(
    422,
    'you',
    'A medicine list cannot be true as of a day to come. Put the day on which it was checked.',
  ),
} as const satisfies Record<string, RefusalEntry>

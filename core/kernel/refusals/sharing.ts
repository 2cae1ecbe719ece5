import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about what a person said about sharing. */
export const SHARING_REFUSALS = {
  SHARING_SOME_NEEDS_ITEMS: entry(
    422,
    'you',
    'Tick what the person agreed to share, or choose another answer.',
  ),
  SHARING_SOME_IS_NOT_THAT: entry(
    422,
    'you',
    'What drug and alcohol teams write is shared only when the person says yes to all of it. Untick it.',
  ),
  SHARING_ANSWER_STANDS: entry(
    409,
    'you',
    'The person answered “{answer}” before, and that stands. Only another yes, some or no takes its place.',
  ),
  SHARING_REVIEW_PASSED: entry(422, 'you', 'The day on which to ask again must be after today.'),
} as const satisfies Record<string, RefusalEntry>

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about incidents: something went wrong and is written down. */
export const INCIDENT_REFUSALS = {
  INCIDENT_AHEAD: entry(422, 'you', 'That time has not come yet. Put the time at which it happened.'),
  INCIDENT_NEEDS_WHAT: entry(422, 'you', 'Write in a few words what happened.'),
  INCIDENT_NEEDS_DONE: entry(422, 'you', 'Write what was done. “Nothing yet” is an answer.'),
  INCIDENT_TOLD_BEFORE: entry(
    422,
    'you',
    'Somebody would have been told before it happened. Check both times.',
  ),
} as const satisfies Record<string, RefusalEntry>

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about stays on a unit and the tasks they leave for a ward. */
export const STAY_REFUSALS = {
  STAY_OVERLAPS: entry(
    409,
    'the records desk',
    'This person already has a stay in this organisation at that time. End or move that stay first, or say that this is a transfer.',
  ),
  STAY_IN_FUTURE: entry(422, 'you', 'That time has not come yet. A stay is recorded when it happens.'),
  STAY_ENDS_BEFORE_IT_STARTS: entry(422, 'you', 'The stay would end before it started. Check both times.'),
  STAY_ALREADY_ENDED: entry(
    409,
    'the records desk',
    'This stay was already ended at another time. Correct the recorded end if it is wrong.',
  ),
  STAY_NOT_KNOWN: entry(
    404,
    'the records desk',
    'No open stay here matches this. Check the visit number, or record the stay by hand.',
  ),
  STAY_TRANSFER_NOT_FROM_HERE: entry(
    422,
    'you',
    'The stay moved from is not an open stay of this person in this organisation. Choose the right one.',
  ),
  STAY_VISIT_NUMBER_TAKEN: entry(
    409,
    'the records desk',
    'This visit number belongs to a stay of another person here. Ask the sender which person is meant.',
  ),
  STAY_ORGANISATION_NOT_YOURS: entry(
    422,
    'the records desk',
    'This names an organisation that is not yours, or that is not known here. Check its code with the records desk.',
  ),
  STAY_UNIT_NOT_KNOWN: entry(
    422,
    'the records desk',
    'This ward is not known in your organisation. Check its code with the records desk.',
  ),
  TASK_NEEDS_WORDS: entry(422, 'you', 'Write what was done. The task stays on the list until then.'),
  TASK_ALREADY_DONE: entry(409, 'you', 'Somebody has done this task already. Nothing was changed.'),
} as const satisfies Record<string, RefusalEntry>

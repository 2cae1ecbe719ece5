import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about people and their details. */
export const PEOPLE_REFUSALS = {
  NHS_NUMBER_NOT_TEN_DIGITS: entry(
    422,
    'you',
    'An NHS number has 10 digits. Check it, or choose "not known".',
  ),
  NHS_NUMBER_CHECK_DIGIT: entry(
    422,
    'you',
    'That NHS number has a slip in it: its last digit does not fit the others. Check it, or choose "not known".',
  ),
  BIRTH_DATE_AFTER_TODAY: entry(422, 'you', 'That birth date is after today. Check the year.'),
  BIRTH_DATE_TOO_LONG_AGO: entry(
    422,
    'you',
    'That birth date is more than {years} years ago. Check the year.',
  ),
  NHS_NUMBER_VERIFIED: entry(
    409,
    'the records desk',
    'This NHS number was verified by the national service and is not changed by hand. Ask the records desk.',
  ),
  COMMUNICATION_REVIEW_PASSED: entry(
    422,
    'you',
    'The day to look at communication needs again must be after today.',
  ),
  STAFF_SAFETY_NEEDS_AN_END: entry(
    422,
    'you',
    'Say the last day this holds. It may be at most one year from today.',
  ),
  STAFF_SAFETY_END_PASSED: entry(422, 'you', 'The last day must be after today.'),
  STAFF_SAFETY_END_TOO_FAR: entry(
    422,
    'you',
    'The last day may be {latest} at most. Review it then and decide again.',
  ),
  STAFF_SAFETY_IS_A_LABEL: entry(
    422,
    'you',
    'Write what staff should do, not a level of risk: "Visit in pairs after 6pm".',
  ),
  ABSENCE_ENDS_BEFORE_START: entry(422, 'you', 'The absence ends before it starts. Check the two times.'),
  COVER_IS_THE_ABSENT: entry(
    422,
    'you',
    'Nobody can cover for themself. Choose another staff member, or "no cover yet".',
  ),
  SECONDMENT_TO_OWN_EMPLOYER: entry(
    422,
    'your manager',
    'A secondment is to another organisation than the one that employs the staff member.',
  ),
  SAFEGUARDING_ENDED: entry(
    409,
    'you',
    'This record was ended before you sent this. Nothing was changed. Begin a new record if there is more to write.',
  ),
} as const satisfies Record<string, RefusalEntry>

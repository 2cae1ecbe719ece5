import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about organisations, staff, posts, absence and services. */
export const ORGANISATION_REFUSALS = {
  STAFF_HAS_LEFT: entry(422, 'you', 'This staff member has left. Nothing was changed.'),
  STAFF_EMAIL_TAKEN: entry(
    409,
    'the system team',
    'That email belongs to somebody here already. Use their own work email, or ask the system team.',
  ),
  STAFF_LEAVES_BEFORE: entry(422, 'you', 'Somebody cannot leave before today. Put now or a time to come.'),
  POST_NOT_HERE: entry(422, 'you', 'That team is not one of your organisation’s open teams. Choose another.'),
  POST_ROLE_UNKNOWN: entry(422, 'you', 'There is no role card of that name. Choose one from the list.'),
  POST_ENDS_BEFORE_START: entry(422, 'you', 'The post would end before it starts. Check both days.'),
  POST_HELD_ALREADY: entry(
    409,
    'you',
    'This staff member holds that role in this team already. Nothing was changed.',
  ),
  POST_ENDED: entry(409, 'you', 'This post has ended already. Nothing was changed.'),
  POST_GRANTS_MORE: entry(
    403,
    'your manager',
    'A role card that may manage organisations is given by somebody who holds that right.',
  ),
  SECONDMENT_NEEDS_END: entry(
    422,
    'you',
    'A secondment needs its last day and the name of who supervises it here.',
  ),
  SUPERVISOR_NOT_HERE: entry(422, 'you', 'Choose a supervisor who holds a post in this organisation now.'),
  ABSENCE_NOT_YOURS: entry(
    422,
    'you',
    'Absence is recorded for staff of your organisation and for staff seconded to your teams.',
  ),
  ABSENCE_OVER: entry(409, 'you', 'This absence is over. Its cover can no longer change.'),
  ABSENCE_TOUCHES_TOO_MANY: entry(
    422,
    'the system team',
    'This touches {people} people, more than {most} at once. Nothing was changed. Ask the system team to record it in parts.',
  ),
  QUEUE_TO_THEMSELVES: entry(
    422,
    'you',
    'What they own cannot move to the one who leaves. Choose a colleague.',
  ),
  QUEUE_NOT_HERE: entry(
    422,
    'you',
    'Choose a colleague who holds a post in your team now, or leave it to the team.',
  ),
  COVER_NOT_HERE: entry(422, 'you', 'Choose cover from staff who hold a post in this organisation now.'),
  COVER_AWAY_TOO: entry(
    422,
    'you',
    'Whoever you chose is away themselves for all of that time. Choose somebody else, or nobody yet.',
  ),
  SERVICE_PILOT_DATES: entry(
    422,
    'you',
    'A pilot needs its first and last day, the last one later. Check both, or leave both empty.',
  ),
  ODS_CODE_TAKEN: entry(409, 'you', 'An organisation with that code is on the list already. Open that one.'),
  CHARITY_NUMBER_TAKEN: entry(
    409,
    'you',
    'An organisation with that charity number is on the list already. Open that one.',
  ),
  UNIT_CODE_TAKEN: entry(
    409,
    'you',
    'A ward or house of this organisation has that code already. Check the code.',
  ),
  ODS_FILE_NOT_READ: entry(
    422,
    'the system team',
    'Line {line} of the file is not in the form of an ODS organisation list. Nothing was loaded.',
  ),
} as const satisfies Record<string, RefusalEntry>

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of the privacy desk: emergency access, sharing without agreement, asking for access. */
export const PRIVACY_REFUSALS = {
  EMERGENCY_NEEDS_TWO: entry(
    422,
    'you',
    'Two things must agree. Enter the NHS number with the birth date or the family name. Without a number, enter the first name, the family name and the birth date.',
  ),
  EMERGENCY_NO_ONE_FITS: entry(
    422,
    'you',
    'No one record fits what you entered. Check the spelling and the birth date, or use the NHS number. Do not wait for this screen: ring 999, or the team that knows the person.',
  ),
  COMPLAINT_NO_ONE_FITS: entry(
    422,
    'you',
    'No one record of your organisation fits what you entered. Check the spelling and the birth date, or use the NHS number.',
  ),
  COMPLAINT_CLOSED: entry(409, 'nobody', 'It is closed already. Read what was found.'),
  EMERGENCY_NOT_YOURS: entry(
    403,
    'your manager',
    'Opening a record in an emergency belongs to an employed post that is named for it. Ring a colleague who has one.',
  ),
  EMERGENCY_OPEN_ALREADY: entry(409, 'you', 'You have opened this record already, and it is still open.'),
  EMERGENCY_OVER: entry(409, 'nobody', 'It is closed already.'),
  SECOND_LOOK_OWN: entry(403, 'you', 'Somebody else takes the second look at what you did yourself.'),
  SECOND_LOOK_TAKEN: entry(
    409,
    'nobody',
    'Somebody has taken the second look already. Read what they found.',
  ),
  SECOND_LOOK_AT_DESK: entry(
    409,
    'you',
    'This is ended by the look or the talk that it asks for. Open it from the task and write down what you found there.',
  ),
  WITHOUT_NEEDS_CORE: entry(
    422,
    'you',
    'What teams write for one another, and what a drug and alcohol team writes, is misread without the main facts. Tick those too.',
  ),
  WITHOUT_ENDS_BEFORE: entry(422, 'you', 'The end must be after now.'),
  WITHOUT_TOO_LONG: entry(
    422,
    'you',
    'It ends within {days: day / days}. If it is needed for longer, weigh it again then.',
  ),
  WITHOUT_CAPACITY_SAYS: entry(
    422,
    'you',
    'Say on which day the person’s capacity for this one decision was looked at, and what was found.',
  ),
  WITHOUT_CAPACITY_DAY: entry(422, 'you', 'The day on which capacity was looked at is not after today.'),
  WITHOUT_CAN_DECIDE: entry(
    422,
    'you',
    'If the person can decide this, their best interests are not a ground. Choose another ground, or ask the person.',
  ),
  WITHOUT_TOLD_WHY: entry(
    422,
    'you',
    'Say why the person is not told yet, and on which day you look at that again.',
  ),
  WITHOUT_TOLD_DAY: entry(
    422,
    'you',
    'Look at it again on a day between today and {days: day / days} from now.',
  ),
  WITHOUT_NOT_HERE: entry(
    422,
    'you',
    'Choose a service of another team that is open, and a colleague of your organisation who weighed it.',
  ),
  WITHOUT_OVER: entry(409, 'nobody', 'It has ended already.'),
  WITHOUT_TOLD_ALREADY: entry(409, 'nobody', 'The person has been told already.'),
  DEPUTY_SEEN_HALF: entry(
    422,
    'you',
    'Say which paper was seen and on which day. If nobody has seen one, leave both empty.',
  ),
  DEPUTY_SEEN_AHEAD: entry(422, 'you', 'The day on which the paper was seen is not after today.'),
  DEPUTY_UNTIL_BEFORE: entry(422, 'you', 'The last day is not before the first.'),
  DEPUTY_OVER: entry(409, 'nobody', 'Somebody has written down already that this ended.'),
  DEPUTY_ENDS_AHEAD: entry(422, 'you', 'Write down an end when it has come. Enter today or an earlier day.'),
  ASK_ANSWERED: entry(409, 'nobody', 'Somebody has answered this already.'),
  ASK_NOT_YOURS: entry(403, 'your manager', 'Somebody else answers what you asked for.'),
} as const satisfies Record<string, RefusalEntry>

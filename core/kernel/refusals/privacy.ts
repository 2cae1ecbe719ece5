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
  COPY_OPEN_ALREADY: entry(409, 'you', 'A request of this person is open already. Answer that one.'),
  COPY_NO_ONE_FITS: entry(
    422,
    'you',
    'No one record of your organisation fits what you entered. Check the spelling and the birth date, or use the NHS number.',
  ),
  COPY_ASKED_DAY: entry(
    422,
    'you',
    'The day on which they asked is not after today, and not more than a year ago.',
  ),
  COPY_IDENTITY_DAY: entry(422, 'you', 'The day on which you checked who they are is not after today.'),
  COPY_IDENTITY_FIRST: entry(
    409,
    'you',
    'First write down who checked that it is this person who asks, and how. Nothing is gathered before.',
  ),
  COPY_IDENTITY_DONE: entry(409, 'nobody', 'Who they are has been checked already.'),
  COPY_EXTENDED_ALREADY: entry(409, 'nobody', 'The time has been extended already. It is extended once.'),
  COPY_EXTEND_LATE: entry(
    409,
    'your manager',
    'The first month is over, so the time can no longer be extended. Answer now, and tell the person why it is late.',
  ),
  COPY_TOLD_DAY: entry(
    422,
    'you',
    'Tell the person first. The day on which you told them is between the day they asked and today.',
  ),
  COPY_NOT_GATHERED: entry(409, 'you', 'Gather what you hold first.'),
  COPY_SETTLED: entry(
    409,
    'nobody',
    'This request is released or ended already. Nothing in it changes any more.',
  ),
  COPY_NOT_RELEASED: entry(409, 'you', 'Release the copy first.'),
  COPY_UNDECIDED: entry(
    409,
    'you',
    'Parts are still undecided. Each part that was proposed for withholding is decided before anything is released.',
  ),
  COPY_RELEASE_ANOTHER: entry(
    403,
    'your manager',
    'You decided about serious harm in this copy. Somebody else releases it.',
  ),
  COPY_PARTS_NONE: entry(422, 'you', 'Tick at least one part.'),
  COPY_NOT_PROPOSED: entry(409, 'you', 'A part you ticked is not proposed for this. Open the page again.'),
  COPY_NOT_YOURS: entry(
    403,
    'your manager',
    'This belongs to an employed post that is named for it: whoever answers requests, or a registered health professional.',
  ),
  COPY_HANDED_DAY: entry(
    422,
    'you',
    'The day on which you handed it over is between the day of release and today.',
  ),
  COPY_TABLE_NOT_REVIEWED: entry(
    409,
    'the system team',
    'A part of the record is new, and nobody has said yet how a copy of it reads. Nothing is gathered until then.',
  ),
  LEAVING_OPEN_ALREADY: entry(409, 'you', 'Your organisation’s leaving is written down already.'),
  LEAVING_NEEDS_SECOND: entry(
    403,
    'your manager',
    'Somebody else confirms it: another who may build the organisation, or its root owner.',
  ),
  LEAVING_OPEN_MATTERS: entry(
    409,
    'you',
    'Open matters stand in the name of your organisation. Hand each over or end it first: see the list.',
  ),
  LEAVING_SETTLED: entry(409, 'nobody', 'This is settled already.'),
  LEAVING_NOT_CONFIRMED: entry(409, 'your manager', 'Somebody else confirms the leaving first.'),
  LEAVING_EXPORT_OLD: entry(
    409,
    'you',
    'The records have changed since you took them, or this is not their digest. Take them again, and enter the digest of the new file.',
  ),
  ASK_ANSWERED: entry(409, 'nobody', 'Somebody has answered this already.'),
  ASK_NOT_YOURS: entry(403, 'your manager', 'Somebody else answers what you asked for.'),
} as const satisfies Record<string, RefusalEntry>

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of hospital messages: the reader is most often the system that sent one. */
export const HL7_REFUSALS = {
  HL7_NOT_A_MESSAGE: entry(
    422,
    'the other service',
    'This is not an HL7 message: it must begin with MSH and say its separators. Send the message again whole.',
  ),
  HL7_HEADER_INCOMPLETE: entry(
    422,
    'the other service',
    'The message header lacks {what}. Send the message again with it.',
  ),
  HL7_SEGMENT_UNREADABLE: entry(
    422,
    'the other service',
    'Line {line} of the message does not begin with a segment name. Send the message again whole.',
  ),
  HL7_CUT_SHORT: entry(
    422,
    'the other service',
    'The message stops before its end mark. Send it again whole.',
  ),
  HL7_EVENT_NOT_READ: entry(
    422,
    'the system team',
    'Messages of type {event} are not read here yet. Nothing was changed.',
  ),
  HL7_SEGMENT_MISSING: entry(
    422,
    'the other service',
    'The message has no {segment} segment, so it was not used. Send it again whole.',
  ),
  HL7_SEGMENT_TWICE: entry(
    422,
    'the other service',
    'The message has more than one {segment} segment, so nobody can say which is meant. Send a message for each person and visit.',
  ),
  HL7_PERSON_NOT_NAMED: entry(
    422,
    'the other service',
    'The message gives neither a usable identifier nor a family name, so nobody was matched. Send it again with one.',
  ),
  HL7_WARD_NOT_SAID: entry(
    422,
    'the other service',
    'The message does not say the ward (PV1-3). Send it again with the ward.',
  ),
  HL7_TIME_NOT_SAID: entry(
    422,
    'the other service',
    'The message does not say when it happened in a form we can read (looked at {places}). Send it again with the time.',
  ),
  HL7_NOT_AN_INPATIENT: entry(
    422,
    'the other service',
    'The message is marked as outpatient or not yet admitted (PV1-2), so no stay was opened.',
  ),
  HL7_SENDER_NOT_SAID: entry(
    422,
    'the other service',
    'The message does not say which organisation sent it (MSH-4). Send it again with its code.',
  ),
  HL7_SENDER_NOT_EXPECTED: entry(
    422,
    'the system team',
    'The message names another sending application (MSH-3) than this listener is for. Nothing was filed.',
  ),
  HL7_NOT_LIVE: entry(
    422,
    'the other service',
    'The message is marked as training or debugging (MSH-11) and this system is live. Nothing was filed.',
  ),
  HL7_VERSION_NOT_READ: entry(
    422,
    'the other service',
    'Messages of HL7 version {version} are not read here; 2.3 to 2.5.1 are. Nothing was changed.',
  ),
  HL7_NUMBERS_NOT_SAID: entry(
    422,
    'the other service',
    'The message does not say which of your numbers goes into which (PID-3 and MRG-1). Send it again with both.',
  ),
  HL7_NUMBER_OF_ANOTHER: entry(
    409,
    'the records desk',
    'The hospital number in the message stands for another person here than its other identifiers do. The records desk finds out who is meant.',
  ),
  HL7_ADMISSION_IN_USE: entry(
    409,
    'the records desk',
    'The message cancels an admission, and more than messages is written in that stay by now. The records desk and the ward look at it together.',
  ),
  MESSAGE_ALREADY_DONE: entry(409, 'you', 'This message does not wait any more. Nothing was changed.'),
  MESSAGE_NOT_TRIED: entry(
    409,
    'you',
    'This is no hospital message, so it cannot be tried again here. Ask its sender to put it right and send it again; then set this one aside.',
  ),
  MESSAGE_NEEDS_NUMBER: entry(
    422,
    'you',
    'Enter the NHS number of the person who is meant: ten digits, checked.',
  ),
  MESSAGE_NEEDS_TWO: entry(
    422,
    'you',
    'Enter the birth date or the family name too: two things must agree before anything is filed.',
  ),
  MESSAGE_NEEDS_REASON: entry(
    422,
    'you',
    'Write why nothing of this message is filed. It stays readable with your reason.',
  ),
  FEED_DAY_NOT_OVER: entry(
    422,
    'you',
    'That day is not over yet. Its messages can be held against the sender’s count from tomorrow.',
  ),
  FEED_DAY_NEEDS_WORDS: entry(
    422,
    'you',
    'The sender counts {sent} and {ours} came here. Write what was found, or whom you asked.',
  ),
  HL7_TWO_IDENTIFIERS: entry(
    422,
    'the records desk',
    'The message does not give an NHS number with a birth date or family name, so nobody was matched. The records desk finds out who is meant.',
  ),
} as const satisfies Record<string, RefusalEntry>

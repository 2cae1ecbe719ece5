import { entry } from './entry.ts'

/** Refusals about who answers for a team, and about what somebody was told. */
export const DUTY_REFUSALS = {
  DUTY_HOURS_NOT_SOUND: entry(
    422,
    'you',
    'Two times of one day lie over each other, or begin and end at the same time. Check the hours of {day}.',
  ),
  DUTY_CHAIN_TOO_SHORT: entry(
    422,
    'you',
    'Name at least two, each once: when the first does not answer, the next is told.',
  ),
  DUTY_NOT_HERE: entry(
    422,
    'you',
    'Somebody named does not work in your organisation now. Choose somebody who does.',
  ),
  DUTY_SHIFT_NOT_SOUND: entry(
    422,
    'you',
    'A shift ends after it begins, and is no longer than 36 hours. Check its times.',
  ),
  DUTY_SHIFT_PAST: entry(422, 'you', 'That shift is over. Set who answers from now on.'),
  DUTY_SHIFT_TWICE: entry(
    422,
    'you',
    'Somebody named is on duty for this team at that time already. Take that shift back first, or choose other times.',
  ),
  DUTY_OUT_NEEDS_WHERE: entry(
    422,
    'you',
    'Say who to ring in words, and give a number, an email address or another team that answers then.',
  ),
  DUTY_OUT_NOTHING_SENT: entry(
    422,
    'you',
    'Nothing can be sent there at night. Give an email address, a mobile number or a team, or say that nothing is to be sent.',
  ),
  DUTY_OUT_IS_ITSELF: entry(422, 'you', 'A team cannot hand over to itself out of hours. Choose another.'),
  NOTICE_GONE: entry(
    409,
    'you',
    'Somebody did the thing, or it is no longer owed. There is nothing left to acknowledge.',
  ),
  NOTICE_ALREADY_ACKNOWLEDGED: entry(
    409,
    'you',
    'A colleague has acknowledged this already. It stays open until it is done.',
  ),
} as const

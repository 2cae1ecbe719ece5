import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about referrals. */
export const REFERRAL_REFUSALS = {
  REFERRAL_SERVICE_CLOSED: entry(
    422,
    'the other service',
    'This service is not taking referrals now. Choose another service, or ring them.',
  ),
  REFERRAL_NO_AGREEMENT: entry(
    422,
    'your manager',
    'Your organisation has no sharing agreement in force with that organisation, so nothing was sent. Ring the service, or ask your manager.',
  ),
  REFERRAL_ALREADY_OPEN: entry(
    409,
    'you',
    'This person has an open referral to this service, sent on {on}. Open that one instead of sending another.',
  ),
  REFERRAL_SAID_NO: entry(
    422,
    'you',
    'The person said no, so nothing was sent. Record the no, give them the service’s number, or ask again another day.',
  ),
  REFERRAL_SAID_NO_BEFORE: entry(
    409,
    'you',
    'The person said no to this service before. Ask again, and send only when they say yes to all or some of it.',
  ),
  REFERRAL_WORD: entry(
    409,
    'you',
    'This referral is “{word}” now, so that cannot be done. Open it again to see what can.',
  ),
  REFERRAL_START_PASSED: entry(422, 'you', 'The start date is before today. Put today or a day to come.'),
  REFERRAL_KEY_WORKER: entry(
    422,
    'you',
    'Choose a worker who holds a post in this service’s team now, or leave the worker open.',
  ),
  REFERRAL_NO_PATHWAY: entry(
    422,
    'the system team',
    'No pathway definition is loaded for this service, so support cannot be opened.',
  ),
  REFERRAL_ONWARD_ITSELF: entry(
    422,
    'you',
    'You cannot hand a referral on to the service that declines it. Choose another service.',
  ),
  REFERRAL_ONWARD_SHUT: entry(
    422,
    'you',
    'The sender could not send it there: that service is not taking referrals, or no sharing agreement is in force. Choose another way onward.',
  ),
  REFERRAL_NEEDS_A_SENDER: entry(
    422,
    'your manager',
    'A referral is owned by a named staff member. Sign in as one; for another system it is whoever manages its team, and that team has no manager now.',
  ),
  REFERRAL_TWO_IDENTIFIERS: entry(
    422,
    'you',
    'A referral from another system names the person by two identifiers: the NHS number, and a birth date or family name. It was not filed to anybody.',
  ),
  REFERRAL_SERVICE_NOT_NAMED: entry(
    422,
    'you',
    'The message does not name one service of this partnership as its receiver. Put its id from HealthcareService here.',
  ),
  FOLLOW_NOT_THIS: entry(
    422,
    'you',
    'What can be followed is one referral: criteria ServiceRequest?_id= or Task?focus= with its id, channel rest-hook without payload, headers or end; to stop, status off.',
  ),
  FOLLOW_NOT_LISTED: entry(
    422,
    'your manager',
    'That address is not on your organisation’s list of partners’ systems. Nothing is sent to an address that is not listed.',
  ),
  REFERRAL_TASK_NOT_THIS: entry(
    422,
    'you',
    'The sender’s system may take a referral back (Task cancelled, ServiceRequest revoked), or answer a question that waits (Task received, the answer as its last note). The other words are the service’s.',
  ),
  REFERRAL_NOT_READ: entry(
    422,
    'you',
    'The message holds no referral that can be read here: one ServiceRequest of status active and intent order, with its person.',
  ),
  REFERRAL_NOT_HANDED_ON: entry(
    409,
    'you',
    'No service was suggested for this referral, or it was handed on already. Send a new referral instead.',
  ),
  REFERRAL_ASK_FIRST: entry(
    409,
    'you',
    'The person agreed to share some things only with the service before. Ask about this one first.',
  ),
} as const satisfies Record<string, RefusalEntry>

/** Who can put a refusal right; printed with every refusal. */
export type WhoCanFix =
  | 'you'
  | 'your manager'
  | 'the other service'
  | 'the records desk'
  | 'the system team'
  | 'nobody'

export interface RefusalEntry {
  /** HTTP status of a problem document that carries this code. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503
  /** One plain sentence: what to do. {slots} are filled from Refusal.params. */
  readonly sentence: string
  readonly who: WhoCanFix
}

const entry = (status: RefusalEntry['status'], who: WhoCanFix, sentence: string): RefusalEntry => ({
  status,
  who,
  sentence,
})

/**
 * The one catalogue of expected refusals. `docs/refusals.md` is tied to it by a test, both ways.
 * Add a code in its noun's section; never reuse a code with another meaning.
 */
export const REFUSALS = {
  // door
  INPUT_NOT_UNDERSTOOD: entry(
    422,
    'you',
    'Some answers are missing or not understood. Look at the marked answers and send again.',
  ),
  NOT_SIGNED_IN: entry(401, 'you', 'Sign in first. What you typed is kept.'),
  NOT_ALLOWED: entry(403, 'your manager', 'Your post does not allow this. Ask your manager who can do it.'),
  NOT_FOUND_OR_NOT_YOURS: entry(
    404,
    'you',
    'We cannot show this. It may not exist, or you may need to ask for access.',
  ),
  COMMAND_ID_REUSED: entry(
    409,
    'you',
    'This was sent before with other content. Nothing was changed. Send it again as something new.',
  ),
  STALE_VERSION: entry(
    409,
    'you',
    'Someone else changed this while you were typing. Both texts are shown. Choose one, or keep both.',
  ),
  UNKNOWN_COMMAND: entry(404, 'you', 'There is no command or query of that name.'),
  CROSS_SITE: entry(
    403,
    'you',
    'This did not come from a page of this system. Open the page again and send it from there.',
  ),
  TOO_LARGE: entry(413, 'you', 'That is too large to take in. Send it in smaller parts.'),
  TOO_MANY_TRIES: entry(429, 'you', 'That was tried too often. Wait {seconds} seconds and try again.'),
  BUSY_TRY_AGAIN: entry(503, 'you', 'Others were changing the same facts. Nothing was lost. Send it again.'),
  HOLIDAYS_NOT_KNOWN: entry(
    422,
    'the system team',
    'The bank holiday list ends on {until}. Load a newer list before counting past it.',
  ),
  // safety net
  GAP_NOT_OPEN: entry(409, 'you', 'This gap is no longer open on your board. Open the board again.'),

  SURPRISE: entry(
    500,
    'the system team',
    'Something went wrong on our side. Nothing was changed. Ring the system team with the reference.',
  ),
  // people
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
  // organisation, staff and services
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
  COVER_NOT_HERE: entry(422, 'you', 'Choose cover from staff who hold a post in this organisation now.'),
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

  // hl7
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
  HL7_NOT_LIVE: entry(
    422,
    'the other service',
    'The message is marked as training or debugging (MSH-11) and this system is live. Nothing was filed.',
  ),
  HL7_TWO_IDENTIFIERS: entry(
    422,
    'the records desk',
    'The message does not give an NHS number with a birth date or family name, so nobody was matched. The records desk finds out who is meant.',
  ),

  // stay
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

  // task
  TASK_NEEDS_WORDS: entry(422, 'you', 'Write what was done. The task stays on the list until then.'),
  TASK_ALREADY_DONE: entry(409, 'you', 'Somebody has done this task already. Nothing was changed.'),

  // pathway and its support schedule
  STEP_NOT_KNOWN: entry(
    422,
    'you',
    'That step is not in this person’s pathway version. Open the schedule again and choose from it.',
  ),
  STEP_NOT_NEXT: entry(
    422,
    'you',
    'Support goes down one step at a time. Choose the step after the present one.',
  ),
  STEP_NOT_MORE: entry(422, 'you', 'That is not more support than now. Choose a step above the present one.'),
  STEP_DOWN_PENDING: entry(
    409,
    'you',
    'A step down is already agreed and has not begun. Wait for it, or step up to call it off.',
  ),
  STEP_DOWN_DATE: entry(
    422,
    'you',
    'A step down begins tomorrow at the earliest and {days} days ahead at most. Choose a day between.',
  ),
  STEP_NEEDS_PERSON: entry(
    422,
    'you',
    'Support goes down only when the person agrees. Ask them, and write when and how they said so.',
  ),
  STEP_NEEDS_TEAM: entry(
    422,
    'the other service',
    'Support goes down only when a named member of the prescribing or referring team agrees. Ask them.',
  ),
  STEP_AGREEMENT_STALE: entry(
    422,
    'you',
    'That agreement was given before the present step began. Ask again for this step.',
  ),
  STEP_AGREEMENT_AHEAD: entry(
    422,
    'you',
    'That agreement is dated in the future. Put the time at which it was given.',
  ),
  STEP_WORRY_OPEN: entry(
    409,
    'you',
    'Support cannot go down while {count} worries are open. Write what was done about each.',
  ),
  STEP_GAP_OPEN: entry(409, 'you', 'Support cannot go down while {count} gaps are open. Clear them first.'),
  SCHEDULE_NOT_STARTED: entry(409, 'you', 'Support has not started yet. Start it first.'),
  SCHEDULE_ENDED: entry(409, 'you', 'This support has ended. A new referral starts it again.'),
  SCHEDULE_PAUSED: entry(409, 'you', 'This support is paused. Say that the person is back first.'),
  SCHEDULE_NOT_PAUSED: entry(409, 'you', 'This support is not paused. Nothing was changed.'),
  PAUSE_NOT_OFFERED: entry(
    422,
    'you',
    'This pathway does not pause for that reason. Choose one that it names.',
  ),
  PAUSE_TIME: entry(422, 'you', 'Put a time that is not in the future and not before the pause began.'),
  CLOSING_NEEDS_OUTCOME: entry(
    422,
    'you',
    'Say how the support ended. Choose one of the outcomes of this pathway.',
  ),
  CLOSING_NEEDS_DESTINATION: entry(
    422,
    'you',
    'Say where the person goes from here. Choose one of the destinations of this pathway.',
  ),
  CLOSING_NEEDS_RECEIVER: entry(
    422,
    'you',
    'Name the person or team who carries on, and say when and how you handed over.',
  ),
  CLOSING_OPEN_NOT_SEEN: entry(
    409,
    'you',
    '{count} things are still open and were not on the list you saw. Look at the new list and close again.',
  ),
  STEP_PROPOSAL_SETTLED: entry(
    409,
    'you',
    'This proposal was settled already. Open the schedule again and make a new one.',
  ),
  STEP_PROPOSAL_OPEN: entry(
    409,
    'you',
    'A step down is already proposed and waits for its agreements. Settle that one first.',
  ),
  EPISODE_WORKER: entry(422, 'you', 'Choose a worker who holds a post in this service’s team now.'),
  EPISODE_NO_CONTACT_UNTIL: entry(
    422,
    'you',
    'A reason for no next contact holds for {days} days at most. Choose a day after today within that.',
  ),
  EPISODE_PLAN_UNTIL: entry(
    422,
    'you',
    'Contacts are planned for {days} days ahead at most. Choose a day after today within that.',
  ),
  EPISODE_ENDED: entry(409, 'you', 'This support has ended already. Nothing was changed.'),

  // sharing
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

  // referral
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
  REFERRAL_NEEDS_A_SENDER: entry(422, 'you', 'A referral is sent by a named staff member. Sign in as one.'),
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

  // medicine list
  MEDICINE_NOT_ON_LIST: entry(
    422,
    'you',
    'That medicine is not on the person’s present list. Open the list again.',
  ),
  MEDICINE_AS_OF_AHEAD: entry(
    422,
    'you',
    'A medicine list cannot be true as of a day to come. Put the day on which it was checked.',
  ),

  // contact
  CONTACT_MOVE_PAST: entry(
    422,
    'you',
    'A contact can be moved or planned to a time still to come, with its end after its start on the same day.',
  ),
  CONTACT_NOT_PLANNED: entry(
    409,
    'you',
    'This contact is not waiting to be made any more. Open it to see what happened.',
  ),
  CONTACT_AHEAD: entry(422, 'you', 'That time has not come yet. Put the time at which it happened.'),
  CONTACT_NEEDS_WORKER: entry(422, 'you', 'Say who made the contact. Name at least one worker.'),
  CONTACT_ALREADY_RECORDED: entry(
    409,
    'you',
    'This contact is recorded already. Open it and correct it instead.',
  ),
  CONTACT_NOT_RECORDED: entry(409, 'you', 'This contact has no record yet. Record it first.'),
  CONTACT_CANCELLED: entry(
    409,
    'you',
    'This planned contact was taken off the plan. Record what happened as an extra contact.',
  ),
  CONTACT_OUTCOME_NOT_OWED: entry(409, 'you', 'Nothing is open about this contact. Nothing was changed.'),
  CONTACT_OUTCOME_EMPTY: entry(422, 'you', 'Write in a few words what came of it.'),
  DOSE_MEDICINE_UNKNOWN: entry(
    422,
    'you',
    'An answer is for a medicine that is not on the present list. Open the visit again.',
  ),
  DOSE_UNANSWERED: entry(
    422,
    'you',
    '{count} medicines have no answer. Say what happened with each, or that it is not known.',
  ),
  DOSE_TWICE: entry(422, 'you', 'One medicine has two answers. Keep one.'),
  DOSE_NOT_SEEN: entry(
    422,
    'you',
    'You can say that you saw it only when you saw the person. Choose “told me” or another answer.',
  ),
  CORRECTION_NEEDS_WHY: entry(422, 'you', 'Write why the record is changed. The first text is kept.'),
  CORRECTION_CHANGES_NOTHING: entry(
    422,
    'you',
    'The corrected record is the same as before. Nothing was changed.',
  ),
  NOTE_EMPTY: entry(422, 'you', 'The note is empty. Write something or leave it out.'),
  WORRY_NEEDS_TOLD: entry(422, 'you', 'Say who was told about this worry, or that nobody has been told yet.'),
  WORRY_NEEDS_DONE: entry(422, 'you', 'Write what was done. A worry stays open until then.'),
  WORRY_SETTLED: entry(409, 'you', 'This worry is settled already. Nothing was changed.'),
  CHAIN_NOT_RUNNING: entry(409, 'you', 'No “no answer” is open for this contact. Nothing was changed.'),
  CHAIN_STEP_UNKNOWN: entry(
    422,
    'you',
    'That is not a step of this pathway’s no-answer chain. Choose one of its steps.',
  ),

  // report
  REPORT_MONTHS: entry(422, 'you', 'Say a whole number of months, from 1 to 120.'),
  REPORT_DAY_AHEAD: entry(422, 'you', 'That day has not come yet. Choose today or an earlier day.'),
  REPORT_SERVICE_UNCLEAR: entry(
    422,
    'you',
    'Several of your services go by that name. Name one by its id: {services}.',
  ),
} as const satisfies Record<string, RefusalEntry>

export type RefusalCode = keyof typeof REFUSALS

/** The catalogue's sentence with its slots filled. */
export function refusalSentence(
  code: RefusalCode,
  params: Readonly<Record<string, string | number>> = {},
): string {
  return REFUSALS[code].sentence.replace(/\{(\w+)\}/g, (whole, slot: string) => String(params[slot] ?? whole))
}

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about what a person said about sharing, and about agreements between organisations. */
export const SHARING_REFUSALS = {
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
  SHARING_CONSENT_NEEDS_YES: entry(
    422,
    'you',
    'Explicit consent is recorded only where the person said yes, or some of it. Choose another legal basis.',
  ),
  SHARING_AGREED_NEEDS_YES: entry(
    422,
    'you',
    'That they agreed is recorded only where the person said yes, or some of it. Choose what fits.',
  ),
  SHARING_OVERRIDE_IS_AN_ACT: entry(
    422,
    'you',
    'Sharing without agreement is an act of its own, with its reason and a second look. It is not recorded as an answer.',
  ),
  SHARING_STOPPED_ALREADY: entry(
    409,
    'you',
    'Sharing with this service is stopped already. Nothing more is needed.',
  ),
  AGREEMENT_WITH_ITSELF: entry(
    422,
    'you',
    'Inside one organisation no agreement is needed. Choose another organisation.',
  ),
  AGREEMENT_STANDS: entry(
    409,
    'you',
    'These two organisations have an agreement already, in force or still to begin. Change its end instead.',
  ),
  AGREEMENT_STARTS_BEFORE: entry(
    422,
    'you',
    'An agreement begins today or on a day to come, never in the past. Put a later first day.',
  ),
  AGREEMENT_ENDS_BEFORE_START: entry(
    422,
    'you',
    'The agreement would end before it begins. Check both days.',
  ),
  AGREEMENT_ENDS_IN_PAST: entry(
    422,
    'you',
    'The last day must be today or later. To end the agreement at once, choose “Now”.',
  ),
  AGREEMENT_ENDED_BY_THEM: entry(
    409,
    'the other service',
    'The other organisation ended the last agreement between you. Only they can make the next one: ring them.',
  ),
  AGREEMENT_END_IS_THEIRS: entry(
    409,
    'the other service',
    'The other organisation set this end. You can end it sooner; only they can put it off or take it away.',
  ),
  AGREEMENT_OVER: entry(409, 'you', 'This agreement is over. Make a new one.'),
} as const satisfies Record<string, RefusalEntry>

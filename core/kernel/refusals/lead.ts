import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about who leads a way out of hospital, about handing it over by name, and about closing it. */
export const LEAD_REFUSALS = {
  LEAD_NOT_YOURS: entry(
    403,
    'the other service',
    'Another team leads, or nobody does yet. Only the team that leads names a lead, hands over or asks somebody to carry on.',
  ),
  LEAD_NEEDS_HANDOVER: entry(
    409,
    'you',
    'They have left and nobody has accepted the lead, so the ward’s manager has it. Offer it by name to the team that carries on.',
  ),
  LEAD_ALREADY: entry(409, 'you', 'They lead already. Nothing was changed.'),
  LEAD_NOT_IN_TEAM: entry(
    422,
    'you',
    'This staff member has no post in that team now. Choose somebody who works there.',
  ),
  LEAD_VOLUNTEER: entry(
    422,
    'you',
    'A volunteer is never asked to lead or to carry on. Choose an employed worker.',
  ),
  LEAD_TEAM_CLOSED: entry(422, 'you', 'That team is closed. Choose another.'),
  LEAD_SAME_TEAM: entry(
    422,
    'you',
    'That is the team which leads now. Name the lead inside the team instead.',
  ),
  LEAD_VOLUNTARY_ORGANISATION: entry(
    422,
    'you',
    'A team of a voluntary organisation leads only where a pathway says so and both organisations have signed it. No pathway does. Choose a team with clinical responsibility.',
  ),
  LEAD_NOT_CLINICAL: entry(
    422,
    'you',
    'That team has no clinical responsibility, so it cannot lead. Choose one that has.',
  ),
  LEAD_CLOSED_TEAM: entry(
    422,
    'you',
    'Who carries on is read by everybody who supports the person, so this team cannot be asked here.',
  ),
  LEAD_NO_STAY: entry(
    409,
    'you',
    'No stay in hospital is known here, so there is no lead to hand over. Whoever sent the referral answers for now.',
  ),
  LEAD_NOT_BEGUN: entry(
    409,
    'you',
    'No way out of hospital is open yet, so whoever you ask could not see whom it is about. Write down when they are clinically ready or mean to leave: that opens it. Then ask by name.',
  ),
  LEAD_WAITS: entry(
    409,
    'you',
    'Somebody has been asked already and has not answered. Take that back first, or wait for the answer.',
  ),
  LEAD_NEEDS_WORDS: entry(422, 'you', 'Write what they are asked to carry on with.'),
  LEAD_NEEDS_REASON: entry(422, 'you', 'Write why not. The team that asked looks for somebody else by it.'),
  LEAD_NOT_NAMED: entry(
    403,
    'the other service',
    'Only the staff member who was asked by name can answer this, in the team for which they were asked.',
  ),
  LEAD_ANSWERED: entry(409, 'you', 'This was answered or taken back already. Nothing was changed.'),
  LEAD_OFFER_PASSED: entry(
    409,
    'you',
    'What was offered is over: they are on another ward, or this way out is closed. Decline it, or ask the ward.',
  ),
  CLOSE_NOT_OPEN: entry(409, 'you', 'No way out of hospital is open for this person. Nothing was changed.'),
  CLOSE_IN_HOSPITAL: entry(409, 'you', 'They are in hospital, so their way out is not over.'),
  CLOSE_REFERRAL_OPEN: entry(
    409,
    'the other service',
    'A referral waits for an answer, or was declined without a way onward. Every one is answered before this is closed.',
  ),
  CLOSE_GAP_OPEN: entry(
    409,
    'you',
    'Something is still open about this person, perhaps with a team whose rows you do not see. It is done before this is closed.',
  ),
  CLOSE_LEAVING_OWED: entry(
    409,
    'you',
    'The days after leaving are not over: nobody has met or spoken with them yet, or somebody named in the plan does not have it. After a closing nobody would owe it, so it is done first.',
  ),
  CLOSE_NOBODY_CARRIES_ON: entry(
    409,
    'you',
    'Nobody carries on yet. Ask somebody by name, and close this when they have accepted.',
  ),
  CLOSE_NOT_ACCEPTED: entry(
    409,
    'the other service',
    'Whoever was asked to carry on has not answered. This stays open until they accept.',
  ),
  CLOSE_NOT_LEAD: entry(
    403,
    'the other service',
    'Only the lead, or whoever covers for the lead, closes a way out of hospital.',
  ),
  CLOSE_NEEDS_WORDS: entry(422, 'you', 'Write who carries on and with what. It stays beside your name.'),
} as const satisfies Record<string, RefusalEntry>

import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about stays on a unit and the tasks they leave for a ward. */
export const STAY_REFUSALS = {
  STAY_OVERLAPS: entry(
    409,
    'the records desk',
    'This person already has a stay in this organisation at that time. Move them to the other ward from that stay, or end it first.',
  ),
  STAY_IN_FUTURE: entry(422, 'you', 'That time has not come yet. A stay is recorded when it happens.'),
  STAY_ENDS_BEFORE_IT_STARTS: entry(422, 'you', 'The stay would end before it started. Check both times.'),
  STAY_ALREADY_ENDED: entry(
    409,
    'the records desk',
    'This stay was already ended at another time. Correct the recorded end if it is wrong.',
  ),
  STAY_NOT_ENDED: entry(409, 'you', 'They have not left the ward. Nothing was changed.'),
  STAY_END_IS_A_MOVE: entry(
    409,
    'the records desk',
    'This stay ended by a move to another ward. Put the move right instead.',
  ),
  STAY_MOVE_ENDED: entry(
    409,
    'you',
    'They have left the ward. Only somebody who is on a ward is moved to another.',
  ),
  STAY_MOVE_BEFORE: entry(
    422,
    'you',
    'They were not on this ward yet at that time. Check the day and the time of the move.',
  ),
  STAY_MOVE_IN_FUTURE: entry(422, 'you', 'That time has not come yet. A move is recorded when it happens.'),
  STAY_UNDO_NEEDS_WHY: entry(422, 'you', 'Write why: everybody who was told that they had left reads it.'),
  LEAVE_STAY_ENDED: entry(409, 'you', 'They have left the ward. Leave belongs to a stay that is open.'),
  LEAVE_ALREADY_AWAY: entry(
    409,
    'you',
    'They are away from the ward already. Say first that they came back.',
  ),
  LEAVE_BEFORE_ADMISSION: entry(422, 'you', 'That is before they were admitted. Check the time.'),
  LEAVE_IN_FUTURE: entry(422, 'you', 'That time has not come yet. Leave is recorded when it happens.'),
  LEAVE_BACK_BEFORE_START: entry(422, 'you', 'They would be back before they went. Check both times.'),
  LEAVE_ALREADY_BACK: entry(
    409,
    'you',
    'A colleague has written already that they are back. Nothing was changed.',
  ),
  SUPPORTS_STAY_ENDED: entry(
    409,
    'you',
    'They have left the ward. What is still open stands on your board until it is done.',
  ),
  SUPPORTS_OPEN: entry(
    409,
    'your manager',
    'Still open: {open}. Do it first, or let a ward manager write why supports count as in place all the same. This does not hold up leaving.',
  ),
  SUPPORTS_OVERRIDE_NOT_YOURS: entry(
    403,
    'your manager',
    'Only a post with that right says so while something is open. Ask the ward manager.',
  ),
  SECOND_LOOK_NOT_YOURS: entry(
    403,
    'you',
    'Somebody else takes the second look. Ask a colleague to do this task.',
  ),
  SOONER_NOT_DECIDED: entry(409, 'you', 'Nobody has decided it, or it was taken back. Nothing was changed.'),
  UNIT_HOURS_SAME: entry(422, 'you', 'These are the hours that hold already. Nothing was changed.'),
  UNIT_HOURS_NEED_WHY: entry(422, 'you', 'Write why the hours change. They decide when somebody is met.'),
  WARD_CONTACT_NOT_AHEAD: entry(
    422,
    'you',
    'That time is over, or ends before it begins. Choose a time that is still to come, on one day.',
  ),
  STAY_NOT_KNOWN: entry(
    404,
    'the records desk',
    'No open stay here matches this. Check the visit number, or record the stay by hand.',
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
  TASK_NEEDS_WORDS: entry(422, 'you', 'Write what was done. The task stays on the list until then.'),
  TASK_ALREADY_DONE: entry(409, 'you', 'Somebody has done this task already. Nothing was changed.'),
  LEAVING_STAY_ENDED: entry(
    409,
    'you',
    'This person has left the ward. Dates of leaving and what stops it belong to a stay that is open.',
  ),
  LEAVING_BEFORE_ADMISSION: entry(422, 'you', 'That day is before they were admitted. Check the day.'),
  LEAVING_READY_IN_FUTURE: entry(
    422,
    'you',
    'They are ready from a day that has come. Enter today or an earlier day, or leave it empty until then.',
  ),
  LEAVING_PLANNED_IN_PAST: entry(
    422,
    'you',
    'A planned date is today or later. If they have left, record that they left.',
  ),
  LEAVING_NEEDS_WHY: entry(
    422,
    'you',
    'Write why the planned date moves. Everybody who relied on it reads this.',
  ),
  BLOCKER_NEEDS_REASON: entry(
    422,
    'you',
    'Choose a reason, or write in your own words what stops them leaving.',
  ),
  BLOCKER_CODE_NOT_KNOWN: entry(
    422,
    'you',
    'This reason is not on the national list. Choose another, or use your own words.',
  ),
  BLOCKER_NEEDS_WHO: entry(422, 'you', 'Write who acts on this: a name, a team or an organisation.'),
  BLOCKER_IN_FUTURE: entry(422, 'you', 'That day has not come yet. Days are counted from a day that has.'),
  BLOCKER_ENDS_BEFORE_IT_STARTS: entry(422, 'you', 'It would end before it began. Check the day.'),
  BLOCKER_ALREADY_ENDED: entry(
    409,
    'you',
    'Somebody has written already that this no longer stops them. Nothing was changed.',
  ),
  SOONER_NEEDS_REASON: entry(
    422,
    'you',
    'Write why they are to be met within 48 hours. It is a decision with a reason, never a label.',
  ),
  SOONER_ALREADY_DECIDED: entry(
    409,
    'you',
    'It is decided already that they are met within 48 hours. Nothing was changed.',
  ),
  SOONER_TOO_LATE: entry(
    409,
    'you',
    'They left more than 48 hours ago. Meet them now, and write the contact down.',
  ),
  AFTER_NOT_LEFT: entry(
    409,
    'you',
    'They have not left the ward. A contact after leaving is recorded when they have.',
  ),
  AFTER_BEFORE_LEAVING: entry(
    422,
    'you',
    'That is before they left. Only a contact after leaving counts here.',
  ),
  AFTER_AHEAD: entry(
    422,
    'you',
    'That time has not come yet. Put the time at which you met or spoke with them.',
  ),
  LEFT_ALREADY_TOLD: entry(409, 'you', 'Somebody has written already how they left. Nothing was changed.'),
  LEFT_NEEDS_TIME: entry(422, 'you', 'Enter the day on which they left, and the time where it is known.'),
} as const satisfies Record<string, RefusalEntry>

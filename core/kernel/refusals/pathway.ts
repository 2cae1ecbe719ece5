import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about an episode on its pathway: the support schedule, pauses and closing. */
export const PATHWAY_REFUSALS = {
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
    'Support cannot go down while {count: worry is / worries are} open. Write what was done about each; ask the person’s other teams about one you do not see.',
  ),
  STEP_GAP_OPEN: entry(
    409,
    'you',
    'Support cannot go down while {count: gap is / gaps are} open. Clear what is open first; ask the person’s other teams about one you do not see.',
  ),
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
    '{count: thing is / things are} still open and not on the list you saw. Look at the new list and close again.',
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
  STEP_UP_ALREADY: entry(
    409,
    'you',
    'Support went up before you sent this: it is at “{step}” now, which is as much or more. Nothing more is needed.',
  ),
  STAGE_NOT_KNOWN: entry(
    422,
    'you',
    'That stage is not in this person’s pathway version. Open the support again and choose from it.',
  ),
  STAGE_NOT_NEXT: entry(
    422,
    'you',
    'The pathway has no way from the present stage to that one. Choose one that it names.',
  ),
  STAGE_NOT_YET: entry(
    409,
    'you',
    'The person cannot move to that stage yet. What must be true first: {missing}.',
  ),
  STAGE_AGREEMENT_TIME: entry(
    422,
    'you',
    'Put when the person said yes: during the present stage, and not in the future.',
  ),
  EPISODE_ENDED: entry(409, 'you', 'This support has ended already. Nothing was changed.'),
} as const satisfies Record<string, RefusalEntry>

import { entry } from './entry.ts'

/** Refusals of the person’s own door. */
export const MY_REFUSALS = {
  DOOR_CARER_NOT_CHOSEN: entry(
    409,
    'you',
    'The person has not said that this carer may be told anything. Ask the person first, and write down what they choose.',
  ),
  DOOR_DEVICE_OVER: entry(409, 'nobody', 'This phone has been ended already.'),
  SHOWN_AS_TEAM_STANDS: entry(409, 'nobody', 'This name is shown as a team already.'),
  SHOWN_AS_TEAM_REVIEW: entry(
    422,
    'you',
    'Say on which day this is looked at again: after today, and within six months.',
  ),
} as const

import { entry } from './entry.ts'

/** Refusals about signing in, sessions and machine logins. */
export const SIGN_IN_REFUSALS = {
  SIGN_IN_AFRESH: entry(
    403,
    'you',
    'A change of where people sign in needs a second factor shown in the last 15 minutes. Sign out, sign in again and send it once more.',
  ),
  SIGN_IN_DOMAIN_HELD: entry(
    409,
    'the system team',
    'Another organisation here has that email domain by another sign-in. Check the list, or ask the system team.',
  ),
  SIGN_IN_NOT_OVER_HTTPS: entry(
    422,
    'you',
    'The address of the sign-in must begin with https:// and have nothing after a ? or #.',
  ),
  MACHINE_SECRET_AFRESH: entry(
    403,
    'you',
    'A secret for a machine login is made within 15 minutes of a second factor. Lock the screen, open it again and send it once more.',
  ),
  PARTNER_ADDRESS: entry(
    422,
    'you',
    'The address must begin with https:// and a host’s name of the open network, with no number in its place and nothing after a ? or #.',
  ),
  PARTNER_LISTED: entry(409, 'you', 'That address is on the list already.'),
  PARTNER_DOOR_THERE: entry(
    409,
    'you',
    'Referrals to that service go to a partner’s system already. End that first, or choose another service.',
  ),
  MACHINE_NAME_TAKEN: entry(
    409,
    'you',
    'The organisation has a machine login of that name already. Give this one another name, or end that one first.',
  ),
} as const

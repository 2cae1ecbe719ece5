import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of the door itself, of sign-in and of the machinery around them. */
export const DOOR_REFUSALS = {
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
  TOO_MANY_TRIES: entry(
    429,
    'you',
    'That was tried too often. Wait {seconds: second / seconds} and try again.',
  ),
  BUSY_TRY_AGAIN: entry(503, 'you', 'Others were changing the same facts. Nothing was lost. Send it again.'),
  HOLIDAYS_NOT_KNOWN: entry(
    422,
    'the system team',
    'The bank holiday list ends on {until}. Load a newer list before counting past it.',
  ),
  SURPRISE: entry(
    500,
    'the system team',
    'Something went wrong on our side. Nothing was changed. Ring the system team with the reference.',
  ),
} as const satisfies Record<string, RefusalEntry>

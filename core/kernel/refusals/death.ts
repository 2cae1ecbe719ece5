import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about a person's death, and about planning for somebody who has died. */
export const DEATH_REFUSALS = {
  PERSON_HAS_DIED: entry(
    409,
    'the other service',
    'It is recorded that this person has died, so nothing new is planned or sent. If that is wrong, the team that leads or the ward can undo it on the person’s page.',
  ),
  DEATH_ALREADY_REPORTED: entry(
    409,
    'you',
    'It has been reported already that this person has died. Nothing was changed.',
  ),
  DEATH_NOT_REPORTED: entry(
    409,
    'you',
    'Nobody has reported that this person has died, or it was undone. Nothing was changed.',
  ),
  DEATH_ALREADY_CONFIRMED: entry(409, 'you', 'A colleague has confirmed this already. Nothing was changed.'),
  DEATH_NEEDS_HOW: entry(422, 'you', 'Write how you know. Whoever confirms it begins there.'),
  DEATH_NEEDS_WHY: entry(422, 'you', 'Write how you know, in a few words. It stays beside your name.'),
  DEATH_IN_FUTURE: entry(
    422,
    'you',
    'That day has not come yet. Check the day, or leave it empty if nobody knows.',
  ),
  DEATH_NOT_YOURS_TO_DECIDE: entry(
    403,
    'the other service',
    'This is decided by the team that leads, the ward, or the team that reported it. Ring them: their number is on the person’s page.',
  ),
  DEATH_NOT_CONFIRMED: entry(409, 'you', 'This death is not confirmed, so nothing is owed after it yet.'),
  DEATH_AFTER_NEEDS_WORDS: entry(
    422,
    'you',
    'Write what your team has done. It stays on your board until then.',
  ),
  DEATH_AFTER_DONE: entry(
    409,
    'you',
    'A colleague of your team has written it already. Nothing was changed.',
  ),
} as const satisfies Record<string, RefusalEntry>

import { count } from '#platform/ui/index.ts'
import type { ContactLine, EpisodePage } from '../queries/page.ts'

/** How a person is named where the asker may no longer see who it is. */
export const shownName = (page: Pick<EpisodePage, 'personName'>): string =>
  page.personName ?? 'someone you no longer support'

export const MODE_WORDS: Readonly<Record<ContactLine['mode'], string>> = {
  visit: 'Visit',
  phone: 'Phone call',
  video: 'Video call',
  'accompanied first visit': 'First visit, going along',
}

export const PAUSE_WORDS: Readonly<Record<string, string>> = {
  'back in hospital': 'back in hospital',
  away: 'away',
  'person asked': 'because the person asked',
}

/** What the safety net's keys ask for, in the words of the board. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  N1b: 'Nobody named owns this who is at work',
  N2: 'A next contact with a worker is missing',
  N5: 'A referral waits for its answer',
  N7: 'A contact did not happen, and nobody has written what came of it',
  N11: 'Something waits longer than agreed',
}

const LINES: Readonly<Record<string, (count: number, against: number) => string>> = {
  daysInStep: (n, days) =>
    `${count(n, 'day')} in this step, whose target is ${Number.isFinite(days) ? days : 'not set'}`,
  contactsHappened: (n) => `${count(n, 'contact')} happened`,
  contactsMissed: (n) => `${count(n, 'contact')} did not happen`,
  dosesNotTaken: (n) => `${count(n, 'dose')} not taken`,
  dosesNotKnown: (n) => `${count(n, 'dose')} not known`,
  openWorries: (n) => `${count(n, 'worry', 'worries')} open`,
  openGaps: (n) => `${count(n, 'gap')} open`,
}

/** One count of the evidence, in words, with the number it was held against where that says something. */
export const evidenceWords = (line: {
  readonly about: string
  readonly count: number
  readonly heldAgainst: number
}): string => LINES[line.about]?.(line.count, line.heldAgainst) ?? `${line.count} ${line.about}`

export const SUGGESTS: Readonly<Record<'down' | 'same' | 'up', string>> = {
  down: 'The counts allow talking about less support.',
  same: 'The counts speak for staying as it is.',
  up: 'The counts speak for more support.',
}

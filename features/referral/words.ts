import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { isLate, type NextStep, nextStep } from '#core/referral/next-step.ts'
import type { Word } from '#core/referral/words.ts'
import { clockAndDay, longDay, windowAndDay } from '#platform/ui/words.ts'
import type { ReferralRow } from './queries/row.ts'

/** The one person of the service who has it now, or null where only the team is known. */
export const whoHasIt = (r: ReferralRow): string | null => {
  switch (r.word) {
    case 'sent':
    case 'withdrawn':
      return null
    case 'seen':
    case 'question asked':
      return r.seenBy && `Opened by ${r.seenBy}`
    case 'taken on':
    case 'started':
      if (r.keyWorker) return `Key worker ${r.keyWorker}`
      return r.answeredBy && `Taken on by ${r.answeredBy}`
    case 'finished':
      return r.keyWorker && `Key worker ${r.keyWorker}`
    case 'not taken on':
      return r.answeredBy && `Answered by ${r.answeredBy}`
  }
}

/** The tag colour of each word; the colour says nothing that the word does not. */
export const WORD_COLOUR = {
  sent: 'blue',
  seen: 'blue',
  'question asked': 'yellow',
  'taken on': 'aqua-green',
  started: 'green',
  finished: 'white',
  'not taken on': 'pink',
  withdrawn: 'grey',
} as const satisfies Record<Word, string>

/** The word as a screen shows it: "Question asked". */
export const wordShown = (word: Word): string => word.charAt(0).toUpperCase() + word.slice(1)

/** What happens next and by when, in one sentence that says who. */
export function nextStepWords(r: ReferralRow, now: Instant): string {
  const step = nextStep(r)
  const late = isLate(r, now) ? ' This is late: it is on their board and on yours.' : ''
  return `${stepWords(step, r, now)}${late}`
}

const plannedWords = (r: ReferralRow): string | null =>
  r.nextAt && r.nextUntilAt && windowAndDay(r.nextAt, r.nextUntilAt)

function stepWords(step: NextStep, r: ReferralRow, now: Instant): string {
  const planned = plannedWords(r)
  switch (step.step) {
    case 'open it and answer':
      return `${r.toTeam} will open it and answer by ${clockAndDay(step.byAt)}.`
    case 'answer it':
      return `${r.seenBy ?? r.toTeam} opened it. ${r.toTeam} will answer by ${clockAndDay(step.byAt)}.`
    case 'answer their question':
      return `${r.fromTeam} ${step.byAt < now ? `was to answer their question by ${clockAndDay(step.byAt)}: that answer is late` : `answers their question by ${clockAndDay(step.byAt)}`}. They still owe an answer by ${clockAndDay(step.replyByAt)}.`
    case 'make the first contact':
      return `${r.keyWorker ?? r.nextBy ?? r.toTeam} makes the first contact${startWords(step.onDay, step.placeInQueue)}.${planned === null ? '' : ` It is planned ${planned}.`}`
    case 'go on with support':
      return planned === null
        ? `${r.keyWorker ?? r.toTeam} goes on with support.`
        : `${r.nextBy ?? r.toTeam} makes the next contact ${planned}.`
    case 'send it to the service they suggest':
      return `${r.fromTeam} can send it to ${r.onwardServiceName ?? 'the service they suggest'}.`
    case 'ring those they introduced you to':
      return `${r.fromTeam} rings those they introduced.`
    case 'nothing':
      return 'Nothing more will happen with this referral.'
  }
}

const startWords = (on: Day | null, place: number | null): string => {
  if (place !== null)
    return `: number ${place} in the queue, expected ${on === null ? 'on a day not said' : `by ${longDay(on)}`}`
  return on === null ? '' : ` from ${longDay(on)}`
}

/** "Taken on: starts Monday 30 November 2026", for a narrow place. */
export const startShown = (r: Pick<ReferralRow, 'startOn' | 'placeInQueue'>): string =>
  r.placeInQueue !== null
    ? `Number ${r.placeInQueue} in the queue${r.startOn ? `, expected by ${longDay(r.startOn)}` : ''}`
    : r.startOn
      ? `Starts ${longDay(r.startOn)}`
      : ''

/** The London day of an instant in words. */
export const dayShown = (at: Instant): string => longDay(dayOf(at))

/** A service is often called like the team that runs it: each name is said once. */
export const once = (names: readonly string[]): string => [...new Set(names)].join(', ')

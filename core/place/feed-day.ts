import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Day } from '../kernel/time.ts'

/** What the records desk writes down of one day of one feed: what its sender counted, and of a difference what was found. */
export interface DayCounted {
  /** Messages that the sender counts as sent on that day, each once. */
  readonly sent: number
  /** Of a difference: what was found, or whom the desk asked. */
  readonly words: string
  /** Of a difference: it is explained, and nothing is missing here any more. */
  readonly explained: boolean
}

/** 'asked': the numbers differ and nobody knows why yet: the day goes on waiting. */
export type DayState = 'agrees' | 'asked' | 'explained'

/**
 * What a day's count comes to. `ours`: messages of that feed that came here on that day, each once (a repeat counts once).
 * Refuses: FEED_DAY_NOT_OVER (neither side can know its count before the day is over), FEED_DAY_NEEDS_WORDS (the numbers differ and
 * nothing says what was found or whom the desk asked).
 */
export function decideFeedDay(ours: number, on: Day, said: DayCounted, today: Day): Result<DayState> {
  if (on >= today) return refuse('FEED_DAY_NOT_OVER')
  if (said.sent === ours) return ok('agrees')
  if (said.words.trim() === '')
    return refuse('FEED_DAY_NEEDS_WORDS', { field: 'words', params: { ours, sent: said.sent } })
  return ok(said.explained ? 'explained' : 'asked')
}

import { delayReasonWords } from '#content/terms/delay-reasons/index.ts'
import type { Day } from '#core/kernel/time.ts'
import { daysStopped } from '#core/place/leaving.ts'
import { daysLong, longDay, relativeDay } from '#platform/ui/words.ts'
import type { BlockerShown } from './leaving-rows.ts'

/** What stops somebody, in plain words: the national reason, the ward's own words, or both. */
export const delayWords = (b: Pick<BlockerShown, 'code' | 'words'>): string =>
  [b.code === null ? '' : delayReasonWords(b.code), b.words].filter((part) => part !== '').join('. ')

/** "12 days, Dee of housing acts" */
export const delayDetail = (b: Pick<BlockerShown, 'sinceOn' | 'whoActs'>, asOn: Day): string =>
  `${daysLong(daysStopped(b.sinceOn, asOn))}. ${b.whoActs} acts.`

/** A planned date, late said in words. */
export const plannedWords = (plannedOn: Day, today: Day): string =>
  plannedOn < today ? `${daysLong(daysStopped(plannedOn, today))} late` : relativeDay(plannedOn, today)

/** A version of the dates in one sentence. */
export const leavingWords = (plan: {
  readonly readyOn: Day | null
  readonly plannedOn: Day | null
}): string =>
  `${plan.plannedOn === null ? 'No planned date' : `Planned for ${longDay(plan.plannedOn)}`}; ${
    plan.readyOn === null
      ? 'not said to be clinically ready'
      : `clinically ready since ${longDay(plan.readyOn)}`
  }.`

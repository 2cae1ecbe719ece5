import { delayReasonWords } from '#content/terms/delay-reasons/index.ts'
import { type Day, dayOf, daysBetween, type Instant, timeOf } from '#core/kernel/time.ts'
import { daysStopped } from '#core/place/leaving.ts'
import type { UnplannedWay, UnplannedWords } from '#core/place/left-unplanned.ts'
import type { LeaveKind } from '#core/place/stay-leave.ts'
import { nationalDays } from '#core/safetynet/leaving/difference.ts'
import type { BothClocks } from '#core/safetynet/leaving/national.ts'
import { clockOf, daysLong, dayWithoutWeekday, longDay, relativeDay } from '#platform/ui/words.ts'
import type { BlockerShown } from './leaving-rows.ts'
import type { BoardRow } from './queries/leaving-board.ts'

/** Days after leaving in which a person's page says what both clocks make of it: as long as the first weeks count. */
export const CLOCKS_SHOWN_DAYS = 28

/**
 * "Days 6 to 8 March. Nothing that it takes is recorded yet.": what the national count makes of a leaving, why it differs from ours, and
 * which fact is missing, in words.
 */
export function bothClocksWords({ national, difference, missing }: BothClocks, leftAt: Instant): string {
  const { firstOn, lastOn } = nationalDays(dayOf(leftAt))
  const days = `It runs over whole days, ${dayWithoutWeekday(firstOn)} to ${dayWithoutWeekday(lastOn)}.`
  const said =
    national === null
      ? 'It is not counted here:'
      : national.state === 'not counted'
        ? ''
        : national.metOn === null
          ? 'Nothing that it takes is recorded yet.'
          : `Met on ${dayWithoutWeekday(national.metOn)}, if your organisation submits it.`
  return [days, said, ...missing, difference ?? ''].filter((part) => part !== '').join(' ')
}

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

/** How somebody came to leave, as the form asks it and a page says it. */
export const UNPLANNED_WAY_WORDS: Readonly<Record<UnplannedWay, string>> = {
  'self-discharge': 'They left by their own decision',
  tribunal: 'A tribunal or court ended their detention',
  'discharge message': 'A message says that they left, and nothing was arranged',
  other: 'In another way',
}

/** The sheet in one line; what nobody said is said to be so. */
export const unplannedWords = (sheet: UnplannedWords & { readonly how: UnplannedWay }): string =>
  [
    UNPLANNED_WAY_WORDS[sheet.how],
    sheet.whereTo === null ? 'Nobody knows where to' : `Where to: ${sheet.whereTo}`,
    sheet.told === null ? 'Nobody was told when this was written' : `Told: ${sheet.told}`,
    sheet.arranged === null ? 'Nothing was arranged when this was written' : `Arranged: ${sheet.arranged}`,
  ].join('. ')

/** "on overnight leave until 9am, Friday 6 March", "away from hospital without leave since ...": the words the law needs, and no others. */
export function awayWords(away: {
  readonly kind: LeaveKind
  readonly fromAt: Instant
  readonly expectedBackAt: Instant | null
}): string {
  const when = (at: Instant) => `${clockOf(timeOf(at))}, ${longDay(dayOf(at))}`
  if (away.kind === 'away without leave') return `Away from hospital without leave since ${when(away.fromAt)}`
  return away.expectedBackAt === null
    ? `On ${away.kind} since ${when(away.fromAt)}`
    : `On ${away.kind} until ${when(away.expectedBackAt)}`
}

/** "Wyn Parry, yesterday at 4:10pm": who changed something last, with the team where it is another one; today and yesterday by name. */
export function changedWords(change: NonNullable<BoardRow['lastChange']>, now: Instant): string {
  const on = dayOf(change.at)
  const days = daysBetween(on, dayOf(now))
  const when = days === 0 || days === 1 ? relativeDay(on, dayOf(now)) : dayWithoutWeekday(on)
  return `Last change: ${changedBy(change)}, ${when} at ${clockOf(timeOf(change.at))}`
}

/** Where the asker may know neither, it says what the history of a person says. */
export const changedBy = ({ by, team, ours }: NonNullable<BoardRow['lastChange']>): string =>
  [by, by !== null && ours ? null : team].filter((part) => part !== null).join(', ') || 'A colleague'

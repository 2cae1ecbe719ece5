import { dayOf, type Instant } from '#core/kernel/time.ts'
import { awayThroughout } from '#core/people/staff.ts'
import { dayWithoutWeekday, WarningCallout } from '#platform/ui/index.ts'
import type { StaffChoices } from '../queries/staff-choices.ts'
import { lastDayOf } from './days.ts'

type Somebody = StaffChoices['staff'][number]
interface Span {
  readonly from: Instant
  readonly until: Instant
}

const days = (a: Span): string =>
  `${dayWithoutWeekday(dayOf(a.from))} to ${dayWithoutWeekday(lastDayOf(a.until))}`

/** A name in the choice of who covers; absences are said beside it. */
export const choiceWords = (s: Somebody): string =>
  s.away.length === 0 ? s.name : `${s.name} (away ${s.away.map(days).join(', ')})`

const meeting = (s: Somebody | undefined, span: Span): readonly Span[] =>
  s?.away.filter((a) => a.from < span.until && a.until > span.from) ?? []

/** The chosen cover is away for all of it: a sentence for the field; null where they are there for some of it. */
export function coverAwayThroughout(s: Somebody | undefined, span: Span): string | null {
  const throughout = s && awayThroughout(s.away, span)
  if (!s || !throughout?.until) return null
  return `${s.name} is away until ${dayWithoutWeekday(lastDayOf(throughout.until))} and cannot cover then. Choose somebody else, or nobody yet`
}

/** Who covers, in a sentence: never that somebody covers on days on which they are away themselves. */
export function CoverSaid({ cover, span }: { readonly cover: Somebody | undefined; readonly span: Span }) {
  const away = meeting(cover, span)
  if (!cover || away.length === 0) return null
  return (
    <WarningCallout heading={`${cover.name} is away for part of this time`}>
      <p>{`Away ${away.map(days).join(', ')}: on those days ${cover.name} cannot cover, and what nobody covers is a gap.`}</p>
    </WarningCallout>
  )
}

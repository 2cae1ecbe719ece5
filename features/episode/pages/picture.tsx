import { type Day, dayOf } from '#core/kernel/time.ts'
import type { CalendarCell, ScheduleCalendar } from '#core/pathway/calendar.ts'
import {
  type CalendarDay,
  CalendarGrid,
  type CalendarMark,
  dayThisYear,
  listed,
  longDay,
} from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'

const initials = (name: string | undefined): string =>
  (name ?? '')
    .split(/\s+/)
    .map((w) => w.charAt(0).toUpperCase())
    .join('')

/**
 * The schedule as a calendar of weeks: solid is what happened or is planned, dashed what a later step might be. A day that
 * was missed keeps its look and asks how it went.
 */
export function SchedulePicture({ page }: { readonly page: EpisodePage }) {
  const { calendar } = page
  if (calendar === null) return null
  const today = dayOf(page.now)
  const dashed = dashedFrom(page)
  return (
    <CalendarGrid
      id="schedule"
      title="Support, week by week"
      sentence={sentenceOf(calendar, page, today)}
      today={today}
      words={{ house: 'a visit', phone: 'a call', own: 'on their own, as agreed', blank: 'nothing planned' }}
      weeks={calendar.weeks.map((week) => ({
        days: week.cells.map((cell) => dayOfCell(cell, page, dashed)),
        lineAbove: lineAbove(calendar, week.startsOn, week.cells.at(-1)!.on, page),
      }))}
    />
  )
}

/**
 * From which day on later steps are drawn, dashed: past what is planned, once the present step's target is over.
 * Until then the present step is drawn, which goes on until somebody decides.
 */
function dashedFrom(page: EpisodePage): Day | null {
  const cells = page.calendar?.weeks.flatMap((w) => w.cells) ?? []
  const planned = page.episode.plannedUntilOn
  return (
    cells.find((c) => c.marks.some((m) => m.drawn === 'dashed') && (planned === null || c.on > planned))
      ?.on ?? null
  )
}

function dayOfCell(cell: CalendarCell, page: EpisodePage, dashed: Day | null): CalendarDay {
  const markOf = (m: CalendarCell['marks'][number]): CalendarMark => ({
    kind: m.mode === 'visit' ? 'house' : 'phone',
    evening: m.part === 'evening',
  })
  if (dashed !== null && cell.on >= dashed)
    return { on: cell.on, marks: cell.marks.filter((m) => m.drawn === 'dashed').map(markOf), pencilled: true }
  const ask = page.askOn.includes(cell.on)
  // a slot of the first day that had passed when support opened was never anybody's visit
  const marks = cell.marks
    .filter((m) => m.drawn === 'solid' && (m.outcome !== 'nothing written' || ask))
    .map(markOf)
  const own = marks.length === 0 && cell.shows === 'own' && cell.when !== 'past'
  return { on: cell.on, marks: own ? [{ kind: 'own' }] : marks, ask: ask ? 'tell us how it went' : undefined }
}

const HOW = { start: 'Support starts', down: 'Fewer from here', up: 'More from here' } as const

/** What was decided in a week, above it: day, step, and the initials of who decided and who agreed. */
function lineAbove(calendar: ScheduleCalendar, from: Day, until: Day, page: EpisodePage): string | undefined {
  const lines = calendar.lines
    .filter((l) => l.on >= from && l.on <= until)
    .map((l) => {
      const who = listed(
        [l.decidedBy, l.agreedBy].flatMap((id) => (id === null ? [] : [initials(page.names[id])])),
      )
      return `${HOW[l.how]}, ${dayThisYear(l.on)}: ${l.stepTitle.toLowerCase()} (${who})`
    })
  return lines.length === 0 ? undefined : lines.join('. ')
}

function sentenceOf(calendar: ScheduleCalendar, page: EpisodePage, today: Day): string {
  const week = calendar.weeks.find((w) => w.startsOn <= today && w.cells.at(-1)!.on >= today)
  const of = (days: number, one: string) =>
    days === 7 ? `${one} every day` : `${one} on ${days} ${days === 1 ? 'day' : 'days'}`
  const parts = week
    ? [
        ...(week.visitDays > 0 ? [of(week.visitDays, 'visits')] : []),
        ...(week.callDays > 0 ? [of(week.callDays, 'calls')] : []),
      ]
    : []
  const now = `This week: ${parts.length > 0 ? listed(parts) : 'nothing planned'}.`
  const goesOn = page.pending
    ? `From ${longDay(page.pending.fromOn)}: ${page.pending.title.toLowerCase()}.`
    : page.episode.state === 'open'
      ? 'It goes on like this until something is decided; dashed days are not agreed.'
      : ''
  return `${now} ${goesOn}`.trim()
}

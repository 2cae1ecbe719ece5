import type { Step, Within } from './definition.ts'

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * The longest time a step leaves between the end of one window and the start of the next, in hours, in a week without
 * bank holidays. A step that skips weekends counts the weekend.
 */
export function longestWaitHours(step: Step): number {
  const lines = step.contacts.flatMap((contact) => {
    const { on } = contact
    const span = { from: minutesOf(contact.from), until: minutesOf(contact.until) }
    if (typeof on === 'object' && 'everyDays' in on) return [{ every: on.everyDays, start: 0, ...span }]
    const days = WEEKDAYS.flatMap((day, i) => {
      const planned = on === 'every-day' || on.includes(day)
      return planned && (i < 5 || step.weekends === 'as-usual' || step.weekends === 'by-phone') ? [i] : []
    })
    return days.map((start) => ({ every: 7, start, ...span }))
  })
  const until = 4 * Math.max(7, ...lines.map((l) => l.every))
  const spans = lines
    .flatMap((l) => {
      const times = Math.floor((until - l.start) / l.every) + 1
      return Array.from({ length: times }, (_, n) => {
        const day = (l.start + n * l.every) * 1440
        return { from: day + l.from, until: day + l.until }
      })
    })
    .sort((a, b) => a.from - b.from)
  const waits = spans.slice(1).map((span, i) => span.from - spans[i]!.until)
  return Math.ceil(Math.max(0, ...waits) / 60)
}

/**
 * The fewest elapsed hours a window can come to. Working days count as calendar days here: a window is refused only when
 * no week could keep it.
 */
export function fewestHours(within: Within): number {
  if ('hours' in within) return within.hours
  if ('days' in within) return within.days * 24
  if ('weeks' in within) return within.weeks * 168
  return within.workingDays * 24
}

import * as z from 'zod/mini'
import type { StaffId } from '../kernel/ids.ts'
import { dayOf, type Instant, timeOf, weekdayOf } from '../kernel/time.ts'

/** Parts of a London day, by the time at which a contact's window begins: before midday, before 5pm, later. */
export const PARTS_OF_DAY = ['morning', 'afternoon', 'evening'] as const
export type PartOfDay = (typeof PARTS_OF_DAY)[number]

/**
 * One line of who comes: a weekday (1 Monday to 7, or every day), a part of the day (or all of it), and the worker.
 * Why a list of lines: "Ana in the mornings, Ben on Sundays" is how a service says it.
 */
export const VisitorLine = z.strictObject({
  weekday: z.nullable(z.int().check(z.minimum(1), z.maximum(7))),
  part: z.nullable(z.enum(PARTS_OF_DAY)),
  staffId: z.uuid(),
})
export type VisitorLine = z.infer<typeof VisitorLine>

/** The part of the day in which a window begins. */
export function partOfDay(windowFrom: Instant): PartOfDay {
  const time = timeOf(windowFrom)
  return time < '12:00' ? 'morning' : time < '17:00' ? 'afternoon' : 'evening'
}

/**
 * Who makes a contact: the line that says most about its day and time, else the key worker, else nobody (a gap).
 * Shape: a line with weekday and part goes before one with a weekday, that before one with a part; equal ones: the first.
 */
export function workerFor(
  lines: readonly VisitorLine[],
  keyWorker: StaffId | null,
  windowFrom: Instant,
): StaffId | null {
  const weekday = weekdayOf(dayOf(windowFrom))
  const part = partOfDay(windowFrom)
  const says = (line: VisitorLine) => (line.weekday === null ? 0 : 2) + (line.part === null ? 0 : 1)
  const fits = lines.filter((line) => (line.weekday ?? weekday) === weekday && (line.part ?? part) === part)
  const best = fits.reduce<VisitorLine | null>(
    (found, line) => (found === null || says(line) > says(found) ? line : found),
    null,
  )
  return best === null ? keyWorker : (best.staffId as StaffId)
}

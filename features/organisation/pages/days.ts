import {
  addDays,
  type Day,
  dayOf,
  fromEpochMs,
  type Instant,
  startOfDay,
  toEpochMs,
} from '#core/kernel/time.ts'
import { dateOf, type FieldError, type FormFields, typedDate } from '#platform/ui/index.ts'

/** The last day of something that ends at an instant: a post or an absence that ends as Monday begins was there on Sunday. */
export const lastDayOf = (until: Instant): Day => dayOf(fromEpochMs(toEpochMs(until) - 1))

/** The end of something whose last day this is: the first instant without it. */
export const endAfter = (last: Day): Instant => startOfDay(addDays(last, 1))

/** The day typed into three boxes; null for empty boxes, and for what is no day, which is then among the errors. */
export function dayTyped(
  answers: FormFields,
  name: string,
  errors: FieldError[],
  message: string,
): Day | null {
  const typed = dateOf(answers, name)
  if (typed.kind === 'wrong') errors.push({ field: name, message })
  return typed.kind === 'day' ? typed.day : null
}

/** What stands in the three boxes of a date. */
export function boxesOf(name: string, on: Day | null): Readonly<Record<string, string>> {
  if (on === null) return {}
  const { day, month, year } = typedDate(on)
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year }
}

/** How many people the page between showed, where one was shown. */
export function peopleSeen(answers: FormFields): { readonly seenPeople?: number } {
  const seen = answers.seenPeople
  return typeof seen === 'string' && /^\d{1,6}$/.test(seen) ? { seenPeople: Number(seen) } : {}
}

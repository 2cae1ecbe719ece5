import { type Day, day, type TimeOfDay } from '#core/kernel/time.ts'
import { errorFor, type FieldError } from './field-names.ts'

/** What a posted form holds: a name may come once or several times. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>

/** The text of one answer, trimmed at both ends; '' when it was not sent. */
export function textOf(fields: FormFields, name: string): string {
  const value = fields[name]
  return (typeof value === 'string' ? value : (value?.at(-1) ?? '')).trim()
}

/** Every ticked value of a list of checkboxes. */
export function chosenOf(fields: FormFields, name: string): readonly string[] {
  const value = fields[name]
  if (value === undefined || value === '') return []
  return typeof value === 'string' ? [value] : value
}

/** Three boxes as they were typed, so that a mistake can be shown again untouched. */
export interface TypedDate {
  readonly day: string
  readonly month: string
  readonly year: string
}

/** `empty`: nothing typed in any box. `wrong`: something typed that is no calendar day. */
export type DateAnswer =
  | { readonly kind: 'empty'; readonly typed: TypedDate }
  | { readonly kind: 'wrong'; readonly typed: TypedDate }
  | { readonly kind: 'day'; readonly typed: TypedDate; readonly day: Day }

export const typedDate = (d: Day): TypedDate => {
  const [year, month, date] = d.split('-')
  return { day: String(Number(date)), month: String(Number(month)), year: year! }
}

/** Reads the boxes of DateInput. A year needs four digits: two would be a guess. */
export function dateOf(fields: FormFields, name: string): DateAnswer {
  const typed = {
    day: textOf(fields, `${name}-day`),
    month: textOf(fields, `${name}-month`),
    year: textOf(fields, `${name}-year`),
  }
  if (!typed.day && !typed.month && !typed.year) return { kind: 'empty', typed }
  if (!/^\d{1,2}$/.test(typed.day) || !/^\d{1,2}$/.test(typed.month) || !/^\d{4}$/.test(typed.year)) {
    return { kind: 'wrong', typed }
  }
  try {
    return {
      kind: 'day',
      typed,
      day: day(`${typed.year}-${typed.month.padStart(2, '0')}-${typed.day.padStart(2, '0')}`),
    }
  } catch {
    return { kind: 'wrong', typed }
  }
}

/** Reads a typed time: 5pm, 5:30pm, 5.30 pm, 17:30, 1730, midday, midnight. Null when it is none of these. */
export function timeFrom(text: string): TimeOfDay | null {
  const plain = text.trim().toLowerCase().replace(/\s+/g, '')
  if (plain === 'midday' || plain === 'noon') return '12:00' as TimeOfDay
  if (plain === 'midnight') return '00:00' as TimeOfDay
  const found = /^(\d{1,2}?)[:.]?(\d{2})?(am|pm)?$/.exec(plain)
  if (!found) return null
  const [, h, m, half] = found
  if (!half && m === undefined) return null
  let hours = Number(h)
  const minutes = Number(m ?? 0)
  if (half && (hours < 1 || hours > 12)) return null
  if (half) hours = (hours % 12) + (half === 'pm' ? 12 : 0)
  if (hours > 23 || minutes > 59) return null
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}` as TimeOfDay
}

/**
 * One box of a form: its name, what stands in it and what is wrong with it, all by the one name. A name typed three times
 * can be typed wrong once, and then the message stands at no box.
 */
export const box = (
  fields: FormFields,
  errors: readonly FieldError[],
  name: string,
): { readonly name: string; readonly value: string; readonly error: string | undefined } => ({
  name,
  value: textOf(fields, name),
  error: errorFor(errors, name),
})

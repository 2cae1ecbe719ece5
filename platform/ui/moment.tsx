import { at, dayOf, type Instant, timeOf } from '#core/kernel/time.ts'
import { errorFor, type FieldError } from './field-names.ts'
import { DateInput, TimeInput } from './fields.tsx'
import { box, dateOf, type FormFields, textOf, timeFrom, typedDate } from './form-values.ts'
import { clockOf } from './words.ts'

export interface MomentInputProps {
  /** Posted as `name-day`, `name-month`, `name-year` and `nameTime`; read with momentOf(). */
  readonly name: string
  readonly label: string
  readonly timeLabel: string
  readonly answers: FormFields
  readonly errors: readonly FieldError[]
}

/** A day and a time of day, both needed. */
export const MomentInput = ({ name, label, timeLabel, answers, errors }: MomentInputProps) => (
  <>
    <DateInput
      name={name}
      label={label}
      labelSize="s"
      hint="Like 24 11 2026"
      value={dateOf(answers, name).typed}
      error={errorFor(errors, name)}
    />
    <TimeInput {...box(answers, errors, `${name}Time`)} label={timeLabel} />
  </>
)

/** The boxes of a moment, filled. */
export function momentAnswers(name: string, moment: Instant): Record<string, string> {
  const { day, month, year } = typedDate(dayOf(moment))
  return {
    [`${name}-day`]: day,
    [`${name}-month`]: month,
    [`${name}-year`]: year,
    [`${name}Time`]: clockOf(timeOf(moment)),
  }
}

/** The instant of what was typed, or what to do about each box. */
export function momentOf(
  answers: FormFields,
  name: string,
): { readonly at: Instant | null; readonly errors: readonly FieldError[] } {
  const date = dateOf(answers, name)
  const time = timeFrom(textOf(answers, `${name}Time`))
  const errors: FieldError[] = []
  if (date.kind !== 'day') errors.push({ field: name, message: 'Enter the day, like 24 11 2026' })
  if (time === null) errors.push({ field: `${name}Time`, message: 'Enter the time, like 5pm or 17:30' })
  return { at: date.kind === 'day' && time !== null ? at(date.day, time) : null, errors }
}

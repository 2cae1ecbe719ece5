import { at, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { KnownTo } from '#core/place/stay.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  TimeInput,
  textOf,
  timeFrom,
} from '#platform/ui/index.ts'

interface MomentProps {
  /** `admitted`, `left`: the boxes are named after it. */
  readonly name: string
  readonly label: string
  readonly timeLabel: string
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}

/** A day, and a time where it is known. */
export const MomentFields = ({ name, label, timeLabel, answers, errors }: MomentProps) => (
  <>
    <DateInput
      name={name}
      label={label}
      labelSize="m"
      hint="Like 24 11 2026"
      value={dateOf(answers, name).typed}
      error={errorFor(errors, name)}
    />
    <TimeInput
      {...box(answers, errors, `${name}Time`)}
      label={timeLabel}
      hint="Like 5pm or 17:30. Leave this empty if only the day is known."
    />
  </>
)

export interface Moment {
  readonly at: Instant
  readonly knownTo: KnownTo
}

/** Reads the boxes; null with what to do where they do not say a moment. */
export function momentFrom(
  answers: FormAnswers,
  name: string,
  toDo: string,
): { readonly moment: Moment | null; readonly errors: readonly FieldError[] } {
  const date = dateOf(answers, name)
  const typed = textOf(answers, `${name}Time`)
  const time = typed === '' ? null : timeFrom(typed)
  const errors: FieldError[] = []
  if (date.kind !== 'day') errors.push({ field: name, message: toDo })
  if (typed !== '' && time === null)
    errors.push({ field: `${name}Time`, message: 'Enter the time like 5pm or 17:30, or leave it empty' })
  if (date.kind !== 'day' || errors.length > 0) return { moment: null, errors }
  return {
    moment:
      time === null
        ? { at: startOfDay(date.day), knownTo: 'day' }
        : { at: at(date.day, time), knownTo: 'minute' },
    errors,
  }
}

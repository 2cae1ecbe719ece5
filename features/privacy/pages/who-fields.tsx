import type { FormAnswers } from '#platform/http/page.ts'
import { text } from '#platform/http/page.ts'
import { box, DateInput, dateOf, errorFor, type FieldError, TextInput, textOf } from '#platform/ui/index.ts'

/** What is known of somebody who is looked for by two things that must agree. */
export const WhoFields = ({
  answers,
  errors,
}: {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <>
    <TextInput
      {...box(answers, errors, 'nhsNumber')}
      label="NHS number"
      hint="Leave it empty if nobody knows it"
      width={10}
    />
    <TextInput {...box(answers, errors, 'given')} label="First name" width={20} spellCheck={false} />
    <TextInput {...box(answers, errors, 'family')} label="Family name" width={20} spellCheck={false} />
    <DateInput
      name="born"
      label="Birth date"
      hint="For example 14 3 1987"
      value={{
        day: text(answers, 'born-day'),
        month: text(answers, 'born-month'),
        year: text(answers, 'born-year'),
      }}
      error={errorFor(errors, 'born')}
    />
  </>
)

/** What was typed there, and the birth date's error. */
export function readWho(answers: FormAnswers) {
  const born = dateOf(answers, 'born')
  return {
    value: {
      nhsNumber: textOf(answers, 'nhsNumber'),
      given: textOf(answers, 'given'),
      family: textOf(answers, 'family'),
      bornOn: born.kind === 'day' ? born.day : null,
    },
    error:
      born.kind === 'wrong'
        ? { field: 'born', message: 'Enter a real birth date, like 14 3 1987, or leave it empty' }
        : null,
  }
}

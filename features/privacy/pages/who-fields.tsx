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

/** Whether two things were typed that could agree; what is wrong with either is said by the rules. */
const namesTwoThings = (typed: {
  readonly nhsNumber: string
  readonly given: string
  readonly family: string
  readonly born: boolean
}): boolean =>
  typed.nhsNumber.trim() === ''
    ? typed.given.trim() !== '' && typed.family.trim() !== '' && typed.born
    : typed.born || typed.family.trim() !== ''

/** The error where they were not. */
const NEEDS_TWO =
  'Enter the NHS number and the birth date or family name, or the full name and the birth date'

/** What was typed there, and the error of the birth date or of too little. */
export function readWho(answers: FormAnswers) {
  const born = dateOf(answers, 'born')
  const enough = namesTwoThings({
    nhsNumber: textOf(answers, 'nhsNumber'),
    given: textOf(answers, 'given'),
    family: textOf(answers, 'family'),
    born: born.kind === 'day',
  })
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
        : enough
          ? null
          : { field: 'nhsNumber', message: NEEDS_TWO },
  }
}

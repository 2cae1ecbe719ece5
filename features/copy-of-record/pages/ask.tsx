import { ok, refuse } from '#core/kernel/result.ts'
import { header } from '#features/people/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, text } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  Paragraph,
  Radios,
  sentenceCase,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { ASKED_HOW } from '../words.ts'

interface Facts {
  /** Null: looked for at the desk by what is known of them. */
  readonly personId: string | null
  readonly name: string | null
}

/** What stands in the three boxes of a day. */
export const boxes = (answers: FormAnswers, name: string) => dateOf(answers, name).typed

/** Whether two things were typed that could agree. What is wrong with either is said by the rules. */
const enough = (answers: FormAnswers, born: boolean): boolean => {
  const typed = (name: string) => text(answers, name) !== ''
  return typed('nhsNumber') ? born || typed('family') : typed('given') && typed('family') && born
}

/** A day of a form that must be there; an error says so at its box. */
export function dayIn(answers: FormAnswers, field: string, errors: FieldError[], message: string) {
  const d = dateOf(answers, field)
  if (d.kind !== 'day') errors.push({ field, message })
  return d.kind === 'day' ? d.day : null
}

const pagesOf = (path: string, form: string) =>
  formPages<Facts>({
    path,
    form,
    command: 'copy.ask',
    async facts(ask, asker, request) {
      const personId = request.params.id ?? null
      if (personId === null)
        return asker.rights.includes('subject-access.release')
          ? ok({ personId, name: null })
          : refuse('NOT_ALLOWED')
      const found = await ask(header, { personId })
      if (!found.ok) return found
      return found.value?.state === 'shown'
        ? ok({ personId, name: found.value.name })
        : refuse('NOT_FOUND_OR_NOT_YOURS')
    },
    title: () => 'Somebody asks for a copy',
    caption: ({ name }) => name ?? undefined,
    back: ({ personId }) =>
      personId === null
        ? { href: '/app/copies', text: 'Back to the requests' }
        : { href: `/app/people/${personId}/copy`, text: 'Back to the person' },
    fields: ({ personId }, answers, errors) => (
      <>
        <Paragraph>
          Anybody may ask for what we hold about them, in any words, and may ask any of us. The month runs
          from the day on which they ask.
        </Paragraph>
        {personId === null && (
          <>
            <Paragraph>
              Whose record is it? Give the NHS number and the birth date or family name, or the full name and
              the birth date.
            </Paragraph>
            <TextInput
              {...box(answers, errors, 'nhsNumber')}
              label="NHS number"
              hint="Leave it empty if nobody knows it"
              width={10}
            />
            <TextInput {...box(answers, errors, 'given')} label="First name" width={20} spellCheck={false} />
            <TextInput
              {...box(answers, errors, 'family')}
              label="Family name"
              width={20}
              spellCheck={false}
            />
            <DateInput
              name="bornOn"
              label="Birth date"
              value={boxes(answers, 'bornOn')}
              error={errorFor(errors, 'bornOn')}
            />
          </>
        )}
        <DateInput
          name="askedOn"
          label="On which day did they ask?"
          value={boxes(answers, 'askedOn')}
          error={errorFor(errors, 'askedOn')}
        />
        <Radios
          name="askedHow"
          label="How did they ask?"
          value={text(answers, 'askedHow') || undefined}
          error={errorFor(errors, 'askedHow')}
          choices={ASKED_HOW.map((value) => ({ value, label: sentenceCase(value) }))}
        />
        <TextArea
          {...box(answers, errors, 'what')}
          label="What do they ask for?"
          hint="In their words. Leave it empty if they want everything"
        />
        <DateInput
          name="identityOn"
          label="On which day did you check that it is them?"
          hint="Leave this empty if nobody has checked yet. The record is gathered once somebody has"
          value={boxes(answers, 'identityOn')}
          error={errorFor(errors, 'identityOn')}
        />
        <TextInput
          {...box(answers, errors, 'identityHow')}
          label="How did you check?"
          hint="For example: known to the team, or a passport seen"
        />
      </>
    ),
    readers: 'your team, and whoever answers requests in your organisation',
    button: 'Write it down',
    read(answers, { personId }, requestId) {
      const errors: FieldError[] = []
      const askedOn = dayIn(answers, 'askedOn', errors, 'Enter the day on which they asked, like 24 11 2026')
      const askedHow = ASKED_HOW.find((h) => h === text(answers, 'askedHow'))
      if (askedHow === undefined) errors.push({ field: 'askedHow', message: 'Choose how they asked' })
      const checked = dateOf(answers, 'identityOn')
      const how = text(answers, 'identityHow')
      if (checked.kind === 'wrong')
        errors.push({ field: 'identityOn', message: 'Enter a real day, like 24 11 2026' })
      if (checked.kind === 'day' && how.length < 3)
        errors.push({ field: 'identityHow', message: 'Write how you checked that it is them' })
      if (checked.kind === 'empty' && how !== '')
        errors.push({ field: 'identityOn', message: 'Enter the day on which you checked, like 24 11 2026' })
      const born = dateOf(answers, 'bornOn')
      if (born.kind === 'wrong')
        errors.unshift({ field: 'bornOn', message: 'Enter a real birth date, like 24 11 1980' })
      else if (personId === null && !enough(answers, born.kind === 'day'))
        errors.unshift({
          field: 'nhsNumber',
          message:
            'Enter the NHS number and the birth date or family name, or the full name and the birth date',
        })
      if (errors.length > 0) return { errors }
      return {
        input: {
          requestId,
          who:
            personId === null
              ? {
                  by: 'what is known',
                  nhsNumber: text(answers, 'nhsNumber'),
                  given: text(answers, 'given'),
                  family: text(answers, 'family'),
                  bornOn: born.kind === 'day' ? born.day : null,
                }
              : { by: 'id', personId },
          askedOn,
          askedHow,
          what: text(answers, 'what'),
          identity: checked.kind === 'day' ? { on: checked.day, how } : null,
        },
      }
    },
    after: ({ personId }, made) =>
      personId === null
        ? `/app/copies/${made.requestId}?said=asked`
        : `/app/people/${personId}/copy?said=asked`,
  })

export const askPages = [
  ...pagesOf('/app/copies/ask', 'copy.ask-desk'),
  ...pagesOf('/app/people/:id/copy/ask', 'copy.ask'),
]

import { refusalSentence } from '#core/kernel/refusals.ts'
import type { CommunicationNeed } from '#core/people/communication.ts'
import { fullName, type PersonName } from '#core/people/names.ts'
import { parseNhsNumber } from '#core/people/nhs-number.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  errorFor,
  type FieldError,
  Fieldset,
  Radios,
  Select,
  TextInput,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import { communicationWords } from '../words.ts'
import type { EditForm } from './edit-form.tsx'

const date = (name: string, day: string | null): Record<string, string> => {
  if (day === null) return {}
  const typed = typedDate(day as never)
  return { [`${name}-day`]: typed.day, [`${name}-month`]: typed.month, [`${name}-year`]: typed.year }
}

const nameOf = (form: FormAnswers, kind: PersonName['kind'], prefix: string): PersonName[] => {
  const [given, family] = [textOf(form, `${prefix}.given`), textOf(form, `${prefix}.family`)]
  return given || family ? [{ kind, ...(given && { given }), ...(family && { family }) }] : []
}

const MOST_FORMER = 8

/** Former names that can be typed: those that are shown, and one more. */
const formerRows = (form: FormAnswers): number =>
  Math.min(MOST_FORMER, Number(textOf(form, 'formerRows')) || 1)

export const namesForm: EditForm = {
  path: 'names',
  command: 'person.change-names',
  title: 'Change names',
  button: 'Save names',
  readers: 'everyone who may see this person. Former names: only staff with the right to search by them.',
  version: (f) => f.held.version,
  start({ held }) {
    const put = (prefix: string, name: PersonName | undefined) => ({
      [`${prefix}.given`]: name?.given ?? '',
      [`${prefix}.family`]: name?.family ?? '',
    })
    const former = held.names.filter((n) => n.kind === 'former')
    return {
      ...put(
        'known',
        held.names.find((n) => n.kind === 'known-as'),
      ),
      ...put(
        'legal',
        held.names.find((n) => n.kind === 'legal'),
      ),
      ...Object.assign({}, ...former.map((n, i) => put(`former${i}`, n))),
      formerRows: String(Math.min(MOST_FORMER, former.length + 1)),
    }
  },
  read(form) {
    const names = [
      ...nameOf(form, 'known-as', 'known'),
      ...nameOf(form, 'legal', 'legal'),
      ...Array.from({ length: formerRows(form) }, (_, i) => nameOf(form, 'former', `former${i}`)).flat(),
    ]
    if (!names.some((n) => n.kind !== 'former'))
      return {
        errors: [{ field: 'known.given', message: 'Enter the name they are known by, or their legal name' }],
      }
    return { input: { names } }
  },
  fields: (a, errors) => (
    <>
      <NamePair prefix="known" legend="Name they are known by" answers={a} errors={errors} />
      <NamePair prefix="legal" legend="Legal name, if it is another" answers={a} errors={errors} />
      {Array.from({ length: formerRows(a) }, (_, i) => `former${i}`).map((prefix, i) => (
        <NamePair
          key={prefix}
          prefix={prefix}
          legend={i === 0 ? 'A former name to find them by' : `A former name to find them by (${i + 1})`}
          answers={a}
          errors={errors}
        />
      ))}
      <input type="hidden" name="formerRows" value={formerRows(a)} />
    </>
  ),
  says: ({ held }) => [`Their text: ${held.names.map(fullName).join('; ')}`],
}

const NamePair = ({
  prefix,
  legend,
  answers,
  errors,
}: {
  readonly prefix: string
  readonly legend: string
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <Fieldset legend={legend} legendSize="s">
    <TextInput
      {...box(answers, errors, `${prefix}.given`)}
      label="First name"
      width={20}
      spellCheck={false}
    />
    <TextInput
      name={`${prefix}.family`}
      label="Family name"
      value={textOf(answers, `${prefix}.family`)}
      width={20}
      spellCheck={false}
    />
  </Fieldset>
)

const FORMATS = ['large print', 'easy read', 'braille', 'audio', 'email', 'plain words', 'pictures'] as const

function needsFrom(form: FormAnswers): CommunicationNeed[] {
  const [interpreter, language, support] = [
    textOf(form, 'interpreter'),
    textOf(form, 'language'),
    textOf(form, 'support'),
  ]
  const said = textOf(form, 'languageUse')
  const use: 'speaking' | 'reading' | 'both' = said === 'speaking' || said === 'reading' ? said : 'both'
  const formats = chosenOf(form, 'formats').filter((f): f is (typeof FORMATS)[number] =>
    FORMATS.includes(f as never),
  )
  return [
    ...(interpreter ? [{ need: 'interpreter' as const, language: interpreter }] : []),
    ...(language ? [{ need: 'language' as const, language, use }] : []),
    ...formats.map((format) => ({ need: 'format' as const, format })),
    ...support
      .split(';')
      .map((s) => s.trim())
      .filter(Boolean)
      .map((s) => ({ need: 'support' as const, support: s })),
  ]
}

export const aboutForm: EditForm = {
  path: 'about',
  command: 'person.change-details',
  title: 'Change birth date, pronouns and communication',
  button: 'Save',
  readers: 'everyone who may see this person.',
  fieldNames: { 'birth.on': 'born', 'communication.reviewOn': 'review' },
  version: (f) => f.held.version,
  start({ held }) {
    const c = held.communication
    const needs = c.answer === 'needs' ? c.needs : []
    const languages = needs.flatMap((n) => (n.need === 'language' ? [n] : []))
    return {
      ...date('born', held.bornOn),
      pronouns: held.pronouns ?? '',
      communication: c.answer,
      interpreter: needs.flatMap((n) => (n.need === 'interpreter' ? [n.language] : [])).join(', '),
      language: languages.map((n) => n.language).join(', '),
      languageUse: languages[0]?.use ?? 'both',
      formats: needs.flatMap((n) => (n.need === 'format' ? [n.format] : [])),
      support: needs.flatMap((n) => (n.need === 'support' ? [n.support] : [])).join('; '),
      ...(c.answer === 'not-asked' ? {} : date('review', c.reviewOn)),
    }
  },
  read(form) {
    const errors: FieldError[] = []
    const [born, review, answer, needs] = [
      dateOf(form, 'born'),
      dateOf(form, 'review'),
      textOf(form, 'communication'),
      needsFrom(form),
    ]
    if (born.kind === 'wrong')
      errors.push({ field: 'born', message: 'Enter a real birth date, like 14 3 1987, or leave it empty' })
    if (answer !== 'not-asked' && review.kind !== 'day')
      errors.push({ field: 'review', message: 'Enter the day to ask again, like 14 3 2027' })
    if (answer === 'needs' && needs.length === 0)
      errors.push({ field: 'communication', message: 'Say what they need, or choose that nothing is needed' })
    if (errors.length > 0) return { errors }
    const reviewOn = review.kind === 'day' ? review.day : null
    return {
      input: {
        birth: born.kind === 'day' ? { state: 'known', on: born.day } : { state: 'not-known' },
        pronouns: textOf(form, 'pronouns'),
        communication:
          answer === 'needs'
            ? { answer, needs, reviewOn }
            : answer === 'none-needed'
              ? { answer, reviewOn }
              : { answer: 'not-asked' },
      },
    }
  },
  fields: (a, errors) => (
    <>
      <DateInput
        name="born"
        label="Birth date"
        labelSize="s"
        hint="For example, 14 3 1987. Leave it empty if nobody knows."
        value={dateOf(a, 'born').typed}
        error={errorFor(errors, 'born')}
      />
      <TextInput
        name="pronouns"
        label="Pronouns, if they gave any"
        value={textOf(a, 'pronouns')}
        width={10}
      />
      <Radios
        name="communication"
        label="How do they like to communicate?"
        value={textOf(a, 'communication') || 'not-asked'}
        error={errorFor(errors, 'communication')}
        choices={[
          {
            value: 'needs',
            label: 'They told us what they need',
            conditional: (
              <>
                <TextInput
                  name="interpreter"
                  label="Interpreter for"
                  value={textOf(a, 'interpreter')}
                  width={20}
                />
                <TextInput
                  name="language"
                  label="Another language they use"
                  value={textOf(a, 'language')}
                  width={20}
                />
                <Select
                  name="languageUse"
                  label="They use it for"
                  value={textOf(a, 'languageUse') || 'both'}
                  options={[
                    { value: 'both', text: 'Speaking and reading' },
                    { value: 'speaking', text: 'Speaking' },
                    { value: 'reading', text: 'Reading' },
                  ]}
                />
                <Checkboxes
                  name="formats"
                  label="They read best"
                  labelSize="s"
                  small
                  values={chosenOf(a, 'formats')}
                  choices={FORMATS.map((f) => ({ value: f, label: f.charAt(0).toUpperCase() + f.slice(1) }))}
                />
                <TextInput
                  name="support"
                  label="Other support: for example, face them when you speak"
                  value={textOf(a, 'support')}
                />
              </>
            ),
          },
          { value: 'none-needed', label: 'Asked, and nothing special is needed' },
          { value: 'not-asked', label: 'Not asked yet' },
        ]}
      />
      <DateInput
        name="review"
        label="Ask again on"
        labelSize="s"
        hint="Not needed when they have not been asked"
        value={dateOf(a, 'review').typed}
        error={errorFor(errors, 'review')}
      />
    </>
  ),
  says: ({ held, person }) => [
    `Their birth date: ${held.bornOn === null ? 'not known' : dayWithoutWeekday(held.bornOn)}. Pronouns: ${held.pronouns ?? 'none given'}.`,
    `Their communication: ${communicationWords(person.communication, '0000-01-01' as never)}`,
  ],
}

export const numberForm: EditForm = {
  path: 'number',
  command: 'person.record-number',
  title: 'Record the NHS number',
  button: 'Save number',
  version: ({ held }) =>
    held.core === null || held.core.numberStatus === 'verified' ? undefined : held.core.version,
  start: ({ held }) => ({ nhsNumber: held.core?.nhsNumber ?? '' }),
  read(form) {
    const number = textOf(form, 'nhsNumber')
    const parsed = number === '' ? null : parseNhsNumber(number)
    if (parsed && !parsed.ok)
      return { errors: [{ field: 'nhsNumber', message: refusalSentence(parsed.refusal.code) }] }
    return { input: { nhsNumber: number } }
  },
  fields: (a, errors) => (
    <TextInput
      {...box(a, errors, 'nhsNumber')}
      label="NHS number somebody gave"
      hint="10 digits. It counts as not verified. Leave it empty for not known."
      width={10}
      inputMode="numeric"
      spellCheck={false}
    />
  ),
  says: ({ held }) => [`Their number: ${held.core?.nhsNumber ?? 'not known'}`],
}

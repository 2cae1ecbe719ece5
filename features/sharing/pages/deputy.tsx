import { ok, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { DEPUTY_KINDS } from '#core/people/deputy.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  InsetText,
  Paragraph,
  Radios,
  SummaryList,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { DeputyShown } from '../queries/of-person.ts'
import { DEPUTY_WORDS, deputyState, evidenceWords } from '../words.ts'
import { backToSharing, sharingFacts } from './facts.ts'

interface PersonFacts {
  readonly personId: string
  readonly name: string
  readonly today: Day
}

const HINTS: Readonly<Partial<Record<(typeof DEPUTY_KINDS)[number], string>>> = {
  attorney: 'Decides what the power names: health and welfare, or property and money.',
  deputy: 'Decides what the court’s order names.',
  'nominated person': 'Takes the nearest relative’s place once that law is in force.',
  advocate: 'Speaks beside the person, and decides nothing.',
}

const WANTED: Readonly<Record<string, readonly [message: string, most: number]>> = {
  name: ['Enter their name', 200],
  scope: ['Enter what it is about, like health and welfare', 500],
}

/** Boxes that are empty or too long. */
function wordErrors(answers: Parameters<typeof textOf>[0], optional: Readonly<Record<string, number>>) {
  const errors: FieldError[] = []
  for (const [field, [message, most]] of Object.entries(WANTED)) {
    const typed = textOf(answers, field).trim()
    if (typed === '') errors.push({ field, message })
    else if (typed.length > most) errors.push({ field, message: `Use ${most} characters at most` })
  }
  for (const [field, most] of Object.entries(optional))
    if (textOf(answers, field).trim().length > most)
      errors.push({ field, message: `Use ${most} characters at most` })
  return errors
}

const REAL = 'Enter a real day, like 31 3 2027'

/** /app/people/:id/deputies/new: who speaks or decides for the person. It opens nothing. */
const add = formPages<PersonFacts>({
  path: '/app/people/:id/deputies/new',
  form: 'deputy.add',
  command: 'deputy.add',
  async facts(ask, asker, request) {
    const found = await sharingFacts(ask, request)
    return found.ok
      ? ok({ personId: found.value.personId, name: found.value.name, today: dayOf(asker.now) })
      : found
  },
  title: () => 'Who speaks or decides for them',
  caption: (f) => f.name,
  back: backToSharing,
  readers:
    'everyone to whom core is open. What a drug and alcohol team writes here is read by those who may read that team.',
  button: 'Save',
  fields: (_f, answers, errors) => (
    <>
      <InsetText>
        <p>
          This opens no record to them. An attorney or a deputy decides only about what the paper names; some
          powers begin only when the person cannot decide that matter themselves.
        </p>
      </InsetText>
      <Radios
        name="kind"
        label="Who are they to the person?"
        value={textOf(answers, 'kind') || undefined}
        error={errorFor(errors, 'kind')}
        choices={DEPUTY_KINDS.map((value) => ({ value, label: DEPUTY_WORDS[value], hint: HINTS[value] }))}
      />
      <TextInput {...box(answers, errors, 'name')} label="Name" spellCheck={false} />
      <TextInput
        {...box(answers, errors, 'telephone')}
        label="Telephone"
        hint="Leave it empty where it is not known."
        spellCheck={false}
      />
      <TextInput
        {...box(answers, errors, 'scope')}
        label="What may they speak or decide about?"
        hint="For example: health and welfare, or meetings about leaving hospital"
      />
      <TextArea
        {...box(answers, errors, 'evidence')}
        label="Which paper have you seen?"
        hint="For example: the registered power, each page stamped. Leave it empty if nobody has seen one: the page then says so."
        rows={2}
      />
      <DateInput
        name="seenOn"
        label="Seen on"
        labelSize="s"
        value={dateOf(answers, 'seenOn').typed}
        error={errorFor(errors, 'seenOn')}
      />
      <DateInput
        name="fromOn"
        label="From which day"
        labelSize="s"
        value={dateOf(answers, 'fromOn').typed}
        error={errorFor(errors, 'fromOn')}
      />
      <DateInput
        name="untilOn"
        label="Last day"
        hint="Leave it empty where no end is set."
        labelSize="s"
        value={dateOf(answers, 'untilOn').typed}
        error={errorFor(errors, 'untilOn')}
      />
    </>
  ),
  read(answers, f, deputyId) {
    const errors = wordErrors(answers, { telephone: 50, evidence: 500 })
    const kind = textOf(answers, 'kind')
    if (!DEPUTY_KINDS.some((k) => k === kind))
      errors.unshift({ field: 'kind', message: 'Choose who they are to the person' })
    const days = (['seenOn', 'fromOn', 'untilOn'] as const).map((field) => {
      const typed = dateOf(answers, field)
      if (typed.kind === 'wrong') errors.push({ field, message: REAL })
      if (typed.kind === 'empty' && field === 'fromOn')
        errors.push({ field, message: 'Enter the first day, like 1 3 2026' })
      return typed.kind === 'day' ? typed.day : null
    })
    if (errors.length > 0) return { errors }
    const [seenOn, fromOn, untilOn] = days
    const orNull = (field: string) => textOf(answers, field).trim() || null
    return {
      input: {
        personId: f.personId,
        deputyId,
        deputy: {
          kind,
          name: textOf(answers, 'name').trim(),
          telephone: orNull('telephone'),
          scope: textOf(answers, 'scope').trim(),
          evidence: orNull('evidence'),
          seenOn,
          fromOn,
          untilOn,
        },
      },
    }
  },
  after: (f) => `${backToSharing(f).href}?said=deputy`,
})

interface EndFacts extends PersonFacts {
  readonly deputy: DeputyShown
}

/** /app/people/:id/deputies/:deputy/end: they speak or decide for the person no more. The row stays, with why. */
const end = formPages<EndFacts>({
  path: '/app/people/:id/deputies/:deputy/end',
  form: 'deputy.end',
  command: 'deputy.end',
  async facts(ask, asker, request) {
    const found = await sharingFacts(ask, request)
    if (!found.ok) return found
    const deputy = found.value.deputies.find((d) => d.id === request.params.deputy)
    return deputy
      ? ok({ personId: found.value.personId, name: found.value.name, today: dayOf(asker.now), deputy })
      : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: (f) => f.deputy.endedOn === null,
  title: (f) => `${f.deputy.name} no longer speaks or decides for them`,
  caption: (f) => f.name,
  back: backToSharing,
  version: (f) => f.deputy.version,
  says: (f) => <p>{deputyState(f.deputy, f.today)}</p>,
  readers: 'everyone to whom this line is open.',
  button: 'Save the end',
  fields: (f, answers, errors) => (
    <>
      <SummaryList
        rows={[
          { key: 'Who', value: DEPUTY_WORDS[f.deputy.kind] },
          { key: 'About', value: f.deputy.scope },
          { key: 'Evidence', value: evidenceWords(f.deputy) },
          { key: 'When', value: deputyState(f.deputy, f.today) },
        ]}
      />
      <DateInput
        name="endedOn"
        label="Ended on"
        labelSize="s"
        value={dateOf(answers, 'endedOn').typed}
        error={errorFor(errors, 'endedOn')}
      />
      <TextInput
        {...box(answers, errors, 'why')}
        label="Why"
        hint="For example: the person took the power back"
      />
      <Paragraph small>The line stays on the record as one that ended.</Paragraph>
    </>
  ),
  read(answers, f) {
    const errors: FieldError[] = []
    const endedOn = dateOf(answers, 'endedOn')
    if (endedOn.kind !== 'day')
      errors.push({ field: 'endedOn', message: 'Enter the day on which it ended, like 1 3 2026' })
    const why = textOf(answers, 'why').trim()
    if (why === '') errors.push({ field: 'why', message: 'Say why it ended' })
    if (why.length > 500) errors.push({ field: 'why', message: 'Use 500 characters at most' })
    if (errors.length > 0 || endedOn.kind !== 'day') return { errors }
    return { input: { personId: f.personId, deputyId: f.deputy.id, endedOn: endedOn.day, why } }
  },
  after: (f) => `${backToSharing(f).href}?said=deputy-ended`,
})

export const deputyPages = [...add, ...end]

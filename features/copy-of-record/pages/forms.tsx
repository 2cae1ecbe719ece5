import type { ReactNode } from 'react'
import { ok, refuse } from '#core/kernel/result.ts'
import { HEALTH_PROFESSIONS, WITHHOLD, type Withhold } from '#core/record-copy/withhold.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, several, text } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  DateInput,
  dayAndClock,
  EmptyState,
  errorFor,
  type FieldError,
  InsetText,
  Paragraph,
  Radios,
  Select,
  sentenceCase,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { oneRequest, type Part, type Requested } from '../queries/requests.ts'
import { EXTENDED_WORDS, HARM_WORDS, OTHERS_WORDS, WITHHOLD_WORDS } from '../words.ts'
import { boxes, dayIn } from './ask.tsx'
import { PartLine, PartWords } from './reading.tsx'

/** One form under a request: whoever may send it, its fields, and what it sends beside the two ids. */
const requestForm = (spec: {
  readonly verb: string
  readonly command: string
  readonly title: string
  readonly button: string
  readonly said: string
  readonly readers?: string
  readonly forHarm?: true
  /** Of which proposals it decides: where none waits, the form is not shown. */
  readonly decides?: Withhold
  fields(found: Requested, answers: FormAnswers, errors: readonly FieldError[]): ReactNode
  read(answers: FormAnswers, errors: FieldError[], found: Requested): Readonly<Record<string, unknown>>
  after?(found: Requested): string
  readonly fieldNames?: Readonly<Record<string, string>>
}) =>
  formPages<Requested>({
    path: `/app/copies/:id/${spec.verb}`,
    form: spec.command,
    command: spec.command,
    async facts(ask, _asker, request) {
      const found = await ask(oneRequest, { requestId: request.params.id ?? '' })
      if (!found.ok) return found
      if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const { answers, harmDecides } = found.value.request
      return (spec.forHarm ? harmDecides : answers) ? ok(found.value) : refuse('COPY_NOT_YOURS')
    },
    title: () => spec.title,
    caption: ({ request }) => request.name ?? 'Name not open to you',
    back: ({ request }) => ({ href: `/app/copies/${request.id}`, text: 'Back to the request' }),
    instead: (found) =>
      spec.decides !== undefined && waiting(found, spec.decides).length === 0 ? (
        <EmptyState
          why="No part waits for this decision."
          fill="What was decided stands beside each part on the page of the request."
        />
      ) : null,
    fields: spec.fields,
    ...(spec.readers !== undefined && { readers: spec.readers }),
    ...(spec.fieldNames !== undefined && { fieldNames: spec.fieldNames }),
    button: spec.button,
    read(answers, found) {
      const errors: FieldError[] = []
      const said = spec.read(answers, errors, found)
      if (errors.length > 0) return { errors }
      return { input: { requestId: found.request.id, personId: found.request.personId, ...said } }
    },
    after: (found) => spec.after?.(found) ?? `/app/copies/${found.request.id}?said=${spec.said}`,
  })

/** A text that must be there. */
function wordsIn(
  answers: FormAnswers,
  field: string,
  least: number,
  errors: FieldError[],
  message: string,
): string {
  const words = text(answers, field)
  if (words.length < least) errors.push({ field, message })
  return words
}
const day = (name: string, label: string, answers: FormAnswers, errors: readonly FieldError[]) => (
  <DateInput name={name} label={label} value={boxes(answers, name)} error={errorFor(errors, name)} />
)

/** The parts of one kind, each whole, with a box to tick beside its name. */
const Ticks = ({
  parts,
  label,
  answers,
  errors,
}: {
  readonly parts: readonly Part[]
  readonly label: string
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <>
    {parts.map((p, i) => (
      <InsetText key={p.id}>
        <p>
          <strong>{titleOf(p, i)}</strong>
          {p.proposedWhy !== null && ` ${p.proposedWhy}`}
        </p>
        <PartWords part={p} />
      </InsetText>
    ))}
    <Checkboxes
      name="partIds"
      label={label}
      values={several(answers, 'partIds')}
      error={errorFor(errors, 'partIds')}
      choices={parts.map((p, i) => ({ value: p.id, label: titleOf(p, i) }))}
    />
  </>
)
const titleOf = (p: Part, i: number): string =>
  `${i + 1}. ${p.noun}${p.at === null ? '' : `, ${dayAndClock(p.at)}`}.`
function ticked(answers: FormAnswers, errors: FieldError[], parts: readonly Part[]): readonly string[] {
  const ids = several(answers, 'partIds').filter((id) => parts.some((p) => p.id === id))
  if (ids.length === 0) errors.push({ field: 'partIds', message: 'Tick at least one part' })
  return ids
}
const waiting = (found: Requested, what: Withhold): readonly Part[] =>
  found.parts.filter(
    (p) => p.proposed.includes(what) && (what === 'another person' ? p.others : p.harm) === null,
  )

export const formsOfRequest = [
  ...requestForm({
    verb: 'identity',
    command: 'copy.check-identity',
    title: 'Say how you know that it is them',
    button: 'Write it down',
    said: 'identity',
    fields: (_, answers, errors) => (
      <>
        <Paragraph>
          Ask for no more than you need to be sure. Somebody your team knows need show nothing.
        </Paragraph>
        {day('on', 'On which day did you check?', answers, errors)}
        <TextInput
          {...box(answers, errors, 'how')}
          label="How did you check?"
          hint="For example: known to the team, or a passport seen"
        />
      </>
    ),
    read: (answers, errors) => ({
      on: dayIn(answers, 'on', errors, 'Enter the day on which you checked, like 24 11 2026'),
      how: wordsIn(answers, 'how', 3, errors, 'Write how you checked that it is them'),
    }),
  }),
  ...requestForm({
    verb: 'extend',
    command: 'copy.extend',
    title: 'Take two more months',
    button: 'Move the last day',
    said: 'extended',
    readers: 'whoever answers requests in your organisation. The person can ask to read this.',
    fields: (_, answers, errors) => (
      <>
        <Paragraph>
          Only where the request is complex, or where they have asked for several things, and only once. Tell
          them why first, within the first month. UK GDPR Article 12(3).
        </Paragraph>
        <Radios
          name="why"
          label="Why does it take longer?"
          value={text(answers, 'why') || undefined}
          error={errorFor(errors, 'why')}
          choices={(['complex', 'several requests'] as const).map((value) => ({
            value,
            label: EXTENDED_WORDS[value],
          }))}
        />
        <TextArea {...box(answers, errors, 'words')} label="What did you tell them?" />
        {day('toldOn', 'On which day did you tell them?', answers, errors)}
        <TextInput {...box(answers, errors, 'toldHow')} label="How did you tell them?" />
      </>
    ),
    read(answers, errors) {
      const why = (['complex', 'several requests'] as const).find((w) => w === text(answers, 'why'))
      if (why === undefined) errors.push({ field: 'why', message: 'Choose why it takes longer' })
      return {
        why,
        words: wordsIn(answers, 'words', 10, errors, 'Write what you told them, in ten letters or more'),
        toldOn: dayIn(answers, 'toldOn', errors, 'Enter the day on which you told them, like 24 11 2026'),
        toldHow: wordsIn(answers, 'toldHow', 3, errors, 'Write how you told them'),
      }
    },
  }),
  ...requestForm({
    verb: 'others',
    command: 'copy.decide-others',
    decides: 'another person',
    title: 'Decide about other people',
    button: 'Write down what I decide',
    said: 'decided',
    readers:
      'whoever answers requests in your organisation. The Information Commissioner can ask to read this.',
    fields: (found, answers, errors) => (
      <>
        <Paragraph>
          These parts may tell of somebody else. Give a part where they agree, or where it is reasonable
          without their agreement: what was said in confidence, what you did to ask them, whether they can
          agree. Staff are not a reason to keep a part back. Data Protection Act 2018, Schedule 2, paragraphs
          16 and 17.
        </Paragraph>
        <Ticks
          parts={waiting(found, 'another person')}
          label="Of which parts do you decide?"
          answers={answers}
          errors={errors}
        />
        <Radios
          name="what"
          label="What do you decide?"
          value={text(answers, 'what') || undefined}
          error={errorFor(errors, 'what')}
          choices={(['give', 'withhold'] as const).map((value) => ({ value, label: OTHERS_WORDS[value] }))}
        />
        <TextArea {...box(answers, errors, 'why')} label="Why?" />
      </>
    ),
    read(answers, errors, found) {
      const partIds = ticked(answers, errors, waiting(found, 'another person'))
      const what = (['give', 'withhold'] as const).find((w) => w === text(answers, 'what'))
      if (what === undefined) errors.push({ field: 'what', message: 'Choose what you decide' })
      return { partIds, what, why: wordsIn(answers, 'why', 3, errors, 'Write why') }
    },
  }),
  ...requestForm({
    verb: 'harm',
    command: 'copy.decide-harm',
    title: 'Decide about serious harm',
    button: 'Write down what I decide',
    said: 'decided',
    forHarm: true,
    decides: 'serious harm',
    readers:
      'whoever answers requests in your organisation. The Information Commissioner can ask to read this.',
    fields: (found, answers, errors) => (
      <>
        <Paragraph>
          Would giving this out be likely to cause serious harm to the physical or mental health of the
          person, or of anybody else? Distress alone is not serious harm. Data Protection Act 2018, Schedule
          3, paragraphs 2, 5 and 6. What you decide stands in your name.
        </Paragraph>
        <Ticks
          parts={waiting(found, 'serious harm')}
          label="Of which parts do you decide?"
          answers={answers}
          errors={errors}
        />
        <Radios
          name="what"
          label="What do you decide?"
          value={text(answers, 'what') || undefined}
          error={errorFor(errors, 'what')}
          choices={(['likely', 'not likely'] as const).map((value) => ({ value, label: HARM_WORDS[value] }))}
        />
        <TextArea {...box(answers, errors, 'why')} label="Why?" />
        <Select
          name="profession"
          label="As what are you registered?"
          choose="Choose your register"
          value={text(answers, 'profession')}
          error={errorFor(errors, 'profession')}
          options={HEALTH_PROFESSIONS.map((value) => ({ value, text: sentenceCase(value) }))}
        />
        <TextInput
          {...box(answers, errors, 'register')}
          label="Your number in that register"
          width={10}
          spellCheck={false}
        />
      </>
    ),
    read(answers, errors, found) {
      const partIds = ticked(answers, errors, waiting(found, 'serious harm'))
      const what = (['likely', 'not likely'] as const).find((w) => w === text(answers, 'what'))
      if (what === undefined) errors.push({ field: 'what', message: 'Choose what you decide' })
      const profession = HEALTH_PROFESSIONS.find((p) => p === text(answers, 'profession'))
      if (profession === undefined) errors.push({ field: 'profession', message: 'Choose your register' })
      const register = text(answers, 'register')
      if (!/^[A-Za-z0-9-]{4,12}$/.test(register))
        errors.push({ field: 'register', message: 'Enter your number: 4 to 12 letters and digits' })
      return { partIds, what, profession, register, why: wordsIn(answers, 'why', 3, errors, 'Write why') }
    },
  }),
  ...requestForm({
    verb: 'propose',
    command: 'copy.propose',
    title: 'Propose another part',
    button: 'Propose it',
    said: 'proposed',
    readers:
      'whoever answers requests in your organisation. The Information Commissioner can ask to read this.',
    fields: (found, answers, errors) => (
      <>
        <Paragraph>
          Say which parts tell of another person, or may cause serious harm. Each waits for its own decision,
          and nothing is released before.
        </Paragraph>
        <Checkboxes
          name="partIds"
          label="Which parts?"
          values={several(answers, 'partIds')}
          error={errorFor(errors, 'partIds')}
          choices={found.parts.map((p, i) => ({
            value: p.id,
            label: titleOf(p, i),
            hint: <PartLine part={p} />,
          }))}
        />
        <Radios
          name="what"
          label="Why might it be kept back?"
          value={text(answers, 'what') || undefined}
          error={errorFor(errors, 'what')}
          choices={WITHHOLD.map((value) => ({ value, label: WITHHOLD_WORDS[value] }))}
        />
        <TextArea {...box(answers, errors, 'why')} label="What do you see in it?" />
      </>
    ),
    read(answers, errors, found) {
      const partIds = ticked(answers, errors, found.parts)
      const what = WITHHOLD.find((w) => w === text(answers, 'what'))
      if (what === undefined) errors.push({ field: 'what', message: 'Choose why it might be kept back' })
      return { partIds, what, why: wordsIn(answers, 'why', 3, errors, 'Write what you see in it') }
    },
  }),
  ...requestForm({
    verb: 'hand-over',
    command: 'copy.hand-over',
    title: 'Say how it was handed over',
    button: 'Write it down',
    said: 'handed',
    fields: (_, answers, errors) => (
      <>
        <Paragraph>
          Print the copy or take the file first: once you save this, its words are deleted here. The list of
          what was given stays, with a digest of each part.
        </Paragraph>
        {day('on', 'On which day?', answers, errors)}
        <TextInput
          {...box(answers, errors, 'how')}
          label="How was it handed over?"
          hint="For example: by hand, in a sealed envelope"
        />
      </>
    ),
    read: (answers, errors) => ({
      on: dayIn(answers, 'on', errors, 'Enter the day, like 24 11 2026'),
      how: wordsIn(answers, 'how', 3, errors, 'Write how it was handed over'),
    }),
  }),
  ...requestForm({
    verb: 'end',
    command: 'copy.end',
    title: 'End it without a copy',
    button: 'End the request',
    said: 'ended',
    readers: 'whoever answers requests in your organisation. The person can ask to read this.',
    fields: (_, answers, errors) => (
      <>
        <Paragraph>
          Where the person took it back, or where it is refused. If it is refused, tell them why, and that
          they can complain to the Information Commissioner.
        </Paragraph>
        <TextArea {...box(answers, errors, 'why')} label="Why does it end, and what were they told?" />
      </>
    ),
    read: (answers, errors) => ({ why: wordsIn(answers, 'why', 3, errors, 'Write why it ends') }),
    after: () => '/app/copies?said=ended',
  }),
]

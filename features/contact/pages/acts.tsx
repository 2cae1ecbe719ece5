import { at, type Day, dayOf, timeOf } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  clockOf,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  MomentInput,
  momentAnswers,
  momentOf,
  Radios,
  Select,
  sentenceCase,
  TextArea,
  TimeInput,
  textOf,
  timeFrom,
  typedDate,
} from '#platform/ui/index.ts'
import { OUTCOMES } from '../commands/resolve.ts'
import { backToContact, contactDone, idsOf, nameOf, ourSheet, type SheetFacts } from './facts.ts'
import { formOf } from './one.tsx'
import { plannedWords } from './parts.tsx'
import { RecordFields, readRecord } from './record-fields.tsx'
import { recordWords } from './words.ts'

const common = { facts: ourSheet, caption: nameOf, back: backToContact, after: contactDone }

const resolve = formPages<SheetFacts>({
  ...common,
  path: '/app/contacts/:id/resolve',
  form: 'contact.resolve',
  command: 'contact.resolve',
  title: () => 'Write what came of it',
  button: 'Save',
  version: (f) => f.sheet.contact.version,
  says: (f) => (
    <p>{f.sheet.record ? recordWords(f.sheet.record, f.sheet.names) : 'The contact was changed.'}</p>
  ),
  fields: (f, answers, errors) => (
    <>
      <p>{`${plannedWords(f.sheet)}. ${f.sheet.record ? recordWords(f.sheet.record, f.sheet.names) : 'Nothing was written.'}`}</p>
      <Radios
        {...box(answers, errors, 'what')}
        label="What came of it?"
        choices={OUTCOMES.map((value) => ({ value, label: sentenceCase(value) }))}
      />
      <TextArea
        {...box(answers, errors, 'inWords')}
        label="In a few words"
        rows={3}
        readers={f.seenBy.shared}
      />
    </>
  ),
  read: (answers, f) => {
    const [what, inWords] = [textOf(answers, 'what'), textOf(answers, 'inWords')]
    const errors: FieldError[] = [
      ...(what === '' ? [{ field: 'what', message: 'Choose what came of it' }] : []),
      ...(inWords === '' ? [{ field: 'inWords', message: 'Write a few words' }] : []),
    ]
    return errors.length > 0 ? { errors } : { input: { ...idsOf(f), what, inWords } }
  },
})

/** What a record says, as the boxes of the form. */
function recorded(f: SheetFacts): FormAnswers {
  const r = f.sheet.record
  if (!r) return {}
  return {
    happened: r.happened,
    by: r.by[0] ?? '',
    alsoBy: r.by[1] ?? '',
    ...momentAnswers('at', r.at),
    mode: f.sheet.contact.mode,
    reason: r.happened === 'no' ? r.reason : '',
    ...Object.fromEntries(
      f.sheet.doses.flatMap((d) =>
        d.medicineId === null
          ? []
          : [
              [`dose.${d.medicineId}`, d.outcome],
              [`why.${d.medicineId}`, d.reason ?? ''],
            ],
      ),
    ),
  }
}

/** The medicines that were asked about at the contact, whatever the list says now. */
function formForCorrection(f: SheetFacts) {
  const asked = f.sheet.doses.flatMap((d) =>
    d.medicineId === null
      ? []
      : [
          {
            id: d.medicineId,
            name: d.medicine,
            doseInWords: 'As answered at the contact',
            when: 'then',
            asNeeded: false,
            controlled: false,
            asOf: dayOf(f.sheet.contact.fromAt),
          },
        ],
  )
  return formOf(f, { withWorries: false, ...(asked.length > 0 && { medicines: asked }) })
}

const correct = formPages<SheetFacts>({
  ...common,
  path: '/app/contacts/:id/correct',
  form: 'contact.correct',
  command: 'contact.correct',
  title: () => 'Correct the record',
  button: 'Save the correction',
  version: (f) => f.sheet.contact.version,
  start: recorded,
  says: (f) => (
    <p>{f.sheet.record ? recordWords(f.sheet.record, f.sheet.names) : 'The contact was changed.'}</p>
  ),
  fieldNames: { at: 'at', by: 'by', doses: 'happened', why: 'why' },
  fields: (f, answers, errors) => (
    <>
      <p>What was written before is kept and stays to be seen.</p>
      <RecordFields form={formForCorrection(f)} answers={answers} errors={errors} />
      <TextArea
        {...box(answers, errors, 'why')}
        label="Why is it corrected?"
        rows={2}
        readers="everyone who sees this contact"
      />
    </>
  ),
  read: (answers, f, commandId) => {
    const read = readRecord(answers, formForCorrection(f), commandId)
    const why = textOf(answers, 'why')
    const missing: FieldError[] = why === '' ? [{ field: 'why', message: 'Say why it is corrected' }] : []
    if ('errors' in read) return { errors: [...read.errors, ...missing] }
    return missing.length > 0 ? { errors: missing } : { input: { ...idsOf(f), ...read.input, why } }
  },
})

/** The steps of the chain that somebody has written, for whoever comes second. */
const ChainDone = ({ sheet: { chain, names } }: { readonly sheet: SheetFacts['sheet'] }) =>
  chain.state === 'not running' ? (
    <p>Nothing is open after no answer any more: somebody wrote what came of the contact.</p>
  ) : (
    <ul className="nhsuk-list nhsuk-list--bullet">
      {chain.steps.flatMap((s) =>
        s.done
          ? [
              <li
                key={s.id}
              >{`${s.words} ${names[s.done.by] ?? 'A worker'}, ${dayAndClock(s.done.at)}: ${s.done.found}.`}</li>,
            ]
          : [],
      )}
    </ul>
  )

const step = formPages<SheetFacts>({
  ...common,
  opens: (f) => f.sheet.chain.state === 'running',
  // a colleague who was first is shown; what the second did is theirs to write as the next step
  overtaken: ['CHAIN_STEP_DONE', 'CHAIN_NOT_RUNNING'],
  says: (f) => <ChainDone sheet={f.sheet} />,
  path: '/app/contacts/:id/step',
  form: 'contact.step',
  command: 'contact.no-answer-step',
  title: () => 'Write the next step after no answer',
  button: 'Save',
  start: (f) => momentAnswers('at', f.sheet.now),
  fieldNames: { at: 'at', stepId: 'stepId' },
  fields: (f, answers, errors) => {
    const { chain } = f.sheet
    const open = chain.state === 'running' ? chain.steps.filter((s) => s.done === null) : []
    return (
      <>
        <Radios
          name="stepId"
          label="What did you do?"
          value={open.find((s) => s.id === textOf(answers, 'stepId'))?.id ?? open[0]?.id}
          error={errorFor(errors, 'stepId')}
          choices={open.map((s) => ({ value: s.id, label: s.words }))}
        />
        <Radios
          {...box(answers, errors, 'found')}
          label="What came of it?"
          choices={[
            { value: 'answered', label: 'They answered' },
            { value: 'no answer', label: 'No answer' },
            { value: 'told', label: 'I told somebody' },
          ]}
        />
        <MomentInput name="at" label="When?" timeLabel="At what time?" answers={answers} errors={errors} />
      </>
    )
  },
  read: (answers, f, commandId) => {
    const [stepId, found] = [textOf(answers, 'stepId'), textOf(answers, 'found')]
    const when = momentOf(answers, 'at')
    const errors: FieldError[] = [
      ...(stepId === '' ? [{ field: 'stepId', message: 'Choose what you did' }] : []),
      ...(found === '' ? [{ field: 'found', message: 'Choose what came of it' }] : []),
      ...when.errors,
    ]
    return errors.length > 0
      ? { errors }
      : { input: { ...idsOf(f), doneId: commandId, stepId, found, at: when.at } }
  },
})

/** Day, from and until, for a contact that is planned. */
export const WindowFields = ({
  answers,
  errors,
}: {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <>
    <DateInput
      name="from"
      label="On which day?"
      labelSize="s"
      hint="Like 24 11 2026"
      value={dateOf(answers, 'from').typed}
      error={errorFor(errors, 'from')}
    />
    <TimeInput {...box(answers, errors, 'fromTime')} label="From" />
    <TimeInput {...box(answers, errors, 'untilTime')} label="Until" />
  </>
)
export function readWindow(
  answers: FormAnswers,
): { readonly fromAt: string; readonly untilAt: string } | { readonly errors: readonly FieldError[] } {
  const day = dateOf(answers, 'from')
  const [from, until] = [timeFrom(textOf(answers, 'fromTime')), timeFrom(textOf(answers, 'untilTime'))]
  const errors: FieldError[] = [
    ...(day.kind === 'day' ? [] : [{ field: 'from', message: 'Enter the day, like 24 11 2026' }]),
    ...(from === null ? [{ field: 'fromTime', message: 'Enter the time it begins, like 9am' }] : []),
    ...(until === null
      ? [{ field: 'untilTime', message: 'Enter the time it ends at the latest, like 11am' }]
      : []),
  ]
  if (day.kind !== 'day' || from === null || until === null) return { errors }
  return { fromAt: at(day.day as Day, from), untilAt: at(day.day as Day, until) }
}

const move = formPages<SheetFacts>({
  ...common,
  path: '/app/contacts/:id/move',
  form: 'contact.move',
  command: 'contact.move',
  title: () => 'Move a planned contact',
  button: 'Move it',
  version: (f) => f.sheet.contact.version,
  says: (f) => <p>{plannedWords(f.sheet)}</p>,
  start: (f) => {
    const d = typedDate(dayOf(f.sheet.contact.fromAt))
    return {
      'from-day': d.day,
      'from-month': d.month,
      'from-year': d.year,
      fromTime: clockOf(timeOf(f.sheet.contact.fromAt)),
      untilTime: clockOf(timeOf(f.sheet.contact.untilAt)),
    }
  },
  fieldNames: { from: 'from' },
  fields: (f, answers, errors) => (
    <>
      <p>{`Now: ${plannedWords(f.sheet)}.`}</p>
      <WindowFields answers={answers} errors={errors} />
    </>
  ),
  read: (answers, f) => {
    const window = readWindow(answers)
    return 'errors' in window ? window : { input: { ...idsOf(f), ...window } }
  },
})

const assign = formPages<SheetFacts>({
  ...common,
  path: '/app/contacts/:id/assign',
  form: 'contact.assign',
  command: 'contact.assign',
  title: () => 'Give a contact to somebody',
  button: 'Save',
  version: (f) => f.sheet.contact.version,
  says: (f) => <p>{plannedWords(f.sheet)}</p>,
  fields: (f, answers, errors) => (
    <>
      <p>{`Now: ${plannedWords(f.sheet)}.`}</p>
      <Select
        {...box(answers, errors, 'staffId')}
        label="Who will go?"
        choose="Choose a worker"
        options={f.sheet.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
    </>
  ),
  read: (answers, f) => {
    const staffId = textOf(answers, 'staffId')
    return staffId === ''
      ? { errors: [{ field: 'staffId', message: 'Choose who will go' }] }
      : { input: { ...idsOf(f), staffId } }
  },
})

export const actPages = [...resolve, ...correct, ...step, ...move, ...assign]

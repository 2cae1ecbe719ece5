import { NOT_TAKEN_REASONS } from '#core/contact/dose.ts'
import { WORRY_KINDS } from '#core/contact/worry.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import { NOT_COMPLETE } from '#features/people/index.ts'
import type { NoteAudiences } from '#features/sharing/index.ts'
import { idBeside, type Read } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  longDay,
  MomentInput,
  momentOf,
  Radios,
  Select,
  sentenceCase,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { Sheet, SheetMedicine } from '../queries/sheet.ts'
import { AudienceChoice, READERS_CHOSEN } from './audience.tsx'
import { RingList } from './parts.tsx'
import { DOSE_CHOICES, MODE_WORDS, WORRY_ACTS } from './words.ts'

/** What a form that records a contact is made from. */
export interface RecordingForm {
  readonly now: Instant
  readonly medicines: readonly SheetMedicine[] | null
  readonly asks: Sheet['asks']
  readonly staff: Sheet['staff']
  readonly ring: Sheet['ring']
  readonly actorId: string
  /** False on a form for something that has happened already: nothing else can be said. */
  readonly mayFail: boolean
  readonly withWorries: boolean
  readonly seenBy: NoteAudiences
}
interface Fields {
  readonly form: RecordingForm
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}

/** The visit sheet's questions, one under another: seen or not, each medicine, how things are, anything worrying. */
export function RecordFields(props: Fields) {
  const { form, answers, errors } = props
  const medicines = <Medicines {...props} />
  return (
    <>
      {form.mayFail ? (
        <Radios
          {...box(answers, errors, 'happened')}
          label="Did you see them?"
          choices={[
            { value: 'yes', label: 'Yes', conditional: medicines },
            {
              value: 'no answer',
              label: 'No answer',
              hint: 'The next step and its time are shown when you save.',
            },
            {
              value: 'no',
              label: 'Could not go, or it was cancelled',
              conditional: (
                <Radios
                  {...box(answers, errors, 'reason')}
                  label="Why?"
                  labelSize="s"
                  choices={[
                    { value: 'could not go', label: 'I could not go' },
                    { value: 'cancelled by the person', label: 'They cancelled' },
                    { value: 'cancelled by us', label: 'We cancelled' },
                  ]}
                />
              ),
            },
          ]}
        />
      ) : (
        medicines
      )}
      <Select
        {...box(answers, errors, 'mode')}
        label="How?"
        options={Object.entries(MODE_WORDS).map(([value, text]) => ({ value, text }))}
      />
      <MomentInput
        name="at"
        label="When was it, or when did you try?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
      <Select
        name="by"
        label="Who made it?"
        value={textOf(answers, 'by') || form.actorId}
        error={errorFor(errors, 'by')}
        options={form.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
      <Select
        name="alsoBy"
        label="Was somebody with you?"
        value={textOf(answers, 'alsoBy')}
        choose="Nobody else"
        options={form.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
      {form.withWorries && <BesideFields {...props} />}
    </>
  )
}

function Medicines({ form, answers, errors }: Fields) {
  const { medicines } = form
  if (form.asks === 'never') return null
  if (medicines === null)
    return (
      <InsetText>
        <p>{NOT_COMPLETE}</p>
        <RingList ring={form.ring} />
      </InsetText>
    )
  if (medicines.length === 0)
    return (
      <p>No medicines are listed. That does not mean that there are none: ask, and add what you are told.</p>
    )
  const oldest = medicines.map((m) => m.asOf).sort()[0] as Day
  const plain = medicines.filter((m) => !m.asNeeded && !m.controlled).length
  return (
    <>
      <Heading level={2} size="s">
        Medicines
      </Heading>
      <p>{`As somebody said, oldest on ${longDay(oldest)}. This is not an instruction. One answer for each; what nobody knows is “Not known”.`}</p>
      {medicines.map((m) => (
        <Radios
          key={m.id}
          {...box(answers, errors, `dose.${m.id}`)}
          label={m.name}
          labelSize="s"
          hint={`${m.doseInWords}, ${m.when}${m.asNeeded ? ' (when needed)' : ''}`}
          small
          choices={DOSE_CHOICES.map((c) =>
            c.value === 'not taken'
              ? {
                  ...c,
                  conditional: (
                    <Radios
                      {...box(answers, errors, `why.${m.id}`)}
                      label={`Why was ${m.name} not taken?`}
                      labelSize="s"
                      small
                      choices={NOT_TAKEN_REASONS.map((r) => ({ value: r, label: sentenceCase(r) }))}
                    />
                  ),
                }
              : c,
          )}
        />
      ))}
      {plain > 1 && form.mayFail && (
        <Checkboxes
          name="allSeen"
          label="Or all at once"
          labelSize="s"
          values={chosenOf(answers, 'allSeen')}
          hint="For those above without an answer. Never for medicines taken when needed, and never for controlled ones."
          choices={[{ value: '1', label: `Took all ${plain}, I saw` }]}
        />
      )}
    </>
  )
}

/** How things are, and the six worries: any tick shows who to ring now and asks who was told and what was done. */
function BesideFields({ form, answers, errors }: Fields) {
  return (
    <>
      <TextArea
        {...box(answers, errors, 'note')}
        label="How are things?"
        hint="If you want to write something"
        readers={READERS_CHOSEN}
      />
      <AudienceChoice seenBy={form.seenBy} answers={answers} />
      <Checkboxes
        name="worry"
        label="Anything worrying?"
        labelSize="m"
        values={chosenOf(answers, 'worry')}
        error={errorFor(errors, 'worry')}
        hint="Each stays open until somebody writes what was done."
        choices={WORRY_KINDS.map((kind, i) => ({
          value: String(i),
          label: sentenceCase(kind),
          conditional: (
            <>
              <p>
                <strong>{WORRY_ACTS[kind]}</strong> Nothing is sent by ticking this.
              </p>
              <RingList ring={form.ring} />
              <TextInput
                {...box(answers, errors, `told.${i}`)}
                label="Who did you tell?"
                hint="Name and team. Leave this empty if nobody has been told yet."
                spellCheck={false}
              />
              <TextArea
                {...box(answers, errors, `done.${i}`)}
                label="What was done?"
                rows={2}
                hint="Leave this empty while it is open."
                readers={form.seenBy.shared}
              />
            </>
          ),
        }))}
      />
    </>
  )
}

/** The answers as `record`, `note` and `worries` of a command; or what to do, at each answer. */
export function readRecord(answers: FormAnswers, form: RecordingForm, commandId: string): Read {
  const errors: FieldError[] = []
  const happened = form.mayFail ? textOf(answers, 'happened') : 'yes'
  if (happened === '') errors.push({ field: 'happened', message: 'Say whether you saw them' })
  const moment = momentOf(answers, 'at')
  errors.push(...moment.errors)
  const mode = textOf(answers, 'mode')
  const by = [...new Set([textOf(answers, 'by'), textOf(answers, 'alsoBy')].filter((id) => id !== ''))]
  if (mode === '' && happened !== 'no') errors.push({ field: 'mode', message: 'Say how you met or tried to' })
  const reason = textOf(answers, 'reason')
  if (happened === 'no' && reason === '')
    errors.push({ field: 'reason', message: 'Say why it did not happen' })
  const asked =
    form.asks === 'every-contact' ||
    (form.asks === 'visits-only' && (mode === 'visit' || mode === 'accompanied first visit'))
  const doses = happened === 'yes' ? readDoses(answers, form.medicines ?? [], asked, errors) : []
  const worries = form.withWorries ? readWorries(answers, commandId, errors) : []
  if (errors.length > 0) return { errors }
  const at = moment.at
  const record =
    happened === 'yes'
      ? { happened, at, mode, by, person: mode === 'phone' ? 'spoken with' : 'seen', doses }
      : happened === 'no answer'
        ? { happened, at, mode, by }
        : { happened, at, reason, by }
  const note = form.withWorries ? textOf(answers, 'note') : ''
  return {
    input: {
      record,
      ...(form.withWorries && {
        note:
          note === ''
            ? null
            : { id: idBeside(commandId, 1), text: note, audience: textOf(answers, 'audience') || 'shared' },
        worries,
      }),
    },
  }
}

/** Where the pathway asks, each medicine needs an answer; on a call what was answered is kept and nothing more is asked. */
function readDoses(
  answers: FormAnswers,
  medicines: readonly SheetMedicine[],
  asked: boolean,
  errors: FieldError[],
) {
  const all = chosenOf(answers, 'allSeen').includes('1')
  return medicines.flatMap((m) => {
    const chosen = textOf(answers, `dose.${m.id}`)
    const answer = chosen !== '' ? chosen : all && !m.asNeeded && !m.controlled ? 'took it, I saw' : ''
    if (answer === '' && asked)
      errors.push({
        field: `dose.${m.id}`,
        message: `Say what happened with ${m.name}, or that it is not known`,
      })
    const reason = textOf(answers, `why.${m.id}`)
    if (answer === 'not taken' && reason === '')
      errors.push({ field: `why.${m.id}`, message: `Say why ${m.name} was not taken` })
    return answer === '' ? [] : [{ medicineId: m.id, answer, ...(answer === 'not taken' && { reason }) }]
  })
}

function readWorries(answers: FormAnswers, commandId: string, errors: FieldError[]) {
  return chosenOf(answers, 'worry').flatMap((value) => {
    const i = Number(value)
    const kind = WORRY_KINDS[i]
    if (kind === undefined) return []
    const [who, done] = [textOf(answers, `told.${i}`), textOf(answers, `done.${i}`)]
    if (done !== '' && who === '')
      errors.push({ field: `told.${i}`, message: 'Say who was told about this worry' })
    return [
      {
        id: idBeside(commandId, 2 + i),
        kind,
        told: who === '' ? { told: 'nobody yet' } : { told: 'yes', who },
        done: done === '' ? null : done,
      },
    ]
  })
}

import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { at, type Instant } from '#core/kernel/time.ts'
import { LEAVE_KINDS, type LeaveKind } from '#core/place/stay-leave.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { FormAnswers, PageRequest } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  Paragraph,
  Radios,
  Select,
  TextArea,
  TimeInput,
  textOf,
  timeFrom,
} from '#platform/ui/index.ts'
import { awayWords } from '../leaving-words.ts'
import { type AwayShown, awayOfStay } from '../queries/away.ts'
import { READERS_OF_DATES } from './leaving-form.tsx'
import { MomentFields, momentFrom } from './moment.tsx'

/** The stay of the address with whether somebody is away, and who could make a contact. */
async function facts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<AwayShown>> {
  const stayId = request.params.id ?? ''
  if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(awayOfStay, { stayId })
  if (!found.ok) return found
  return found.value?.ours || found.value?.owes ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** What the forms share that the ward, and the team that leads, may both send. */
export const awayForm = {
  facts,
  caption: (f: AwayShown) => f.name ?? undefined,
  back: () => ({ href: '/app/leaving', text: 'Back to leaving hospital' }),
  readers: READERS_OF_DATES,
}
const ids = (f: AwayShown) => ({ stayId: f.stayId, personId: f.personId })
const open = (f: AwayShown) => f.endedAt === null

const KIND_WORDS: Readonly<Record<LeaveKind, string>> = {
  'overnight leave': 'On leave overnight or longer',
  'short leave': 'On leave for some hours',
  'away without leave': 'Away from hospital without leave',
}

/** A moment that may be left empty. */
function momentOrNone(
  answers: FormAnswers,
  name: string,
): { readonly at: Instant | null; readonly errors: readonly FieldError[] } {
  if (dateOf(answers, name).kind === 'empty' && textOf(answers, `${name}Time`) === '')
    return { at: null, errors: [] }
  const read = momentFrom(answers, name, 'Enter a real day, like 24 11 2026, or leave both empty')
  return { at: read.moment?.at ?? null, errors: read.errors }
}

/** /app/stays/:id/leave: on leave, or away without it. The stay goes on and no clock starts. */
const leaves = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/leave',
  form: 'stay.leave-start',
  command: 'stay.leave-start',
  title: () => 'Leave, or away from the ward',
  button: 'Record it',
  opens: (f) => open(f) && f.away === null,
  overtaken: ['LEAVE_ALREADY_AWAY', 'LEAVE_STAY_ENDED'],
  says: (f) => f.away && <p>{awayWords(f.away)}.</p>,
  fieldNames: { fromAt: 'from', expectedBackAt: 'back', kind: 'kind' },
  fields: (_f, answers, errors) => (
    <>
      <Paragraph>
        This is not leaving hospital. Their stay goes on, and nothing that is owed after leaving begins.
      </Paragraph>
      <Radios
        name="kind"
        label="What is it?"
        value={textOf(answers, 'kind') || undefined}
        choices={LEAVE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
        error={errorFor(errors, 'kind')}
      />
      <MomentFields
        name="from"
        label="Since which day?"
        timeLabel="Since what time?"
        answers={answers}
        errors={errors}
      />
      <MomentFields
        name="back"
        label="When are they expected back?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read(answers, f, commandId) {
    const kind = textOf(answers, 'kind')
    const errors: FieldError[] = []
    if (!LEAVE_KINDS.some((k) => k === kind)) errors.push({ field: 'kind', message: 'Say what it is' })
    const from = momentFrom(answers, 'from', 'Enter the day, like 24 11 2026')
    const back = momentOrNone(answers, 'back')
    errors.push(...from.errors, ...back.errors)
    if (errors.length > 0 || !from.moment) return { errors }
    return {
      input: { ...ids(f), leaveId: commandId, kind, fromAt: from.moment.at, expectedBackAt: back.at },
    }
  },
  after: () => '/app/leaving?said=away',
})

/** /app/stays/:id/back: they are back on the ward. */
const back = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/back',
  form: 'stay.leave-back',
  command: 'stay.leave-back',
  title: () => 'Back on the ward',
  button: 'Record it',
  opens: (f) => f.away !== null,
  overtaken: ['LEAVE_ALREADY_BACK'],
  seen: (f) => ({ leaveId: f.away?.id ?? '' }),
  says: () => <p>A colleague has written that they are back.</p>,
  fieldNames: { backAt: 'back' },
  fields: (f, answers, errors) => (
    <>
      {f.away && <Paragraph>{`${awayWords(f.away)}.`}</Paragraph>}
      <MomentFields
        name="back"
        label="Which day did they come back?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read(answers, f) {
    const { moment, errors } = momentFrom(answers, 'back', 'Enter the day, like 24 11 2026')
    if (!moment) return { errors }
    return { input: { ...ids(f), leaveId: textOf(answers, 'leaveId') || f.away?.id, backAt: moment.at } }
  },
  after: () => '/app/leaving?said=back',
})

/** /app/stays/:id/not-left: the leaving did not happen after all. */
const notLeft = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/not-left',
  form: 'stay.end-undone',
  command: 'stay.end-undone',
  title: () => 'They did not leave after all',
  button: 'Put the stay back',
  opens: (f) => f.endedAt !== null && f.ours,
  overtaken: ['STAY_NOT_ENDED'],
  version: (f) => f.version,
  says: (f) => (
    <p>
      {f.endedAt === null ? 'A colleague has put the stay back.' : `They left on ${dayAndClock(f.endedAt)}.`}
    </p>
  ),
  fieldNames: { why: 'why' },
  fields: (f, answers, errors) => (
    <>
      {f.endedAt !== null && (
        <Paragraph>{`It is recorded that they left on ${dayAndClock(f.endedAt)}.`}</Paragraph>
      )}
      <Paragraph>
        Their stay is open again and nothing is owed after a leaving that did not happen. What was written
        about it stays as history.
      </Paragraph>
      <TextArea {...box(answers, errors, 'why')} label="What happened?" rows={3} maxCharacters={500} />
    </>
  ),
  read(answers, f, commandId) {
    const why = textOf(answers, 'why')
    if (why === '' || why.length > 500)
      return {
        errors: [
          { field: 'why', message: why === '' ? 'Write what happened' : 'Use 500 characters at most' },
        ],
      }
    return { input: { ...ids(f), undoneId: commandId, why } }
  },
  after: () => '/app/leaving?said=notLeft',
})

const MODES = [
  { value: 'visit', text: 'Visit' },
  { value: 'phone', text: 'Telephone call' },
  { value: 'video', text: 'Video call' },
]

/** /app/stays/:id/book: the ward, or the team that leads, books a contact of its own. */
const books = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/book',
  form: 'stay.plan-contact',
  command: 'stay.plan-contact',
  title: () => 'Book the first contact',
  button: 'Book it',
  fieldNames: { from: 'on', staffId: 'staffId' },
  start: (f) => ({ mode: 'phone', staffId: f.actorId }),
  fields: (f, answers, errors) => (
    <>
      <Select name="mode" label="How?" value={textOf(answers, 'mode')} options={MODES} />
      <DateInput
        name="on"
        label="On which day?"
        labelSize="m"
        hint="Like 24 11 2026"
        value={dateOf(answers, 'on').typed}
        error={errorFor(errors, 'on')}
      />
      <TimeInput {...box(answers, errors, 'fromTime')} label="From what time?" hint="Like 10am" />
      <TimeInput {...box(answers, errors, 'untilTime')} label="Until what time?" hint="Like 10:30am" />
      <Select
        {...box(answers, errors, 'staffId')}
        label="Who will make it?"
        choose="Nobody yet"
        options={f.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
    </>
  ),
  read(answers, f, commandId) {
    const errors: FieldError[] = []
    const on = dateOf(answers, 'on')
    const [from, until] = ['fromTime', 'untilTime'].map((n) => timeFrom(textOf(answers, n)))
    if (on.kind !== 'day') errors.push({ field: 'on', message: 'Enter the day, like 24 11 2026' })
    if (!from) errors.push({ field: 'fromTime', message: 'Enter the time like 10am or 10:30' })
    if (!until) errors.push({ field: 'untilTime', message: 'Enter the time like 10:30am or 11:00' })
    if (errors.length > 0 || on.kind !== 'day' || !from || !until) return { errors }
    const staffId = textOf(answers, 'staffId')
    return {
      input: {
        ...ids(f),
        contactId: commandId,
        mode: textOf(answers, 'mode') || 'phone',
        fromAt: at(on.day, from),
        untilAt: at(on.day, until),
        staffId: staffId === '' ? null : staffId,
      },
    }
  },
  after: () => '/app/leaving?said=booked',
})

/** /app/stays/:id/sooner-end: the decision to meet them within 48 hours is taken back. */
const soonerEnds = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/sooner-end',
  form: 'stay.sooner-contact-end',
  command: 'stay.sooner-contact-end',
  title: () => 'Take back the 48 hours',
  button: 'Take it back',
  opens: (f) => f.sooner && f.ours,
  overtaken: ['SOONER_NOT_DECIDED'],
  says: () => <p>A colleague has taken it back.</p>,
  fieldNames: { reason: 'reason' },
  fields: (_f, answers, errors) => (
    <>
      <Paragraph>The ward's own hours hold again. The decision and this reason both stay readable.</Paragraph>
      <TextArea {...box(answers, errors, 'reason')} label="Why?" rows={4} maxCharacters={1000} />
    </>
  ),
  read(answers, f, commandId) {
    const reason = textOf(answers, 'reason')
    if (reason === '' || reason.length > 1000)
      return {
        errors: [{ field: 'reason', message: reason === '' ? 'Write why' : 'Use 1,000 characters at most' }],
      }
    return { input: { ...ids(f), endId: commandId, reason } }
  },
  after: () => '/app/leaving?said=soonerEnded',
})

export const awayPages = [...leaves, ...back, ...notLeft, ...books, ...soonerEnds]

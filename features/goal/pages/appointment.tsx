import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { readersOf } from '#features/sharing/index.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import type { PageRequest } from '#platform/http/page.ts'
import {
  box,
  dayAndClock,
  type FieldError,
  Link,
  MomentInput,
  momentOf,
  Radios,
  Select,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import {
  type AppointmentShown,
  type GoalsOfPerson,
  oneAppointment,
  type StaffChoice,
} from '../queries/goals.ts'
import { goalsOf, READERS, staffOf, staffOptions, TOPIC_CHOICES } from './facts.ts'

const back = (f: { readonly personId: string }) => ({
  href: `/app/people/${f.personId}/goals`,
  text: 'Back to goals and appointments',
})
const after = (f: { readonly personId: string }) => `/app/people/${f.personId}/goals`
const someone = (text: string): string | null => (text === '' || text === 'nobody' ? null : text)

interface NewFacts extends GoalsOfPerson {
  readonly staff: readonly StaffChoice[]
}

const newPages = formPages<NewFacts>({
  path: '/app/people/:id/appointments/new',
  form: 'appointment.make',
  command: 'appointment.make',
  async facts(ask, _asker, request) {
    const [found, staff] = await Promise.all([goalsOf(ask, request), staffOf(ask)])
    return found.ok ? ok({ ...found.value, staff }) : found
  },
  title: () => 'An appointment',
  caption: (f) => f.name ?? undefined,
  back,
  after,
  button: 'Save the appointment',
  readers: READERS,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  fieldNames: { what: 'what', startsAt: 'starts', goesStaffId: 'goes' },
  fields: (f, answers, errors) => (
    <>
      <TextInput {...box(answers, errors, 'what')} label="What is it?" hint="Like: benefits assessment" />
      <Radios {...box(answers, errors, 'topic')} label="What is it about?" choices={TOPIC_CHOICES} />
      <TextInput {...box(answers, errors, 'place')} label="Where?" />
      <TextInput {...box(answers, errors, 'withWhom')} label="With whom?" spellCheck={false} />
      <MomentInput
        name="starts"
        label="Which day?"
        timeLabel="What time?"
        answers={answers}
        errors={errors}
      />
      <Select
        {...box(answers, errors, 'goes')}
        label="Who goes along?"
        hint="It stands on their list the day before"
        options={staffOptions(f.staff)}
      />
    </>
  ),
  read(answers, f, commandId) {
    const starts = momentOf(answers, 'starts')
    const [what, topic] = [textOf(answers, 'what'), textOf(answers, 'topic')]
    const errors: FieldError[] = [
      ...(what === '' ? [{ field: 'what', message: 'Write what the appointment is' }] : []),
      ...(topic === '' ? [{ field: 'topic', message: 'Choose what it is about' }] : []),
      ...['what', 'place', 'withWhom'].flatMap((field) =>
        textOf(answers, field).length > 200 ? [{ field, message: 'Use 200 characters at most' }] : [],
      ),
      ...starts.errors,
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        appointmentId: commandId,
        what,
        topic,
        place: textOf(answers, 'place'),
        withWhom: textOf(answers, 'withWhom'),
        startsAt: starts.at,
        goesStaffId: someone(textOf(answers, 'goes')),
      },
    }
  },
})

interface OneFacts extends AppointmentShown {
  readonly staff: readonly StaffChoice[]
  readonly now: Instant
}

/** The appointment of the address, when it is of the asker's team. */
async function oneFacts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<OneFacts>> {
  const { id = '' } = request.params
  if (!isId(id)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const [found, staff] = await Promise.all([ask(oneAppointment, { appointmentId: id }), staffOf(ask)])
  if (!found.ok) return found
  return found.value?.ours ? ok({ ...found.value, staff, now: asker.now }) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
/** What stands in place of the form once it is no longer planned. */
const over = (f: OneFacts): string =>
  f.state === 'stopped'
    ? 'It was stopped: this person is recorded as having died.'
    : `It is written already: ${f.state}. ${f.outcome ?? ''}`
const along = (f: OneFacts): string => (f.goes === null ? 'Nobody goes along.' : `${f.goes} goes along.`)

const tellPages = formPages<OneFacts>({
  path: '/app/appointments/:id',
  form: 'appointment.tell',
  command: 'appointment.tell',
  facts: oneFacts,
  opens: (f) => f.state === 'planned',
  overtaken: ['APPOINTMENT_TOLD'],
  says: (f) => <p>{over(f)}</p>,
  title: () => 'What became of the appointment',
  caption: (f) => f.person ?? undefined,
  back,
  after,
  button: 'Save',
  readers: READERS,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  version: (f) => f.version,
  fieldNames: { kind: 'kind', withStaffId: 'with', to: 'to' },
  fields: (f, answers, errors) => (
    <>
      <p>{`${f.what}, ${dayAndClock(f.startsAt)}${f.place === '' ? '' : `, ${f.place}`}. ${along(f)}`}</p>
      <Radios
        {...box(answers, errors, 'kind')}
        label="What became of it?"
        choices={[
          ...(f.startsAt <= f.now
            ? [
                {
                  value: 'went',
                  label: 'They went',
                  conditional: (
                    <Select
                      {...box(answers, errors, 'with')}
                      label="Who went along?"
                      options={staffOptions(f.staff)}
                    />
                  ),
                },
                { value: 'did not', label: 'They did not go' },
              ]
            : []),
          {
            value: 'moved',
            label: 'It is at another time',
            conditional: (
              <MomentInput
                name="to"
                label="Which day?"
                timeLabel="What time?"
                answers={answers}
                errors={errors}
              />
            ),
          },
        ]}
      />
      <TextArea {...box(answers, errors, 'words')} label="In a few words" rows={3} maxCharacters={1000} />
    </>
  ),
  below: (f) => (
    <p>
      <Link href={`/app/appointments/${f.id}/goes`}>Change who goes along</Link>
    </p>
  ),
  read(answers, f, commandId) {
    const [kind, words] = [textOf(answers, 'kind'), textOf(answers, 'words')]
    const to = kind === 'moved' ? momentOf(answers, 'to') : null
    const errors: FieldError[] = [
      ...(kind === '' ? [{ field: 'kind', message: 'Choose what became of it' }] : []),
      ...(words.length > 1000 ? [{ field: 'words', message: 'Use 1,000 characters at most' }] : []),
      ...(to?.errors ?? []),
    ]
    if (errors.length > 0) return { errors }
    const told =
      kind === 'went'
        ? { kind, withStaffId: someone(textOf(answers, 'with')), words }
        : kind === 'moved'
          ? { kind, to: to?.at, words }
          : { kind, words }
    return { input: { personId: f.personId, appointmentId: f.id, movedToId: idBeside(commandId, 1), told } }
  },
})

const goesPages = formPages<OneFacts>({
  path: '/app/appointments/:id/goes',
  form: 'appointment.goes-along',
  command: 'appointment.goes-along',
  facts: oneFacts,
  opens: (f) => f.state === 'planned',
  overtaken: ['APPOINTMENT_TOLD'],
  says: (f) => <p>{f.state === 'planned' ? along(f) : over(f)}</p>,
  title: () => 'Who goes along',
  caption: (f) => f.person ?? undefined,
  back,
  after,
  button: 'Save',
  version: (f) => f.version,
  start: (f) => ({ goes: f.goesStaffId ?? 'nobody' }),
  fieldNames: { goesStaffId: 'goes' },
  fields: (f, answers, errors) => (
    <>
      <p>{`${f.what}, ${dayAndClock(f.startsAt)}${f.place === '' ? '' : `, ${f.place}`}. ${along(f)}`}</p>
      <Select
        {...box(answers, errors, 'goes')}
        label="Who goes along?"
        hint="It stands on their list of visits from the day before"
        options={staffOptions(f.staff)}
      />
    </>
  ),
  read: (answers, f) => ({
    input: { personId: f.personId, appointmentId: f.id, goesStaffId: someone(textOf(answers, 'goes')) },
  }),
})

/** The forms of appointments. */
export const appointmentPages = [...newPages, ...tellPages, ...goesPages]

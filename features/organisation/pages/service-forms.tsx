import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, text } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  count,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  errorFor,
  type FieldError,
  Paragraph,
  Select,
  SummaryList,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { type ServiceShown, service } from '../queries/service.ts'
import { type ServiceChoices, serviceChoices } from '../queries/service-choices.ts'
import { boxesOf, dayTyped } from './days.ts'
import { lines, mayChange } from './service.tsx'

const READERS = 'everybody who works in the partnership.'
const NO_DAY = 'Enter a real day, like 31 3 2027, or leave it empty'

/** What a service says of itself: the questions of adding one and of changing one. */
const OfferFields = ({
  answers,
  errors,
}: {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => {
  const field = (name: string) => box(answers, errors, name)
  const date = (name: string) => ({
    name,
    labelSize: 's' as const,
    value: dateOf(answers, name).typed,
    error: errorFor(errors, name),
  })
  return (
    <>
      <TextArea {...field('accepts')} label="Whom the service takes on" readers={READERS} />
      <TextArea {...field('boundaryStatement')} label="What the service does not do" readers={READERS} />
      <TextInput
        {...field('capacity')}
        label="Capacity: how many people at once"
        width={4}
        inputMode="numeric"
      />
      <TextArea {...field('origin')} label="Where the service comes from" rows={3} readers={READERS} />
      <DateInput {...date('pilotFromOn')} label="First day of the pilot, if it is one" />
      <DateInput {...date('pilotUntilOn')} label="Last day of the pilot" />
      <DateInput {...date('reviewOn')} label="When it is reviewed" />
    </>
  )
}

/** The answers of `OfferFields` as the commands take them; what is missing or not understood is added to the errors. */
function offerOf(answers: FormAnswers, errors: FieldError[]) {
  const need = (name: string, message: string): string => {
    const value = text(answers, name)
    if (value === '') errors.push({ field: name, message })
    return value
  }
  const accepts = need('accepts', 'Say whom the service takes on')
  const boundaryStatement = need('boundaryStatement', 'Say what the service does not do')
  const capacity = text(answers, 'capacity')
  if (!/^\d{1,4}$/.test(capacity))
    errors.push({ field: 'capacity', message: 'Enter how many people at once, as a number' })
  return {
    accepts,
    boundaryStatement,
    capacity: Number(capacity),
    origin: text(answers, 'origin') || null,
    pilotFromOn: dayTyped(answers, 'pilotFromOn', errors, NO_DAY),
    pilotUntilOn: dayTyped(answers, 'pilotUntilOn', errors, NO_DAY),
    reviewOn: dayTyped(answers, 'reviewOn', errors, NO_DAY),
  }
}

const change = formPages<ServiceShown>({
  path: '/app/services/:id/change',
  form: 'service.change',
  command: 'service.change',
  async facts(ask, asker, request) {
    const found = await ask(service, { serviceId: request.params.id ?? '' })
    if (!found.ok) return found
    return found.value && mayChange(found.value, asker) ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: (s) => `Change ${s.name}`,
  back: (s) => ({ href: `/app/services/${s.serviceId}`, text: 'Back to the service' }),
  start: (s) => ({
    accepts: s.accepts,
    boundaryStatement: s.boundaryStatement,
    capacity: String(s.capacity),
    origin: s.origin ?? '',
    ...boxesOf('pilotFromOn', s.pilotFromOn),
    ...boxesOf('pilotUntilOn', s.pilotUntilOn),
    ...boxesOf('reviewOn', s.reviewOn),
  }),
  version: (s) => s.version,
  says: (s) => (
    <SummaryList
      rows={[
        { key: 'What it takes on', value: lines(s.accepts) },
        { key: 'What it does not do', value: lines(s.boundaryStatement) },
        { key: 'Capacity', value: count(s.capacity, 'person', 'people') },
        { key: 'Where it comes from', value: s.origin === null ? 'Not said' : lines(s.origin) },
        {
          key: 'Pilot',
          value:
            s.pilotFromOn === null || s.pilotUntilOn === null
              ? 'Not a pilot'
              : `${dayWithoutWeekday(s.pilotFromOn)} to ${dayWithoutWeekday(s.pilotUntilOn)}`,
        },
        { key: 'Review', value: s.reviewOn === null ? 'No day set' : dayWithoutWeekday(s.reviewOn) },
      ]}
    />
  ),
  fields: (_, answers, errors) => <OfferFields answers={answers} errors={errors} />,
  button: 'Save',
  read(answers, s) {
    const errors: FieldError[] = []
    const input = { serviceId: s.serviceId, ...offerOf(answers, errors) }
    return errors.length > 0 ? { errors } : { input }
  },
  after: (s) => `/app/services/${s.serviceId}?done=1`,
})

const add = formPages<ServiceChoices>({
  path: '/app/services/add',
  form: 'service.add',
  command: 'service.add',
  facts: (ask) => ask(serviceChoices, {}),
  title: () => 'Add a service',
  back: () => ({ href: '/app/organisations', text: 'Organisations' }),
  fields: (choices, answers, errors) => {
    const field = (name: string) => box(answers, errors, name)
    return (
      <>
        <Paragraph>It takes referrals from the moment it is added, when its capacity is above 0.</Paragraph>
        <TextInput {...field('name')} label="Name" width={30} spellCheck={false} />
        <Select
          {...field('teamId')}
          label="Team that runs it"
          hint="Its board, its inbox and its manager are those of the service."
          choose="Choose a team"
          options={choices.teams.map((t) => ({ value: t.id, text: t.name }))}
        />
        <Select
          {...field('pathwayId')}
          label="How it works"
          hint="A reviewed pathway that is loaded here."
          choose="Choose a pathway"
          options={choices.pathways.map((p) => ({ value: p.id, text: p.title }))}
        />
        {choices.partners.length > 0 && (
          <Checkboxes
            name="runWith"
            label="Run together with"
            hint="They read its counts too."
            labelSize="s"
            values={chosenOf(answers, 'runWith')}
            choices={choices.partners.map((o) => ({ value: o.id, label: o.name }))}
          />
        )}
        <OfferFields answers={answers} errors={errors} />
      </>
    )
  },
  button: 'Add the service',
  read(answers, _choices, serviceId) {
    const errors: FieldError[] = []
    const need = (name: string, message: string): string => {
      const value = text(answers, name)
      if (value === '') errors.push({ field: name, message })
      return value
    }
    const input = {
      serviceId,
      name: need('name', 'Enter the name of the service'),
      teamId: need('teamId', 'Choose the team that runs it'),
      pathwayId: need('pathwayId', 'Choose a pathway'),
      runWith: chosenOf(answers, 'runWith'),
      ...offerOf(answers, errors),
    }
    return errors.length > 0 ? { errors } : { input }
  },
  after: (_, made) => `/app/services/${String(made.serviceId)}?done=added`,
})

export const serviceForms = [...change, ...add]

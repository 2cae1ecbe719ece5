import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  count,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Paragraph,
  SaveState,
  SuccessBanner,
  SummaryList,
  TextArea,
  TextInput,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import { type ServiceShown, service } from '../queries/service.ts'

const PATH = '/app/services/:id'
const READERS = 'everybody who works in the partnership.'

const mayChange = (s: ServiceShown, asker: Asker): boolean =>
  s.organisationId === asker.organisationId && asker.rights.includes('service.manage')

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(service, { serviceId: request.params.id ?? '' })
      if (!found.ok) return found
      if (!found.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: found.value.name,
          back: { href: '/app/organisations', text: 'Organisations' },
          body: (
            <Service
              service={found.value}
              changes={mayChange(found.value, asker)}
              report={asker.rights.includes('report.read')}
              changed={request.query.done === '1'}
            />
          ),
        },
      })
    }),
})

const lines = (words: string) => words.split(/\n+/).map((line) => <p key={line}>{line}</p>)

function Service({
  service: s,
  changes,
  report,
  changed,
}: {
  readonly service: ServiceShown
  readonly changes: boolean
  readonly report: boolean
  readonly changed: boolean
}) {
  const pilot =
    s.pilotFromOn !== null && s.pilotUntilOn !== null
      ? `${dayWithoutWeekday(s.pilotFromOn)} to ${dayWithoutWeekday(s.pilotUntilOn)}`
      : 'Not a pilot'
  return (
    <>
      {changed && <SuccessBanner heading="The service is changed." />}
      <Heading level={1} caption={s.pathway}>
        {s.name}
      </Heading>
      <SummaryList
        rows={[
          { key: 'Run by', value: s.organisations.join(' and ') || 'Not known' },
          { key: 'Team', value: `${s.team}. ${s.hours}. Telephone ${s.telephone}` },
          { key: 'What it takes on', value: lines(s.accepts) },
          { key: 'What it does not do', value: lines(s.boundaryStatement) },
          {
            key: 'Capacity',
            value:
              s.supportedNow === null
                ? count(s.capacity, 'person', 'people')
                : `${count(s.supportedNow, 'person', 'people')} supported now, of ${s.capacity}`,
          },
          ...(s.waitingForAnswer === null
            ? []
            : [{ key: 'Referrals without an answer', value: String(s.waitingForAnswer) }]),
          { key: 'Where it comes from', value: s.origin === null ? 'Not said' : lines(s.origin) },
          { key: 'Pilot', value: pilot },
          { key: 'Review', value: s.reviewOn === null ? 'No day set' : dayWithoutWeekday(s.reviewOn) },
        ]}
      />
      <ButtonGroup>
        {changes && <Button href={`/app/services/${s.serviceId}/change`}>Change</Button>}
        {report && s.supportedNow !== null && (
          <Button href="/app/team/report" variant="secondary">
            Print a report
          </Button>
        )}
      </ButtonGroup>
    </>
  )
}

/** What a form of this service starts from. */
const answersFrom = (s: ServiceShown): FormAnswers => ({
  accepts: s.accepts,
  boundaryStatement: s.boundaryStatement,
  capacity: String(s.capacity),
  origin: s.origin ?? '',
  ...boxes('pilotFromOn', s.pilotFromOn),
  ...boxes('pilotUntilOn', s.pilotUntilOn),
  ...boxes('reviewOn', s.reviewOn),
})
const boxes = (name: string, on: ServiceShown['reviewOn']): FormAnswers => {
  if (on === null) return {}
  const typed = typedDate(on)
  return { [`${name}-day`]: typed.day, [`${name}-month`]: typed.month, [`${name}-year`]: typed.year }
}

interface Again {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly status?: number
  /** Somebody saved in between: what stands there now is shown beside what was typed. */
  readonly stale?: boolean
}

const changePage = (
  request: PageRequest,
  { form, errors, status, stale }: Again,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask, asker) => {
    const found = await ask(service, { serviceId: request.params.id ?? '' })
    if (!found.ok) return found
    if (!found.value || !mayChange(found.value, asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const typed = Object.keys(form.answers).length > 0
    const answers = typed ? form.answers : answersFrom(found.value)
    // after a stale answer the form carries the version now shown, so that the next press is a choice made knowingly
    const version =
      stale || !typed ? found.value.version : Number(textOf(answers, 'version')) || found.value.version
    return ok({
      show: {
        title: `Change ${found.value.name}`,
        back: { href: `/app/services/${found.value.serviceId}`, text: 'Back to the service' },
        scripts: ['autosave.js'],
        ...(status === undefined ? {} : { status }),
        body: (
          <ChangeForm
            service={found.value}
            form={{ ...form, answers }}
            version={version}
            errors={errors}
            stale={stale ?? false}
          />
        ),
      },
    })
  })

const showChange = definePage({
  method: 'GET',
  path: `${PATH}/change`,
  access: 'signed in',
  keeps: {
    form: 'service.change',
    command: 'service.change',
    at: ({ about }) => `/app/services/${about}/change`,
  },
  async handle(request) {
    const form = await openDraftForm(request, 'service.change', request.params.id ?? '')
    return form.ok ? changePage(request, { form: form.value, errors: [] }) : form
  },
})

const change = definePage({
  method: 'POST',
  path: `${PATH}/change`,
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const errors: FieldError[] = []
    const need = (name: string, message: string): string => {
      const value = textOf(form, name)
      if (value === '') errors.push({ field: name, message })
      return value
    }
    const on = (name: string, message: string) => {
      const typed = dateOf(form, name)
      if (typed.kind === 'wrong') errors.push({ field: name, message })
      return typed.kind === 'day' ? typed.day : null
    }
    const capacity = textOf(form, 'capacity')
    const input = {
      serviceId: request.params.id,
      version: Number(textOf(form, 'version')),
      accepts: need('accepts', 'Say whom the service takes on'),
      boundaryStatement: need('boundaryStatement', 'Say what the service does not do'),
      capacity: Number(capacity),
      origin: textOf(form, 'origin') || null,
      pilotFromOn: on('pilotFromOn', 'Enter a real day, or leave it empty'),
      pilotUntilOn: on('pilotUntilOn', 'Enter a real day, or leave it empty'),
      reviewOn: on('reviewOn', 'Enter a real day, or leave it empty'),
    }
    if (!/^\d{1,4}$/.test(capacity))
      errors.push({ field: 'capacity', message: 'Enter how many people at once, as a number' })
    if (errors.length > 0)
      return changePage(request, { form: await draftAfterRefusal(request), errors, status: 422 })
    const commandId = text(form, 'commandId')
    const done = await request.act('service.change', commandId, input)
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `/app/services/${request.params.id}?done=1` })
    }
    if (!isForForm(done.refusal)) return done
    return changePage(request, {
      form: await draftAfterRefusal(request),
      errors: [errorOfRefusal(done.refusal)],
      status: refusalStatus(done.refusal),
      stale: done.refusal.code === 'STALE_VERSION',
    })
  },
})

interface ChangeFormProps {
  readonly service: ServiceShown
  readonly form: DraftForm
  readonly version: number
  readonly errors: readonly FieldError[]
  readonly stale: boolean
}

const ChangeForm = ({ service: s, form, version, errors, stale }: ChangeFormProps) => (
  <>
    <ErrorSummary errors={errors} />
    <Heading level={1}>{`Change ${s.name}`}</Heading>
    {stale && (
      <InsetText>
        <p>Somebody else saved this while you were typing. It now says:</p>
        <SummaryList
          rows={[
            { key: 'What it takes on', value: lines(s.accepts) },
            { key: 'What it does not do', value: lines(s.boundaryStatement) },
            { key: 'Capacity', value: String(s.capacity) },
            { key: 'Where it comes from', value: s.origin === null ? 'Not said' : lines(s.origin) },
          ]}
        />
        <Paragraph>Your own text is below. Pressing Save puts it in the place of theirs.</Paragraph>
      </InsetText>
    )}
    <Form
      action={`/app/services/${s.serviceId}/change`}
      id="change-service"
      draftUrl={DRAFT_URL}
      hidden={{ ...form.hidden, version }}
    >
      <SaveState formId="change-service" value={form.saveState} />
      <TextArea
        name="accepts"
        label="Whom the service takes on"
        value={textOf(form.answers, 'accepts')}
        readers={READERS}
        error={errorFor(errors, 'accepts')}
      />
      <TextArea
        name="boundaryStatement"
        label="What the service does not do"
        value={textOf(form.answers, 'boundaryStatement')}
        readers={READERS}
        error={errorFor(errors, 'boundaryStatement')}
      />
      <TextInput
        name="capacity"
        label="Capacity: how many people at once"
        value={textOf(form.answers, 'capacity')}
        width={4}
        inputMode="numeric"
        error={errorFor(errors, 'capacity')}
      />
      <TextArea
        name="origin"
        label="Where the service comes from"
        rows={3}
        value={textOf(form.answers, 'origin')}
        readers={READERS}
      />
      <DateInput
        name="pilotFromOn"
        label="First day of the pilot, if it is one"
        labelSize="s"
        value={dateOf(form.answers, 'pilotFromOn').typed}
        error={errorFor(errors, 'pilotFromOn')}
      />
      <DateInput
        name="pilotUntilOn"
        label="Last day of the pilot"
        labelSize="s"
        value={dateOf(form.answers, 'pilotUntilOn').typed}
        error={errorFor(errors, 'pilotUntilOn')}
      />
      <DateInput
        name="reviewOn"
        label="When it is reviewed"
        labelSize="s"
        value={dateOf(form.answers, 'reviewOn').typed}
        error={errorFor(errors, 'reviewOn')}
      />
      <Button>Save</Button>
    </Form>
  </>
)

export const servicePages = [show, showChange, change]

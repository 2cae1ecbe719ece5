import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Stay } from '#core/place/stay.ts'
import { stayTasks } from '#core/place/stay.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import {
  DRAFT_URL,
  type DraftForm,
  draftSent,
  openDraftForm,
  sameDraftForm,
} from '#platform/drafts/draft-form.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  dayAndClock,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  listed,
  Paragraph,
  SaveState,
  SummaryList,
  textOf,
  WarningCallout,
} from '#platform/ui/index.ts'
import { oneStay, type StayShown } from '../queries/index.ts'
import { FactFields, factAnswers, factsFrom } from './facts.tsx'

const FORM = 'stay.tell'
const TITLE = 'What is not known of this stay'

/** /app/stays/:id/tell: the ward says what the first day did not; each fact said ends its task. */
const show = definePage({
  method: 'GET',
  path: '/app/stays/:id/tell',
  access: 'signed in',
  keeps: { form: FORM, command: 'stay.tell', at: ({ about }) => `/app/stays/${about}/tell` },
  async handle(request) {
    const form = await openDraftForm(request, FORM, request.params.id ?? '')
    return form.ok ? page(request, form.value, []) : form
  },
})

const send = definePage({
  method: 'POST',
  path: '/app/stays/:id/tell',
  access: 'signed in',
  async handle(request) {
    const commandId = text(request.form, 'commandId')
    const { facts, errors } = factsFrom(request.form)
    if (errors.length > 0) return page(request, sameDraftForm(request.form), errors, 422)
    // an empty box says nothing new; a reason left as it was keeps the sender's code beside it
    const reasonBefore = text(request.form, 'reasonBefore')
    const told = {
      ...(facts.homeArea !== 'not known' && { homeArea: facts.homeArea }),
      ...(facts.distance !== 'not known' && { distance: facts.distance }),
      ...(facts.reason !== 'not known' && facts.reason.words !== reasonBefore && { reason: facts.reason }),
    }
    if (Object.keys(told).length === 0) {
      return page(
        request,
        sameDraftForm(request.form),
        [{ field: 'home', message: 'Say at least one fact, or go back' }],
        422,
      )
    }
    const done = await request.act('stay.tell', commandId, {
      stayId: request.params.id,
      personId: text(request.form, 'person'),
      version: Number(text(request.form, 'version')),
      ...told,
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: '/app/leaving?said=told' })
    }
    if (!isForForm(done.refusal)) return done
    const stale = done.refusal.code === 'STALE_VERSION'
    return page(
      request,
      await draftAfterRefusal(request),
      [{ ...errorOfRefusal(done.refusal), field: '' }],
      refusalStatus(done.refusal),
      stale,
    )
  },
})

const page = (
  request: PageRequest,
  form: DraftForm,
  errors: readonly FieldError[],
  status = 200,
  stale = false,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const stayId = request.params.id ?? ''
    if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(oneStay, { stayId })
    if (!found.ok) return found
    if (!found.value?.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({
      show: {
        title: TITLE,
        status,
        body: <TellStay shown={found.value} form={form} errors={errors} stale={stale} />,
        scripts: ['autosave.js'],
        back: { href: '/app/leaving', text: 'Back to leaving hospital' },
      },
    })
  })

const factRows = (stay: Stay) => [
  {
    key: 'Home',
    value:
      typeof stay.homeArea === 'object'
        ? stay.homeArea.area
        : stay.homeArea === 'not known'
          ? 'Not known'
          : 'No fixed address',
  },
  {
    key: 'Miles from home',
    value: stay.distance === 'not known' ? 'Not known' : String(stay.distance.miles),
  },
  { key: 'Why here', value: stay.reason === 'not known' ? 'Not known' : stay.reason.words },
]

interface Props {
  readonly shown: StayShown
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly stale: boolean
}

function TellStay({ shown, form, errors, stale }: Props) {
  const { stay, name, ward, version } = shown
  const answers = Object.keys(form.answers).length === 0 ? factAnswers(stay) : form.answers
  const missing = stayTasks(stay).map((task) => task.fact)
  // a kept draft is sent with the version it was typed over, so that the second saver is told
  const typedOver = (field: string, now: string) =>
    stale || form.answers[field] === undefined ? now : textOf(form.answers, field)
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={name ?? undefined}>
        {TITLE}
      </Heading>
      {stale && (
        <WarningCallout heading="Somebody else saved this while you were typing">
          <p>
            What is saved now stands here. What you typed is still in the form below. Send it to put yours in
            its place, or go back to leave theirs.
          </p>
          <SummaryList rows={factRows(stay)} />
        </WarningCallout>
      )}
      <Paragraph>
        {`${ward}, admitted ${dayAndClock(stay.admittedAt)}. `}
        {missing.length === 0 ? 'Everything has been said.' : `Not known: ${listed(missing)}.`}
      </Paragraph>
      <Form
        action={`/app/stays/${stay.id}/tell`}
        id="tell-stay"
        draftUrl={DRAFT_URL}
        hidden={{
          ...form.hidden,
          person: stay.personId,
          version: typedOver('version', String(version)),
          reasonBefore: typedOver('reasonBefore', stay.reason === 'not known' ? '' : stay.reason.words),
        }}
      >
        <SaveState formId="tell-stay" value={form.saveState} />
        <FactFields answers={answers} errors={errors} />
        <Button>Save</Button>
      </Form>
    </>
  )
}

export const tellPages = [show, send]

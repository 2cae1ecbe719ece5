import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import {
  draftAfterRefusal,
  draftToMend,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SaveState,
  Select,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { type BeforeNewStay, beforeNewStay } from '../queries/index.ts'
import { FactFields, factsFrom } from './facts.tsx'
import { MomentFields, momentFrom } from './moment.tsx'

const FORM = 'stay.open'
const TITLE = 'Record that somebody was admitted'

/** /app/stays/new?person=: a stay by hand, where no message came. */
const show = definePage({
  method: 'GET',
  path: '/app/stays/new',
  access: 'signed in',
  keeps: {
    form: FORM,
    command: 'stay.open',
    at: ({ about }) => `/app/stays/new${about ? `?person=${about}` : ''}`,
  },
  async handle(request) {
    const personId = request.query.person ?? ''
    const form = await openDraftForm(request, FORM, personId)
    return form.ok ? page(request, personId, form.value, []) : form
  },
})

const send = definePage({
  method: 'POST',
  path: '/app/stays/new',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const [personId, commandId, unitId, visit] = ['person', 'commandId', 'unit', 'visitNumber'].map((n) =>
      text(form, n),
    ) as [string, string, string, string]
    const when = momentFrom(form, 'admitted', 'Enter the day of admission, like 24 11 2026')
    const { facts, errors } = factsFrom(form)
    const wrong: FieldError[] = [...when.errors, ...errors]
    if (unitId === '') wrong.unshift({ field: 'unit', message: 'Choose the ward' })
    if (visit.length > 200) wrong.push({ field: 'visitNumber', message: 'Use 200 characters at most' })
    if (wrong.length > 0 || !when.moment)
      return page(request, personId, await draftToMend(request), wrong, 422)
    const done = await request.act('stay.open', commandId, {
      stayId: commandId,
      personId,
      unitId,
      visitNumber: visit || null,
      admittedAt: when.moment.at,
      admittedKnownTo: when.moment.knownTo,
      ...facts,
      source: 'by hand',
      movedFrom: null,
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `/app/leaving?said=${done.value.made.effect === 'none' ? 'already' : 'admitted'}` })
    }
    if (!isForForm(done.refusal)) return done
    return page(
      request,
      personId,
      await draftAfterRefusal(request),
      [errorOfRefusal(done.refusal)],
      refusalStatus(done.refusal),
    )
  },
})

const page = (
  request: PageRequest,
  personId: string,
  form: DraftForm,
  errors: readonly FieldError[],
  status = 200,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const before = await ask(beforeNewStay, { personId })
    if (!before.ok) return before
    return ok({
      show: {
        title: TITLE,
        status,
        body: <NewStay before={before.value} form={form} errors={errors} />,
        scripts: ['autosave.js'],
        back: { href: '/app/leaving', text: 'Back to leaving hospital' },
      },
    })
  })

function NewStay({
  before,
  form,
  errors,
}: {
  readonly before: BeforeNewStay
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
}) {
  const { personId, name, wards, openStayId } = before
  const { answers } = form
  if (wards.length === 0) {
    return (
      <>
        <Heading level={1}>{TITLE}</Heading>
        <EmptyState
          why="Your team has no ward."
          fill="A stay is recorded by the team of the ward. The records desk sets up wards."
          action={{ text: 'Back to leaving hospital', href: '/app/leaving' }}
        />
      </>
    )
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={name ?? 'The person you have just added'}>
        {TITLE}
      </Heading>
      {openStayId !== null && (
        <InsetText>
          <p>
            An open stay is recorded already. <Link href={`/app/stays/${openStayId}/tell`}>Look at it</Link>{' '}
            before you add another.
          </p>
        </InsetText>
      )}
      <Paragraph>
        What is not known stays "not known" and becomes a task for the ward. Nothing is guessed.
      </Paragraph>
      <Form
        action="/app/stays/new"
        id="new-stay"
        draftUrl={DRAFT_URL}
        hidden={{ ...form.hidden, person: personId }}
      >
        <SaveState formId="new-stay" value={form.saveState} />
        <Select
          name="unit"
          label="Which ward?"
          value={textOf(answers, 'unit') || (wards.length === 1 ? wards[0]!.unitId : '')}
          choose="Choose a ward"
          options={wards.map((w) => ({ value: w.unitId, text: w.name }))}
          error={errorFor(errors, 'unit') ?? errorFor(errors, 'unitId')}
        />
        <MomentFields
          name="admitted"
          label="Which day were they admitted?"
          timeLabel="At what time?"
          answers={answers}
          errors={errors}
        />
        <TextInput
          {...box(answers, errors, 'visitNumber')}
          label="The hospital's own number of this stay"
          hint="Leave this empty if there is none"
          width={20}
          spellCheck={false}
        />
        <FactFields answers={answers} errors={errors} />
        <Button>Record the admission</Button>
      </Form>
    </>
  )
}

export const newPages = [show, send]

import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
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
  InsetText,
  longDay,
  Paragraph,
  SaveState,
  SummaryList,
  textOf,
} from '#platform/ui/index.ts'
import { oneStay, type StayShown } from '../queries/index.ts'
import { MomentFields, momentFrom } from './moment.tsx'

const FORM = 'stay.end'
const TITLE = 'Record that somebody left the ward'

/** /app/stays/:id/end: leaving, by hand. It opens the days around leaving; nothing else is asked here. */
const show = definePage({
  method: 'GET',
  path: '/app/stays/:id/end',
  access: 'signed in',
  keeps: { form: FORM, command: 'stay.end', at: ({ about }) => `/app/stays/${about}/end` },
  async handle(request) {
    const form = await openDraftForm(request, FORM, request.params.id ?? '')
    return form.ok ? page(request, form.value, []) : form
  },
})

const send = definePage({
  method: 'POST',
  path: '/app/stays/:id/end',
  access: 'signed in',
  async handle(request) {
    const commandId = text(request.form, 'commandId')
    const when = momentFrom(request.form, 'left', 'Enter the day on which they left, like 24 11 2026')
    if (!when.moment) return page(request, sameDraftForm(request.form), when.errors, 422)
    const done = await request.act('stay.end', commandId, {
      stayId: request.params.id,
      personId: text(request.form, 'person'),
      version: Number(text(request.form, 'version')),
      endedAt: when.moment.at,
      endedKnownTo: when.moment.knownTo,
      endSource: 'by hand',
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: '/app/leaving?said=left' })
    }
    if (!isForForm(done.refusal)) return done
    const { message } = errorOfRefusal(done.refusal)
    const field = done.refusal.field === 'endedAt' ? 'left' : ''
    return page(
      request,
      await draftAfterRefusal(request),
      [{ field, message }],
      refusalStatus(done.refusal),
      done.refusal.code === 'STALE_VERSION',
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
        body: <EndStay shown={found.value} form={form} errors={errors} stale={stale} />,
        scripts: ['autosave.js'],
        back: { href: '/app/leaving', text: 'Back to leaving hospital' },
      },
    })
  })

interface Props {
  readonly shown: StayShown
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly stale: boolean
}

function EndStay({ shown, form, errors, stale }: Props) {
  const { stay, name, ward, version } = shown
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={name ?? undefined}>
        {TITLE}
      </Heading>
      <SummaryList
        rows={[
          { key: 'Ward', value: ward },
          {
            key: 'Admitted',
            value:
              stay.admittedKnownTo === 'day' ? longDay(dayOf(stay.admittedAt)) : dayAndClock(stay.admittedAt),
          },
        ]}
      />
      {stay.state === 'ended' ? (
        <InsetText>
          <p>{`This stay ended ${stay.endedKnownTo === 'day' ? `on ${longDay(dayOf(stay.endedAt))}` : `on ${dayAndClock(stay.endedAt)}`}.`}</p>
        </InsetText>
      ) : (
        <Paragraph>What is owed to them in the days after goes on, and stays on your board.</Paragraph>
      )}
      <Form
        action={`/app/stays/${stay.id}/end`}
        id="end-stay"
        draftUrl={DRAFT_URL}
        hidden={{
          ...form.hidden,
          person: stay.personId,
          version: stale ? version : textOf(form.answers, 'version') || version,
        }}
      >
        <SaveState formId="end-stay" value={form.saveState} />
        <MomentFields
          name="left"
          label="Which day did they leave the ward?"
          timeLabel="At what time?"
          answers={form.answers}
          errors={errors}
        />
        <Button>Record that they left</Button>
      </Form>
    </>
  )
}

export const endPages = [show, send]

import type { ReactNode } from 'react'
import { refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { ok } from '#core/kernel/result.ts'
import { draftAfterRefusal } from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  Form,
  Heading,
  Paragraph,
  SaveState,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'

const FORM = 'gap.take-over'

/** Taking a gap over: one sentence of why, and one's name on the board. */
const show = definePage({
  method: 'GET',
  path: '/app/gaps/take-over',
  access: 'signed in',
  keeps: { form: FORM, command: 'gap.take-over', at: () => '/app/gaps' },
  async handle(request) {
    const { person = '', key = '' } = request.query
    const form = await openDraftForm(request, FORM, `${person} ${key}`.slice(0, 80))
    return form.ok
      ? ok({
          show: {
            title: 'Take over a gap',
            body: page(form.value, person, key),
            scripts: ['autosave.js'],
            back: BACK,
          },
        })
      : form
  },
})

const send = definePage({
  method: 'POST',
  path: '/app/gaps/take-over',
  access: 'signed in',
  async handle(request) {
    const [person, key, commandId] = [
      text(request.form, 'person'),
      text(request.form, 'key'),
      text(request.form, 'commandId'),
    ]
    const done = await request.act('gap.take-over', commandId, {
      personId: person,
      key,
      reason: text(request.form, 'reason'),
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: '/app/gaps?taken=1' })
    }
    if (done.refusal.code === 'NOT_SIGNED_IN') return done
    return ok({
      show: {
        title: 'Take over a gap',
        status: 422,
        body: page(await draftAfterRefusal(request), person, key, done.refusal),
        scripts: ['autosave.js'],
        back: BACK,
      },
    })
  },
})

const BACK = { href: '/app/gaps', text: 'Back to the gap board' }

function page(form: DraftForm, person: string, key: string, refusal?: Refusal): ReactNode {
  const missing = refusal?.field === 'reason'
  const words =
    refusal &&
    (missing
      ? 'Write why you take it over and what you will do.'
      : refusalSentence(refusal.code, refusal.params))
  return (
    <>
      {words && <ErrorSummary errors={[{ field: 'reason', message: words }]} />}
      <Heading level={1}>Take over a gap</Heading>
      <Paragraph>It stays on the board with your name. It goes only when the thing is done.</Paragraph>
      <Form
        action="/app/gaps/take-over"
        id="take-over"
        draftUrl={DRAFT_URL}
        hidden={{ ...form.hidden, person, key }}
      >
        <TextArea
          name="reason"
          label="What will you do, and by when?"
          value={textOf(form.answers, 'reason')}
          rows={4}
          readers="Seen by: your team."
          error={missing ? words : undefined}
        />
        <SaveState formId="take-over" value={form.saveState} />
        <Button>Take over</Button>
      </Form>
    </>
  )
}

export const takeOverPages = [show, send]

import type { ReactNode } from 'react'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Refusal, type Result } from '#core/kernel/result.ts'
import { gapTitleOfKey } from '#core/safetynet/kinds.ts'
import { draftAfterRefusal } from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type PageRequest, type Shown, text } from '#platform/http/page.ts'
import {
  Button,
  clockAndDay,
  ErrorSummary,
  Form,
  Heading,
  InsetText,
  Paragraph,
  SaveState,
  SummaryList,
  TextArea,
  textOf,
  WarningCallout,
} from '#platform/ui/index.ts'
import { forPerson, type GapLine } from '../queries/board.ts'

const FORM = 'gap.take-over'

/** Taking a gap over: one sentence of why, and one's name on the board. */
const show = definePage({
  method: 'GET',
  path: '/app/gaps/take-over',
  access: 'signed in',
  keeps: { form: FORM, command: 'gap.take-over', at: () => '/app/gaps' },
  async handle(request) {
    const { person = '', key = '' } = request.query
    const gap = await gapOf(request, person, key)
    if (!gap.ok) return gap
    if (gap.value === null) return ok({ show: { title: 'This gap is gone', body: <Gone />, back: BACK } })
    const form = await openDraftForm(request, FORM, `${person} ${key}`.slice(0, 80))
    return form.ok ? ok({ show: drawn(form.value, gap.value) }) : form
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
      seenAt: text(request.form, 'seenAt') || null,
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: '/app/gaps?taken=1' })
    }
    if (done.refusal.code === 'NOT_SIGNED_IN') return done
    const gap = await gapOf(request, person, key)
    if (!gap.ok) return gap
    if (gap.value === null) {
      const typed = text(request.form, 'reason')
      return ok({
        show: { title: 'This gap is gone', status: 409, body: <Gone typed={typed} />, back: BACK },
      })
    }
    const status = done.refusal.code === 'STALE_VERSION' ? 409 : 422
    return ok({ show: { ...drawn(await draftAfterRefusal(request), gap.value, done.refusal), status } })
  },
})

const BACK = { href: '/app/gaps', text: 'Back to the gap board' }

/** The open gap of this key, or null when it has been cleared since the board was drawn. */
async function gapOf(request: PageRequest, personId: string, key: string): Promise<Result<GapLine | null>> {
  const found = await request.see((ask) => ask(forPerson, { personId }))
  if (!found.ok) return found
  return ok(found.value.lines.find((line) => line.key === key) ?? null)
}

/** `typed`: what somebody wrote meanwhile, so that they can still read and copy it. */
const Gone = ({ typed = '' }: { readonly typed?: string }) => (
  <>
    <Heading level={1}>This gap is gone</Heading>
    <Paragraph>
      Somebody did the thing, or it is no longer owed. There is nothing left to take over.
    </Paragraph>
    {typed !== '' && (
      <InsetText>
        <p>You wrote the text below. It is not in the record.</p>
        <p className="tc-typed">{typed}</p>
      </InsetText>
    )}
  </>
)

function drawn(form: DraftForm, gap: GapLine, refusal?: Refusal): Shown {
  const missing = refusal?.field === 'reason'
  // a kept text goes with what was seen when it was typed, until what stands now has been shown
  const stale = refusal?.code === 'STALE_VERSION'
  const typedOver = form.answers.seenAt !== undefined && !stale
  const seenAt = typedOver ? textOf(form.answers, 'seenAt') : (gap.takenOver?.at ?? '')
  const words =
    refusal &&
    (missing ? 'Write what you will do, and by when.' : refusalSentence(refusal.code, refusal.params))
  const name = gap.name ?? 'somebody you no longer support'
  const body: ReactNode = (
    <>
      {words && <ErrorSummary errors={[{ field: 'reason', message: words }]} />}
      <Heading level={1} caption={name}>
        Take over a gap
      </Heading>
      {stale && gap.takenOver && (
        <WarningCallout heading="Saved by somebody else while you were typing">
          <p>{`${gap.takenOver.by} took it over on ${clockAndDay(gap.takenOver.at)}: ${gap.takenOver.reason}`}</p>
          <p>Your text is below. It takes the place of theirs if you send it again.</p>
        </WarningCallout>
      )}
      <SummaryList
        rows={[
          { key: 'What is missing', value: `${gapTitleOfKey(gap.key)}. ${gap.clears}` },
          { key: 'Open since', value: clockAndDay(gap.since) },
          { key: 'Owner', value: gap.owner ?? 'The team: nobody is named' },
        ]}
      />
      <Paragraph>It stays on the board with your name. It goes only when the thing is done.</Paragraph>
      <Form
        action="/app/gaps/take-over"
        id="take-over"
        draftUrl={DRAFT_URL}
        hidden={{ ...form.hidden, person: gap.personId, key: gap.key, seenAt }}
      >
        <TextArea
          name="reason"
          label="What will you do, and by when?"
          value={textOf(form.answers, 'reason')}
          rows={4}
          readers="your team"
          error={missing ? words : undefined}
        />
        <SaveState formId="take-over" value={form.saveState} />
        <Button>Take over</Button>
      </Form>
    </>
  )
  return {
    title: `Take over: ${gapTitleOfKey(gap.key)}, ${name}`,
    body,
    scripts: ['autosave.js'],
    back: BACK,
  }
}

export const takeOverPages = [show, send]

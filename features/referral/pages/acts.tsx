import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { ANSWER_WORDS } from '#features/sharing/index.ts'
import { SharingQuestion, sharingErrors, sharingInput } from '#features/sharing/pages/index.tsx'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL } from '#platform/drafts/draft-form.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  ErrorSummary,
  Form,
  Heading,
  Paragraph,
  SaveState,
  TextArea,
} from '#platform/ui/index.ts'
import { page } from '../queries/page.ts'
import { dayShown } from '../words.ts'
import { accept } from './accept-form.tsx'
import { type ActForm, actPages, missing } from './act-pages.tsx'
import { AnswerForm, referralFields } from './answer-form.tsx'
import { decline } from './decline-form.tsx'
import { UUID } from './one.tsx'
import { shownName, writtenIn } from './parts.tsx'
import { WhatStands } from './stands.tsx'

const nothing = async () => ok(undefined)
const ask: ActForm = {
  verb: 'ask',
  act: 'ask',
  command: 'referral.ask',
  side: 'sentToUs',
  done: 'asked',
  title: () => 'Ask a question',
  extra: nothing,
  errors: (form) => missing(form, 'body', 'Write your question'),
  input: (form, id) => ({ messageId: id, question: text(form, 'body') }),
  typed: (form) => [{ key: 'Your question', value: text(form, 'body') }],
  body: (r, form, errors) => (
    <>
      <Paragraph>{`Your question goes to ${r.fromName} and ${r.fromTeam}. You still owe an answer by ${clockAndDay(r.replyByAt)}.`}</Paragraph>
      <SaveState formId="act-form" value={form.saveState} />
      <Form
        id="act-form"
        action={`/app/referrals/${r.id}/ask`}
        draftUrl={DRAFT_URL}
        hidden={referralFields(r, form)}
      >
        <TextArea
          {...box(form.answers, errors, 'body')}
          label="Your question"
          readers={`${r.fromTeam}, your team, and those who support the person. The person can ask to read this.`}
        />
        <Button>Send the question</Button>
      </Form>
    </>
  ),
}

const answer: ActForm = {
  verb: 'answer',
  act: 'answer question',
  command: 'referral.answer-question',
  side: 'sentByUs',
  done: 'answered',
  title: () => 'Answer their question',
  extra: nothing,
  errors: (form) => missing(form, 'body', 'Write your answer'),
  input: (form, id) => ({ messageId: id, answer: text(form, 'body') }),
  typed: (form) => [{ key: 'Your answer', value: text(form, 'body') }],
  body: (r, form, errors) => <AnswerForm r={r} form={form} errors={errors} />,
}

const withdraw: ActForm = {
  verb: 'withdraw',
  act: 'withdraw',
  command: 'referral.withdraw',
  side: 'sentByUs',
  done: 'withdrawn',
  title: () => 'Withdraw the referral',
  extra: nothing,
  errors: (form) => missing(form, 'reason', 'Say why it is taken back'),
  input: (form) => ({ reason: text(form, 'reason') }),
  typed: (form) => [{ key: 'Your reason', value: text(form, 'reason') }],
  body: (r, form, errors) => (
    <>
      <SaveState formId="act-form" value={form.saveState} />
      <Form
        id="act-form"
        action={`/app/referrals/${r.id}/withdraw`}
        draftUrl={DRAFT_URL}
        hidden={referralFields(r, form)}
      >
        <TextArea
          {...box(form.answers, errors, 'reason')}
          rows={3}
          label="Why is it taken back?"
          readers={`${r.toTeam} and your team. The person can ask to read this.`}
        />
        <Button variant="warning">Withdraw</Button>
      </Form>
    </>
  ),
}

const sharing: ActForm = {
  verb: 'sharing',
  act: null,
  command: 'sharing.record',
  side: 'sentByUs',
  done: 'sharing',
  title: () => 'Who should know what',
  extra: nothing,
  fields: {
    'sharing.answer': 'answer',
    'sharing.items': 'someItems',
    'sharing.reviewOn': 'reviewOn',
    'sharing.legalBasis': 'legalBasis',
    'sharing.confidentialityRoute': 'confidentialityRoute',
  },
  errors: (form) => sharingErrors(form, 'the person'),
  // it can be sent whatever the word of the referral
  typed: () => [],
  input: (form, id) => ({ decisionId: id, serviceId: text(form, 'serviceId'), sharing: sharingInput(form) }),
  body: (r, form, errors, _extra, now) => (
    <>
      <SaveState formId="act-form" value={form.saveState} />
      <Form
        id="act-form"
        action={`/app/referrals/${r.id}/sharing`}
        draftUrl={DRAFT_URL}
        hidden={{ ...referralFields(r, form), serviceId: r.serviceId }}
      >
        <SharingQuestion
          person={r.personName ?? 'the person'}
          organisation={r.toOrganisation}
          service={r.serviceName}
          written={writtenIn(r.asks)}
          answers={form.answers}
          errors={errors}
          today={dayOf(now)}
          before={
            r.sharing
              ? `On ${dayShown(r.sharing.decidedAt)} the answer was: ${ANSWER_WORDS[r.sharing.answer]}.`
              : undefined
          }
        />
        <Button>Record the answer</Button>
      </Form>
    </>
  ),
}

/** POST /app/referrals/:id/open: opened by name. */
const open = definePage({
  method: 'POST',
  path: '/app/referrals/:id/open',
  access: 'signed in',
  async handle(request) {
    const referralId = request.params.id ?? ''
    const done = await request.act('referral.see', text(request.form, 'commandId'), {
      personId: text(request.form, 'personId'),
      referralId,
    })
    return done.ok ? ok({ goTo: `/app/referrals/${referralId}` }) : done
  },
})

/**
 * POST /app/referrals/:id/hand-on: the same referral to the service that was suggested, in one press. Whoever presses second
 * sees what stands now.
 */
const handOn = definePage({
  method: 'POST',
  path: '/app/referrals/:id/hand-on',
  access: 'signed in',
  async handle(request) {
    const referralId = request.params.id ?? ''
    if (!UUID.test(referralId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const newReferralId = text(request.form, 'commandId')
    const done = await request.act('referral.hand-on', newReferralId, {
      personId: text(request.form, 'personId'),
      referralId,
      newReferralId,
      serviceId: text(request.form, 'serviceId'),
      stayId: text(request.form, 'stayId') || null,
    })
    if (done.ok) return ok({ goTo: `/app/referrals/${newReferralId}/sent` })
    const { refusal } = done
    if (!isForForm(refusal)) return done
    return request.see(async (asking, asker) => {
      const found = await asking(page, { referralId })
      if (!found.ok) return found
      const r = found.value
      if (!r) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: `Not sent on: ${shownName(r.personName)}`,
          status: refusalStatus(refusal),
          back: { href: `/app/referrals/${r.id}`, text: 'Back to the referral' },
          body: (
            <>
              <ErrorSummary errors={[{ ...errorOfRefusal(refusal), field: '' }]} />
              <Heading caption={`Referral of ${shownName(r.personName)} to ${r.serviceName}`}>
                Not sent on
              </Heading>
              <WhatStands r={r} now={asker.now} heading="What stands now" />
            </>
          ),
        },
      })
    })
  },
})

export const actForms = [
  ...[ask, answer, accept, withdraw, sharing].flatMap((form) => actPages(form)),
  ...actPages(decline),
  open,
  handOn,
]

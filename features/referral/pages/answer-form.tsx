import { DRAFT_URL, type DraftForm } from '#platform/drafts/draft-form.ts'
import { Button, box, type FieldError, Form, SaveState, TextArea } from '#platform/ui/index.ts'
import type { ReferralPage } from '../queries/row.ts'

export interface ActFormProps {
  readonly r: ReferralPage
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
}

/** The hidden fields of a form about one referral: whom it is about and the version that was seen. */
export const referralFields = (r: ReferralPage, form: DraftForm) => ({
  ...form.hidden,
  personId: r.personId,
  version: r.version,
})

/** The sender's answer, on the referral's own page: one screen, one box. */
export const AnswerForm = ({ r, form, errors }: ActFormProps) => (
  <>
    <SaveState formId="answer-form" value={form.saveState} />
    <Form
      id="answer-form"
      action={`/app/referrals/${r.id}/answer`}
      draftUrl={DRAFT_URL}
      hidden={referralFields(r, form)}
    >
      <TextArea
        {...box(form.answers, errors, 'body')}
        label={`Your answer to ${r.toTeam}`}
        labelSize="m"
        readers={`${r.toTeam}, your team, and those who support the person. The person can ask to read this.`}
      />
      <Button>Send the answer</Button>
    </Form>
  </>
)

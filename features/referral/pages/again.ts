import { REFUSALS, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import type { DraftForm } from '#platform/drafts/draft-form.ts'
import { discardDraft, saveDraft } from '#platform/drafts/drafts.ts'
import { answersOf } from '#platform/http/draft-route.ts'
import { type FormAnswers, type PageRequest, text } from '#platform/http/page.ts'
import type { FieldError } from '#platform/ui/index.ts'

/**
 * The form again after a refusal, with everything typed kept under a new command id.
 * Why new: a refusal by a rule is remembered under the old one, and would meet the mended form as "sent with other content".
 */
export async function againAfterRefusal(
  request: PageRequest,
  form: FormAnswers = request.form,
): Promise<DraftForm> {
  const commandId = request.newId()
  const [draftForm, draftAbout] = [text(form, 'draftForm'), text(form, 'draftAbout')]
  const answers = answersOf(form)
  await request.own(async (tx) => {
    await discardDraft(tx, text(form, 'commandId'))
    await saveDraft(tx, { commandId, form: draftForm, about: draftAbout, answers, version: 0 })
  })
  return {
    commandId,
    answers,
    hidden: { commandId, draftForm, draftAbout, draftVersion: 1 },
    saveState: { state: 'new' },
  }
}

/** A refusal as the one line of an error summary. */
export const refusalError = (refusal: Refusal): FieldError => ({
  field: refusal.field ?? '',
  message: refusalSentence(refusal.code, refusal.params),
})

export const statusOf = (refusal: Refusal): number => REFUSALS[refusal.code].status

/** Refusals that the form itself can mend or must explain; anything else is the common error page. */
export const belongsToForm = (refusal: Refusal): boolean => [409, 422, 503].includes(statusOf(refusal))

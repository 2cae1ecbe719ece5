import { REFUSALS, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { answersOf, draftFields } from '#platform/http/draft-route.ts'
import { type FormAnswers, type PageRequest, text } from '#platform/http/page.ts'
import type { FieldError } from '#platform/ui/field-names.ts'
import { type DraftForm, sameDraftForm } from './draft-form.ts'
import { discardDraft, saveDraft } from './drafts.ts'

/**
 * The form again after a refusal, everything typed kept under a new command id.
 * Why new: the door remembers a refusal by a rule under the old one, and would meet the mended form as "sent with other
 * content". The old draft is put away, so that what was typed is kept once. `form`: the whole form, where the last screen posted only a part of it.
 */
export async function draftAfterRefusal(
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

/**
 * The form again because an answer was missing or not understood: under the same command id, and kept first, so that what
 * was typed in the last second outlives leaving the page. Somebody who has a newer text of it in another tab keeps that one.
 */
export async function draftToMend(request: PageRequest): Promise<DraftForm> {
  const draft = sameDraftForm(request.form)
  const fields = draftFields.safeParse(request.form)
  if (!fields.success) return draft
  const { commandId, draftForm, draftAbout, draftVersion } = fields.data
  const saved = await request.own((tx) =>
    saveDraft(tx, {
      commandId,
      form: draftForm,
      about: draftAbout,
      answers: answersOf(request.form),
      version: draftVersion,
    }),
  )
  if (!saved.ok || saved.value.state !== 'saved') return draft
  return { ...draft, hidden: { ...draft.hidden, draftVersion: saved.value.version } }
}

/** A refusal as one line of an error summary. */
export const errorOfRefusal = (refusal: Refusal): FieldError => ({
  field: refusal.field ?? '',
  message: refusalSentence(refusal.code, refusal.params),
})

/** Refusals that a form can mend or must explain in place (409, 422, 503); anything else is the common error page. */
export const isForForm = (refusal: Refusal): boolean => [409, 422, 503].includes(refusalStatus(refusal))
export const refusalStatus = (refusal: Refusal): number => REFUSALS[refusal.code].status

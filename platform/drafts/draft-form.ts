import { ok, type Result } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { FormAnswers, PageRequest } from '#platform/http/page.ts'
import type { HiddenValues, SaveStateValue } from '#platform/ui/form.tsx'
import { findDraft, markSent } from './drafts.ts'

/** A form about to be shown: what was typed before, if anything, and the hidden fields that make it a draft. */
export interface DraftForm {
  readonly commandId: string
  /** What was typed and kept; empty for a new form. */
  readonly answers: FormAnswers
  readonly hidden: HiddenValues
  readonly saveState: SaveStateValue
}

/** Where autosave.js posts. */
export const DRAFT_URL = '/app/drafts/save'

/**
 * Opens a form: the asker's own unsent draft of it, or a new one. Makes no row: the first save does.
 * `form`: the form's fixed name. `about`: the id of what it is about, '' for none.
 */
export async function openDraftForm(
  request: PageRequest,
  form: string,
  about: string,
): Promise<Result<DraftForm>> {
  const found = await request.own((tx) => findDraft(tx, form, about))
  if (!found.ok) return found
  const draft = found.value
  const commandId = draft?.commandId ?? request.newId()
  return ok({
    commandId,
    answers: draft?.answers ?? {},
    hidden: { commandId, draftForm: form, draftAbout: about, draftVersion: draft?.version ?? 0 },
    saveState: draft ? { state: 'kept', at: draft.savedAt as Instant } : { state: 'new' },
  })
}

/** The same form again after a refusal: everything typed in place, under the same command id. */
export function sameDraftForm(form: FormAnswers): DraftForm {
  const one = (name: string): string => (typeof form[name] === 'string' ? (form[name] as string) : '')
  const commandId = one('commandId')
  return {
    commandId,
    answers: form,
    hidden: {
      commandId,
      draftForm: one('draftForm'),
      draftAbout: one('draftAbout'),
      draftVersion: one('draftVersion'),
    },
    saveState: { state: 'new' },
  }
}

/** After its command was done: the draft is finished with. */
export const draftSent = (request: PageRequest, commandId: string): Promise<Result<number>> =>
  request.own((tx) => markSent(tx, commandId))

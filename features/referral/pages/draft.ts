import { ok, type Result } from '#core/kernel/result.ts'
import { type Asks, asksShape, BLOCKS, blockOf } from '#core/referral/asks.ts'
import { sharingInput } from '#features/sharing/pages/index.tsx'
import { type Draft, draftByCommand, saveDraft } from '#platform/drafts/drafts.ts'
import { answersOf } from '#platform/http/draft-route.ts'
import { type FormAnswers, type PageRequest, text } from '#platform/http/page.ts'

/** The form's name among drafts; it is about a person. */
export const FORM = 'referral'

export const stepHref = (commandId: string, step: Step): string => `/app/referrals/draft/${commandId}/${step}`
export const STEPS = ['ask', 'share', 'check', 'no'] as const
export type Step = (typeof STEPS)[number]

/** The draft of the address, for its author alone. Undefined when it was sent, thrown away, or is somebody else's. */
export const draftOf = (request: PageRequest): Promise<Result<Draft | undefined>> =>
  request.own((tx) => draftByCommand(tx, request.params.commandId ?? ''))

export type Kept =
  | { readonly state: 'kept'; readonly draft: Draft }
  | { readonly state: 'sent' }
  | { readonly state: 'changed elsewhere'; readonly theirs: Draft; readonly mine: FormAnswers }

/** Keeps the whole form as posted by one screen. */
export async function keep(request: PageRequest): Promise<Result<Kept>> {
  const { form } = request
  const draft = {
    commandId: request.params.commandId ?? '',
    form: FORM,
    about: text(form, 'draftAbout'),
    answers: answersOf(form),
    version: Number(text(form, 'draftVersion')),
  }
  const saved = await request.own((tx) => saveDraft(tx, draft))
  if (!saved.ok) return saved
  if (saved.value.state === 'saved') {
    return ok({
      state: 'kept',
      draft: { ...draft, version: saved.value.version, savedAt: saved.value.savedAt },
    })
  }
  const { theirs } = saved.value
  return ok(theirs ? { state: 'changed elsewhere', theirs, mine: draft.answers } : { state: 'sent' })
}

/** The hidden fields by which a screen is part of the draft. */
export const hiddenOf = (draft: Pick<Draft, 'commandId' | 'about' | 'version'>) => ({
  commandId: draft.commandId,
  draftForm: FORM,
  draftAbout: draft.about,
  draftVersion: draft.version,
})

export const askField = (id: string): string => `asks.${id}`
export const ASK_FIELDS = [...BLOCKS.map(({ id }) => askField(id)), 'urgent', 'askedOnce']

/** The blocks as typed. A block that the referral before did not share stays so. */
export function asksOf(answers: FormAnswers): Asks {
  const blocks = BLOCKS.map(({ id }) => {
    const typed = text(answers, askField(id))
    return [
      id,
      typed === '' && text(answers, `notShared.${id}`) === '1' ? { state: 'not shared' } : blockOf(typed),
    ]
  })
  return asksShape.parse(Object.fromEntries(blocks))
}

/** Answers that hold the blocks of another referral, so that nothing is typed again. */
export const answersOfAsks = (asks: Asks): FormAnswers =>
  Object.fromEntries(
    BLOCKS.flatMap(({ id }) => {
      const block = asks[id]
      if (block.state === 'known') return [[askField(id), block.text]]
      return block.state === 'not shared' ? [[`notShared.${id}`, '1']] : []
    }),
  )

/** The command's input, from the whole form. The referral's id is the command's: made once, with the draft. */
export const sendInput = (draft: Pick<Draft, 'commandId' | 'answers' | 'about'>) => ({
  referralId: draft.commandId,
  personId: draft.about,
  serviceId: text(draft.answers, 'serviceId'),
  stayId: text(draft.answers, 'stayId') || null,
  urgent: text(draft.answers, 'urgent') === '1',
  asks: asksOf(draft.answers),
  sharing: sharingInput(draft.answers),
  source: 'form',
})

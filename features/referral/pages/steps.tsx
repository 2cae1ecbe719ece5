import type { Result } from '#core/kernel/result.ts'
import { ok, type Refusal, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { sharingErrors, sharingInput } from '#features/sharing/pages/index.tsx'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { type Draft, markSent } from '#platform/drafts/drafts.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import { clock, ErrorSummary, type FieldError } from '#platform/ui/index.ts'
import { aboutPerson } from '../queries/about-person.ts'
import { services } from '../queries/services.ts'
import { draftOf, FORM, keep, STEPS, type Step, sendInput, stepHref } from './draft.ts'
import { DRAW, isCopied, type Screen } from './screens.tsx'

interface Trouble {
  readonly status: number
  readonly errors: readonly FieldError[]
  readonly theirs?: FormAnswers | undefined
}

/** Draws one screen of a draft; nothing here writes. */
async function screen(
  request: PageRequest,
  draft: Draft,
  step: Step,
  trouble?: Trouble,
): Promise<Result<PageAnswer>> {
  return request.see<PageAnswer>(async (ask: Ask, asker: Asker): Promise<Result<PageAnswer>> => {
    const [about, cards] = await Promise.all([
      ask(aboutPerson, { personId: draft.about }),
      ask(services, { personId: draft.about }),
    ])
    if (!about.ok) return about
    if (!cards.ok) return cards
    const card = cards.value.find((c) => c.id === text(draft.answers, 'serviceId'))
    // the agreement ended, or the service went: choose again
    if (!card) return ok({ goTo: `/app/referrals/new?person=${draft.about}` })
    const name = about.value.name ?? 'the person you added'
    const drawn: Screen = {
      draft,
      about: about.value,
      card,
      name,
      today: dayOf(asker.now),
      errors: trouble?.errors ?? [],
      theirs: trouble?.theirs,
    }
    const { title, back, body } = DRAW[step](drawn)
    return ok({
      show: {
        title: `Send a referral: ${title}, ${name}`,
        status: trouble?.status ?? 200,
        back,
        scripts: ['autosave.js'],
        body: (
          <>
            <ErrorSummary errors={drawn.errors} />
            {body}
          </>
        ),
      },
    })
  })
}

const stepOf = (request: PageRequest): Step | undefined => STEPS.find((step) => step === request.params.step)

/** GET /app/referrals/draft/:commandId/:step: screens 2 to 4. */
export const stepPage = definePage({
  method: 'GET',
  path: '/app/referrals/draft/:commandId/:step',
  access: 'signed in',
  keeps: { form: FORM, command: 'referral.send', at: ({ commandId }) => stepHref(commandId, 'ask') },
  async handle(request) {
    const step = stepOf(request)
    if (!step) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const draft = await draftOf(request)
    if (!draft.ok) return draft
    // sent already, by the button or by another tab: its page says what became of it
    if (!draft.value) return ok({ goTo: `/app/referrals/${request.params.commandId}` })
    return screen(request, draft.value, step)
  },
})

/** POST of each screen: keeps the whole form, then goes on; the last sends. */
export const stepPost = definePage({
  method: 'POST',
  path: '/app/referrals/draft/:commandId/:step',
  access: 'signed in',
  async handle(request) {
    const step = stepOf(request)
    if (!step) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const kept = await keep(request)
    if (!kept.ok) return kept
    const sentAlready = ok({ goTo: `/app/referrals/${request.params.commandId}/sent` })
    if (kept.value.state === 'sent') return sentAlready
    if (kept.value.state === 'changed elsewhere') {
      const { theirs, mine } = kept.value
      const errors = [
        {
          field: '',
          message: `This form was changed somewhere else at ${clock(theirs.savedAt as Instant)}. Both texts are here.`,
        },
      ]
      return screen(request, { ...theirs, answers: mine }, step, {
        status: 409,
        errors,
        theirs: theirs.answers,
      })
    }
    const { draft } = kept.value
    const on = (next: Step) => ok({ goTo: stepHref(draft.commandId, next) })
    if (step === 'ask') return on('share')
    if (step === 'share') {
      const errors = sharingErrors(draft.answers, 'the person')
      if (errors.length > 0) return screen(request, draft, step, { status: 422, errors })
      if (text(draft.answers, 'answer') === 'no') return on('no')
      return isCopied(draft) ? sendNow(request, draft, step) : on('check')
    }
    return step === 'check' ? sendNow(request, draft, step) : recordNo(request, draft)
  },
})

async function sendNow(request: PageRequest, draft: Draft, step: Step): Promise<Result<PageAnswer>> {
  const done = await request.act('referral.send', draft.commandId, sendInput(draft))
  if (done.ok) {
    await request.own((tx) => markSent(tx, draft.commandId))
    return ok({ goTo: `/app/referrals/${draft.commandId}/sent` })
  }
  return refusedAgain(request, draft, step, done.refusal)
}

async function recordNo(request: PageRequest, draft: Draft): Promise<Result<PageAnswer>> {
  const input = {
    decisionId: draft.commandId,
    personId: draft.about,
    serviceId: text(draft.answers, 'serviceId'),
    sharing: sharingInput(draft.answers),
  }
  const done = await request.act('sharing.record', draft.commandId, input)
  if (!done.ok) return refusedAgain(request, draft, 'no', done.refusal)
  await request.own((tx) => markSent(tx, draft.commandId))
  return ok({ goTo: `/app/people/${draft.about}` })
}

/** The same screen with everything in place, under a new command id. */
async function refusedAgain(
  request: PageRequest,
  draft: Draft,
  step: Step,
  refusal: Refusal,
): Promise<Result<PageAnswer>> {
  if (!isForForm(refusal)) return { ok: false, refusal }
  const again = await draftAfterRefusal(request, {
    ...draft.answers,
    commandId: draft.commandId,
    draftForm: draft.form,
    draftAbout: draft.about,
  })
  const errors = [
    {
      ...errorOfRefusal(refusal),
      field: refusal.field === 'sharing.answer' && step === 'share' ? 'answer' : '',
    },
  ]
  return screen(request, { ...draft, commandId: again.commandId, version: 1 }, step, {
    status: refusalStatus(refusal),
    errors,
  })
}

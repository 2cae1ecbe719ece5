import type { ReactNode } from 'react'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { type Act, wordAfter } from '#core/referral/words.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import {
  draftAfterRefusal,
  draftToMend,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import {
  definePage,
  type FormAnswers,
  type Page,
  type PageAnswer,
  type PageRequest,
  text,
} from '#platform/http/page.ts'
import { ErrorSummary, type FieldError, Heading, type SummaryRow } from '#platform/ui/index.ts'
import { page } from '../queries/page.ts'
import type { ReferralPage } from '../queries/row.ts'
import { UUID } from './one.tsx'
import { shownName } from './parts.tsx'
import { TypedBefore, WhatStands } from './stands.tsx'

/** Everything one form about a referral is: its address, its words, its fields and the command it sends. */
export interface ActForm<Extra = undefined> {
  /** Last part of the address, and the form's name among drafts. */
  readonly verb: string
  readonly act: Act | null
  readonly command: string
  /** Which side may open it. */
  readonly side: 'sentByUs' | 'sentToUs'
  title(r: ReferralPage): string
  /** Further facts the form shows. */
  extra(ask: Ask, r: ReferralPage): Promise<Result<Extra>>
  body(r: ReferralPage, form: DraftForm, errors: readonly FieldError[], extra: Extra, now: Instant): ReactNode
  /** What is missing or not understood. */
  errors(form: FormAnswers): FieldError[]
  /** The command's input beside person, referral and version; `id` is fresh with the form, for the row that is made. */
  input(form: FormAnswers, id: string): Record<string, unknown>
  /** The form's field for a refusal's field. */
  readonly fields?: Readonly<Record<string, string>>
  /** What was typed, by name, for whoever can no longer send it. */
  typed(form: FormAnswers, r: ReferralPage): readonly SummaryRow[]
  /** Word of the success line on the referral's page. */
  readonly done: string
}

/** The GET and the POST of one form, alike for all: drafts, refusals in place, a stale version with both states. */
export function actPages<Extra>(f: ActForm<Extra>): Page[] {
  const path = `/app/referrals/:id/${f.verb}`
  const draftName = `referral ${f.verb}`

  async function show(
    request: PageRequest,
    form: DraftForm,
    trouble?: { status: number; errors: readonly FieldError[]; second?: boolean },
  ): Promise<Result<PageAnswer>> {
    return request.see<PageAnswer>(async (ask: Ask, asker: Asker): Promise<Result<PageAnswer>> => {
      const found = await ask(page, { referralId: request.params.id ?? '' })
      if (!found.ok) return found
      const r = found.value
      if (!r?.[f.side]) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const extra = await f.extra(ask, r)
      if (!extra.ok) return extra
      const title = f.title(r)
      const open = f.act === null || wordAfter(r.word, f.act) !== null
      // the version that was seen stays with what was typed over it, until what stands now has been shown
      const version = (!trouble?.second && Number(text(form.answers, 'version'))) || r.version
      return ok({
        show: {
          title: `${title}: ${shownName(r.personName)}`,
          status: trouble?.status ?? (open ? 200 : 409),
          back: { href: `/app/referrals/${r.id}`, text: 'Back to the referral' },
          scripts: ['autosave.js'],
          body: (
            <>
              <ErrorSummary errors={trouble?.errors ?? []} />
              <Heading caption={`Referral of ${shownName(r.personName)} to ${r.serviceName}`}>
                {title}
              </Heading>
              {(!open || trouble?.second) && (
                <WhatStands
                  r={r}
                  now={asker.now}
                  heading={trouble ? 'This changed while you were typing' : 'This can no longer be done'}
                  then={
                    open
                      ? 'Your text is below. Change it if you need to, then send it again.'
                      : trouble && 'What you typed was not sent, and is not in the record.'
                  }
                />
              )}
              {open ? (
                f.body({ ...r, version }, form, trouble?.errors ?? [], extra.value, asker.now)
              ) : (
                <TypedBefore rows={f.typed(form.answers, r)} />
              )}
            </>
          ),
        },
      })
    })
  }

  const get = definePage({
    method: 'GET',
    path,
    access: 'signed in',
    keeps: { form: draftName, command: f.command, at: ({ about }) => path.replace(':id', about) },
    async handle(request) {
      if (!UUID.test(request.params.id ?? '')) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const form = await openDraftForm(request, draftName, request.params.id ?? '')
      return form.ok ? show(request, form.value) : form
    },
  })

  const post = definePage({
    method: 'POST',
    path,
    access: 'signed in',
    async handle(request) {
      const { form } = request
      const referralId = request.params.id ?? ''
      const commandId = text(form, 'commandId')
      const errors = f.errors(form)
      if (errors.length > 0) return show(request, await draftToMend(request), { status: 422, errors })
      const input = {
        personId: text(form, 'personId'),
        referralId,
        version: Number(text(form, 'version')),
        ...f.input(form, commandId),
      }
      const done = await request.act(f.command, commandId, input)
      if (!done.ok) return refused(request, done.refusal)
      await draftSent(request, commandId)
      return ok({ goTo: `/app/referrals/${referralId}?done=${f.done}` })
    },
  })

  async function refused(request: PageRequest, refusal: Refusal): Promise<Result<PageAnswer>> {
    if (!isForForm(refusal)) return { ok: false, refusal }
    const again = await draftAfterRefusal(request)
    const error = errorOfRefusal(refusal)
    return show(request, again, {
      status: refusalStatus(refusal),
      errors: [{ ...error, field: f.fields?.[error.field] ?? '' }],
      second: refusal.code === 'STALE_VERSION' || refusal.code === 'REFERRAL_WORD',
    })
  }

  return [get, post]
}

/** The error of an answer that is empty. */
export const missing = (form: FormAnswers, field: string, message: string): FieldError[] =>
  text(form, field) === '' ? [{ field, message }] : []

import type { ReactNode } from 'react'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import {
  DRAFT_URL,
  type DraftForm,
  draftSent,
  openDraftForm,
  sameDraftForm,
} from '#platform/drafts/draft-form.ts'
import {
  definePage,
  type FormAnswers,
  type Page,
  type PageAnswer,
  type PageRequest,
  text,
} from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  SaveState,
  WarningCallout,
} from '#platform/ui/index.ts'
import { details, type PersonFacts } from '../queries/details.ts'
import { header, type ShownHeader } from '../queries/header.ts'
import { type MedicineList, medicines } from '../queries/medicines.ts'

/** What a form of the details page begins with. */
export interface EditFacts {
  readonly person: ShownHeader
  readonly held: PersonFacts
  /** Null where the post may not read medicines. */
  readonly medicines: MedicineList | null
}

export type Read =
  | { readonly input: Readonly<Record<string, unknown>> }
  | { readonly errors: readonly FieldError[] }

/** One form that changes one thing about a person. */
export interface EditForm {
  /** Ends the address: /app/people/:id/change/{path}. */
  readonly path: string
  readonly command: string
  readonly title: string
  readonly button: string
  readonly readers?: string
  /** Where it leads when done, after the person's details page. */
  readonly anchor?: string
  /** The version that the form edits; null for something added. Undefined: it cannot be opened by this asker. */
  version(facts: EditFacts, request: PageRequest): number | null | undefined
  start(facts: EditFacts): FormAnswers
  /** Reads the posted answers into the command's input, less person and version. */
  read(
    form: FormAnswers,
    ids: { readonly commandId: string; readonly params: Readonly<Record<string, string>> },
  ): Read
  fields(answers: FormAnswers, errors: readonly FieldError[]): ReactNode
  /** What the record says now, for somebody whose edit came second. */
  says?(facts: EditFacts): readonly string[]
  /** The field of the form for a field of the command. */
  readonly fieldNames?: Readonly<Record<string, string>>
}

const facts = (request: PageRequest): Promise<Result<EditFacts>> =>
  request.see(async (ask, asker) => {
    const personId = request.params.id ?? ''
    const [who, held] = await Promise.all([ask(header, { personId }), ask(details, { personId })])
    if (!who.ok) return who
    if (!held.ok) return held
    if (who.value?.state !== 'shown' || held.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const list = asker.rights.includes('medicines.read') ? await ask(medicines, { personId }) : null
    return ok({ person: who.value, held: held.value, medicines: list?.ok ? list.value : null })
  })

interface Again {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly status: number
  /** The version to send next; the stored text stands beside the typed one when another came first. */
  readonly version: string
  readonly stale?: boolean
}

function page(edit: EditForm, held: EditFacts, again: Again, action: string): Result<PageAnswer> {
  const { form, errors, stale } = again
  const says = stale ? (edit.says?.(held) ?? []) : []
  return ok({
    show: {
      title: `${edit.title}: ${held.person.name}`,
      status: again.status,
      scripts: ['autosave.js'],
      back: { href: `/app/people/${held.person.personId}/details`, text: `Back to ${held.person.name}` },
      body: (
        <>
          <ErrorSummary errors={errors} />
          <Heading level={1} caption={held.person.name}>
            {edit.title}
          </Heading>
          {says.length > 0 && (
            <WarningCallout heading="Saved by somebody else while you were typing">
              {says.map((line) => (
                <p key={line}>{line}</p>
              ))}
              <p>Your text is below. Change it if you need to, then save it in place of theirs.</p>
            </WarningCallout>
          )}
          <Form
            action={action}
            id="edit"
            draftUrl={DRAFT_URL}
            hidden={{ ...form.hidden, version: again.version }}
          >
            <SaveState formId="edit" value={form.saveState} />
            {edit.fields(form.answers, errors)}
            {edit.readers && (
              <p className="tc-readers nhsuk-u-margin-bottom-5">
                <strong>Seen by:</strong> {edit.readers}
              </p>
            )}
            <Button>{edit.button}</Button>
          </Form>
        </>
      ),
    },
  })
}

const addressOf = (edit: EditForm, params: Readonly<Record<string, string>>): string =>
  `/app/people/${params.id}/change/${edit.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')}`

/** GET and POST of one form: drafts, errors in place, a second saver's text beside the first. */
export function editPages(edit: EditForm): Page[] {
  const path = `/app/people/:id/change/${edit.path}`
  const draftName = edit.command
  const aboutOf = (request: PageRequest) => Object.values(request.params).join(' ').slice(0, 80)
  return [
    definePage({
      method: 'GET',
      path,
      access: 'signed in',
      keeps: {
        form: draftName,
        command: edit.command,
        at: ({ about }) => about.split(' ').reduce((at, id) => at.replace(/:\w+/, id), path),
      },
      async handle(request) {
        const held = await facts(request)
        if (!held.ok) return held
        const version = edit.version(held.value, request)
        if (version === undefined) return refuse('NOT_FOUND_OR_NOT_YOURS')
        const draft = await openDraftForm(request, draftName, aboutOf(request))
        if (!draft.ok) return draft
        const kept = draft.value.saveState.state === 'kept'
        const form = kept ? draft.value : { ...draft.value, answers: edit.start(held.value) }
        return page(
          edit,
          held.value,
          {
            form,
            errors: [],
            status: 200,
            version: kept ? text(draft.value.answers, 'version') : String(version ?? ''),
          },
          addressOf(edit, request.params),
        )
      },
    }),
    definePage({
      method: 'POST',
      path,
      access: 'signed in',
      async handle(request) {
        const { form, params } = request
        const commandId = text(form, 'commandId')
        const read = edit.read(form, { commandId, params })
        const action = addressOf(edit, params)
        if ('errors' in read) {
          const held = await facts(request)
          return held.ok
            ? page(
                edit,
                held.value,
                {
                  form: sameDraftForm(form),
                  errors: read.errors,
                  status: 422,
                  version: text(form, 'version'),
                },
                action,
              )
            : held
        }
        const typed = text(form, 'version')
        const done = await request.act(edit.command, commandId, {
          personId: params.id,
          ...(typed !== '' && { version: Number(typed) }),
          ...read.input,
        })
        if (done.ok) {
          await draftSent(request, commandId)
          return ok({ goTo: `/app/people/${params.id}/details${edit.anchor ? `#${edit.anchor}` : ''}` })
        }
        return refused(edit, request, done.refusal, action)
      },
    }),
  ]
}

async function refused(
  edit: EditForm,
  request: PageRequest,
  refusal: Refusal,
  action: string,
): Promise<Result<PageAnswer>> {
  if (!isForForm(refusal)) return { ok: false, refusal }
  const held = await facts(request)
  if (!held.ok) return held
  const stale = refusal.code === 'STALE_VERSION'
  const error = errorOfRefusal(refusal)
  const version = edit.version(held.value, request)
  return page(
    edit,
    held.value,
    {
      form: await draftAfterRefusal(request),
      stale,
      status: refusalStatus(refusal),
      errors: [{ ...error, field: edit.fieldNames?.[error.field] ?? error.field }],
      version: stale ? String(version ?? '') : text(request.form, 'version'),
    },
    action,
  )
}

/** One line for each of these fields that was left empty. */
export const missing = (form: FormAnswers, wanted: Readonly<Record<string, string>>): FieldError[] =>
  Object.entries(wanted).flatMap(([field, message]) => (text(form, field) === '' ? [{ field, message }] : []))

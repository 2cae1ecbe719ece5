import type { ReactNode } from 'react'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages, type Read } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, type Page, type PageRequest, text } from '#platform/http/page.ts'
import type { FieldError } from '#platform/ui/index.ts'
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
  says?(facts: EditFacts, request: PageRequest): readonly string[]
  /** Refusals that mean that somebody else was there first: `says` is shown with them too. */
  readonly overtaken?: readonly RefusalCode[]
  /** The field of the form for a field of the command. */
  readonly fieldNames?: Readonly<Record<string, string>>
}

interface Opened extends EditFacts {
  readonly request: PageRequest
}

/** GET and POST of one form: drafts, errors in place, a second saver's text beside the first. */
export const editPages = (edit: EditForm): Page[] =>
  formPages<Opened>({
    path: `/app/people/:id/change/${edit.path}`,
    form: edit.command,
    command: edit.command,
    async facts(ask, asker, request) {
      const personId = request.params.id ?? ''
      const [who, held] = await Promise.all([ask(header, { personId }), ask(details, { personId })])
      if (!who.ok) return who
      if (!held.ok) return held
      if (who.value?.state !== 'shown' || held.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const list = asker.rights.includes('medicines.read') ? await ask(medicines, { personId }) : null
      return ok({ request, person: who.value, held: held.value, medicines: list?.ok ? list.value : null })
    },
    opens: (f) => edit.version(f, f.request) !== undefined,
    title: ({ person }) => `${edit.title}: ${person.name}`,
    heading: () => edit.title,
    caption: ({ person }) => person.name,
    back: ({ person }) => ({
      href: `/app/people/${person.personId}/details`,
      text: `Back to ${person.name}`,
    }),
    start: edit.start,
    version: (f) => edit.version(f, f.request) ?? undefined,
    says: (f) => edit.says?.(f, f.request).map((line) => <p key={line}>{line}</p>),
    ...(edit.overtaken && { overtaken: edit.overtaken }),
    fields: (_, answers, errors) => edit.fields(answers, errors),
    readers: edit.readers,
    button: edit.button,
    read(answers, { request: { params } }, commandId) {
      const read = edit.read(answers, { commandId, params })
      return 'input' in read ? { input: { personId: params.id, ...read.input } } : read
    },
    fieldOf: (field) => edit.fieldNames?.[field] ?? field,
    after: ({ person }) => `/app/people/${person.personId}/details${edit.anchor ? `#${edit.anchor}` : ''}`,
  })

/** One line for each of these fields that was left empty. */
export const missing = (form: FormAnswers, wanted: Readonly<Record<string, string>>): FieldError[] =>
  Object.entries(wanted).flatMap(([field, message]) => (text(form, field) === '' ? [{ field, message }] : []))

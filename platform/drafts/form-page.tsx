import type { ReactNode } from 'react'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { wasDone } from '#platform/commands/again.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask, Done } from '#platform/commands/door.ts'
import { answersOf } from '#platform/http/draft-route.ts'
import {
  definePage,
  type FormAnswers,
  type Page,
  type PageAnswer,
  type PageRequest,
  type Shown,
  text,
} from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  SaveState,
  SeenBy,
  WarningCallout,
} from '#platform/ui/index.ts'
import { draftAfterRefusal, draftToMend, errorOfRefusal, isForForm, refusalStatus } from './after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm, sameDraftForm } from './draft-form.ts'
import { notSaved, SAVED_ALREADY, typedIn } from './not-saved.tsx'

export type Read =
  | { readonly input: Readonly<Record<string, unknown>> }
  | { readonly errors: readonly FieldError[] }

/** A page between the form and the act. */
export interface Preview {
  readonly title: string
  readonly body: ReactNode
  /** What the button says that confirms it. */
  readonly button: string
  readonly seen?: Readonly<Record<string, string>>
}

/** One page with one form that sends one command. */
export interface FormPage<Facts> {
  /** GET shows it, POST sends it: '/app/things/:id/change'. */
  readonly path: string
  /** The draft's fixed name; drafts are about the ids of the address, in order. */
  readonly form: string
  readonly command: string
  facts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<Facts>>
  /** False: this asker cannot begin the form now. A press that is repeated after it worked still meets its old answer. */
  opens?(facts: Facts): boolean
  /**
   * Why the form would be refused, where that is known before anything is typed: shown in its place, without a button. Null where
   * it can be sent. A text that was begun earlier is shown in its form all the same: it can still be read and copied.
   */
  instead?(facts: Facts): ReactNode
  /** Also the page's title, where it is followed by the caption: the person's name. */
  title(facts: Facts): string
  /** The heading, where the title says more: a title names the person too. */
  heading?(facts: Facts): string
  caption?(facts: Facts): string | undefined
  back(facts: Facts): { readonly href: string; readonly text: string }
  /** What stands in the boxes of a new form. */
  start?(facts: Facts): FormAnswers
  /** The version that is edited; sent as the hidden field `version`. */
  version?(facts: Facts): number | undefined
  /**
   * What the form shows, for a record without a version, and whatever `read` needs that sending it changes: sent as hidden
   * fields, and put right for whoever saved second. A form that is sent twice must read the same twice.
   */
  seen?(facts: Facts): Readonly<Record<string, string>>
  /** What the record says now, for whoever saved second; their own text stays in the boxes. */
  says?(facts: Facts): ReactNode
  /**
   * Refusals that, like STALE_VERSION, mean that somebody else was there first: `says` is shown with them too. The first says
   * so as well where the version is stale and the form does not open any more.
   */
  readonly overtaken?: readonly RefusalCode[]
  fields(facts: Facts, answers: FormAnswers, errors: readonly FieldError[]): ReactNode
  /** Who will read what is typed. */
  readonly readers?: string | undefined
  /** The same by name, asked in the transaction of `facts`; undefined where the asker may not know: then `readers` stands. */
  readersOf?(ask: Ask, facts: Facts): Promise<string | undefined>
  /**
   * One button and no box, or a text of which nothing is kept before it is sent: no draft is made of it or found, a refusal included, and
   * nothing is said of saving what is typed.
   */
  readonly typesNothing?: boolean
  readonly button: string
  /** What stands under the form: another way to the same end. */
  below?(facts: Facts): ReactNode
  /** Reads the answers into the command's input, less `version`, which is added where the page has one. */
  read(answers: FormAnswers, facts: Facts, commandId: string): Read
  /** The field of the form for a field of the command's refusal. */
  readonly fieldNames?: Readonly<Record<string, string>>
  /** Instead of `fieldNames`, where most fields go by the same name in both. */
  fieldOf?(field: string): string
  /**
   * For an act that reaches far: what sending it would do, shown before it is confirmed. The first press leads to this page,
   * the second sends; `seen` travels with it for `read`. Refusals stand at the form, as those of the command do.
   */
  preview?(
    request: PageRequest,
    input: Readonly<Record<string, unknown>>,
    facts: Facts,
  ): Promise<Result<Preview>>
  /** Where it leads when done. `made`: what the command gave back. */
  after(facts: Facts, made: Done['made']): string
}

/**
 * A further id of rows that one form's command makes, from the id minted with the form: sending again makes the same.
 * `n`: 1 to 200, one for each row beside the first.
 */
export const idBeside = (commandId: string, n: number): string =>
  `${commandId.slice(0, -2)}${((Number.parseInt(commandId.slice(-2), 16) + n) % 256).toString(16).padStart(2, '0')}`

/** A form of which nothing is kept: what was typed stands in the page alone, under a command id of its own. */
function newForm(request: PageRequest, form: string, answers: FormAnswers = {}): DraftForm {
  const commandId = request.newId()
  const hidden = { commandId, draftForm: form, draftAbout: aboutOf(request), draftVersion: 0 }
  return { commandId, answers, hidden, saveState: { state: 'new' } }
}
const formToMend = async <Facts,>(spec: FormPage<Facts>, request: PageRequest): Promise<DraftForm> =>
  spec.typesNothing ? sameDraftForm(request.form) : draftToMend(request)

const aboutOf = (request: PageRequest): string => Object.values(request.params).join(' ').slice(0, 80)

interface Again {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly status: number
  readonly version: string
  /** Somebody else was first. `over`: there is nothing left to send. */
  readonly second: 'no' | 'may send again' | 'over'
  readonly readers: string | undefined
}

interface Seen<Facts> {
  readonly facts: Facts
  readonly readers: string | undefined
}

/** GET and POST of one form: kept as it is typed, shown again whole after a refusal, both texts after a second saver. */
export function formPages<Facts>(spec: FormPage<Facts>): Page[] {
  const seen = (request: PageRequest): Promise<Result<Seen<Facts>>> =>
    request.see(async (ask, asker) => {
      const facts = await spec.facts(ask, asker, request)
      if (!facts.ok) return facts
      const readers = (await spec.readersOf?.(ask, facts.value)) ?? spec.readers
      return ok({ facts: facts.value, readers })
    })
  return [
    definePage({
      method: 'GET',
      path: spec.path,
      access: 'signed in',
      keeps: {
        form: spec.form,
        command: spec.command,
        at: ({ about }) => about.split(' ').reduce((at, id) => at.replace(/:\w+/, id), spec.path),
      },
      async handle(request) {
        const found = await seen(request)
        if (!found.ok) return found
        const { facts, readers } = found.value
        if (spec.opens?.(facts) === false) return refuse('NOT_FOUND_OR_NOT_YOURS')
        const draft = spec.typesNothing
          ? ok(newForm(request, spec.form))
          : await openDraftForm(request, spec.form, aboutOf(request))
        if (!draft.ok) return draft
        const kept = draft.value.saveState.state === 'kept'
        const instead = kept ? null : (spec.instead?.(facts) ?? null)
        if (instead !== null) return ok({ show: withoutForm(spec, facts, instead) })
        const form = kept ? draft.value : { ...draft.value, answers: spec.start?.(facts) ?? {} }
        const version = kept ? text(form.answers, 'version') : ''
        return show(spec, request, facts, {
          form,
          errors: [],
          status: 200,
          version: version || String(spec.version?.(facts) ?? ''),
          second: 'no',
          readers,
        })
      },
    }),
    definePage({
      method: 'POST',
      path: spec.path,
      access: 'signed in',
      async handle(request) {
        const found = await seen(request)
        const commandId = text(request.form, 'commandId')
        if (!found.ok) {
          // what was done may have closed what it was done to: a second press of the same form is not told that it failed
          const before = await request.own((tx) => wasDone(tx, commandId))
          if (before.ok && before.value) return ok({ show: SAVED_ALREADY })
          return (spec.typesNothing && notSaved(request, found)) || found
        }
        const { facts, readers } = found.value
        const version = text(request.form, 'version')
        const read = spec.read(request.form, facts, commandId)
        const closed = spec.opens?.(facts) === false
        const first = closed ? spec.overtaken?.[0] : undefined
        if ('errors' in read)
          return show(spec, request, facts, {
            form: await formToMend(spec, request),
            errors: first ? [errorOfRefusal(refuse(first).refusal)] : read.errors,
            status: first ? 409 : 422,
            version,
            second: first ? 'over' : 'no',
            readers,
          })
        const input = { ...(version !== '' && { version: Number(version) }), ...read.input }
        const before = await beforeSending(spec, request, facts, input)
        if (before?.ok) return before
        const done = before ?? (await request.act(spec.command, commandId, input))
        if (done.ok) {
          await draftSent(request, commandId)
          return ok({ goTo: spec.after(facts, done.value.made) })
        }
        if (!isForForm(done.refusal)) return done
        const stale = done.refusal.code === 'STALE_VERSION'
        const error = errorOfRefusal(stale && first ? refuse(first).refusal : done.refusal)
        const over = (stale && closed) || spec.overtaken?.includes(done.refusal.code)
        return show(spec, request, facts, {
          form: spec.typesNothing
            ? newForm(request, spec.form, answersOf(request.form))
            : await draftAfterRefusal(request),
          second: over ? 'over' : stale ? 'may send again' : 'no',
          status: refusalStatus(done.refusal),
          errors: [
            {
              ...error,
              field:
                spec.fieldOf?.(error.field) ??
                spec.fieldNames?.[error.field] ??
                (done.refusal.field && spec.fieldNames ? '' : error.field),
            },
          ],
          readers,
          version: stale ? String(spec.version?.(facts) ?? '') : version,
        })
      },
    }),
  ]
}

/** The page between, at the first press of a form that has one; undefined where it is to be sent now. */
async function beforeSending<Facts>(
  spec: FormPage<Facts>,
  request: PageRequest,
  facts: Facts,
  input: Readonly<Record<string, unknown>>,
): Promise<Result<PageAnswer> | undefined> {
  if (!spec.preview || text(request.form, 'confirmed') === 'yes') return undefined
  const again = await request.own((tx) => wasDone(tx, text(request.form, 'commandId')))
  if (again.ok && again.value) return ok({ show: SAVED_ALREADY })
  const shown = await spec.preview(request, input, facts)
  if (!shown.ok) return shown
  const form = await formToMend(spec, request)
  const action = addressOf(spec, request)
  const { confirmed: _, ...answers } = answersOf(form.answers)
  const flat = Object.entries(answers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return ok({
    show: {
      title: shown.value.title,
      back: { href: action, text: 'Back to change something' },
      body: (
        <>
          <Heading level={1} caption="Nothing is stored yet">
            {shown.value.title}
          </Heading>
          {shown.value.body}
          <Form
            action={action}
            hidden={{ ...Object.fromEntries(flat), ...form.hidden, ...shown.value.seen, confirmed: 'yes' }}
          >
            <Button>{shown.value.button}</Button>
          </Form>
        </>
      ),
    },
  })
}

const addressOf = <Facts,>(spec: FormPage<Facts>, request: PageRequest): string =>
  spec.path.replaceAll(/:(\w+)/g, (_, name: string) => request.params[name] ?? '')

/** Tells two people's forms apart among tabs: the title names whom the caption names. */
function pageTitle<Facts>(spec: FormPage<Facts>, facts: Facts): string {
  const title = spec.title(facts)
  const caption = spec.heading ? undefined : spec.caption?.(facts)
  return caption === undefined || title.includes(caption) ? title : `${title}, ${caption}`
}

const withoutForm = <Facts,>(spec: FormPage<Facts>, facts: Facts, why: ReactNode): Shown => ({
  title: pageTitle(spec, facts),
  back: spec.back(facts),
  body: (
    <>
      <Heading level={1} caption={spec.caption?.(facts)}>
        {spec.heading?.(facts) ?? spec.title(facts)}
      </Heading>
      {why}
    </>
  ),
})

function show<Facts>(
  spec: FormPage<Facts>,
  request: PageRequest,
  facts: Facts,
  again: Again,
): Result<PageAnswer> {
  const { form, errors, status, version, second, readers } = again
  const action = addressOf(spec, request)
  const says = second === 'no' ? undefined : spec.says?.(facts)
  const seen = Object.fromEntries(
    Object.entries(spec.seen?.(facts) ?? {}).map(([name, now]) => [
      name,
      second === 'may send again' || form.answers[name] === undefined ? now : text(form.answers, name),
    ]),
  )
  return ok({
    show: {
      title: pageTitle(spec, facts),
      status,
      scripts: ['autosave.js'],
      back: spec.back(facts),
      body: (
        <>
          <ErrorSummary errors={errors} />
          <Heading level={1} caption={spec.caption?.(facts)}>
            {spec.heading?.(facts) ?? spec.title(facts)}
          </Heading>
          {says !== undefined && (
            <WarningCallout heading="Saved by somebody else while you were typing">
              {says}
              <p>
                {spec.typesNothing && typedIn(request).length === 0
                  ? 'Nothing was changed. Read it, then press again if you still want to.'
                  : second === 'over'
                    ? 'Your text is below. It is not in the record.'
                    : 'Your text is below. Change it if you need to, then send it again.'}
              </p>
            </WarningCallout>
          )}
          <Form
            action={action}
            id="form"
            draftUrl={spec.typesNothing ? undefined : DRAFT_URL}
            hidden={{ ...form.hidden, ...seen, version: version === '' ? undefined : version }}
          >
            {!spec.typesNothing && <SaveState formId="form" value={form.saveState} />}
            <SeenBy readers={readers}>{spec.fields(facts, form.answers, errors)}</SeenBy>
            <Button>{spec.button}</Button>
          </Form>
          {spec.below?.(facts)}
        </>
      ),
    },
  })
}

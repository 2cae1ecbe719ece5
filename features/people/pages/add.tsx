import type { ReactNode } from 'react'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { parseNhsNumber } from '#core/people/nhs-number.ts'
import { onlyNamed, type PersonDetails } from '#core/people/person.ts'
import { readSearch } from '#core/people/search.ts'
import {
  draftAfterRefusal,
  draftToMend,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  grouped,
  Heading,
  HiddenFields,
  Link,
  Paragraph,
  SaveState,
  SuccessBanner,
  Table,
  TextInput,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import type { FoundPerson } from '../queries/found.ts'
import { header } from '../queries/header.ts'
import { similar } from '../queries/similar.ts'
import { Acts } from './acts.tsx'
import { typedSearch } from './list.tsx'

const FORM = 'person.register'
const TITLE = 'Add a person'
const BACK = { href: '/app/people', text: 'Back to people' }
const SCRIPTS = ['autosave.js']

/** What a search that found nobody says already: the last word is the family name, until somebody puts it right. */
function startFrom(typed: string | undefined): FormAnswers {
  if (typed === undefined) return {}
  const read = readSearch(typed)
  const words = read.name.split(' ').filter(Boolean)
  const born = read.bornOn && typedDate(read.bornOn)
  return {
    given: words.length > 1 ? words.slice(0, -1).join(' ') : '',
    family: words.at(-1) ?? '',
    nhsNumber: read.nhsNumber ?? '',
    ...(born && { 'born-day': born.day, 'born-month': born.month, 'born-year': born.year }),
  }
}

/** /app/people/new?search=: reached from a search that did not find them. */
const show = definePage({
  method: 'GET',
  path: '/app/people/new',
  access: 'signed in',
  keeps: {
    form: FORM,
    command: 'person.register',
    at: ({ about }) => `/app/people/new${about ? `?search=${about}` : ''}`,
  },
  async handle(request) {
    const searchId = request.query.search
    const typed =
      searchId === undefined ? ok(undefined) : await request.own((tx) => typedSearch(tx, searchId))
    if (!typed.ok) return typed
    const form = await openDraftForm(request, FORM, searchId ?? '')
    if (!form.ok) return form
    const answers = Object.keys(form.value.answers).length > 0 ? form.value.answers : startFrom(typed.value)
    return ok({
      show: {
        title: TITLE,
        body: <AddForm form={{ ...form.value, answers }} errors={[]} />,
        back: BACK,
        scripts: SCRIPTS,
      },
    })
  },
})

function detailsFrom(form: FormAnswers): {
  readonly details: PersonDetails | null
  readonly errors: readonly FieldError[]
} {
  const errors: FieldError[] = []
  const [given, family, number] = [textOf(form, 'given'), textOf(form, 'family'), textOf(form, 'nhsNumber')]
  const legal = { given: textOf(form, 'legalGiven'), family: textOf(form, 'legalFamily') }
  if (!given && !family)
    errors.push({
      field: 'given',
      message: 'Enter the name they are known by: a first name, a family name or both',
    })
  const held = number === '' ? null : parseNhsNumber(number)
  if (held && !held.ok) errors.push({ field: 'nhsNumber', message: refusalSentence(held.refusal.code) })
  const born = dateOf(form, 'born')
  if (born.kind === 'wrong')
    errors.push({ field: 'born', message: 'Enter a real birth date, like 14 3 1987, or leave it empty' })
  if (errors.length > 0) return { details: null, errors }
  const name = (kind: 'known-as' | 'legal', g: string, f: string) => ({
    kind,
    ...(g && { given: g }),
    ...(f && { family: f }),
  })
  const names = [
    name('known-as', given, family),
    ...(legal.given || legal.family ? [name('legal', legal.given, legal.family)] : []),
  ]
  return {
    errors: [],
    details: {
      ...onlyNamed(names),
      ...(held?.ok && { nhsNumber: { status: 'given-not-verified' as const, number: held.value } }),
      ...(born.kind === 'day' && { birth: { state: 'known' as const, on: born.day } }),
    },
  }
}

const answer = (body: ReactNode, status: number): Result<PageAnswer> =>
  ok({ show: { title: TITLE, status, body, back: BACK, scripts: SCRIPTS } })

/** First press: is it one of these whom you may see? Second press, or nobody like them: added. */
const send = definePage({
  method: 'POST',
  path: '/app/people/new',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const { details, errors } = detailsFrom(form)
    if (details === null) return answer(<AddForm form={await draftToMend(request)} errors={errors} />, 422)
    if (text(form, 'noneOfThese') === '') {
      const bornOn = details.birth.state === 'known' ? details.birth.on : null
      const nhsNumber = details.nhsNumber.status === 'not-known' ? null : details.nhsNumber.number
      const compared = await request.see(async (ask, asker) => {
        const alike = await ask(similar, { names: details.names, nhsNumber, bornOn })
        return alike.ok ? ok({ alike: alike.value, today: dayOf(asker.now) }) : alike
      })
      if (!compared.ok) return compared
      if (compared.value.alike.length > 0)
        return answer(<SamePerson form={form} details={details} alike={compared.value.alike} />, 200)
    }
    return add(request, details)
  },
})

async function add(request: PageRequest, details: PersonDetails): Promise<Result<PageAnswer>> {
  const commandId = text(request.form, 'commandId')
  // of the command's, so that a second press sends the same; the record answers with an id of its own
  const done = await request.act('person.register', commandId, { personId: commandId, details })
  if (done.ok) {
    await draftSent(request, commandId)
    return ok({ goTo: `/app/people/${String(done.value.made.personId)}/added` })
  }
  if (!isForForm(done.refusal) && done.refusal.code !== 'TOO_MANY_TRIES') return done
  const error = errorOfRefusal(done.refusal)
  const errors = [{ ...error, field: error.field === 'birth.on' ? 'born' : error.field }]
  return answer(
    <AddForm form={await draftAfterRefusal(request)} errors={errors} />,
    refusalStatus(done.refusal),
  )
}

const AddForm = ({ form, errors }: { readonly form: DraftForm; readonly errors: readonly FieldError[] }) => (
  <>
    <ErrorSummary errors={errors} />
    <Heading level={1}>{TITLE}</Heading>
    <Paragraph>
      Only a name is needed. Leave empty what you do not know. Adding somebody opens nothing but your own
      team’s records of them.
    </Paragraph>
    <Form action="/app/people/new" id="add-person" draftUrl={DRAFT_URL} hidden={form.hidden}>
      <SaveState formId="add-person" value={form.saveState} />
      <TextInput
        {...box(form.answers, errors, 'given')}
        label="First name they are known by"
        width={20}
        spellCheck={false}
      />
      <TextInput {...box(form.answers, errors, 'family')} label="Family name" width={20} spellCheck={false} />
      <TextInput
        name="legalGiven"
        label="Legal first name, if it is another"
        value={textOf(form.answers, 'legalGiven')}
        width={20}
        spellCheck={false}
      />
      <TextInput
        name="legalFamily"
        label="Legal family name, if it is another"
        value={textOf(form.answers, 'legalFamily')}
        width={20}
        spellCheck={false}
      />
      <DateInput
        name="born"
        label="Birth date, if you know it"
        hint="For example, 14 3 1987"
        labelSize="s"
        value={dateOf(form.answers, 'born').typed}
        error={errorFor(errors, 'born')}
      />
      <TextInput
        {...box(form.answers, errors, 'nhsNumber')}
        label="NHS number, if you know it"
        hint="10 digits, like 999 000 0018"
        width={10}
        inputMode="numeric"
        spellCheck={false}
      />
      <Button>Add this person</Button>
    </Form>
  </>
)

interface Side {
  readonly id: string
  readonly who: ReactNode
  readonly born: Day | null
  readonly number: string | null
}

/** What was typed stands first, each person it may be beside it; only people the asker may see are ever here. */
function SamePerson({
  form,
  details,
  alike,
}: {
  readonly form: FormAnswers
  readonly details: PersonDetails
  readonly alike: readonly FoundPerson[]
}) {
  const typed: Side = {
    id: 'typed',
    who: <strong>{`${textOf(form, 'given')} ${textOf(form, 'family')}`.trim()} (what you typed)</strong>,
    born: details.birth.state === 'known' ? details.birth.on : null,
    number: details.nhsNumber.status === 'not-known' ? null : details.nhsNumber.number,
  }
  const sides = [
    typed,
    ...alike.map(
      (p): Side => ({
        id: p.personId,
        who: <Link href={`/app/people/${p.personId}`}>{p.name}</Link>,
        born: p.bornOn,
        number: p.nhsNumber,
      }),
    ),
  ]
  const again = Object.entries(form).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return (
    <>
      <Heading level={1}>Is this the same person?</Heading>
      <Paragraph>Your team may see these people already. Open one to carry on with them.</Paragraph>
      <Table
        caption="What you typed, and who it may be"
        columns={[
          { head: 'Person', isRowName: true, cell: (s) => s.who },
          { head: 'Born', cell: (s) => (s.born === null ? 'Not known' : dayWithoutWeekday(s.born)) },
          {
            head: 'NHS number',
            cell: (s) =>
              s.number === null ? (
                'Not known'
              ) : (
                <span className="tc-nowrap">{grouped(s.number, [3, 3, 4])}</span>
              ),
          },
        ]}
        rows={sides}
        rowKey={(s) => s.id}
      />
      <Form action="/app/people/new" id="none-of-these">
        <HiddenFields values={{ ...Object.fromEntries(again), noneOfThese: 'yes' }} />
        <Button>None of these: add the person I typed</Button>
      </Form>
    </>
  )
}

/** After adding: the same page whoever else knows the person. It names nobody, because nothing of theirs is open yet. */
const added = definePage({
  method: 'GET',
  path: '/app/people/:id/added',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker): Promise<Result<PageAnswer>> => {
      const personId = request.params.id ?? ''
      const found = await ask(header, { personId })
      if (!found.ok) return found
      if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      if (found.value.state === 'shown') return ok({ goTo: `/app/people/${personId}` })
      return ok({
        show: {
          title: 'Added',
          back: BACK,
          body: (
            <>
              <SuccessBanner heading="Your team can now work with the person you added." />
              <Heading level={1}>Added</Heading>
              <Paragraph>
                Your team’s own records of this person are open to you. Their page opens to you when they stay
                on your ward, or once you refer or support them.
              </Paragraph>
              <Heading level={2}>What you can do now</Heading>
              <Acts view={{ asker, person: { personId } }} />
            </>
          ),
        },
      })
    }),
})

export const addPages = [show, send, added]

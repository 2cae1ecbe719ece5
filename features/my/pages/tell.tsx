import { ok } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { definePage, type FormAnswers, text } from '#platform/http/page.ts'
import {
  Button,
  clockAndDay,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  TextArea,
} from '#platform/ui/index.ts'
import { Boundary, ownDoor, Telephone } from './parts.tsx'
import { pinPage } from './pin.tsx'

const BACK = { href: '/my', text: 'Back to my plan' }

interface Tell {
  readonly words: string
  readonly ids: { readonly commandId: string; readonly wordId: string }
  readonly errors?: readonly FieldError[]
  /** Typed before the session ran out. */
  readonly again?: boolean
}

const tellPage = ({ words, ids, errors = [], again = false }: Tell) =>
  ownDoor(
    'Tell the team something',
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} size="l">
        Tell the team something
      </Heading>
      {again && (
        <InsetText>
          <p>We kept what you typed. It is not sent yet. Carry on, or change it first.</p>
        </InsetText>
      )}
      <Boundary />
      <Form action="/my/tell" hidden={ids}>
        <TextArea
          name="words"
          label="What do you want them to know?"
          hint="It goes one way. Somebody reads it and answers by phone."
          value={words}
          maxCharacters={2000}
          readers="the team that answers for you now."
          error={errorFor(errors, 'words')}
        />
        <Button>Tell the team</Button>
      </Form>
    </>,
    { back: BACK, ...(errors.length > 0 && { status: 422 }) },
  )

const typedIn = (form: FormAnswers): Tell => ({
  words: text(form, 'words'),
  ids: { commandId: text(form, 'commandId'), wordId: text(form, 'wordId') },
})

/** The form with what was typed before the session ran out. Its ids are those it had, so that what was sent after all is not sent twice. */
export const tellAgain = (form: FormAnswers) => tellPage({ ...typedIn(form), again: true })

const tellForm = definePage({
  method: 'GET',
  path: '/my/tell',
  access: 'person',
  handle: async (request) =>
    ok(tellPage({ words: '', ids: { commandId: request.newId(), wordId: request.newId() } })),
})

const tellSent = definePage({
  method: 'POST',
  path: '/my/tell',
  access: 'person',
  whenOver: (sealed) => pinPage([], sealed).show,
  async handle(request) {
    const typed = typedIn(request.form)
    const { words, ids } = typed
    if (words === '' || words.length > 2000) {
      const message = words === '' ? 'Write what you want them to know' : 'Write at most 2,000 characters'
      return ok(tellPage({ ...typed, errors: [{ field: 'words', message }] }))
    }
    const done = await request.act('my.tell', ids.commandId, { wordId: ids.wordId, words })
    if (!done.ok) return done
    const { team, telephone, hours, dueAt } = done.value.made
    return ok(
      ownDoor(
        'The team has it',
        <>
          <Heading level={1} size="l">{`${team} has it`}</Heading>
          <p>
            They read it by <strong>{clockAndDay(dueAt as Instant)}</strong> and ring you.
          </p>
          <p>If nobody does, their manager is told. You need not chase.</p>
          <p>
            You can ring them too: <Telephone number={String(telephone)} />. {String(hours)}
          </p>
          <Boundary />
        </>,
        { back: BACK },
      ),
    )
  },
})

export const tellPages = [tellForm, tellSent]

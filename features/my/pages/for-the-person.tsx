import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { header } from '#features/people/index.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  dayAndClock,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  TextArea,
} from '#platform/ui/index.ts'
import { sheetFor } from '../queries/sheet.ts'
import { wordOf } from '../queries/staff.ts'
import { WholeSheet } from './parts.tsx'

const AT = '/app/people/:id/door'
const at = (personId: string, more = ''): string => `/app/people/${personId}/door${more}`

/** /app/people/:id/print/my: the same sheet on paper, in large print, as far as the worker's own rules open it. */
const paper = definePage({
  method: 'GET',
  path: '/app/people/:id/print/my',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const personId = request.params.id ?? ''
      const found = await ask(sheetFor, { personId })
      if (!found.ok) return found
      const sheet = found.value
      if (sheet === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: `My plan: ${sheet.name}`,
          print: true,
          back: { href: at(personId), text: 'Back' },
          body: (
            <div className="tc-large-print">
              <Heading level={1} caption={`As it was at ${clockAndDay(sheet.now)}`}>
                {`My plan: ${sheet.name}`}
              </Heading>
              <WholeSheet sheet={sheet} />
            </div>
          ),
        },
      })
    }),
})

const tellPage = (request: PageRequest, errors: readonly FieldError[] = []): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const personId = request.params.id ?? ''
    const who = await ask(header, { personId })
    if (!who.ok) return who
    if (who.value?.state !== 'shown') return refuse('NOT_FOUND_OR_NOT_YOURS')
    const again = errors.length > 0
    return ok({
      show: {
        title: `What ${who.value.name} wants their team to know`,
        back: { href: at(personId), text: 'Back' },
        ...(again && { status: 422 }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading level={1}>{`What ${who.value.name} wants their team to know`}</Heading>
            <Form
              action={at(personId, '/tell')}
              hidden={{
                commandId: again ? text(request.form, 'commandId') : request.newId(),
                wordId: again ? text(request.form, 'wordId') : request.newId(),
              }}
            >
              <TextArea
                {...box(request.form, errors, 'words')}
                label="In their words"
                maxCharacters={2000}
                readers="the team that leads their care now. The record says that you wrote it down for them."
              />
              <Button>Tell their team</Button>
            </Form>
          </>
        ),
      },
    })
  })

const tell = definePage({
  method: 'GET',
  path: `${AT}/tell`,
  access: 'signed in',
  handle: (request) => tellPage(request),
})

const told = definePage({
  method: 'POST',
  path: `${AT}/tell`,
  access: 'signed in',
  async handle(request) {
    const words = text(request.form, 'words')
    if (words === '' || words.length > 2000)
      return tellPage(request, [
        {
          field: 'words',
          message:
            words === '' ? 'Write what they want their team to know' : 'Write at most 2,000 characters',
        },
      ])
    const personId = request.params.id ?? ''
    const done = await request.act('own-door.tell-for', text(request.form, 'commandId'), {
      personId,
      wordId: text(request.form, 'wordId'),
      words,
    })
    return done.ok ? ok({ goTo: at(personId) }) : done
  },
})

const FROM: Readonly<Record<string, string>> = {
  person: 'The person',
  carer: 'A carer whom the person chose',
  'carer without an account':
    'A carer without an account: nobody has checked who they are, or whom they mean',
}

/** /app/words/:id: what somebody told the team; answered and ticked off like any task. */
const word = definePage({
  method: 'GET',
  path: '/app/words/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(wordOf, { wordId: request.params.id ?? '' })
      if (!found.ok) return found
      const w = found.value
      if (w === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: 'What somebody told the team',
          back: { href: '/app/tasks', text: 'Back to tasks' },
          body: (
            <>
              <Heading level={1} caption={w.name ?? w.aboutName ?? undefined}>
                What somebody told the team
              </Heading>
              <Paragraph>
                {`${FROM[w.fromKind]}${w.carer ? `: ${w.carer}` : ''}, ${dayAndClock(w.at)}.${w.writtenBy ? ` Written down by ${w.writtenBy}.` : ''}`}
              </Paragraph>
              <InsetText>
                <p className="tc-typed">{w.words}</p>
              </InsetText>
              {w.fromKind === 'carer without an account' && (
                <Paragraph>
                  {`About: ${w.aboutName}. From: ${w.fromName || 'no name given'}. Reach them: ${w.fromReach || 'nothing given'}. Listening to a carer needs no yes; telling them anything does.`}
                </Paragraph>
              )}
              <ul className="nhsuk-list">
                {w.personId && (
                  <li>
                    <Link href={`/app/people/${w.personId}`}>Open their record</Link>
                  </li>
                )}
                {w.task && (
                  <li>
                    <Link href={`/app/tasks/${w.task.id}`}>Say what you did</Link>
                  </li>
                )}
              </ul>
            </>
          ),
        },
      })
    }),
})

/** What a worker does for the person: the sheet on paper, what they want to say; and what the team was told. */
export const forThePersonPages = [paper, tell, told, word]

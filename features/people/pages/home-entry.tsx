import { ok, refuse } from '#core/kernel/result.ts'
import { HOME_ENTRY_AFRESH_MINUTES } from '#core/people/home-entry.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  box,
  clock,
  dayAndClock,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { header } from '../queries/header.ts'
import { type HomeEntryAbout, homeEntryAbout, homeEntryShow } from '../queries/home-entry.ts'
import { personPage } from './person-header.tsx'

const at = (personId: string) => `/app/people/${personId}/home-entry`

const WHO_SEES =
  'Shown to nobody but whoever visits the home that day, one person at a time. Each showing is written down, and the person can see who looked.'

/** /app/people/:id/home-entry: whether it is shown today; never the words. */
const about = definePage({
  method: 'GET',
  path: '/app/people/:id/home-entry',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Home entry', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(homeEntryAbout, { personId })
      if (!found.ok) return found
      const { visitToday, ours } = found.value
      return ok(
        <>
          <Heading level={2}>How to get in</Heading>
          <Paragraph>{WHO_SEES}</Paragraph>
          {visitToday ? (
            <Form action={at(personId)}>
              <Button>Show how to get in</Button>
            </Form>
          ) : (
            <InsetText>
              <p>You make no visit here today. It is shown on the day of your visit.</p>
            </InsetText>
          )}
          {ours && <Paragraph>{`Your team wrote it on ${dayAndClock(ours.at)}: ${ours.by}.`}</Paragraph>}
          <ul className="nhsuk-list">
            <li>
              <Link href={`${at(personId)}/write`}>{ours ? 'Write it anew' : 'Write how to get in'}</Link>
            </li>
            {ours && (
              <li>
                <Link href={`${at(personId)}/end`}>Take it away</Link>
              </li>
            )}
          </ul>
        </>,
      )
    }),
})

/** The press: shown once, in the answer to this press alone. Opening the address again shows nothing. */
const shown = definePage({
  method: 'POST',
  path: '/app/people/:id/home-entry',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Home entry', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(homeEntryShow, { personId })
      if (!found.ok) return found
      const entry = found.value
      return ok(
        <>
          <Heading level={2}>How to get in</Heading>
          {entry === null ? (
            <Paragraph>Nothing is written down that you may see today.</Paragraph>
          ) : entry.state === 'second factor first' ? (
            <InsetText>
              <p>
                {`This is shown within ${HOME_ENTRY_AFRESH_MINUTES} minutes of a second factor. `}
                <Link href="/app/lock">Lock the screen</Link>, open it again and press once more.
              </p>
            </InsetText>
          ) : (
            <>
              <InsetText>
                <p className="tc-typed">{entry.words}</p>
              </InsetText>
              <Paragraph>{`Written by ${entry.by}, ${entry.team}, ${dayAndClock(entry.at)}.`}</Paragraph>
              <Paragraph>{`You were shown it at ${clock(view.now)}. That is written down. Do not copy it.`}</Paragraph>
            </>
          )}
          <p>
            <Link href={at(personId)}>Hide it</Link>
          </p>
        </>,
      )
    }),
})

interface Facts extends HomeEntryAbout {
  readonly name: string
}

const facts: Parameters<typeof formPages<Facts>>[0]['facts'] = async (ask, _asker, request) => {
  const personId = request.params.id ?? ''
  const [who, held] = await Promise.all([ask(header, { personId }), ask(homeEntryAbout, { personId })])
  if (!who.ok) return who
  if (!held.ok) return held
  return who.value === null || who.value.state === 'added by your team'
    ? refuse('NOT_FOUND_OR_NOT_YOURS')
    : ok({ ...held.value, name: who.value.name })
}
const back = (f: Facts) => ({ href: at(f.personId), text: 'Back to how to get in' })

/** /app/people/:id/home-entry/write: what was there before is not shown, and goes. Nothing of it is kept as it is typed. */
const write = formPages<Facts>({
  path: '/app/people/:id/home-entry/write',
  form: 'home-entry.write',
  command: 'home-entry.write',
  facts,
  title: () => 'Write how to get in',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  readers: 'whoever visits the home, on that day alone. The person can ask to read this.',
  button: 'Save',
  fields: (f, answers, errors) => (
    <>
      {f.ours && (
        <Paragraph>{`What ${f.ours.by} wrote on ${dayAndClock(f.ours.at)} goes when you save.`}</Paragraph>
      )}
      <TextArea
        {...box(answers, errors, 'words')}
        label="How to get in"
        hint="Like: who holds a key, how to ring, where the key safe is and its code. Agree it with the person first. It is not kept until you save."
        rows={3}
      />
    </>
  ),
  read(answers, f, entryId) {
    const words = textOf(answers, 'words').trim()
    const errors: FieldError[] = []
    if (words === '') errors.push({ field: 'words', message: 'Write how to get in' })
    if (words.length > 500) errors.push({ field: 'words', message: 'Use 500 characters at most' })
    return errors.length > 0 ? { errors } : { input: { personId: f.personId, entryId, words } }
  },
  after: (f) => at(f.personId),
})

/** /app/people/:id/home-entry/end: what the team wrote goes. */
const end = formPages<Facts>({
  path: '/app/people/:id/home-entry/end',
  form: 'home-entry.end',
  command: 'home-entry.end',
  facts,
  title: () => 'Take away how to get in',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  button: 'Take it away',
  fields: (f) => (
    <Paragraph>
      {f.ours
        ? `What ${f.ours.by} wrote on ${dayAndClock(f.ours.at)} goes. That it was there stays in the history.`
        : 'Your team has written nothing.'}
    </Paragraph>
  ),
  read: (_answers, f) => ({ input: { personId: f.personId } }),
  after: (f) => at(f.personId),
})

export const homeEntryPages = [about, shown, ...write, ...end]

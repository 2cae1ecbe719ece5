import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage } from '#platform/http/page.ts'
import {
  box,
  dayAndClock,
  type FieldError,
  Heading,
  InsetText,
  Link,
  Paragraph,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { header } from '../queries/header.ts'
import { type Told, type ToldUs, toldUs } from '../queries/told-us.ts'
import { personPage } from './person-header.tsx'

const at = (personId: string) => `/app/people/${personId}/told-us`

/** /app/people/:id/told-us: what the person told the asker's team and nobody else. */
const ofPerson = definePage({
  method: 'GET',
  path: '/app/people/:id/told-us',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'What one team was told', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(toldUs, { personId })
      if (!found.ok) return found
      const { told } = found.value
      return ok(
        <>
          <Heading level={2}>Told to your team alone</Heading>
          <Paragraph>
            Seen by your team and nobody else, while your team supports or leads. If somebody may come to
            harm, say to them that you must share it, and use "Share without agreement".
          </Paragraph>
          {told.length === 0 && <Paragraph>Nothing is written down.</Paragraph>}
          {told.map((one) => (
            <InsetText key={one.toldId}>
              <p className="tc-typed">{one.words}</p>
              <p className="tc-quiet">
                {`${one.by}, ${dayAndClock(one.at)}.`}
                {one.overAt && ` Stands no longer since ${dayAndClock(one.overAt)}.`}
              </p>
              {one.overAt === null && (
                <p>
                  <Link href={`${at(personId)}/${one.toldId}/end`}>It stands no longer</Link>
                </p>
              )}
            </InsetText>
          ))}
          <p>
            <Link href={`${at(personId)}/write`}>Write down what they told you</Link>
          </p>
        </>,
      )
    }),
})

interface Facts extends ToldUs {
  readonly name: string
}
interface FactsOfOne extends Facts {
  readonly one: Told
}
type FactsIn<F> = Parameters<typeof formPages<F>>[0]['facts']

const facts: FactsIn<Facts> = async (ask, _asker, request) => {
  const personId = request.params.id ?? ''
  const [who, found] = await Promise.all([ask(header, { personId }), ask(toldUs, { personId })])
  if (!who.ok) return who
  if (!found.ok) return found
  return who.value === null || who.value.state === 'added by your team'
    ? refuse('NOT_FOUND_OR_NOT_YOURS')
    : ok({ ...found.value, name: who.value.name })
}
const factsOfOne: FactsIn<FactsOfOne> = async (ask, asker, request) => {
  const found = await facts(ask, asker, request)
  if (!found.ok) return found
  const one = found.value.told.find((t) => t.toldId === request.params.toldId && t.overAt === null)
  return one ? ok({ ...found.value, one }) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
const back = (f: Facts) => ({ href: at(f.personId), text: 'Back to what your team was told' })

const write = formPages<Facts>({
  path: '/app/people/:id/told-us/write',
  form: 'told-us.write',
  command: 'told-us.write',
  facts,
  title: () => 'Write down what they told your team alone',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  readers: 'your team and nobody else. The person can ask to read this.',
  button: 'Save',
  fields: (_f, answers, errors) => (
    <TextArea
      {...box(answers, errors, 'words')}
      label="What they told you"
      hint="In their words. Tell them that your team reads it and nobody else, unless somebody may come to harm. It is not kept until you save."
      rows={5}
    />
  ),
  read(answers, f, recordId) {
    const words = textOf(answers, 'words').trim()
    const errors: FieldError[] = []
    if (words === '') errors.push({ field: 'words', message: 'Write what they told you' })
    if (words.length > 2000) errors.push({ field: 'words', message: 'Use 2,000 characters at most' })
    return errors.length > 0 ? { errors } : { input: { personId: f.personId, recordId, words } }
  },
  after: (f) => at(f.personId),
})

const end = formPages<FactsOfOne>({
  path: '/app/people/:id/told-us/:toldId/end',
  form: 'told-us.end',
  command: 'told-us.end',
  facts: factsOfOne,
  title: () => 'It stands no longer',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  button: 'It stands no longer',
  fields: (f) => (
    <Paragraph>
      {`What ${f.one.by} wrote on ${dayAndClock(f.one.at)} is marked as no longer standing. Your team can still read it.`}
    </Paragraph>
  ),
  read: (_answers, f) => ({ input: { personId: f.personId, toldId: f.one.toldId } }),
  after: (f) => at(f.personId),
})

export const toldUsPages = [ofPerson, ...write, ...end]

import { ok, refuse } from '#core/kernel/result.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import { definePage, type FormAnswers } from '#platform/http/page.ts'
import {
  box,
  dayAndClock,
  type FieldError,
  Heading,
  InsetText,
  Link,
  Paragraph,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { header } from '../queries/header.ts'
import {
  type Held,
  type SafeguardingOfPerson,
  type SafeguardingRecord,
  safeguardingOfPerson,
} from '../queries/safeguarding.ts'
import { personPage } from './person-header.tsx'

const at = (personId: string) => `/app/people/${personId}/safeguarding`
const READERS =
  'named leads of your team. Whoever opens their main facts in an emergency, and the named lead of another team that supports them, is told that your team holds it and whom to ring, and nothing more.'

/** That something is held and whom to ring, for whoever may know no more. */
export function HeldWords({ held }: { readonly held: readonly Held[] }) {
  return (
    <>
      {held.map((h) => (
        <InsetText key={`${h.team} ${h.ring}`}>
          <p>
            <strong>
              {h.team === null
                ? 'A team holds a safeguarding record.'
                : `Safeguarding record held by ${h.team}.`}
            </strong>{' '}
            {`Ring: ${h.ring}`}
          </p>
        </InsetText>
      ))}
    </>
  )
}

function Ours({ record, personId }: { readonly record: SafeguardingRecord; readonly personId: string }) {
  return (
    <InsetText>
      <p className="tc-typed">{record.words}</p>
      <p>{`Others are told to ring: ${record.ring}`}</p>
      <p className="tc-quiet">
        {`Version ${record.version}, ${record.by}, ${dayAndClock(record.at)}.`}
        {record.overAt && ` Ended ${dayAndClock(record.overAt)}: nobody is told any more that it is held.`}
      </p>
      {record.overAt === null && (
        <>
          <p>
            <Link href={`${at(personId)}/${record.safeguardingId}/change`}>Write it anew</Link>
          </p>
          <p>
            <Link href={`${at(personId)}/${record.safeguardingId}/end`}>End it</Link>
          </p>
        </>
      )}
    </InsetText>
  )
}

/** /app/people/:id/safeguarding: what the team holds with its words, what others hold without. */
const ofPerson = definePage({
  method: 'GET',
  path: '/app/people/:id/safeguarding',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Safeguarding record', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(safeguardingOfPerson, { personId })
      if (!found.ok) return found
      const { ours, held } = found.value
      return ok(
        <>
          <Heading level={2}>Safeguarding record</Heading>
          <Paragraph>{`Seen by ${READERS}`}</Paragraph>
          <HeldWords held={held} />
          {ours.length === 0 && <Paragraph>Your team holds nothing.</Paragraph>}
          {ours.map((record) => (
            <Ours key={record.safeguardingId} record={record} personId={personId} />
          ))}
          <p>
            <Link href={`${at(personId)}/write`}>Begin a record</Link>
          </p>
        </>,
      )
    }),
})

interface Facts extends SafeguardingOfPerson {
  readonly name: string
}
interface FactsOfOne extends Facts {
  readonly record: SafeguardingRecord
}
type FactsIn<F> = Parameters<typeof formPages<F>>[0]['facts']

const facts: FactsIn<Facts> = async (ask, _asker, request) => {
  const personId = request.params.id ?? ''
  const [who, found] = await Promise.all([ask(header, { personId }), ask(safeguardingOfPerson, { personId })])
  if (!who.ok) return who
  if (!found.ok) return found
  return who.value === null || who.value.state === 'added by your team'
    ? refuse('NOT_FOUND_OR_NOT_YOURS')
    : ok({ ...found.value, name: who.value.name })
}
const factsOfOne: FactsIn<FactsOfOne> = async (ask, asker, request) => {
  const found = await facts(ask, asker, request)
  if (!found.ok) return found
  const record = found.value.ours.find((r) => r.safeguardingId === request.params.safeguardingId)
  return record ? ok({ ...found.value, record }) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
const back = (f: Facts) => ({ href: at(f.personId), text: 'Back to the safeguarding record' })

const boxes = (answers: FormAnswers, errors: readonly FieldError[]) => (
  <>
    <TextArea
      {...box(answers, errors, 'words')}
      label="What is known"
      hint="What happened or is feared, what the person wants, what was decided and who was told. It is not kept until you save."
      rows={8}
    />
    <TextInput
      {...box(answers, errors, 'ring')}
      label="Whom others ring"
      hint="A name or post and a number, like: the named lead, 01632 960001. Nothing of what it is about."
    />
  </>
)
function readBoxes(answers: FormAnswers): { errors: FieldError[] } | { words: string; ring: string } {
  const [words, ring] = [textOf(answers, 'words').trim(), textOf(answers, 'ring').trim()]
  const errors: FieldError[] = []
  if (words === '') errors.push({ field: 'words', message: 'Write what is known' })
  if (words.length > 4000) errors.push({ field: 'words', message: 'Use 4,000 characters at most' })
  if (ring === '') errors.push({ field: 'ring', message: 'Write whom others ring' })
  if (ring.length > 200) errors.push({ field: 'ring', message: 'Use 200 characters at most' })
  return errors.length > 0 ? { errors } : { words, ring }
}

/** /app/people/:id/safeguarding/write: nothing of it is kept as it is typed. */
const write = formPages<Facts>({
  path: '/app/people/:id/safeguarding/write',
  form: 'safeguarding.write',
  command: 'safeguarding.write',
  facts,
  title: () => 'Begin a safeguarding record',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  readers: READERS,
  button: 'Save',
  fields: (_f, answers, errors) => boxes(answers, errors),
  read(answers, f, recordId) {
    const typed = readBoxes(answers)
    if ('errors' in typed) return typed
    return { input: { personId: f.personId, recordId, rowId: idBeside(recordId, 1), ...typed } }
  },
  after: (f) => at(f.personId),
})

/** /app/people/:id/safeguarding/:safeguardingId/change: what it says now; what it said before stays. */
const change = formPages<FactsOfOne>({
  path: '/app/people/:id/safeguarding/:safeguardingId/change',
  form: 'safeguarding.change',
  command: 'safeguarding.change',
  facts: factsOfOne,
  opens: (f) => f.record.overAt === null,
  overtaken: ['SAFEGUARDING_ENDED'],
  title: () => 'Write the safeguarding record anew',
  caption: (f) => f.name,
  back,
  typesNothing: true,
  start: (f) => ({ words: f.record.words, ring: f.record.ring }),
  version: (f) => f.record.version,
  says: (f) => (
    <>
      <p className="tc-typed">{f.record.words}</p>
      <p>{`Others are told to ring: ${f.record.ring}`}</p>
    </>
  ),
  readers: READERS,
  button: 'Save',
  fields: (_f, answers, errors) => boxes(answers, errors),
  read(answers, f, rowId) {
    const typed = readBoxes(answers)
    if ('errors' in typed) return typed
    return { input: { personId: f.personId, safeguardingId: f.record.safeguardingId, rowId, ...typed } }
  },
  after: (f) => at(f.personId),
})

/** /app/people/:id/safeguarding/:safeguardingId/end */
const end = formPages<FactsOfOne>({
  path: '/app/people/:id/safeguarding/:safeguardingId/end',
  form: 'safeguarding.end',
  command: 'safeguarding.end',
  facts: factsOfOne,
  opens: (f) => f.record.overAt === null,
  title: () => 'End the safeguarding record',
  caption: (f) => f.name,
  back,
  version: (f) => f.record.version,
  says: (f) => <p className="tc-typed">{f.record.words}</p>,
  typesNothing: true,
  button: 'End it',
  fields: (f) => (
    <Paragraph>
      {`Nobody is told any more that it is held. What ${f.record.by} wrote on ${dayAndClock(f.record.at)}, and every version before it, stays for the named leads of your team.`}
    </Paragraph>
  ),
  read: (_answers, f) => ({
    input: { personId: f.personId, safeguardingId: f.record.safeguardingId },
  }),
  after: (f) => at(f.personId),
})

export const safeguardingPages = [ofPerson, ...write, ...change, ...end]

import { HARMS, INCIDENT_KINDS } from '#core/incident/incident.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { header } from '#features/people/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, text } from '#platform/http/page.ts'
import {
  box,
  errorFor,
  type FieldError,
  MomentInput,
  momentAnswers,
  momentOf,
  Paragraph,
  Radios,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { type IncidentShown, incident } from '../queries/index.ts'
import { HARM_WORDS, KIND_WORDS } from '../words.ts'

const Fields = ({
  answers,
  errors,
}: {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <>
    <Radios
      name="kind"
      label="What kind of thing was it?"
      value={text(answers, 'kind') || undefined}
      error={errorFor(errors, 'kind')}
      choices={INCIDENT_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
    />
    <MomentInput
      name="happened"
      label="Which day did it happen?"
      timeLabel="At about what time?"
      answers={answers}
      errors={errors}
    />
    <Radios
      name="harm"
      label="What harm happened?"
      hint="Harm that has happened, as far as is known now. It can be corrected later."
      value={text(answers, 'harm') || undefined}
      error={errorFor(errors, 'harm')}
      choices={HARMS.map((value) => ({
        value,
        label: HARM_WORDS[value].word,
        hint: HARM_WORDS[value].means,
      }))}
    />
    <TextArea {...box(answers, errors, 'what')} label="What happened?" hint="Facts, in your own words" />
    <TextArea {...box(answers, errors, 'done')} label="What was done?" hint="“Nothing yet” is an answer" />
    <TextInput
      {...box(answers, errors, 'told')}
      label="Who was told?"
      hint="Names. Leave this empty if nobody was told yet."
      width={30}
    />
    <MomentInput
      name="toldAt"
      label="Which day were they told?"
      timeLabel="At about what time were they told?"
      answers={answers}
      errors={errors}
    />
  </>
)

function readSaid(answers: FormAnswers) {
  const errors: FieldError[] = []
  const kind = INCIDENT_KINDS.find((k) => k === text(answers, 'kind'))
  if (kind === undefined) errors.push({ field: 'kind', message: 'Choose what kind of thing it was' })
  const happened = momentOf(answers, 'happened')
  errors.push(...happened.errors)
  const harm = HARMS.find((h) => h === text(answers, 'harm'))
  if (harm === undefined) errors.push({ field: 'harm', message: 'Choose what harm happened' })
  for (const [name, message] of [
    ['what', 'Write what happened'],
    ['done', 'Write what was done. “Nothing yet” is an answer.'],
  ] as const)
    if (text(answers, name) === '') errors.push({ field: name, message })
  const who = text(answers, 'told')
  const toldAt = who === '' ? null : momentOf(answers, 'toldAt')
  if (toldAt) errors.push(...toldAt.errors)
  return {
    errors,
    said: {
      kind,
      harm,
      happenedAt: happened.at,
      what: text(answers, 'what'),
      done: text(answers, 'done'),
      told: who === '' ? null : { who, at: toldAt?.at ?? null },
    },
  }
}
const FIELDS: Readonly<Record<string, string>> = { happenedAt: 'happened' }
const fieldOf = (field: string): string => FIELDS[field] ?? field

interface NewFacts {
  readonly personId: string | null
  readonly person: string | null
  readonly now: Instant
}

const writing: Omit<Parameters<typeof formPages<NewFacts>>[0], 'path' | 'form'> = {
  command: 'incident.record',
  async facts(ask, asker, request) {
    const asked = request.params.id
    if (!asker.rights.includes('incident.record')) return refuse('NOT_ALLOWED')
    if (asked === undefined) return ok({ personId: null, person: null, now: asker.now })
    const found = await ask(header, { personId: asked })
    if (!found.ok) return found
    if (found.value?.state !== 'shown') return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({ personId: asked, person: found.value.name, now: asker.now })
  },
  title: () => 'Write down an incident',
  caption: ({ person }) => person ?? 'About nobody in particular',
  back: ({ personId }) =>
    personId === null
      ? { href: '/app/incidents', text: 'Back to incidents' }
      : { href: `/app/people/${personId}`, text: 'Back to the person' },
  start: ({ now }) => momentAnswers('happened', now),
  fields: ({ personId }, answers, errors) => (
    <>
      {personId === null && (
        <Paragraph>For an incident about a person, begin from the page of that person.</Paragraph>
      )}
      <Fields answers={answers} errors={errors} />
      {personId !== null && (
        <Radios
          name="share"
          label="Who may read it?"
          value={text(answers, 'share') || 'team'}
          choices={[
            { value: 'team', label: 'Our team: you and the managers' },
            { value: 'everyone', label: 'Everyone supporting them', hint: 'Write it as if they are reading' },
          ]}
        />
      )}
    </>
  ),
  readers: 'you, and those of your team who read its incidents, unless you choose below.',
  button: 'Write it down',
  fieldOf,
  read(answers, { personId }, incidentId) {
    const { errors, said } = readSaid(answers)
    if (errors.length > 0) return { errors }
    return { input: { incidentId, personId, said, share: text(answers, 'share') === 'everyone' } }
  },
  after: ({ personId }) => `/app/incidents?${personId ? `person=${personId}&` : ''}said=recorded`,
}
// one kept text for each person, and one about nobody
const write = [
  ...formPages({ ...writing, form: 'incident.record', path: '/app/incidents/new' }),
  ...formPages({ ...writing, form: 'incident.record-about', path: '/app/people/:id/incident' }),
]

const correct = formPages<IncidentShown>({
  path: '/app/incidents/:id/correct',
  form: 'incident.correct',
  command: 'incident.correct',
  async facts(ask, asker, request) {
    const found = await ask(incident, { incidentId: request.params.id ?? '' })
    if (!found.ok) return found
    if (!found.value?.ours || !asker.rights.includes('incident.record'))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok(found.value)
  },
  title: () => 'Correct an incident',
  caption: ({ person, personId }) =>
    person ?? (personId === null ? 'About nobody in particular' : 'About somebody you do not see'),
  back: ({ incidentId }) => ({ href: `/app/incidents/${incidentId}`, text: 'Back to the incident' }),
  version: ({ versions }) => versions[0]?.version,
  says: ({ versions }) => <p>{`It says now: ${versions[0]?.what ?? ''}`}</p>,
  start({ versions }) {
    const v = versions[0]!
    return {
      kind: v.kind,
      harm: v.harm,
      what: v.what,
      done: v.done,
      told: v.told ?? '',
      ...momentAnswers('happened', v.happenedAt),
      ...(v.toldAt === null ? {} : momentAnswers('toldAt', v.toldAt)),
    }
  },
  fields: (_, answers, errors) => (
    <>
      <Fields answers={answers} errors={errors} />
      <TextArea {...box(answers, errors, 'why')} label="Why is it corrected?" hint="The first text is kept" />
    </>
  ),
  readers: 'whoever reads the incident now.',
  button: 'Write the correction',
  fieldOf,
  read(answers, { incidentId, personId }, rowId) {
    const { errors, said } = readSaid(answers)
    const why = text(answers, 'why')
    if (why === '') errors.push({ field: 'why', message: 'Write why it is corrected' })
    return errors.length > 0 ? { errors } : { input: { rowId, incidentId, personId, said, why } }
  },
  after: () => '/app/incidents?said=corrected',
})

export const incidentForms = [...write, ...correct]

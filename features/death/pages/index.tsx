import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  definePage,
  type FormAnswers,
  type Page,
  type PageRequest,
  type PublicPage,
} from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  box,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  longDay,
  Paragraph,
  Radios,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { type DeathOfPerson, deathOfPerson } from '../queries/of-person.ts'

async function facts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<DeathOfPerson>> {
  const personId = request.params.id ?? ''
  if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(deathOfPerson, { personId })
  if (!found.ok) return found
  return found.value === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
}

const nameOf = (f: DeathOfPerson): string => f.name ?? 'This person'
const at = (f: DeathOfPerson, more = ''): string => `/app/people/${f.personId}/death${more}`
const READERS = 'everybody who supports them now and may see the core of their record.'
const form = {
  facts,
  caption: (f: DeathOfPerson) => f.name ?? undefined,
  back: (f: DeathOfPerson) => ({ href: at(f), text: 'Back' }),
  version: (f: DeathOfPerson) => f.version,
  readers: READERS,
  says: (f: DeathOfPerson) => <p>{standingWords(f)}</p>,
}

function standingWords(f: DeathOfPerson): string {
  switch (f.state) {
    case 'none':
      return 'Nobody says that they have died.'
    case 'reported':
      return 'It is reported that they have died, and not confirmed yet. Nothing is sent to them, and every planned contact says: ring before you go.'
    case 'confirmed':
      return 'It is confirmed that they have died. Nothing is sent to them and nothing more is planned.'
  }
}

/** What happens now, who does it and by when, after each press. */
const SAID: Readonly<Record<string, string>> = {
  reported:
    'It is reported. Nothing is sent to them from now, and every planned contact says: ring before you go. The team that leads, or the ward, is asked to confirm or correct it today; until somebody says that they have seen it, the next in the chain is told. You need not chase.',
  confirmed:
    'It is confirmed. Planned visits and calls are off the plan. Your team and each service that supported them are asked to write what they have done; that stands on their boards until they have.',
  done: 'What your team has done is written down.',
}

function saidOf(f: DeathOfPerson, said: string | undefined): string | undefined {
  if (said !== 'undone') return SAID[said ?? '']
  return f.state === 'none'
    ? 'The report is undone, with your name and reason. Messages and planned contacts stand as before, and every service that supports them sees that. Look now at what was missed meanwhile.'
    : 'The confirmation is undone, with your name and reason. It stays reported: nothing is sent to them, and every planned contact says: ring before you go. The team that leads, or the ward, confirms or corrects it today.'
}

const WHAT = {
  confirmed: 'confirmed it',
  'confirmation undone': 'undid the confirmation',
  'report undone': 'undid the report',
} as const

/** Everything that was said and decided, newest first: a step that was undone stays readable. */
const History = ({ f }: { readonly f: DeathOfPerson }) => {
  const lines = [
    ...f.reports.map((r) => ({
      version: r.version,
      id: r.id,
      words: `${r.source === 'message' ? 'A hospital message' : (r.by ?? 'A colleague')}${r.team ? `, ${r.team},` : ''} reported it on ${dayAndClock(r.at)}: ${r.said}${r.happenedOn ? ` (${longDay(r.happenedOn)})` : ''}`,
    })),
    ...f.decisions.map((d) => ({
      version: d.version,
      id: d.id,
      words: `${d.by ?? 'A colleague'} ${WHAT[d.what]} on ${dayAndClock(d.at)}: ${d.why}`,
    })),
  ].sort((a, b) => b.version - a.version)
  return (
    <ul className="nhsuk-list nhsuk-list--bullet">
      {lines.map((l) => (
        <li key={l.id}>{l.words}</li>
      ))}
    </ul>
  )
}

/** /app/people/:id/death: where it stands, who said so, and what can be done. */
const standing = definePage({
  method: 'GET',
  path: '/app/people/:id/death',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await facts(ask, asker, request)
      if (!found.ok) return found
      const f = found.value
      const said = saidOf(f, request.query.said)
      const holds = (right: string) => asker.rights.includes(right)
      return ok({
        show: {
          title: f.state === 'confirmed' ? `${nameOf(f)} has died` : `If ${nameOf(f)} has died`,
          back: { href: `/app/people/${f.personId}`, text: `Back to ${nameOf(f)}` },
          body: (
            <>
              {said !== undefined && <InsetText>{said}</InsetText>}
              <Heading level={1} caption={f.name ?? undefined}>
                {f.state === 'confirmed' ? 'They have died' : 'If somebody has died'}
              </Heading>
              <Paragraph>{standingWords(f)}</Paragraph>
              <ButtonGroup>
                {f.state === 'none' && holds('death.report') && (
                  <Button href={at(f, '/report')}>Report that they have died</Button>
                )}
                {f.state === 'reported' && holds('death.confirm') && (
                  <Button href={at(f, '/confirm')}>Confirm it</Button>
                )}
                {f.state !== 'none' && holds('death.confirm') && (
                  <Button href={at(f, '/undo')} variant="secondary">
                    {f.state === 'reported'
                      ? 'They are alive: undo the report'
                      : 'This is wrong: undo the confirmation'}
                  </Button>
                )}
                {f.owes !== null && holds('death.report') && (
                  <Button href={at(f, '/after')}>Write what your team has done</Button>
                )}
              </ButtonGroup>
              {f.reports.length + f.decisions.length > 0 && (
                <>
                  <Heading level={2}>What was said</Heading>
                  <History f={f} />
                </>
              )}
              {f.after.length > 0 && (
                <>
                  <Heading level={2}>What was done since</Heading>
                  <ul className="nhsuk-list nhsuk-list--bullet">
                    {f.after.map((a) => (
                      <li
                        key={`${a.team} ${a.at}`}
                      >{`${a.team ?? 'A team'}, ${a.by ?? 'a colleague'}, ${dayAndClock(a.at)}: ${a.did}`}</li>
                    ))}
                  </ul>
                </>
              )}
            </>
          ),
        },
      })
    }),
})

const report = formPages<DeathOfPerson>({
  ...form,
  path: '/app/people/:id/death/report',
  form: 'death.report',
  command: 'death.report',
  after: (f) => at(f, '?said=reported'),
  title: () => 'Report that somebody has died',
  button: 'Report it',
  opens: (f) => f.state === 'none',
  overtaken: ['DEATH_ALREADY_REPORTED'],
  fieldNames: { said: 'said', happenedOn: 'happened' },
  fields: (_f, answers, errors) => (
    <>
      <Paragraph>
        From this minute nothing is sent to them, and whoever means to visit is told to ring first. The team
        that leads is asked to confirm or correct it today. If it is wrong, everything can be put back.
      </Paragraph>
      <TextArea
        {...box(answers, errors, 'said')}
        label="How do you know?"
        hint="Who told you, and when"
        rows={3}
        maxCharacters={1000}
      />
      <DateInput
        name="happened"
        label="On which day did they die?"
        hint="Like 24 11 2026. Leave it empty if nobody knows."
        value={dateOf(answers, 'happened').typed}
        error={errorFor(errors, 'happened')}
      />
    </>
  ),
  read(answers, f, commandId) {
    const errors: FieldError[] = []
    const [said, day] = [textOf(answers, 'said'), dateOf(answers, 'happened')]
    if (said === '') errors.push({ field: 'said', message: 'Write how you know' })
    if (said.length > 1000) errors.push({ field: 'said', message: 'Use 1,000 characters at most' })
    if (day.kind === 'wrong')
      errors.push({ field: 'happened', message: 'Enter a real day, like 24 11 2026, or leave it empty' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        reportId: commandId,
        said,
        happenedOn: day.kind === 'day' ? day.day : null,
      },
    }
  },
})

/** The reason that stands beside the name of whoever decides. */
function readWhy(
  answers: FormAnswers,
  name = 'why',
): { readonly text: string; readonly errors: FieldError[] } {
  const text = textOf(answers, name)
  const message = text === '' ? 'Write it in a few words' : 'Use 1,000 characters at most'
  return { text, errors: text === '' || text.length > 1000 ? [{ field: name, message }] : [] }
}

const confirm = formPages<DeathOfPerson>({
  ...form,
  path: '/app/people/:id/death/confirm',
  form: 'death.confirm',
  command: 'death.confirm',
  after: (f) => at(f, '?said=confirmed'),
  title: () => 'Confirm that somebody has died',
  button: 'Confirm it',
  opens: (f) => f.state === 'reported',
  overtaken: ['DEATH_ALREADY_CONFIRMED', 'DEATH_NOT_REPORTED'],
  fieldNames: { why: 'why' },
  fields: (f, answers, errors) => (
    <>
      <History f={f} />
      <Paragraph>
        Planned visits and calls come off the plan. Your team and each service that supported them are asked
        to write what they have done. If it turns out to be wrong, all of it can be put back.
      </Paragraph>
      <TextArea
        {...box(answers, errors, 'why')}
        label="How do you know for certain?"
        rows={3}
        maxCharacters={1000}
      />
    </>
  ),
  read(answers, f, commandId) {
    const why = readWhy(answers)
    if (why.errors.length > 0) return { errors: why.errors }
    return { input: { personId: f.personId, decisionId: commandId, why: why.text } }
  },
})

const undo = formPages<DeathOfPerson>({
  ...form,
  path: '/app/people/:id/death/undo',
  form: 'death.undo',
  command: 'death.undo',
  after: (f) => at(f, '?said=undone'),
  title: (f) => (f.state === 'confirmed' ? 'Undo the confirmation' : 'They are alive: undo the report'),
  button: 'Undo what was said',
  opens: (f) => f.state !== 'none',
  overtaken: ['DEATH_NOT_REPORTED', 'DEATH_NOT_CONFIRMED'],
  fieldNames: { why: 'why', alive: 'alive' },
  seen: (f) => ({ seenState: f.state }),
  fields: (f, answers, errors) => (
    <>
      <History f={f} />
      {f.state === 'confirmed' && (
        <Radios
          name="alive"
          label="What is true?"
          value={textOf(answers, 'alive') || undefined}
          choices={[
            {
              value: 'yes',
              label: 'They are alive',
              hint: 'Everything stands as before, planned contacts too',
            },
            {
              value: 'no',
              label: 'It is not certain',
              hint: 'It stays reported, and nothing is sent until it is certain',
            },
          ]}
          error={errorFor(errors, 'alive')}
        />
      )}
      <TextArea
        {...box(answers, errors, 'why')}
        label="How do you know?"
        hint="What was mistaken, and who told you"
        rows={3}
        maxCharacters={1000}
      />
    </>
  ),
  read(answers, f, commandId) {
    const why = readWhy(answers)
    const errors = [...why.errors]
    const alive = textOf(answers, 'alive')
    const asks = (textOf(answers, 'seenState') || f.state) === 'confirmed'
    if (asks && alive !== 'yes' && alive !== 'no')
      errors.push({ field: 'alive', message: 'Say what is true' })
    if (errors.length > 0) return { errors }
    return {
      input: { personId: f.personId, decisionId: commandId, why: why.text, alive: !asks || alive === 'yes' },
    }
  },
})

const { version: _none, ...unversioned } = form
const after = formPages<DeathOfPerson>({
  ...unversioned,
  path: '/app/people/:id/death/after',
  form: 'death.after-done',
  command: 'death.after-done',
  after: (f) => at(f, '?said=done'),
  title: () => 'What your team has done',
  button: 'Save',
  opens: (f) => f.owes !== null,
  overtaken: ['DEATH_AFTER_DONE', 'DEATH_NOT_CONFIRMED'],
  seen: (f) => ({ decisionId: f.owes ?? '' }),
  fieldNames: { did: 'did' },
  fields: (_f, answers, errors) => (
    <TextArea
      {...box(answers, errors, 'did')}
      label="What has your team done?"
      hint="Who was told, what was stopped, who stays in touch with the family"
      rows={5}
      maxCharacters={2000}
    />
  ),
  read(answers, f, commandId) {
    const did = textOf(answers, 'did')
    if (did === '' || did.length > 2000)
      return {
        errors: [
          {
            field: 'did',
            message: did === '' ? 'Write what was done' : 'Use 2,000 characters at most',
          },
        ],
      }
    return {
      input: {
        personId: f.personId,
        afterId: commandId,
        decisionId: textOf(answers, 'decisionId') || f.owes,
        did,
      },
    }
  },
})

/** The screens about a death. */
export const pages: readonly (Page | PublicPage)[] = [standing, ...report, ...confirm, ...undo, ...after]

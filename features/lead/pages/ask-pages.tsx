import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { PageRequest } from '#platform/http/page.ts'
import { box, type FieldError, Link, Paragraph, Select, TextArea, textOf } from '#platform/ui/index.ts'
import { type Askable, askable, type LeadShown, leadOfPerson } from '../queries.ts'
import { againWords, leadWords, offeredWords } from '../words.ts'

interface Choosing {
  readonly shown: LeadShown
  readonly choices: readonly Askable[]
}

/** The lead of the person in the address, with whom the asker's team may choose. */
const choosing =
  (what: 'name' | 'lead' | 'carry on') =>
  async (ask: Ask, asker: Asker, request: PageRequest): Promise<Result<Choosing>> => {
    const personId = request.params.id ?? ''
    if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(leadOfPerson, { personId })
    if (!found.ok) return found
    const again = what === 'name' && found.value.again?.ours ? found.value.again : null
    if (!found.value.ours && again === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const choices = await ask(askable, {
      what,
      teamId: again?.teamId ?? found.value.lead?.teamId ?? asker.teamId,
      personId: found.value.personId,
    })
    return choices.ok ? ok({ shown: found.value, choices: choices.value }) : choices
  }

const common = {
  caption: ({ shown }: Choosing) => shown.name ?? undefined,
  back: ({ shown }: Choosing) => ({ href: `/app/people/${shown.personId}/lead`, text: 'Back to the lead' }),
  says: ({ shown }: Choosing) => <p>{leadWords(shown)}</p>,
  fieldNames: { staffId: 'who', teamId: 'who', note: 'note' },
}

/** "Noor Aziz, North community team, Northside Trust": who, and in which post they are asked. */
const Who = ({
  choices,
  answers,
  errors,
  label,
}: {
  readonly choices: readonly Askable[]
  readonly answers: Parameters<typeof box>[0]
  readonly errors: readonly FieldError[]
  readonly label: string
}) => (
  <Select
    {...box(answers, errors, 'who')}
    label={label}
    choose="Choose a name"
    options={choices.map((c) => ({
      value: `${c.teamId} ${c.staffId}`,
      // a team that goes by its organisation's name is said once
      text: [...new Set([c.name, c.team, c.organisation])].join(', '),
    }))}
  />
)

const whoFrom = (answers: Parameters<typeof textOf>[0], { choices }: Choosing): Askable | undefined =>
  choices.find((c) => `${c.teamId} ${c.staffId}` === textOf(answers, 'who'))
const NOBODY: FieldError = { field: 'who', message: 'Choose who it is by name' }

/** /app/people/:id/lead/name */
const namePages = formPages<Choosing>({
  ...common,
  path: '/app/people/:id/lead/name',
  form: 'lead.name',
  command: 'lead.name',
  facts: choosing('name'),
  title: () => 'Name the lead',
  button: 'Name the lead',
  readers: 'everybody who supports this person now and may see the core of their record.',
  overtaken: ['LEAD_ALREADY'],
  opens: ({ shown }) =>
    shown.again?.ours === true || (shown.lead !== null && shown.lead.because !== 'last resort'),
  fields: ({ shown, choices }, answers, errors) => (
    <>
      <Paragraph>{leadWords(shown)}</Paragraph>
      {shown.again?.ours && <Paragraph>{againWords(shown.again)}</Paragraph>}
      <Who choices={choices} answers={answers} errors={errors} label="Who of your team leads?" />
      <TextArea
        {...box(answers, errors, 'why')}
        label="Why, if it helps (optional)"
        rows={2}
        maxCharacters={500}
      />
    </>
  ),
  read(answers, facts, commandId) {
    const who = whoFrom(answers, facts)
    if (!who) return { errors: [NOBODY] }
    return {
      input: {
        nameId: commandId,
        personId: facts.shown.personId,
        teamId: who.teamId,
        staffId: who.staffId,
        why: textOf(answers, 'why'),
      },
    }
  },
  after: ({ shown }) => `/app/people/${shown.personId}/lead?said=named`,
})

const offerPages = (what: 'lead' | 'carry on') =>
  formPages<Choosing>({
    ...common,
    path: `/app/people/:id/lead/${what === 'lead' ? 'offer' : 'carry-on'}`,
    form: what === 'lead' ? 'lead.offer' : 'lead.carry-on',
    command: 'lead.offer',
    facts: choosing(what),
    title: () => (what === 'lead' ? 'Hand the lead over' : 'Ask somebody to carry on'),
    button: what === 'lead' ? 'Offer the lead' : 'Ask them',
    readers: 'the team that is asked, and everybody who may see the core of this person’s record.',
    overtaken: ['LEAD_WAITS'],
    opens: ({ shown }) => shown.transitionId !== null && (what === 'carry on' || shown.lead !== null),
    instead: ({ shown }) => {
      const waits = what === 'lead' ? shown.offered : shown.carriesOn
      return waits === null || waits.answer !== null ? null : (
        <>
          <Paragraph>{offeredWords(waits)}</Paragraph>
          <Paragraph>
            One is asked at a time. Wait for the answer, or{' '}
            <Link href={`/app/people/${shown.personId}/offers/${waits.id}/take-back`}>
              take back what was asked
            </Link>{' '}
            and ask somebody else.
          </Paragraph>
        </>
      )
    },
    fields: ({ shown, choices }, answers, errors) => (
      <>
        <Paragraph>{leadWords(shown)}</Paragraph>
        <Paragraph>
          {what === 'lead'
            ? 'Asking moves nothing. They lead when they accept by name: at once, or from the minute of leaving. If nobody accepts before they leave, the ward’s manager leads and a gap is open until somebody does.'
            : 'Asking closes nothing. When they have accepted by name, the lead can close this way out of hospital.'}
        </Paragraph>
        <Who
          choices={choices}
          answers={answers}
          errors={errors}
          label={what === 'lead' ? 'Who is asked to lead?' : 'Who is asked to carry on?'}
        />
        <TextArea
          {...box(answers, errors, 'note')}
          label={
            what === 'lead' ? 'What they should know (optional)' : 'What they are asked to carry on with'
          }
          rows={4}
          maxCharacters={1000}
        />
      </>
    ),
    read(answers, facts, commandId) {
      const who = whoFrom(answers, facts)
      const note = textOf(answers, 'note')
      const errors: FieldError[] = []
      if (!who) errors.push(NOBODY)
      if (what === 'carry on' && note === '')
        errors.push({ field: 'note', message: 'Write what they are asked to carry on with' })
      if (!who || errors.length > 0) return { errors }
      return {
        input: {
          offerId: commandId,
          personId: facts.shown.personId,
          what,
          teamId: who.teamId,
          staffId: who.staffId,
          note,
        },
      }
    },
    after: ({ shown }) => `/app/people/${shown.personId}/lead?said=${what === 'lead' ? 'offered' : 'carry'}`,
  })

export const askPages = [...namePages, ...offerPages('lead'), ...offerPages('carry on')]

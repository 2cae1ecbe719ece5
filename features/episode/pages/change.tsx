import { addDays, dayOf } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  InsetText,
  MomentInput,
  momentAnswers,
  momentOf,
  Radios,
  Select,
  TextArea,
  TextInput,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { common, decision } from './decided.tsx'
import { idsOf } from './facts.ts'
import { evidenceWords, SUGGESTS } from './words.ts'

const keyWorker = formPages<EpisodePage>({
  ...common,
  path: '/app/episodes/:id/key-worker',
  form: 'episode.key-worker',
  command: 'episode.name-key-worker',
  title: () => 'Name the key worker',
  button: 'Save',
  version: (p) => p.episode.version,
  start: (p) => ({ staffId: p.episode.keyWorkerId ?? '' }),
  says: (p) => (
    <p>{`The key worker is ${p.episode.keyWorkerId ? (p.names[p.episode.keyWorkerId] ?? 'a staff member') : 'nobody'}.`}</p>
  ),
  fields: (p, answers, errors) => (
    <Select
      {...box(answers, errors, 'staffId')}
      label="Key worker"
      hint="Owns this support from the first contact on, and comes where nobody else is named."
      choose="Choose a worker"
      options={p.teamStaff.map((s) => ({ value: s.id, text: s.name }))}
    />
  ),
  read: (answers, p) => {
    const staffId = textOf(answers, 'staffId')
    return staffId === ''
      ? { errors: [{ field: 'staffId', message: 'Choose the key worker' }] }
      : { input: { ...idsOf(p), staffId } }
  },
})

const up = formPages<EpisodePage>({
  ...common,
  path: '/app/episodes/:id/up',
  form: 'episode.up',
  command: 'episode.step-up',
  title: () => 'More support, at once',
  // never a version: an older page must not stand in the way of more support
  overtaken: ['STEP_UP_ALREADY'],
  says: decision.says,
  button: 'Step up now',
  fields: (p, answers, errors) => {
    // fewer visits that were agreed and have not begun are called off by staying at the step of now
    const at = p.steps.findIndex((s) => s.id === p.present?.id) + (p.pending ? 1 : 0)
    return (
      <>
        <Radios
          name="toStepId"
          label="Which step from now on?"
          value={textOf(answers, 'toStepId') || p.steps[at - 1]?.id}
          error={errorFor(errors, 'toStepId')}
          hint={p.present ? `Now: ${p.present.title.toLowerCase()}` : undefined}
          choices={p.steps.slice(0, Math.max(at, 0)).map((s) => ({ value: s.id, label: s.title }))}
        />
        <TextArea
          {...box(answers, errors, 'because')}
          label="Why"
          rows={3}
          readers="your team, and whoever the person shares with"
        />
      </>
    )
  },
  read: (answers, p, commandId) => {
    const [toStepId, because] = [textOf(answers, 'toStepId'), textOf(answers, 'because')]
    const errors: FieldError[] = [
      ...(toStepId === '' ? [{ field: 'toStepId', message: 'Choose the step' }] : []),
      ...(because === '' ? [{ field: 'because', message: 'Say why in a few words' }] : []),
    ]
    return errors.length > 0
      ? { errors }
      : { input: { ...idsOf(p), decisionId: commandId, toStepId, because } }
  },
})

const propose = formPages<EpisodePage>({
  ...common,
  ...decision,
  opens: (p) => p.next !== null && p.proposal === null,
  overtaken: ['STEP_PROPOSAL_OPEN', 'STEP_DOWN_PENDING', 'STEP_NOT_NEXT'],
  path: '/app/episodes/:id/propose',
  form: 'episode.propose',
  command: 'episode.propose-step-down',
  title: (p) => `Propose less support${p.next ? `: ${p.next.title.toLowerCase()}` : ''}`,
  button: 'Propose it',
  fields: (p) => (
    <>
      <p>
        This changes nothing yet. Support goes down only when the person agrees, a named member of the
        prescribing or referring team agrees, and no worry or gap is open.
      </p>
      {p.suggestion && (
        <InsetText>
          <p>{`${SUGGESTS[p.suggestion.suggests]} The proposal carries these counts:`}</p>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {p.suggestion.lines.map((l) => (
              <li key={l.about}>{evidenceWords(l)}</li>
            ))}
          </ul>
        </InsetText>
      )}
    </>
  ),
  read: (_, p, commandId) => ({ input: { ...idsOf(p), proposalId: commandId, toStepId: p.next?.id ?? '' } }),
})

/** Pages about an open proposal: they begin with one, and say so where somebody settled it meanwhile. */
const aboutProposal = {
  ...common,
  ...decision,
  opens: (p: EpisodePage) => p.proposal !== null,
  seen: (p: EpisodePage) => ({ proposalId: p.proposal?.id ?? '' }),
  overtaken: ['STEP_PROPOSAL_SETTLED'] as const,
}

const agree = formPages<EpisodePage>({
  ...aboutProposal,
  path: '/app/episodes/:id/agree',
  form: 'episode.agree',
  command: 'episode.agree-step-down',
  title: (p) => `Write the agreements${p.proposal ? `: ${p.proposal.toStepTitle.toLowerCase()}` : ''}`,
  button: 'Step down as agreed',
  start: (p) => {
    const from = typedDate(addDays(dayOf(p.now), 1))
    return {
      'fromOn-day': from.day,
      'fromOn-month': from.month,
      'fromOn-year': from.year,
      ...momentAnswers('personAt', p.proposal?.personAgreedAt ?? p.now),
      ...momentAnswers('teamAt', p.now),
      personHow: p.proposal?.personAgreedHow ?? '',
    }
  },
  fieldNames: { fromOn: 'fromOn', personAgreed: 'personHow', agreedBy: 'agreedBy' },
  fields: (p, answers, errors) => (
    <>
      <TextInput
        {...box(answers, errors, 'personHow')}
        label="How did the person say yes?"
        hint="In words: “at the visit, in person”. Without their yes support stays as it is."
      />
      <MomentInput
        name="personAt"
        label="When did they say so?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
      <Select
        {...box(answers, errors, 'agreedBy')}
        label="Who of the prescribing or referring team agreed?"
        choose="Choose who agreed"
        hint="Only staff whose post may agree to this are listed."
        options={p.mayAgree.map((m) => ({ value: m.id, text: `${m.name}, ${m.team}` }))}
      />
      <TextInput
        {...box(answers, errors, 'teamHow')}
        label="How did they say so?"
        hint="In words: “by phone”"
      />
      <MomentInput
        name="teamAt"
        label="When did they say so?"
        timeLabel="At what time did they say so?"
        answers={answers}
        errors={errors}
      />
      <DateInput
        name="fromOn"
        label="From which day?"
        labelSize="s"
        hint={`Tomorrow at the earliest, ${p.aheadDaysAtMost} days ahead at most`}
        value={dateOf(answers, 'fromOn').typed}
        error={errorFor(errors, 'fromOn')}
      />
    </>
  ),
  read: (answers, p, commandId) => {
    const [how, staffId, teamHow] = [
      textOf(answers, 'personHow'),
      textOf(answers, 'agreedBy'),
      textOf(answers, 'teamHow'),
    ]
    const [from, person, team] = [
      dateOf(answers, 'fromOn'),
      momentOf(answers, 'personAt'),
      momentOf(answers, 'teamAt'),
    ]
    const errors: FieldError[] = [
      ...(how === '' ? [] : person.errors),
      ...(staffId !== '' && teamHow === '' ? [{ field: 'teamHow', message: 'Say how they agreed' }] : []),
      ...(staffId === '' ? [] : team.errors),
      ...(from.kind === 'day'
        ? []
        : [{ field: 'fromOn', message: 'Enter the day from which it holds, like 24 11 2026' }]),
    ]
    if (errors.length > 0 || from.kind !== 'day') return { errors }
    return {
      input: {
        ...idsOf(p),
        proposalId: textOf(answers, 'proposalId'),
        decisionId: commandId,
        fromOn: from.day,
        personAgreed: how === '' ? null : { at: person.at, how },
        agreedBy: staffId === '' ? null : { staffId, at: team.at, how: teamHow },
      },
    }
  },
})

const notNow = formPages<EpisodePage>({
  ...aboutProposal,
  path: '/app/episodes/:id/not-now',
  form: 'episode.not-now',
  command: 'episode.step-down-not-now',
  title: () => 'Set the proposal aside',
  button: 'Not now',
  fields: (p) => (
    <p>{`Support stays as it is: ${p.present?.title.toLowerCase() ?? 'not begun'}. You can propose it again at any time.`}</p>
  ),
  read: (answers, p) => ({ input: { ...idsOf(p), proposalId: textOf(answers, 'proposalId') } }),
})

const noContact = formPages<EpisodePage>({
  ...common,
  path: '/app/episodes/:id/no-contact',
  form: 'episode.no-contact',
  command: 'episode.no-next-contact',
  title: () => 'Say why there is no next contact',
  button: 'Save the reason',
  version: (p) => p.episode.version,
  says: (p) => (
    <p>
      {p.episode.noNextContact
        ? `The record says: ${p.episode.noNextContact.reason}`
        : 'The schedule was changed.'}
    </p>
  ),
  fields: (_, answers, errors) => (
    <>
      <TextArea
        {...box(answers, errors, 'reason')}
        label="Why is there no next contact?"
        rows={3}
        readers="your team, and whoever the person shares with"
      />
      <DateInput
        name="untilOn"
        label="Until which day does that hold?"
        labelSize="s"
        hint="28 days at most. Then you are asked again."
        value={dateOf(answers, 'untilOn').typed}
        error={errorFor(errors, 'untilOn')}
      />
    </>
  ),
  read: (answers, p) => {
    const reason = textOf(answers, 'reason')
    const until = dateOf(answers, 'untilOn')
    const errors: FieldError[] = [
      ...(reason === '' ? [{ field: 'reason', message: 'Say why' }] : []),
      ...(until.kind === 'day' ? [] : [{ field: 'untilOn', message: 'Enter the last day, like 24 11 2026' }]),
    ]
    return until.kind !== 'day' || errors.length > 0
      ? { errors }
      : { input: { ...idsOf(p), reason, untilOn: until.day } }
  },
})

export const changePages = [...keyWorker, ...up, ...propose, ...agree, ...notNow, ...noContact]

import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { readersOf } from '#features/sharing/index.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  longDay,
  Radios,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { type GoalShown, type GoalsOfPerson, oneGoal, type StepShown } from '../queries/goals.ts'
import { goalsOf, READERS, TOPIC_CHOICES } from './facts.ts'

const back = (f: { readonly personId: string }) => ({
  href: `/app/people/${f.personId}/goals`,
  text: 'Back to goals and appointments',
})
const after = (f: { readonly personId: string }) => `/app/people/${f.personId}/goals`
const tooLong = (answers: FormAnswers, field: string, most: number): FieldError[] =>
  textOf(answers, field).length > most ? [{ field, message: `Use ${most} characters at most` }] : []

const StepFields = ({ answers, errors }: { answers: FormAnswers; errors: readonly FieldError[] }) => (
  <>
    <TextArea {...box(answers, errors, 'step')} label="What is the next step?" rows={2} maxCharacters={500} />
    <TextInput {...box(answers, errors, 'byWhom')} label="Who takes it?" hint="Like: Mara, with Sam" />
    <DateInput
      name="by"
      label="By when?"
      labelSize="s"
      hint="Like 24 11 2026"
      value={dateOf(answers, 'by').typed}
      error={errorFor(errors, 'by')}
    />
  </>
)

/** The next step as it was typed, or what to do about it. */
function stepIn(answers: FormAnswers) {
  const by = dateOf(answers, 'by')
  const errors: FieldError[] = [
    ...(textOf(answers, 'step') === '' ? [{ field: 'step', message: 'Write the next step' }] : []),
    ...tooLong(answers, 'step', 500),
    ...(textOf(answers, 'byWhom') === '' ? [{ field: 'byWhom', message: 'Write who takes it' }] : []),
    ...tooLong(answers, 'byWhom', 200),
    ...(by.kind === 'day' ? [] : [{ field: 'by', message: 'Enter a day, like 24 11 2026' }]),
  ]
  const next =
    by.kind === 'day'
      ? { step: textOf(answers, 'step'), byWhom: textOf(answers, 'byWhom'), byOn: by.day }
      : null
  return { next, errors }
}

const wordsPages = formPages<GoalsOfPerson>({
  path: '/app/people/:id/goals/words',
  form: 'what-matters.write',
  command: 'what-matters.write',
  facts: (ask, _asker, request) => goalsOf(ask, request),
  title: () => 'What matters to them',
  caption: (f) => f.name ?? undefined,
  back,
  after,
  button: 'Save',
  readers: READERS,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  version: ({ whatMatters }) => whatMatters.find((w) => w.ours)?.version ?? 0,
  start: ({ whatMatters }) => ({ words: whatMatters.find((w) => w.ours)?.words ?? '' }),
  says: ({ whatMatters }) => {
    const ours = whatMatters.find((w) => w.ours)
    return (
      ours && (
        <p className="tc-typed">{`${ours.by ?? 'A colleague'}, ${dayAndClock(ours.at)}: ${ours.words}`}</p>
      )
    )
  },
  fields: (_f, answers, errors) => (
    <TextArea {...box(answers, errors, 'words')} label="In their own words" rows={5} maxCharacters={2000} />
  ),
  read(answers, f, commandId) {
    const words = textOf(answers, 'words')
    const errors = [
      ...(words === '' ? [{ field: 'words', message: 'Write what matters to them' }] : []),
      ...tooLong(answers, 'words', 2000),
    ]
    return errors.length > 0 ? { errors } : { input: { personId: f.personId, wordsId: commandId, words } }
  },
})

const newGoalPages = formPages<GoalsOfPerson>({
  path: '/app/people/:id/goals/new',
  form: 'goal.set',
  command: 'goal.set',
  facts: (ask, _asker, request) => goalsOf(ask, request),
  title: () => 'A goal',
  caption: (f) => f.name ?? undefined,
  back,
  after,
  button: 'Save the goal',
  readers: READERS,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  fieldNames: { words: 'words', topic: 'topic', step: 'step', byWhom: 'byWhom', byOn: 'by' },
  fields: (_f, answers, errors) => (
    <>
      <TextArea
        {...box(answers, errors, 'words')}
        label="What do they want?"
        hint="In their own words where you can"
        rows={2}
        maxCharacters={500}
      />
      <Radios {...box(answers, errors, 'topic')} label="What is it about?" choices={TOPIC_CHOICES} />
      <StepFields answers={answers} errors={errors} />
    </>
  ),
  read(answers, f, commandId) {
    const { next, errors: step } = stepIn(answers)
    const [words, topic] = [textOf(answers, 'words'), textOf(answers, 'topic')]
    const errors = [
      ...(words === '' ? [{ field: 'words', message: 'Write the goal' }] : []),
      ...tooLong(answers, 'words', 500),
      ...(topic === '' ? [{ field: 'topic', message: 'Choose what it is about' }] : []),
      ...step,
    ]
    if (errors.length > 0 || next === null) return { errors }
    return {
      input: {
        personId: f.personId,
        goalId: commandId,
        stepId: idBeside(commandId, 1),
        words,
        topic,
        ...next,
      },
    }
  },
})

interface StepFacts extends GoalShown {
  readonly stepNow: StepShown
}

const tellPages = formPages<StepFacts>({
  path: '/app/goals/:id/steps/:step',
  form: 'goal.tell-step',
  command: 'goal.tell-step',
  async facts(ask, _asker, request) {
    const { id = '', step = '' } = request.params
    if (!isId(id) || !isId(step)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(oneGoal, { goalId: id })
    if (!found.ok) return found
    const stepNow = found.value?.steps.find((s) => s.id === step)
    return found.value?.ours && stepNow ? ok({ ...found.value, stepNow }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: (f) => f.state === 'open' && f.stepNow.outcome === null,
  overtaken: ['GOAL_STEP_TOLD', 'GOAL_NOT_OPEN'],
  says: (f) => (
    <p>{`It is written already: ${f.stepNow.outcome ?? 'the goal has ended'}. ${f.stepNow.howItWent ?? ''}`}</p>
  ),
  title: () => 'How the next step went',
  caption: (f) => f.person ?? undefined,
  back,
  after,
  button: 'Save',
  readers: READERS,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  fieldNames: { howItWent: 'howItWent', step: 'step', byWhom: 'byWhom', byOn: 'by' },
  fields: (f, answers, errors) => (
    <>
      <p>{`Goal: ${f.words}`}</p>
      <p>{`Next step: ${f.stepNow.step}, by ${f.stepNow.byWhom}, by ${longDay(f.stepNow.byOn)}.`}</p>
      <Radios
        {...box(answers, errors, 'outcome')}
        label="Was it done?"
        choices={[
          { value: 'done', label: 'Yes' },
          { value: 'not done', label: 'No' },
        ]}
      />
      <TextArea {...box(answers, errors, 'howItWent')} label="How did it go?" rows={3} maxCharacters={1000} />
      <Radios
        {...box(answers, errors, 'goal')}
        label="And the goal?"
        choices={[
          {
            value: 'goes on',
            label: 'It goes on',
            conditional: <StepFields answers={answers} errors={errors} />,
          },
          { value: 'done', label: 'It is reached' },
          { value: 'changed', label: 'They want something else now' },
        ]}
      />
    </>
  ),
  read(answers, f, commandId) {
    const [outcome, goal] = [textOf(answers, 'outcome'), textOf(answers, 'goal')]
    const step = goal === 'goes on' ? stepIn(answers) : { next: null, errors: [] }
    const howItWent = textOf(answers, 'howItWent')
    const errors = [
      ...(outcome === '' ? [{ field: 'outcome', message: 'Choose whether it was done' }] : []),
      ...(outcome === 'not done' && howItWent === ''
        ? [{ field: 'howItWent', message: 'Write how it went' }]
        : []),
      ...tooLong(answers, 'howItWent', 1000),
      ...(goal === '' ? [{ field: 'goal', message: 'Choose what becomes of the goal' }] : []),
      ...step.errors,
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        goalId: f.id,
        stepId: f.stepNow.id,
        nextStepId: idBeside(commandId, 1),
        outcome,
        howItWent,
        goal,
        next: step.next,
      },
    }
  },
})

/** The forms of what matters and of goals. */
export const goalPages = [...wordsPages, ...newGoalPages, ...tellPages]

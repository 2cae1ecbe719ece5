import type { StageWay } from '#core/pathway/stages.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  count,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  Link,
  longDay,
  MomentInput,
  momentAnswers,
  momentOf,
  Paragraph,
  Radios,
  StepStrip,
  SummaryList,
  Tag,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { common } from './decided.tsx'
import { idsOf } from './facts.ts'

/** Conditions that the record does not hold: the worker says them on the form. */
const SAID: readonly string[] = ['goals-written', 'person-agrees']
const asks = (p: EpisodePage, condition: string): readonly StageWay[] =>
  p.stage.ways.filter((w) => w.needs.some((n) => n.is === condition))
const idsAsking = (p: EpisodePage, condition: string): string =>
  asks(p, condition)
    .map((w) => w.to)
    .join(' ')
const listOf = (ways: readonly StageWay[]): string => ways.map((w) => `“${w.title}”`).join(' or ')

/** What must be true for one way onward, each with a word that says whether it is. */
const Needs = ({ way }: { readonly way: StageWay }) =>
  way.needs.length === 0 ? (
    'Nothing else must be true. A worker decides.'
  ) : (
    <ul className="nhsuk-list">
      {way.needs.map((need) => (
        <li key={need.words}>
          {need.holds ? (
            <Tag colour="green">True now</Tag>
          ) : SAID.includes(need.is) ? (
            <Tag colour="blue">You say it</Tag>
          ) : (
            <Tag colour="grey">Not yet</Tag>
          )}{' '}
          {need.words.charAt(0).toUpperCase() + need.words.slice(1)}
        </li>
      ))}
    </ul>
  )

/** Where the person is on the pathway, on the page of their support. */
export function StagePart({ page, mayMove }: { readonly page: EpisodePage; readonly mayMove: boolean }) {
  const { stage, episode } = page
  const here = stage.all.findIndex((s) => s.id === stage.id)
  return (
    <>
      <Heading level={2}>Where they are on the pathway</Heading>
      <StepStrip
        id="stages"
        title={`Stages of ${page.pathway.title}`}
        sentence={`Stage ${here + 1} of ${stage.all.length}: ${stage.title}, since ${longDay(stage.sinceOn)}.`}
        stops={stage.all.map((s, i) => ({
          name: s.title,
          state: i < here ? 'done' : i === here ? 'here' : 'ahead',
        }))}
      />
      <SummaryList
        rows={[
          {
            key: 'Stage now',
            value: `${stage.title}, since ${longDay(stage.sinceOn)}`,
            ...(mayMove &&
              stage.ways.length > 0 && {
                change: { href: `/app/episodes/${episode.id}/stage`, text: 'Move on or back' },
              }),
          },
          { key: 'What it is for', value: stage.words },
          ...(stage.reviewOn && episode.state === 'open'
            ? [
                {
                  key: 'Target',
                  value: `About ${count(stage.targetWeeks ?? 0, 'week')}. Look at it together on ${longDay(stage.reviewOn)}; passing that day changes nothing.`,
                },
              ]
            : []),
        ]}
      />
      {mayMove && stage.ways.length === 0 && (
        <Paragraph>
          {'This is the last stage. '}
          <Link href={`/app/episodes/${episode.id}/close`}>End support</Link>
          {' when there is nothing more to do.'}
        </Paragraph>
      )}
    </>
  )
}

export const stagePages = formPages<EpisodePage>({
  ...common,
  opens: (p) => p.stage.ways.length > 0,
  path: '/app/episodes/:id/stage',
  form: 'episode.stage',
  command: 'episode.move-stage',
  title: () => 'Move to another stage',
  button: 'Move',
  version: (p) => p.episode.version,
  start: (p) => momentAnswers('personAt', p.now),
  says: (p) => (
    <>
      <p>{`The stage is “${p.stage.title}”, since ${longDay(p.stage.sinceOn)}.`}</p>
      <p>{`The step of support is ${p.present?.title.toLowerCase() ?? 'not begun'}.`}</p>
    </>
  ),
  // which ways ask what, as the form was shown: a move changes them, and a second press must read the same
  seen: (p) => ({ goalsFor: idsAsking(p, 'goals-written'), yesFor: idsAsking(p, 'person-agrees') }),
  fieldNames: { toStageId: 'toStageId', personAgreed: 'personHow', goalsWritten: 'goals' },
  fields: (p, answers, errors) => (
    <>
      <InsetText>
        <p>
          {`Now: “${p.stage.title}”. Moving changes no visit. Support stays as it is`}
          {`${p.present ? ` (“${p.present.title}”)` : ''} until somebody decides otherwise.`}
        </p>
      </InsetText>
      <Radios
        name="toStageId"
        label="To which stage?"
        // one way out alone needs no choosing
        value={textOf(answers, 'toStageId') || (p.stage.ways.length === 1 ? p.stage.ways[0]?.to : undefined)}
        error={errorFor(errors, 'toStageId')}
        choices={p.stage.ways.map((w) => ({ value: w.to, label: w.title, hint: <Needs way={w} /> }))}
      />
      {asks(p, 'goals-written').length > 0 && (
        <TextInput
          {...box(answers, errors, 'goals')}
          label={`For ${listOf(asks(p, 'goals-written'))}: how many goals has the person written down?`}
          hint="Goals that they chose, on paper or with you. They are not kept in this system yet."
          width={2}
          inputMode="numeric"
        />
      )}
      {asks(p, 'person-agrees').length > 0 && (
        <>
          <TextInput
            {...box(answers, errors, 'personHow')}
            label={`For ${listOf(asks(p, 'person-agrees'))}: how did the person say yes?`}
            hint="In words: “at the visit, in person”"
          />
          <MomentInput
            name="personAt"
            label="When did they say so?"
            timeLabel="At what time?"
            answers={answers}
            errors={errors}
          />
        </>
      )}
    </>
  ),
  read: (answers, p, commandId) => {
    const [toStageId, goals, how] = [
      textOf(answers, 'toStageId'),
      textOf(answers, 'goals'),
      textOf(answers, 'personHow'),
    ]
    const asked = (name: string) => textOf(answers, name).split(' ').includes(toStageId)
    const said = momentOf(answers, 'personAt')
    const agreed = asked('yesFor') && how !== ''
    const errors: FieldError[] = [
      ...(toStageId === '' ? [{ field: 'toStageId', message: 'Choose the stage' }] : []),
      ...(goals !== '' && !/^\d{1,2}$/.test(goals)
        ? [{ field: 'goals', message: 'Enter how many as a number, like 2' }]
        : []),
      ...(agreed ? said.errors : []),
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        ...idsOf(p),
        moveId: commandId,
        toStageId,
        goalsWritten: asked('goalsFor') && goals !== '' ? Number(goals) : null,
        personAgreed: agreed ? { at: said.at, how } : null,
      },
    }
  },
})

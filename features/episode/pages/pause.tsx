import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  type FieldError,
  MomentInput,
  momentAnswers,
  momentOf,
  Radios,
  textOf,
} from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { common, decision } from './decided.tsx'
import { idsOf } from './facts.ts'

const pause = formPages<EpisodePage>({
  ...common,
  ...decision,
  overtaken: ['SCHEDULE_PAUSED'],
  path: '/app/episodes/:id/pause',
  form: 'episode.pause',
  command: 'episode.pause',
  title: () => 'Pause support',
  button: 'Pause',
  start: (p) => momentAnswers('from', p.now),
  fieldNames: { from: 'from', fromAt: 'from', fact: 'reason' },
  fields: (_, answers, errors) => (
    <>
      <Radios
        {...box(answers, errors, 'reason')}
        label="Why?"
        choices={[
          { value: 'away', label: 'Away for a time' },
          { value: 'person asked', label: 'The person asked' },
          { value: 'back in hospital', label: 'Back in hospital' },
        ]}
      />
      <MomentInput
        name="from"
        label="Since when?"
        timeLabel="Since what time?"
        answers={answers}
        errors={errors}
      />
      <p>
        Planned contacts are taken off until the person is back. What was missed before still needs its
        outcome.
      </p>
    </>
  ),
  read: (answers, p, commandId) => {
    const reason = textOf(answers, 'reason')
    const from = momentOf(answers, 'from')
    const errors: FieldError[] = [
      ...(reason === '' ? [{ field: 'reason', message: 'Choose why' }] : []),
      ...from.errors,
    ]
    return errors.length > 0
      ? { errors }
      : { input: { ...idsOf(p), pauseId: commandId, reason, fromAt: from.at } }
  },
})

const resume = formPages<EpisodePage>({
  ...common,
  ...decision,
  opens: (p) => p.pause?.id != null,
  seen: (p) => ({ pauseId: p.pause?.id ?? '' }),
  overtaken: ['SCHEDULE_NOT_PAUSED'],
  path: '/app/episodes/:id/resume',
  form: 'episode.resume',
  command: 'episode.resume',
  title: () => 'The person is back',
  button: 'Go on with support',
  start: (p) => momentAnswers('back', p.now),
  fieldNames: { back: 'back' },
  fields: (p, answers, errors) => (
    <>
      <p>{`The step before goes on: ${p.present?.title.toLowerCase() ?? 'the first step'}. A look at it together falls due.`}</p>
      <MomentInput
        name="back"
        label="Since when are they back?"
        timeLabel="Since what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read: (answers, p, commandId) => {
    const back = momentOf(answers, 'back')
    return back.errors.length > 0
      ? { errors: back.errors }
      : { input: { ...idsOf(p), pauseId: textOf(answers, 'pauseId'), taskId: commandId, backAt: back.at } }
  },
})

export const pausePages = [...pause, ...resume]

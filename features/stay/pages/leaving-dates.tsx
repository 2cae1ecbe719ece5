import type { Day, Instant } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { leavingWords } from '../leaving-words.ts'
import type { LeavingShown } from '../queries/index.ts'
import { idsOfStay, leavingForm, READERS_OF_DATES, WhatIsPlanned } from './leaving-form.tsx'

const boxes = (name: string, on: Day | null | undefined): FormAnswers => {
  const [year = '', month = '', date = ''] = on?.split('-') ?? []
  return {
    [`${name}-day`]: date === '' ? '' : String(Number(date)),
    [`${name}-month`]: month === '' ? '' : String(Number(month)),
    [`${name}-year`]: year,
  }
}

/** /app/stays/:id/leaving: when somebody is ready and when they mean to leave. Saving it opens their way out of hospital. */
export const datesPages = formPages<LeavingShown>({
  ...leavingForm,
  path: '/app/stays/:id/leaving',
  form: 'stay.plan-leaving',
  command: 'stay.plan-leaving',
  title: () => 'Dates of leaving',
  button: 'Save the dates',
  readers: READERS_OF_DATES,
  version: ({ plans }) => plans[0]?.version ?? 0,
  opens: ({ stay }) => stay.state === 'open',
  overtaken: ['LEAVING_STAY_ENDED'],
  start: ({ plans }) => ({ ...boxes('ready', plans[0]?.readyOn), ...boxes('planned', plans[0]?.plannedOn) }),
  says: ({ plans: [newest] }) =>
    newest && (
      <p>{`${newest.by ?? 'A colleague'} wrote on ${dayAndClock(newest.at as Instant)}: ${leavingWords(newest)} ${newest.why}`}</p>
    ),
  fieldNames: { readyOn: 'ready', plannedOn: 'planned', why: 'why' },
  fields: (_shown, answers, errors) => (
    <>
      <DateInput
        name="planned"
        label="Which day do they mean to leave?"
        labelSize="m"
        hint="Like 24 11 2026. Leave it empty if there is no date."
        value={dateOf(answers, 'planned').typed}
        error={errorFor(errors, 'planned')}
      />
      <DateInput
        name="ready"
        label="Since which day are they clinically ready to leave?"
        labelSize="m"
        hint="The day on which the team said that they no longer need to be in hospital. Leave it empty until then."
        value={dateOf(answers, 'ready').typed}
        error={errorFor(errors, 'ready')}
      />
      <TextArea
        {...box(answers, errors, 'why')}
        label="Why has the planned date changed?"
        hint="Leave this empty the first time"
        rows={3}
        maxCharacters={500}
      />
    </>
  ),
  below: (shown) => <WhatIsPlanned shown={shown} ends />,
  read(answers, shown, commandId) {
    const errors: FieldError[] = []
    const [planned, ready, why] = [
      dateOf(answers, 'planned'),
      dateOf(answers, 'ready'),
      textOf(answers, 'why'),
    ]
    if (planned.kind === 'wrong')
      errors.push({ field: 'planned', message: 'Enter a real day, like 24 11 2026, or leave it empty' })
    if (ready.kind === 'wrong')
      errors.push({ field: 'ready', message: 'Enter a real day, like 24 11 2026, or leave it empty' })
    if (why.length > 500) errors.push({ field: 'why', message: 'Use 500 characters at most' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        ...idsOfStay(shown),
        planId: commandId,
        plannedOn: planned.kind === 'day' ? planned.day : null,
        readyOn: ready.kind === 'day' ? ready.day : null,
        why,
      },
    }
  },
  after: () => '/app/leaving?said=dates',
})

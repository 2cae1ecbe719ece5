import { dayOf } from '#core/kernel/time.ts'
import type { Stay } from '#core/place/stay.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { dayAndClock, InsetText, longDay, Paragraph, SummaryList } from '#platform/ui/index.ts'
import type { StayShown } from '../queries/index.ts'
import { MomentFields, momentFrom } from './moment.tsx'
import { idsOf, stayForm } from './stay-form.ts'

const endWords = (stay: Stay): string | null =>
  stay.state === 'ended'
    ? `This stay ended ${stay.endedKnownTo === 'day' ? `on ${longDay(dayOf(stay.endedAt))}` : `on ${dayAndClock(stay.endedAt)}`}.`
    : null

/** /app/stays/:id/end: leaving, by hand. It opens the days around leaving; nothing else is asked here. */
export const endPages = formPages<StayShown>({
  ...stayForm,
  path: '/app/stays/:id/end',
  form: 'stay.end',
  command: 'stay.end',
  title: () => 'Record that somebody left the ward',
  button: 'Record that they left',
  says: ({ stay }) => (
    <p>
      {endWords(stay) ?? 'The stay is open. Somebody changed what is known of it (ward, home or reason).'}
    </p>
  ),
  overtaken: ['STAY_ALREADY_ENDED'],
  fieldNames: { endedAt: 'left' },
  fields: ({ stay, ward }, answers, errors) => {
    const ended = endWords(stay)
    return (
      <>
        <SummaryList
          rows={[
            { key: 'Ward', value: ward },
            {
              key: 'Admitted',
              value:
                stay.admittedKnownTo === 'day'
                  ? longDay(dayOf(stay.admittedAt))
                  : dayAndClock(stay.admittedAt),
            },
          ]}
        />
        {ended ? (
          <InsetText>
            <p>{ended}</p>
          </InsetText>
        ) : (
          <Paragraph>What is owed to them in the days after goes on, and stays on your board.</Paragraph>
        )}
        <MomentFields
          name="left"
          label="Which day did they leave the ward?"
          timeLabel="At what time?"
          answers={answers}
          errors={errors}
        />
      </>
    )
  },
  read(answers, shown) {
    const { moment, errors } = momentFrom(
      answers,
      'left',
      'Enter the day on which they left, like 24 11 2026',
    )
    if (!moment) return { errors }
    return {
      input: {
        ...idsOf(shown),
        endedAt: moment.at,
        endedKnownTo: moment.knownTo,
        endSource: 'by hand',
      },
    }
  },
  after: () => '/app/leaving?said=left',
})

import { type Stay, stayTasks } from '#core/place/stay.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { dayAndClock, listed, Paragraph, SummaryList, textOf } from '#platform/ui/index.ts'
import type { StayShown } from '../queries/index.ts'
import { FactFields, factAnswers, factsFrom } from './facts.tsx'
import { idsOf, stayForm } from './stay-form.ts'

const reasonOf = ({ reason }: Stay): string => (reason === 'not known' ? '' : reason.words)

const factRows = (stay: Stay) => [
  {
    key: 'Home',
    value:
      typeof stay.homeArea === 'object'
        ? stay.homeArea.area
        : stay.homeArea === 'not known'
          ? 'Not known'
          : 'No fixed address',
  },
  {
    key: 'Miles from home',
    value: stay.distance === 'not known' ? 'Not known' : String(stay.distance.miles),
  },
  { key: 'Why here', value: reasonOf(stay) || 'Not known' },
]

/** /app/stays/:id/tell: the ward says what the first day did not; each fact said ends its task. */
export const tellPages = formPages<StayShown>({
  ...stayForm,
  path: '/app/stays/:id/tell',
  form: 'stay.tell',
  command: 'stay.tell',
  title: () => 'What is not known of this stay',
  button: 'Save',
  start: ({ stay }) => factAnswers(stay),
  // by the time of a second press the reason is the one that was sent
  seen: ({ stay }) => ({ reasonBefore: reasonOf(stay) }),
  says: ({ stay }) => <SummaryList rows={factRows(stay)} />,
  fieldNames: { homeArea: 'home' },
  fields({ stay, ward }, answers, errors) {
    const missing = stayTasks(stay).map((task) => task.fact)
    return (
      <>
        <Paragraph>
          {`${ward}, admitted ${dayAndClock(stay.admittedAt)}. `}
          {missing.length === 0 ? 'Everything has been said.' : `Not known: ${listed(missing)}.`}
        </Paragraph>
        <FactFields answers={answers} errors={errors} />
      </>
    )
  },
  read(answers, shown) {
    const { facts, errors } = factsFrom(answers)
    if (errors.length > 0) return { errors }
    // an empty box says nothing new; a reason left as it was keeps the sender's code beside it
    const told = {
      ...(facts.homeArea !== 'not known' && { homeArea: facts.homeArea }),
      ...(facts.distance !== 'not known' && { distance: facts.distance }),
      ...(facts.reason !== 'not known' &&
        facts.reason.words !== textOf(answers, 'reasonBefore') && { reason: facts.reason }),
    }
    return Object.keys(told).length === 0
      ? { errors: [{ field: 'home', message: 'Say at least one fact, or go back' }] }
      : { input: { ...idsOf(shown), ...told } }
  },
  after: () => '/app/leaving?said=told',
})

import { ok, refuse } from '#core/kernel/result.ts'
import { CARER_TOPICS } from '#core/people/carer.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  Checkboxes,
  chosenOf,
  dayAndClock,
  InsetText,
  Paragraph,
  sentenceCase,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { CarerSharing } from '../queries/of-person.ts'
import { backToSharing, sharingFacts } from './facts.ts'

interface CarerFacts {
  readonly personId: string
  readonly name: string
  readonly carer: CarerSharing
}

/** /app/people/:id/carers/:carer/told: family and friends, each their own question, topic by topic. */
export const carerPages = formPages<CarerFacts>({
  path: '/app/people/:id/carers/:carer/told',
  form: 'carer.choose',
  command: 'carer.choose',
  async facts(ask, _asker, request) {
    const found = await sharingFacts(ask, request)
    if (!found.ok) return found
    const carer = found.value.carers.find((c) => c.id === request.params.carer)
    return carer ? ok({ ...found.value, carer }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: (f) => `What ${f.carer.name} may be told`,
  caption: (f) => f.name,
  back: backToSharing,
  readers: 'your team.',
  button: 'Save what they may be told',
  seen: (f) => ({ since: f.carer.chosenAt }),
  start: (f) => ({ topics: f.carer.topics }),
  fields: (f, answers) => (
    <>
      <Paragraph>{`Read this with ${f.name}. Use their words.`}</Paragraph>
      <InsetText>
        <p>{`Is it all right to tell ${f.carer.name} (${f.carer.relation}) about these things? Tick only what you say yes to.`}</p>
        <p>
          Even if you say no, we can still listen to your family and friends and give them general advice. You
          can change your mind at any time.
        </p>
      </InsetText>
      <Checkboxes
        name="topics"
        label={`${f.carer.name} may be told about`}
        hint="Nothing ticked is a no."
        values={chosenOf(answers, 'topics')}
        choices={CARER_TOPICS.map((value) => ({ value, label: sentenceCase(value) }))}
      />
      <Paragraph small>{`As it stands since ${dayAndClock(f.carer.chosenAt)}.`}</Paragraph>
      <TextInput
        name="whoWasThere"
        label="Who was there?"
        hint="Leave it empty for “Not known yet”."
        value={textOf(answers, 'whoWasThere')}
      />
    </>
  ),
  read: (answers, f, commandId) =>
    textOf(answers, 'whoWasThere').length > 200
      ? { errors: [{ field: 'whoWasThere', message: 'Use 200 characters at most' }] }
      : {
          input: {
            personId: f.personId,
            choiceId: commandId,
            carerId: f.carer.id,
            topics: chosenOf(answers, 'topics'),
            how: 'spoken',
            whoWasThere: textOf(answers, 'whoWasThere'),
          },
        },
  after: (f) => `${backToSharing(f).href}?said=carer`,
})

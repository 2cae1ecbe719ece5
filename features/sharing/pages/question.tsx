import { addDays, type Day } from '#core/kernel/time.ts'
import { CONFIDENTIALITY_ROUTES, LEGAL_BASES, TAKES_PART } from '#core/sharing/basis.ts'
import { ANSWERS, type Answer, REVIEW_AFTER_DAYS } from '#core/sharing/decision.ts'
import { type FormAnswers, several, text } from '#platform/http/page.ts'
import {
  Checkboxes,
  DateInput,
  Details,
  dateOf,
  errorFor,
  type FieldError,
  InsetText,
  Paragraph,
  Radios,
  TextInput,
  typedDate,
} from '#platform/ui/index.ts'
import { ANSWER_WORDS, ITEM_WORDS, LEGAL_BASIS_WORDS, ROUTE_WORDS, TAKES_PART_WORDS } from '../words.ts'
import { HowItWasSaid } from './how-it-was-said.tsx'

/** The answers this part of a form holds; other screens carry them. */
export const SHARING_FIELDS = [
  'answer',
  'someItems',
  'yesItems',
  'how',
  'whoWasThere',
  'language',
  'reviewOn-day',
  'reviewOn-month',
  'reviewOn-year',
  'legalBasis',
  'confidentialityRoute',
  'takesPart',
  'capacity',
]

export interface SharingQuestionProps {
  /** The person's name, and the organisation and service that would see it. */
  readonly person: string
  readonly organisation: string
  readonly service: string
  /** The titles of the blocks that go with the referral; null where the question is asked apart from one. */
  readonly written: readonly string[] | null
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
  readonly today: Day
  /** What they said about this service before. */
  readonly before?: string | undefined
}

/**
 * Who should know what. Asks for preference and expectation, and promises no choice that does not exist: sharing for
 * direct care may rest on other grounds than consent, which are recorded apart.
 */
export function SharingQuestion({
  person,
  organisation,
  service,
  written,
  answers,
  errors,
  today,
  before,
}: SharingQuestionProps) {
  const reviewOn = dateOf(answers, 'reviewOn')
  return (
    <>
      <Paragraph>{`Read this with ${person}. Use their words.`}</Paragraph>
      <InsetText>
        <p>{`We would like to tell ${organisation} these things so that ${service} can help you:`}</p>
        <ul>
          <li>your name, age, how to reach you safely and how to communicate with you</li>
          {written && (
            <li>{`what is written on this referral: ${written.length === 0 ? 'nothing yet' : written.join('; ')}`}</li>
          )}
          <li>{`${written ? 'once they take you on: ' : ''}${ITEM_WORDS.core}`}</li>
          <li>{`${written ? 'once they take you on: ' : ''}${ITEM_WORDS.shared}`}</li>
        </ul>
        <p>They will not see notes that your ward or team keeps for itself. Is that OK?</p>
        <p>
          You can change your mind at any time. It will not stop your treatment. If we think someone is in
          danger we may have to share without asking; we will tell you unless that is unsafe.
        </p>
      </InsetText>
      {before && <Paragraph>{before}</Paragraph>}
      <Radios
        name="answer"
        label={`What did ${person} say?`}
        error={errorFor(errors, 'answer')}
        value={text(answers, 'answer') || undefined}
        choices={ANSWERS.map((answer) => ({
          value: answer,
          label: ANSWER_WORDS[answer],
          hint: written === null && answer === 'no' ? NO_APART : HINTS[answer],
          ...(answer === 'not asked' ? { dividerAbove: 'or' } : {}),
          conditional: conditionalOf(answer, answers, errors),
        }))}
      />
      <Details
        summary="How it was said, who was there, language, when to ask again"
        open={errors.some((e) => e.field === 'reviewOn')}
      >
        <HowItWasSaid answers={answers} />
        <TextInput
          name="language"
          label="Language, or interpreter"
          hint="Leave it empty for “Not known yet”."
          value={text(answers, 'language')}
          width={20}
        />
        <DateInput
          name="reviewOn"
          label="When to ask again"
          hint="12 weeks from today unless you change it."
          error={errorFor(errors, 'reviewOn')}
          value={reviewOn.kind === 'empty' ? typedDate(addDays(today, REVIEW_AFTER_DAYS)) : reviewOn.typed}
        />
      </Details>
      <ThreeQuestions answers={answers} errors={errors} person={person} service={service} />
    </>
  )
}

/** Asked apart from what the person said, and from one another: a yes to one is not a yes to another. */
function ThreeQuestions({
  answers,
  errors,
  person,
  service,
}: Pick<SharingQuestionProps, 'answers' | 'errors' | 'person' | 'service'>) {
  return (
    <Details
      summary="For your organisation: legal basis, confidentiality, and taking part"
      open={errors.some((e) => ['legalBasis', 'confidentialityRoute', 'capacity'].includes(e.field))}
    >
      <Paragraph small>
        What the person said above is what they want and expect. These are three other questions. None of them
        opens anything, and none of them takes the place of asking.
      </Paragraph>
      <Radios
        name="legalBasis"
        label="What is the legal basis for sharing?"
        labelSize="s"
        small
        error={errorFor(errors, 'legalBasis')}
        value={text(answers, 'legalBasis') || 'not recorded'}
        choices={LEGAL_BASES.map((value) => ({ value, label: LEGAL_BASIS_WORDS[value] }))}
      />
      <Radios
        name="confidentialityRoute"
        label="How is confidentiality kept?"
        labelSize="s"
        small
        error={errorFor(errors, 'confidentialityRoute')}
        value={text(answers, 'confidentialityRoute') || 'not recorded'}
        choices={CONFIDENTIALITY_ROUTES.filter((route) => route !== 'overridden').map((value) => ({
          value,
          label: ROUTE_WORDS[value],
        }))}
      />
      <Radios
        name="takesPart"
        label={`Does ${person} want to take part in what ${service} does?`}
        hint="A person can take part and share little, or share and not take part."
        labelSize="s"
        small
        value={text(answers, 'takesPart') || 'not asked'}
        choices={TAKES_PART.map((value) => ({ value, label: TAKES_PART_WORDS[value] }))}
      />
      <TextInput
        name="capacity"
        label="Capacity, if it was in question"
        hint="About this one decision, today: what was seen, and by whom. Seen by your team only."
        error={errorFor(errors, 'capacity')}
        value={text(answers, 'capacity')}
      />
    </Details>
  )
}

const NO_APART = 'They stop seeing it from their next press on, and are told to stop using it.'
const unanswered =
  'For direct care, and once they take the person on, they see the medicines, address and other facts named above, and nothing else.'
const SOME_HINT =
  'The first left unticked, what this referral says of medicines, where the person is and visits is left out too.'
const HINTS: Partial<Record<Answer, string>> = {
  no: 'The referral is not sent. The next page says what can be done instead.',
  'not asked': unanswered,
  'ask me later': 'As for “Not asked yet”.',
  'could not be asked': 'As for “Not asked yet”.',
}

function conditionalOf(answer: Answer, answers: FormAnswers, errors: readonly FieldError[]) {
  if (answer === 'yes') {
    const choices = (['drug-and-alcohol', 'home-entry'] as const).map((value) => ({
      value,
      label: `Also ${ITEM_WORDS[value]}`,
      hint: 'Tick only when the person said so.',
    }))
    return (
      <Checkboxes
        name="yesItems"
        label="Anything more?"
        labelSize="s"
        small
        values={several(answers, 'yesItems')}
        choices={choices}
      />
    )
  }
  if (answer === 'some') {
    const choices = (['core', 'shared', 'home-entry'] as const).map((value) => ({
      value,
      label: ITEM_WORDS[value],
    }))
    return (
      <Checkboxes
        name="someItems"
        label="Which of it?"
        labelSize="s"
        hint={SOME_HINT}
        error={errorFor(errors, 'someItems')}
        values={several(answers, 'someItems')}
        choices={choices}
      />
    )
  }
  return undefined
}

/** What is missing or not understood in this part. */
export function sharingErrors(answers: FormAnswers, person: string): FieldError[] {
  const errors: FieldError[] = []
  if (!ANSWERS.some((a) => a === text(answers, 'answer')))
    errors.push({ field: 'answer', message: `Choose what ${person} said` })
  if (text(answers, 'answer') === 'some' && several(answers, 'someItems').length === 0) {
    errors.push({ field: 'someItems', message: `Tick what ${person} agreed to share` })
  }
  if (dateOf(answers, 'reviewOn').kind === 'wrong')
    errors.push({ field: 'reviewOn', message: 'Enter the day on which to ask again, like 24 11 2026' })
  if (text(answers, 'capacity').length > 500)
    errors.push({ field: 'capacity', message: 'Use 500 characters at most' })
  return errors
}

/** The part of a command's input that this part of a form makes. */
export function sharingInput(answers: FormAnswers): Record<string, unknown> {
  const answer = text(answers, 'answer')
  const reviewOn = dateOf(answers, 'reviewOn')
  return {
    answer,
    items:
      answer === 'some'
        ? several(answers, 'someItems')
        : answer === 'yes'
          ? several(answers, 'yesItems')
          : [],
    // nobody said anything, so it was said in no way
    how: answer === 'yes' || answer === 'some' || answer === 'no' ? text(answers, 'how') : '',
    whoWasThere: text(answers, 'whoWasThere'),
    language: text(answers, 'language'),
    legalBasis: text(answers, 'legalBasis') || 'not recorded',
    confidentialityRoute: text(answers, 'confidentialityRoute') || 'not recorded',
    takesPart: text(answers, 'takesPart') || 'not asked',
    capacity: text(answers, 'capacity'),
    ...(reviewOn.kind === 'day' ? { reviewOn: reviewOn.day } : {}),
  }
}

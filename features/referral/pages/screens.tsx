import type { ReactNode } from 'react'
import type { Day, Instant } from '#core/kernel/time.ts'
import { BLOCKS } from '#core/referral/asks.ts'
import { prefill } from '#core/referral/prefill.ts'
import type { Word } from '#core/referral/words.ts'
import { ANSWER_WORDS, ITEM_WORDS } from '#features/sharing/index.ts'
import { SHARING_FIELDS, SharingQuestion, sharingInput } from '#features/sharing/pages/index.tsx'
import type { Draft } from '#platform/drafts/drafts.ts'
import { type FormAnswers, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Checkboxes,
  Details,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  SaveState,
  SummaryList,
  TextArea,
} from '#platform/ui/index.ts'
import type { AboutPerson } from '../queries/about-person.ts'
import type { ServiceCard } from '../queries/services.ts'
import { dayShown, once, wordShown } from '../words.ts'
import { ASK_FIELDS, askField, asksOf, hiddenOf, type Step, stepHref } from './draft.ts'
import { AsksList, Carried, writtenIn } from './parts.tsx'

/** What every screen after the first is drawn from. */
export interface Screen {
  readonly draft: Draft
  readonly about: AboutPerson
  readonly card: ServiceCard
  readonly name: string
  readonly today: Day
  readonly errors: readonly FieldError[]
  /** What another tab saved in between. */
  readonly theirs: FormAnswers | undefined
}

const FORM_ID = 'referral-form'
/** True when the words of another referral were taken over: two screens then. */
export const isCopied = (draft: Pick<Draft, 'answers'>): boolean => text(draft.answers, 'copiedFrom') !== ''

export interface Drawn {
  readonly title: string
  readonly back: { readonly href: string; readonly text: string }
  readonly body: ReactNode
}

/** Each screen after the first; nothing here asks or writes. */
export const DRAW: Readonly<Record<Step, (s: Screen) => Drawn>> = {
  ask: drawAsk,
  share: drawShare,
  check: drawCheck,
  no: drawNo,
}

const StepForm = ({
  s,
  step,
  fields,
  children,
}: {
  readonly s: Screen
  readonly step: Step
  readonly fields: readonly string[]
  readonly children: ReactNode
}) => (
  <>
    <SaveState
      formId={FORM_ID}
      value={s.draft.version > 1 ? { state: 'saved', at: s.draft.savedAt as Instant } : { state: 'new' }}
    />
    {s.theirs && <Elsewhere theirs={s.theirs} fields={fields} />}
    <Form
      id={FORM_ID}
      action={stepHref(s.draft.commandId, step)}
      draftUrl="/app/drafts/save"
      hidden={hiddenOf(s.draft)}
    >
      <Carried answers={s.draft.answers} except={fields} />
      {children}
    </Form>
  </>
)

/** Both texts, when another tab saved the same draft in between. */
const Elsewhere = ({
  theirs,
  fields,
}: {
  readonly theirs: FormAnswers
  readonly fields: readonly string[]
}) => (
  <InsetText>
    <p>
      This form was changed somewhere else. What was saved there stands here; what you typed is below. Nothing
      is lost: press the button to keep yours.
    </p>
    <SummaryList
      rows={fields
        .filter((field) => text(theirs, field) !== '')
        .map((field) => ({
          key: BLOCKS.find(({ id }) => askField(id) === field)?.title ?? field,
          value: text(theirs, field),
        }))}
    />
  </InsetText>
)

function drawAsk(s: Screen): Drawn {
  const { draft, card, name } = s
  // filled from the record once; what is then deleted stays deleted
  const filled = text(draft.answers, 'askedOnce') === '1' ? undefined : prefill(s.about, s.today, longDay)
  return {
    title: 'what we ask for',
    back: { href: `/app/referrals/new?person=${draft.about}`, text: 'Back' },
    body: (
      <>
        <Heading caption="Screen 2 of 4">{`What do you ask of ${card.name}?`}</Heading>
        <Paragraph>What the record knows is filled in. Change any of it.</Paragraph>
        <StepForm s={s} step="ask" fields={ASK_FIELDS}>
          <input type="hidden" name="askedOnce" value="1" />
          {BLOCKS.map(({ id, title }) => {
            const typed = text(draft.answers, askField(id)) || (filled?.[id] ?? '')
            return (
              <TextArea
                key={id}
                name={askField(id)}
                label={title}
                labelSize="s"
                rows={id === 'reason' || typed.includes('\n') ? 5 : 3}
                value={typed}
                hint="Left empty, it says “Not known yet”."
                readers={`${card.team}, your team, and those who support ${name}. ${name} can ask to read this.`}
              />
            )
          })}
          <Checkboxes
            name="urgent"
            label="Is it urgent?"
            labelSize="s"
            small
            values={text(draft.answers, 'urgent') === '1' ? ['1'] : []}
            choices={[{ value: '1', label: 'Urgent: please look at it before others' }]}
          />
          <Button>Continue</Button>
        </StepForm>
      </>
    ),
  }
}

function drawShare(s: Screen): Drawn {
  const { draft, card, name, about } = s
  const short = isCopied(draft)
  const last = about.answers.find((a) => a.serviceId === card.id)
  const before =
    last && `On ${dayShown(last.decidedAt)} the answer about ${card.name} was: ${ANSWER_WORDS[last.answer]}.`
  return {
    title: 'who should know what',
    back: {
      href: short
        ? `/app/referrals/new?person=${draft.about}&from=${text(draft.answers, 'copiedFrom')}`
        : stepHref(draft.commandId, 'ask'),
      text: 'Back',
    },
    body: (
      <>
        <Heading caption={short ? 'Screen 2 of 2' : 'Screen 3 of 4'}>Who should know what</Heading>
        <StepForm s={s} step="share" fields={SHARING_FIELDS}>
          <SharingQuestion
            person={name}
            organisation={card.organisation}
            service={card.name}
            written={writtenIn(asksOf(draft.answers))}
            answers={draft.answers}
            errors={s.errors}
            today={s.today}
            before={before}
          />
          {short && (
            <Details summary={`What goes to ${card.name}: the same words as before`}>
              <AsksList asks={asksOf(draft.answers)} changeHref={stepHref(draft.commandId, 'ask')} />
            </Details>
          )}
          <Button>{short ? `Send to ${card.name}` : 'Continue'}</Button>
        </StepForm>
      </>
    ),
  }
}

function drawCheck(s: Screen): Drawn {
  const { draft, card, name } = s
  const { answers, commandId } = draft
  const sharing = sharingInput(answers)
  const items = sharing.items as readonly (keyof typeof ITEM_WORDS)[]
  const change = (step: Step) => ({ href: stepHref(commandId, step) })
  return {
    title: 'check and send',
    back: { href: stepHref(commandId, 'share'), text: 'Back' },
    body: (
      <>
        <Heading caption="Screen 4 of 4">Check and send</Heading>
        <SummaryList
          rows={[
            { key: 'Person', value: name },
            {
              key: 'To',
              value: once([card.name, card.team, card.organisation]),
              change: { href: `/app/referrals/new?person=${draft.about}` },
            },
            { key: 'Urgent', value: text(answers, 'urgent') === '1' ? 'Yes' : 'No', change: change('ask') },
            {
              key: 'What the person said',
              value: `${ANSWER_WORDS[sharing.answer as keyof typeof ANSWER_WORDS] ?? 'Not answered'}${items.length > 0 ? `: ${items.map((i) => ITEM_WORDS[i]).join('; ')}` : ''}`,
              change: change('share'),
            },
          ]}
        />
        {card.before && (
          <InsetText>
            <p>
              {`${name} was referred to ${card.name} before, on ${dayShown(card.before.sentAt)}: ${wordShown(card.before.word as Word)}. This one will name it. `}
              <Link href={`/app/referrals/${card.before.id}`}>See what became of it</Link>
            </p>
          </InsetText>
        )}
        <AsksList asks={asksOf(answers)} changeHref={stepHref(commandId, 'ask')} />
        <Form action={stepHref(commandId, 'check')} hidden={hiddenOf(draft)}>
          <Carried answers={answers} except={[]} />
          <Button>{`Send to ${card.name}`}</Button>
        </Form>
      </>
    ),
  }
}

/** A "no" is kept and nothing is sent: what can be done instead. */
function drawNo(s: Screen): Drawn {
  const { draft, card, name } = s
  return {
    title: 'not sent',
    back: { href: stepHref(draft.commandId, 'share'), text: 'Back' },
    body: (
      <>
        <Heading>{`${name} said no, so nothing is sent`}</Heading>
        <Paragraph>What can be done instead:</Paragraph>
        <ul className="nhsuk-list nhsuk-list--bullet">
          <li>{`Give ${name} the number of ${card.team}, ${card.telephone}: people may ring themselves, and say what they want to say.`}</li>
          <li>Ask what the worry is. Sharing some of it may be a yes.</li>
          <li>Ask again on another day. A no today closes no door.</li>
          <li>
            <Link href={`/app/referrals/new?person=${draft.about}`}>Look at another service together</Link>.
          </li>
        </ul>
        <Form action={stepHref(draft.commandId, 'no')} hidden={hiddenOf(draft)}>
          <Carried answers={draft.answers} except={[]} />
          <ButtonGroup>
            <Button>{`Record that ${name} said no`}</Button>
            <Button variant="secondary" href={stepHref(draft.commandId, 'share')}>
              Change the answer
            </Button>
          </ButtonGroup>
        </Form>
        <Paragraph
          small
        >{`Recording it closes what ${card.name} could otherwise see, from the next moment on.`}</Paragraph>
      </>
    ),
  }
}

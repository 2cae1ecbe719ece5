import type { ReactNode } from 'react'
import { ok, refuse } from '#core/kernel/result.ts'
import { VERDICTS } from '#core/sharing/emergency.ts'
import { lookWords } from '#features/people/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  dayAndClock,
  dayWithoutWeekday,
  EmptyState,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  Radios,
  SummaryList,
  Table,
  TextArea,
} from '#platform/ui/index.ts'
import {
  type EmergencyShown,
  emergency,
  type LookFound,
  type WithoutShown,
  without,
} from '../queries/acts.ts'
import { CAPACITY_WORDS, GROUND_WORDS, ITEM_WORDS, REASON_WORDS, VERDICT_WORDS } from '../words.ts'

const BACK = { href: '/app/audit', text: 'Back to the privacy desk' }
const FIELD = 'verdict'

const Looks = ({ looks }: { readonly looks: readonly LookFound[] }) =>
  looks.length === 0 ? null : (
    <>
      <Heading level={2}>What was found</Heading>
      {looks.map((l) => (
        <InsetText key={l.id}>
          <p>
            <strong>{VERDICT_WORDS[l.verdict]}</strong>
          </p>
          <p>{l.words}</p>
          <p>{`${l.by}, ${clockAndDay(l.at)}`}</p>
        </InsetText>
      ))}
    </>
  )

const Person = ({
  act,
  rights,
}: {
  readonly act: { readonly personId: string; readonly name: string | null }
  readonly rights: readonly string[]
}) => {
  if (act.name === null) return 'Name not open to you'
  return (
    <>
      {rights.includes('people.read') ? (
        <Link href={`/app/people/${act.personId}`}>{act.name}</Link>
      ) : (
        act.name
      )}
      {rights.includes('privacy.desk') && rights.includes('audit.read') && (
        <span className="tc-under">
          <Link href={`/app/audit/people/${act.personId}`}>Who has looked</Link>
        </span>
      )}
    </>
  )
}

const EmergencyFacts = ({
  e,
  rights,
}: {
  readonly e: EmergencyShown
  readonly rights: readonly string[]
}) => (
  <>
    <SummaryList
      rows={[
        { key: 'Opened by', value: `${e.who}, ${e.team}` },
        { key: 'Of whom', value: <Person act={e} rights={rights} /> },
        { key: 'Why', value: REASON_WORDS[e.reasonKind] },
        { key: 'In their words', value: e.reason },
        ...(e.overANo
          ? [{ key: 'The person’s answer', value: 'They had said no to this team. Ask about that too.' }]
          : []),
        { key: 'Open from', value: dayAndClock(e.openedAt) },
        { key: e.closedByHand ? 'Closed' : 'Ends by itself', value: dayAndClock(e.endsAt) },
        { key: 'Second look by', value: dayAndClock(e.dueAt) },
      ]}
    />
    <Heading level={2}>What they looked at meanwhile</Heading>
    <Table
      caption="What they looked at meanwhile"
      captionHidden
      columns={[
        { head: 'When', isRowName: true, cell: (s) => clockAndDay(s.at) },
        { head: 'What', cell: (s) => lookWords(s) },
      ]}
      rows={e.seen}
      rowKey={(s) => `${s.at} ${s.action}`}
      empty={
        <EmptyState
          why="Nothing is shown here."
          fill="What they looked at is shown to whoever may read who has looked, while the look is owed."
        />
      }
    />
    <Looks looks={e.looks} />
  </>
)

const WithoutFacts = ({ w, rights }: { readonly w: WithoutShown; readonly rights: readonly string[] }) => (
  <>
    <SummaryList
      rows={[
        { key: 'Of whom', value: <Person act={w} rights={rights} /> },
        { key: 'To whom', value: w.service },
        {
          key: 'What',
          value: (Object.keys(ITEM_WORDS) as (keyof typeof ITEM_WORDS)[])
            .filter((i) => w.items.includes(i))
            .map((i) => ITEM_WORDS[i].label)
            .join(', '),
        },
        { key: 'Ground', value: GROUND_WORDS[w.ground] },
        { key: 'What was weighed', value: w.weighed },
        { key: 'Weighed by', value: w.weighedBy },
        { key: 'Written down by', value: w.who },
        { key: 'Why this is the least', value: w.least },
        {
          key: 'Their capacity for this one decision',
          value:
            w.capacityOn === null
              ? CAPACITY_WORDS['not asked']
              : `${CAPACITY_WORDS[w.capacity as keyof typeof CAPACITY_WORDS]}, looked at on ${dayWithoutWeekday(w.capacityOn)}. ${w.capacityFinding}`,
        },
        {
          key: 'The person',
          value:
            w.toldAt !== null
              ? `Told ${clockAndDay(w.toldAt)}`
              : w.told === 'yes'
                ? 'Told at once'
                : `Not told yet: ${w.notToldWhy}. Looked at again on ${w.toldReviewOn === null ? '' : dayWithoutWeekday(w.toldReviewOn)}.`,
        },
        { key: 'From', value: dayAndClock(w.fromAt) },
        { key: w.over ? 'Ended' : 'Ends by itself', value: dayAndClock(w.endsAt) },
        { key: 'Second look by', value: dayAndClock(w.dueAt) },
      ]}
    />
    <Looks looks={w.looks} />
  </>
)

interface LookFacts<A> {
  readonly act: A
  readonly mayLook: boolean
  readonly rights: readonly string[]
  readonly mint: () => string
}

/** What the team that shared may still do, and the desk: say that the person was told, or end it now. */
const Presses = ({
  w,
  mayEnd,
  mint,
}: {
  readonly w: WithoutShown
  readonly mayEnd: boolean
  readonly mint: () => string
}) => (
  <>
    {w.ours && w.told === 'not yet' && w.toldAt === null && (
      <Form action={`/app/audit/without/${w.id}/told`} hidden={{ personId: w.personId, commandId: mint() }}>
        <Button variant="secondary">The person has been told</Button>
      </Form>
    )}
    {mayEnd && !w.over && (
      <Form action={`/app/audit/without/${w.id}/end`} hidden={{ personId: w.personId, commandId: mint() }}>
        <Button variant="secondary">End it now</Button>
      </Form>
    )}
  </>
)

/** One act with the form of the second look under it, for whoever may take it. */
const lookPages = <A extends EmergencyShown | WithoutShown>(spec: {
  readonly path: string
  readonly form: string
  readonly about: 'emergency access' | 'sharing without agreement'
  readonly title: string
  readonly ask: typeof emergency | typeof without
  facts(found: A, rights: readonly string[]): ReactNode
  below?(found: A, rights: readonly string[], mint: () => string): ReactNode
}) =>
  formPages<LookFacts<A>>({
    path: spec.path,
    form: spec.form,
    command: 'emergency.second-look',
    async facts(ask, asker, request) {
      const id = request.params.id ?? ''
      const found = await ask(
        spec.ask as never,
        (spec.about === 'emergency access' ? { emergencyId: id } : { sharingId: id }) as never,
      )
      if (!found.ok) return found
      const act = found.value as A | null
      if (act === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const ended = act.looks.some((l) => l.verdict !== 'more to ask')
      const mayLook = asker.rights.includes('emergency.second-look') && !act.mine && !ended
      return ok({ act, mayLook, rights: asker.rights, mint: request.newId })
    },
    title: () => spec.title,
    back: ({ act, rights }) =>
      rights.includes('privacy.desk') || act.name === null
        ? BACK
        : { href: `/app/people/${act.personId}`, text: 'Back to the person' },
    instead: ({ act, mayLook, rights, mint }) =>
      mayLook ? null : (
        <>
          {spec.facts(act, rights)}
          {spec.below?.(act, rights, mint)}
        </>
      ),
    below: ({ act, rights, mint }) => spec.below?.(act, rights, mint),
    fields: ({ act, rights }, answers, errors) => (
      <>
        {spec.facts(act, rights)}
        <Radios
          name={FIELD}
          label="What do you find?"
          value={text(answers, FIELD) || undefined}
          error={errorFor(errors, FIELD)}
          choices={VERDICTS.map((value) => ({ value, label: VERDICT_WORDS[value] }))}
        />
        <TextArea
          {...box(answers, errors, 'words')}
          label="Why?"
          readers="the privacy desk, and whoever opened or shared it. The person can ask to read this."
        />
        <Paragraph>“There is more to ask first” leaves the look open.</Paragraph>
      </>
    ),
    button: 'Write down what I found',
    read(answers, { act }, lookId) {
      const errors: FieldError[] = []
      const verdict = VERDICTS.find((v) => v === text(answers, FIELD))
      const words = text(answers, 'words')
      if (verdict === undefined) errors.push({ field: FIELD, message: 'Choose what you find' })
      if (words.length < 3) errors.push({ field: 'words', message: 'Write why' })
      return errors.length > 0
        ? { errors }
        : { input: { lookId, aboutId: act.id, about: spec.about, personId: act.personId, verdict, words } }
    },
    after: () => '/app/audit?said=looked',
  })

export const lookingPages = [
  ...lookPages<EmergencyShown>({
    path: '/app/audit/emergencies/:id',
    form: 'emergency.second-look',
    about: 'emergency access',
    title: 'A record opened in an emergency',
    ask: emergency,
    facts: (e, rights) => <EmergencyFacts e={e} rights={rights} />,
  }),
  ...lookPages<WithoutShown>({
    path: '/app/audit/without/:id',
    form: 'sharing-without.second-look',
    about: 'sharing without agreement',
    title: 'Shared without agreement',
    ask: without,
    facts: (w, rights) => <WithoutFacts w={w} rights={rights} />,
    below: (w, rights, mint) => (
      <Presses
        w={w}
        mint={mint}
        mayEnd={rights.includes('privacy.desk') || (w.ours && rights.includes('sharing.record'))}
      />
    ),
  }),
]

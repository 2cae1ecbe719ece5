import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf, daysBetween, type Instant, startOfDay } from '#core/kernel/time.ts'
import { agreementStanding } from '#core/sharing/agreement.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  box,
  count,
  DateInput,
  Details,
  dateOf,
  daysLong,
  dayWithoutWeekday,
  EmptyState,
  errorFor,
  type FieldError,
  Heading,
  Link,
  Paragraph,
  Radios,
  Select,
  SuccessBanner,
  SummaryList,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { type AgreementShown, agreements } from '../queries/agreements.ts'
import type { Named } from '../queries/staff-choices.ts'
import { boxesOf, dayTyped, endAfter, lastDayOf } from './days.ts'

const PATH = '/app/agreements'
const BACK = { href: PATH, text: 'Back to sharing agreements' }
const RIGHT = 'sharing.agreement'
const TITLE = 'Sharing agreements'
/** Days before an end on which the list says so in colour: 30 and 7. Our proposal, unsigned. */
const SOON = { yellow: 30, red: 7 }

const lastDay = (untilAt: Instant | null): string =>
  untilAt === null ? 'No end set' : dayWithoutWeekday(lastDayOf(untilAt))

const inDays = (n: number): string => (n === 0 ? 'today' : n === 1 ? 'tomorrow' : `in ${daysLong(n)}`)

/** How it stands, in words; a colour where it ends soon. */
function Standing({ agreement, now }: { readonly agreement: AgreementShown; readonly now: Instant }) {
  const standing = agreementStanding({ from: agreement.fromAt, until: agreement.untilAt }, now)
  const today = dayOf(now)
  switch (standing.state) {
    case 'to come':
      return `Begins ${inDays(daysBetween(today, dayOf(standing.from)))}`
    case 'taken back':
      return 'Taken back before it began'
    case 'over':
      return 'Over'
    case 'in force': {
      if (standing.until === null) return 'In force'
      const left = daysBetween(today, lastDayOf(standing.until))
      const words = left === 0 ? 'Last day today' : `Ends ${inDays(left)}`
      if (left > SOON.yellow) return `In force. ${words}`
      return <Tag colour={left > SOON.red ? 'yellow' : 'red'}>{words}</Tag>
    }
  }
}

const stands = (a: AgreementShown, now: Instant): boolean =>
  ['in force', 'to come'].includes(agreementStanding({ from: a.fromAt, until: a.untilAt }, now).state)

const List = ({
  caption,
  rows,
  now,
  makes,
}: {
  readonly caption: string
  readonly rows: readonly AgreementShown[]
  readonly now: Instant
  readonly makes: boolean
}) => (
  <Table
    caption={caption}
    captionHidden
    columns={[
      { head: 'With', isRowName: true, cell: (a) => a.organisation },
      { head: 'First day', cell: (a) => dayWithoutWeekday(dayOf(a.fromAt)) },
      { head: 'Last day', cell: (a) => lastDay(a.untilAt) },
      { head: 'Now', cell: (a) => <Standing agreement={a} now={now} /> },
      { head: 'Written by', cell: (a) => a.by ?? 'Not known' },
      ...(makes
        ? [
            {
              head: 'Change',
              headHidden: true,
              cell: (a: AgreementShown) =>
                stands(a, now) && (
                  <Link
                    href={`${PATH}/${a.agreementId}/end`}
                    hiddenWords={`of the agreement with ${a.organisation}`}
                  >
                    Set the end
                  </Link>
                ),
            },
          ]
        : []),
    ]}
    rows={rows}
    rowKey={(a) => a.agreementId}
    empty={
      <EmptyState
        why="Your organisation has no sharing agreement that stands."
        fill="Without one no referral passes between two organisations."
      />
    }
  />
)

const DONE: Readonly<Record<string, string>> = {
  made: 'The agreement is made.',
  end: 'The end of the agreement is changed.',
}

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(agreements, {})
      if (!found.ok) return found
      const makes = asker.rights.includes(RIGHT)
      const now = asker.now
      const past = found.value.agreements.filter((a) => !stands(a, now))
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: TITLE,
          list: { name: 'agreements' },
          back: { href: '/app/organisations', text: 'Organisations' },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1} caption={asker.organisationName}>
                {TITLE}
              </Heading>
              <Paragraph>
                While an agreement with another organisation is in force, referrals may pass between the two,
                and each service reads what the person’s answer opens. When it ends, no referral passes from
                that moment, and whoever was in care by then stays visible to those who support them for at
                most 14 days. What a team wrote itself stays with that team.
              </Paragraph>
              <Paragraph>
                <Link href="/app/agreements/ending">Agreements that end, with people and owners</Link>
              </Paragraph>
              {makes && (
                <ButtonGroup>
                  <Button href={`${PATH}/make`}>Make an agreement</Button>
                </ButtonGroup>
              )}
              <List
                caption="Agreements that stand"
                rows={found.value.agreements.filter((a) => stands(a, now))}
                now={now}
                makes={makes}
              />
              {past.length > 0 && (
                <Details summary={`Show ${count(past.length, 'agreement')} of before`}>
                  <List caption="Agreements of before" rows={past} now={now} makes={false} />
                </Details>
              )}
            </>
          ),
        },
      })
    }),
})

const NO_DAY = 'Enter a real day, like 31 3 2027, or leave it empty'

const make = formPages<readonly Named[]>({
  path: `${PATH}/make`,
  form: 'agreement.make',
  command: 'agreement.make',
  async facts(ask, asker) {
    if (!asker.rights.includes(RIGHT)) return refuse('NOT_ALLOWED')
    const found = await ask(agreements, {})
    return found.ok ? ok(found.value.without) : found
  },
  title: () => 'Make a sharing agreement',
  back: () => BACK,
  fields: (without, answers, errors) => (
    <>
      <Paragraph>
        Write down what your organisation and the other have signed. Both organisations see it here.
      </Paragraph>
      <Select
        {...box(answers, errors, 'organisationId')}
        label="With which organisation?"
        hint="An organisation is on the list once it has a team here and no agreement with yours."
        choose="Choose an organisation"
        options={without.map((o) => ({ value: o.id, text: o.name }))}
      />
      <DateInput
        name="from"
        label="First day"
        hint="Leave it empty to begin now."
        labelSize="s"
        value={dateOf(answers, 'from').typed}
        error={errorFor(errors, 'from')}
      />
      <DateInput
        name="until"
        label="Last day"
        hint="Leave it empty if no end is agreed. You can set one later."
        labelSize="s"
        value={dateOf(answers, 'until').typed}
        error={errorFor(errors, 'until')}
      />
    </>
  ),
  button: 'Make the agreement',
  read(answers, _facts, agreementId) {
    const errors: FieldError[] = []
    const organisationId = text(answers, 'organisationId')
    if (organisationId === '') errors.push({ field: 'organisationId', message: 'Choose an organisation' })
    const [from, until] = [
      dayTyped(answers, 'from', errors, NO_DAY),
      dayTyped(answers, 'until', errors, NO_DAY),
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        agreementId,
        organisationId,
        from: from && startOfDay(from),
        until: until && endAfter(until),
      },
    }
  },
  after: () => `${PATH}?done=made`,
})

const setEnd = formPages<{ readonly agreement: AgreementShown; readonly now: Instant }>({
  path: `${PATH}/:id/end`,
  form: 'agreement.set-end',
  command: 'agreement.set-end',
  async facts(ask, asker, request) {
    if (!asker.rights.includes(RIGHT)) return refuse('NOT_ALLOWED')
    const found = await ask(agreements, {})
    if (!found.ok) return found
    const agreement = found.value.agreements.find((a) => a.agreementId === request.params.id)
    return agreement ? ok({ agreement, now: asker.now }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: ({ agreement, now }) => stands(agreement, now),
  title: ({ agreement }) => `End of the agreement with ${agreement.organisation}`,
  back: () => BACK,
  start: ({ agreement: { untilAt } }) =>
    untilAt === null ? {} : { end: 'at', ...boxesOf('until', lastDayOf(untilAt)) },
  version: ({ agreement }) => agreement.version,
  says: ({ agreement }) => (
    <p>
      {agreement.untilAt === null
        ? `It now has no end${agreement.by ? `, says ${agreement.by}` : ''}.`
        : `Its last day is now ${lastDay(agreement.untilAt)}${agreement.by ? `, set by ${agreement.by}` : ''}.`}
    </p>
  ),
  fields: ({ agreement, now }, answers, errors) => (
    <>
      <SummaryList
        rows={[
          { key: 'With', value: agreement.organisation },
          { key: 'First day', value: dayWithoutWeekday(dayOf(agreement.fromAt)) },
          { key: 'Last day', value: lastDay(agreement.untilAt) },
          {
            key: 'People whom an end touches',
            value: `${count(agreement.people ?? 0, 'person', 'people')} with an open referral between the two`,
          },
        ]}
      />
      <Radios
        name="end"
        label="When does it end?"
        value={text(answers, 'end') || undefined}
        error={errorFor(errors, 'end')}
        choices={[
          {
            value: 'at',
            label: 'After a last day',
            conditional: (
              <DateInput
                name="until"
                label="Last day"
                labelSize="s"
                value={dateOf(answers, 'until').typed}
                error={errorFor(errors, 'until')}
              />
            ),
          },
          { value: 'no end', label: 'No end is set' },
          agreement.fromAt > now
            ? { value: 'now', label: 'Take it back', hint: 'It has not begun, and never will.' }
            : {
                value: 'now',
                label: 'Now',
                hint: 'From this moment no referral passes and nobody new is opened. Whoever is in care stays visible for at most 14 days. Ring them first.',
              },
        ]}
      />
    </>
  ),
  button: 'Save the end',
  read(answers, { agreement }) {
    const end = text(answers, 'end')
    const errors: FieldError[] = []
    const last =
      end === 'at' ? dayTyped(answers, 'until', errors, 'Enter the last day, like 31 3 2027') : null
    if (end === 'at' && last === null && errors.length === 0)
      errors.push({ field: 'until', message: 'Enter the last day, like 31 3 2027' })
    if (!['at', 'no end', 'now'].includes(end)) errors.push({ field: 'end', message: 'Choose when it ends' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        agreementId: agreement.agreementId,
        end: last === null ? { kind: end } : { kind: 'at', at: endAfter(last) },
      },
    }
  },
  after: () => `${PATH}?done=end`,
})

export const agreementPages = [show, ...make, ...setEnd]

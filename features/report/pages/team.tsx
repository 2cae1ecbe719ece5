import { ok } from '#core/kernel/result.ts'
import { type Day, day, dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import { type IncidentCount, incidentCounts, KIND_WORDS } from '#features/incident/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  BarRow,
  Button,
  ButtonGroup,
  Columns,
  ContextualDate,
  clock,
  clockAndDay,
  count,
  daysLong,
  EmptyState,
  Heading,
  InsetText,
  Link,
  listed,
  longDay,
  Paragraph,
  type StatusNumber,
  StatusNumbers,
  sentenceCase,
  shortDay,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import {
  NEW_REFERRALS_SHOWN,
  type NewReferral,
  type TeamToday,
  teamToday,
  type WorkerLoad,
} from '../queries/team-today.ts'
import { AfterLeavingList } from './after-leaving.tsx'

/** GET /app/team: what the manager of a service looks at each morning. */
export const teamPage = definePage({
  method: 'GET',
  path: '/app/team',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const today = await ask(teamToday, {})
      if (!today.ok) return today
      const incidents = asker.rights.includes('incident.read')
        ? await ask(incidentCounts, { from: monthOf(today.value.now), until: dayOf(today.value.now) })
        : null
      if (incidents && !incidents.ok) return incidents
      return ok({
        show: {
          title: 'My service today',
          list: {
            name: 'new-referrals',
            title: 'New referrals',
            caption: 'New referrals',
            others: [{ name: 'after-leaving', caption: 'First days after leaving hospital' }],
          },
          body:
            today.value.services.length === 0 ? (
              <NoService team={asker.teamName} />
            ) : (
              <Today today={today.value} incidents={incidents?.value ?? null} />
            ),
        },
      })
    }),
})

const NoService = ({ team }: { readonly team: string }) => (
  <>
    <Heading>My service today</Heading>
    <EmptyState
      why={`${team} runs no service here.`}
      fill="This page fills when a service is put in the name of your team."
      action={{ text: 'Print a report', href: '/app/team/report' }}
    />
  </>
)

/** The first day of the month. */
const monthOf = (now: Instant): Day => day(`${dayOf(now).slice(0, 8)}01`)

function Today({
  today,
  incidents,
}: {
  readonly today: TeamToday
  readonly incidents: readonly IncidentCount[] | null
}) {
  return (
    <>
      <Heading caption={longDay(dayOf(today.now))}>My service today</Heading>
      <StatusNumbers numbers={numbersOf(today)} />
      {today.openWorries > 0 && (
        <InsetText>
          <p>
            <Link href="/app/gaps">{count(today.openWorries, 'worry is', 'worries are')} open</Link>, first on
            the gap board until somebody writes what was done.
          </p>
        </InsetText>
      )}
      <NewReferrals today={today} />
      <AfterLeavingList today={today} />
      <Columns
        main={<Workers today={today} />}
        side={
          <>
            <Waiting today={today} />
            <Quality today={today} />
            {incidents && <Incidents counts={incidents} />}
          </>
        }
      />
      <Heading level={2}>Numbers for the month</Heading>
      <ButtonGroup>
        <Button variant="secondary" href="/app/team/report?months=1">
          Report of the last month
        </Button>
        <Button variant="secondary" href="/app/team/report?months=8">
          Report of eight months
        </Button>
      </ButtonGroup>
    </>
  )
}

const ago = (at: Instant, now: Instant): string => {
  const days = daysBetween(dayOf(at), dayOf(now))
  return days === 0 ? `from ${clock(at)} today` : daysLong(days)
}

/** Four numbers with their words; each says what it is a part of, or why it is nothing. */
export function numbersOf(today: TeamToday): StatusNumber[] {
  const {
    waitingToBeLookedAt: unseen,
    waitingToStart: toStart,
    visitsToday: visits,
    repliesOwed: owed,
  } = today
  const parts = [
    `${visits.done} done`,
    `${visits.late} late`,
    `${visits.notCovered} not covered`,
    ...(visits.missed > 0 ? [`${visits.missed} missed`] : []),
  ]
  const replies = [
    ...(owed.late > 0 ? [`${owed.late} past the reply-by date`] : []),
    ...(owed.questionsToUs > 0 ? [`${count(owed.questionsToUs, 'question')} to us`] : []),
  ]
  return [
    {
      value: unseen.n,
      words: 'waiting to be looked at',
      detail:
        unseen.oldestSentAt === null
          ? 'Every referral has been opened'
          : `Oldest ${ago(unseen.oldestSentAt, today.now)}`,
      href: '/app/referrals?tab=inbox',
    },
    {
      value: toStart.n,
      words: 'waiting to start',
      detail:
        toStart.middleWaitDays === null
          ? 'Nobody waits for a first contact'
          : `Middle wait ${daysLong(toStart.middleWaitDays)} since taken on`,
    },
    {
      value: visits.planned,
      words: 'visits and calls today',
      detail: listed(parts),
      href: `/app/team/rounds?on=${dayOf(today.now)}`,
    },
    {
      value: owed.n,
      words: 'replies we owe',
      detail:
        replies.length > 0
          ? listed(replies)
          : owed.n === 0
            ? 'Nobody waits for our answer'
            : 'All before their reply-by date',
      href: '/app/referrals?tab=inbox',
    },
  ]
}

const nameOf = (r: NewReferral): string => r.personName ?? 'Name not shown to you'
const asked = (text: string | null): string =>
  text === null ? 'Not known yet' : text.length > 120 ? `${text.slice(0, 117)}...` : text

/** As it was written, with the point that ends a sentence. */
const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)

function NewReferrals({ today }: { readonly today: TeamToday }) {
  const { newReferrals, lastTakenOn, services } = today
  return (
    <>
      <Heading level={2}>New referrals</Heading>
      <Table
        caption="New referrals"
        captionHidden
        rows={newReferrals}
        rowKey={(r) => r.id}
        empty={
          <EmptyState
            why="Nothing new."
            fill={
              lastTakenOn
                ? `Last referral was taken on at ${clockAndDay(lastTakenOn.at)}${lastTakenOn.by ? ` by ${lastTakenOn.by}` : ''}.`
                : 'No referral has been taken on in the last 90 days.'
            }
          />
        }
        columns={[
          {
            head: 'Person',
            isRowName: true,
            cell: (r) => (
              <>
                <Link href={`/app/referrals/${r.id}`}>{nameOf(r)}</Link>{' '}
                {r.urgent && <Tag colour="red">Urgent</Tag>}
              </>
            ),
          },
          { head: 'From', cell: (r) => `${r.fromTeam}, ${r.fromOrganisation}` },
          {
            head: 'Asks for',
            cell: (r) => (services.length > 1 ? `${r.serviceName}: ${asked(r.asksFor)}` : asked(r.asksFor)),
          },
          {
            head: 'Reply by',
            cell: (r) => <ContextualDate on={dayOf(r.replyByAt)} today={dayOf(today.now)} compact due />,
          },
          { head: 'Status', cell: (r) => sentenceCase(r.word) },
          { head: 'What you can do', cell: (r) => <Acts r={r} /> },
        ]}
      />
      {services.map((s) => (
        <Paragraph small key={s.id}>
          {s.name} takes on: {sentence(s.accepts)} {Math.max(0, s.capacity - s.openPeople)} of{' '}
          {count(s.capacity, 'place')} free.
        </Paragraph>
      ))}
      {newReferrals.length === NEW_REFERRALS_SHOWN && (
        <Paragraph>
          Only the {NEW_REFERRALS_SHOWN} to be answered first are shown.{' '}
          <Link href="/app/referrals?tab=inbox">See all referrals to us</Link>
        </Paragraph>
      )}
    </>
  )
}

const Acts = ({ r }: { readonly r: NewReferral }) => (
  <ButtonGroup>
    <Button small variant="secondary" href={`/app/referrals/${r.id}/accept`} hiddenWords={nameOf(r)}>
      Take on
    </Button>
    {r.word !== 'question asked' && (
      <Button
        small
        variant="secondary"
        href={`/app/referrals/${r.id}/ask`}
        hiddenWords={`about ${nameOf(r)}`}
      >
        Ask
      </Button>
    )}
    <Button small variant="secondary" href={`/app/referrals/${r.id}/decline`} hiddenWords={nameOf(r)}>
      Not for us
    </Button>
  </ButtonGroup>
)

const cover = (worker: WorkerLoad): string =>
  worker.coverName === null ? 'nobody covers' : `${worker.coverName} covers`

/** Short, because it stands beside a bar; who covers is said under the bars. */
const awayWords = (worker: WorkerLoad): string | undefined =>
  worker.awayUntilAt === null ? undefined : `away until ${shortDay(dayOf(worker.awayUntilAt))}`

function Workers({ today }: { readonly today: TeamToday }) {
  const { workers, services, withoutKeyWorker } = today
  return (
    <>
      <Heading level={2}>Who carries how much</Heading>
      {workers.length === 0 ? (
        <EmptyState why="Nobody holds a post in this team." />
      ) : (
        <BarRow
          id="workers"
          title="Open people of each worker"
          sentence={[
            ...services.map(
              (s) => `${s.name}: ${count(s.openPeople, 'person', 'people')} of ${s.capacity} places.`,
            ),
            withoutKeyWorker === 0
              ? 'Everybody has a named worker.'
              : `${count(withoutKeyWorker, 'person has', 'people have')} no named worker.`,
          ].join(' ')}
          unit="open"
          bars={workers.map((w) => ({ label: w.name, value: w.openPeople, hatchedBecause: awayWords(w) }))}
        />
      )}
      {workers.flatMap((w) =>
        w.awayUntilAt === null
          ? []
          : [
              <Paragraph small key={w.staffId}>
                {w.name} is away until {clockAndDay(w.awayUntilAt)}: {cover(w)}.
              </Paragraph>,
            ],
      )}
    </>
  )
}

const Waiting = ({ today }: { readonly today: TeamToday }) => (
  <>
    <Heading level={2}>Waiting for a decision</Heading>
    <Paragraph>
      {today.stepDownsAwaitingAgreement === 0
        ? 'No step-down waits for agreement.'
        : `${count(today.stepDownsAwaitingAgreement, 'step-down waits', 'step-downs wait')} for agreement.`}
    </Paragraph>
    <Paragraph small>Not kept here yet: medicine alerts. Silence about them is not safety.</Paragraph>
  </>
)

/** What went wrong this month, and where it is read. */
function Incidents({ counts }: { readonly counts: readonly IncidentCount[] }) {
  const n = counts.reduce((sum, c) => sum + c.n, 0)
  const harmed = counts.reduce((sum, c) => sum + c.withHarm, 0)
  return (
    <>
      <Heading level={2}>Incidents</Heading>
      <Paragraph>
        {n === 0
          ? 'None is written down this month.'
          : `${count(n, 'incident')} written down this month, ${harmed === 0 ? 'none with harm' : `${harmed} with harm that happened`}: ${listed(counts.map((c) => `${KIND_WORDS[c.kind].toLowerCase()} ${c.n}`))}.`}{' '}
        <Link href="/app/incidents">Open the incidents</Link>
      </Paragraph>
    </>
  )
}

function Quality({ today }: { readonly today: TeamToday }) {
  const { n, oldestAt } = today.missingOutcome
  return (
    <>
      <Heading level={2}>Records</Heading>
      <Paragraph>
        {n === 0 || oldestAt === null ? (
          'Every visit and call whose time is over has an outcome.'
        ) : (
          <>
            {count(n, 'visit or call has', 'visits and calls have')} no outcome, the oldest{' '}
            {ago(oldestAt, today.now)}. The report counts them apart.{' '}
            <Link href="/app/gaps">Open the gap board</Link>
          </>
        )}
      </Paragraph>
      <Paragraph>
        <Link href="/app/tasks">Tasks of the team</Link>
      </Paragraph>
      <Heading level={2}>Team and service</Heading>
      <ul className="nhsuk-list">
        <li>
          <Link href="/app/team/staff">Staff, absence and cover</Link>
        </li>
        <li>
          <Link href="/app/team/duty">Who is on duty</Link>
        </li>
        <li>
          <Link href="/app/team/rounds">Rounds of tomorrow, and covering one</Link>
        </li>
        {today.services.map((s) => (
          <li key={s.id}>
            <Link href={`/app/services/${s.id}`}>What {s.name} offers</Link>
          </li>
        ))}
        <li>
          <Link href="/app/team/unmet-needs">Needs that nobody could meet</Link>
        </li>
        <li>
          <Link href="/app/organisations">Organisations of the partnership</Link>
        </li>
      </ul>
    </>
  )
}

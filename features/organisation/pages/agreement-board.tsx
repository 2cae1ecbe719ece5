import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant, timeOf } from '#core/kernel/time.ts'
import { daysLeft, GRACE_DAYS } from '#core/sharing/grace.ts'
import { telephoneHref } from '#features/people/index.ts'
import { definePage } from '#platform/http/page.ts'
import { fileKind, listFile } from '#platform/spreadsheet/list-file.ts'
import {
  Button,
  type Column,
  clockAndDay,
  count,
  dayAndClock,
  daysLong,
  dayWithoutWeekday,
  EmptyState,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import {
  type AgreementsEnding,
  agreementsEnding,
  type EndingAgreement,
  type InCare,
  PEOPLE_SHOWN,
  type TeamInCare,
} from '../queries/agreements-ending.ts'
import { lastDayOf } from './days.ts'

export const ENDING = '/app/agreements/ending'
const DOWNLOAD = `${ENDING}/download`
/** Of everybody's list and of nobody: a browser keeps it among its downloads. */
export const FILE_NAME = 'agreements-ending'
const TITLE = 'Agreements that end'

/** "Midnight on Friday" is read as the end of Friday as often as its beginning, so the day that is over is named. */
const momentWords = (at: Instant): string =>
  timeOf(at) === '00:00' ? `the end of ${longDay(lastDayOf(at))}` : dayAndClock(at)

const endWords = ({ untilAt, over, visibleUntilAt }: EndingAgreement, now: Instant): string => {
  if (over)
    return `Ended ${timeOf(untilAt) === '00:00' ? 'at ' : ''}${momentWords(untilAt)}. Whoever was in care by then stays visible until ${momentWords(visibleUntilAt)}.`
  const left = daysLeft(untilAt, now)
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${daysLong(left)}`
  return `Last day ${dayWithoutWeekday(lastDayOf(untilAt))}, ${when}. Whoever is in care by then stays visible until ${momentWords(visibleUntilAt)}.`
}

const standing = (row: InCare): string =>
  row.begun === null
    ? `Taken on ${dayWithoutWeekday(dayOf(row.since))}, not begun`
    : `Supported since ${dayWithoutWeekday(dayOf(row.begun))}`

const owner = (row: InCare): string => row.owner ?? 'Nobody is named'

const ring = (row: Pick<InCare, 'telephone'>): string => row.telephone ?? 'No telephone is known'

const Ring = ({ telephone }: Pick<InCare, 'telephone'>) => {
  const href = telephone === null ? undefined : telephoneHref(telephone)
  return href ? <a href={href}>{telephone}</a> : (telephone ?? 'No telephone is known')
}

const PEOPLE: readonly Column<InCare>[] = [
  {
    head: 'Person',
    isRowName: true,
    cell: (row) => <Link href={`/app/people/${row.personId}`}>{row.name}</Link>,
  },
  { head: 'Service', cell: (row) => row.service },
  { head: 'Owner', cell: owner },
  {
    head: 'Team, to ring',
    cell: (row) => (
      <>
        {`${row.team}, `}
        <Ring telephone={row.telephone} />
      </>
    ),
  },
  { head: 'Sent by', cell: (row) => row.sentBy },
  { head: 'Since', cell: standing },
]

const TEAMS: readonly Column<TeamInCare>[] = [
  { head: 'Team', isRowName: true, cell: (t) => `${t.team}, ${t.organisation}` },
  { head: 'Ring', cell: (t) => <Ring telephone={t.telephone} /> },
  { head: 'In care', numeric: true, cell: (t) => String(t.people) },
]

const LEVEL: Readonly<Record<number, string>> = {
  30: '30-day',
  7: '7-day',
  1: 'one-day',
}

function One({
  agreement,
  found,
}: {
  readonly agreement: EndingAgreement
  readonly found: AgreementsEnding
}) {
  const { asOf } = found
  const people = found.people.filter((p) => p.agreementId === agreement.agreementId)
  const left = daysLeft(agreement.untilAt, asOf)
  return (
    <section id={agreement.agreementId}>
      <Heading level={2}>{`With ${agreement.organisation}`}</Heading>
      <Paragraph>
        <Tag colour={agreement.over || left <= 7 ? 'red' : 'yellow'}>
          {agreement.over
            ? `In the ${GRACE_DAYS} days`
            : left === 0
              ? 'Last day today'
              : `Ends in ${daysLong(left)}`}
        </Tag>{' '}
        {endWords(agreement, asOf)}
      </Paragraph>
      {agreement.told.length > 0 && (
        <ul className="nhsuk-list nhsuk-list--bullet">
          {agreement.told.map((t) => (
            <li key={`${t.level} ${t.organisation} ${t.names.join()}`}>
              {`The ${LEVEL[t.level]} warning went to ${t.names.join(', ')}, ${t.organisation}, at ${clockAndDay(t.at)}`}
            </li>
          ))}
        </ul>
      )}
      {agreement.teams.length > 0 && (
        <Table
          caption="Who supports people between the two"
          columns={TEAMS}
          rows={agreement.teams}
          rowKey={(t) => `${t.organisation} ${t.team}`}
        />
      )}
      <Table
        caption={`${count(people.length, 'person', 'people')} in care whom you can see`}
        columns={PEOPLE}
        rows={people}
        rowKey={(p) => `${p.personId} ${p.service}`}
        empty={
          <EmptyState
            why={
              agreement.teams.length === 0
                ? 'Nobody is in care between the two.'
                : 'You cannot see who they are.'
            }
            fill="Names are listed for those who support them or sent them. Everybody else rings the team."
          />
        }
      />
    </section>
  )
}

const board = definePage({
  method: 'GET',
  path: ENDING,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(agreementsEnding, {})
      if (!found.ok) return found
      const { agreements, more } = found.value
      return ok({
        show: {
          title: TITLE,
          back: { href: '/app/agreements', text: 'Sharing agreements' },
          body: (
            <>
              <Heading level={1} caption={asker.organisationName}>
                {TITLE}
              </Heading>
              <Paragraph>
                {`An agreement comes here 30 days before its last day, and stays for ${GRACE_DAYS} days after its end. In these days whoever was in care when it ended stays visible to those who support them, as they were before. No new referral passes, no new person is opened, and a person’s “no” holds at once.`}
              </Paragraph>
              {agreements.length === 0 ? (
                <EmptyState
                  why="No agreement of your organisation ends within 30 days, and none ended within 14."
                  fill="Every agreement is on the list of sharing agreements."
                  action={{ text: 'Sharing agreements', href: '/app/agreements' }}
                />
              ) : (
                <>
                  {found.value.people.length > 0 && (
                    <>
                      <Button href={DOWNLOAD} variant="secondary">
                        Download this list
                      </Button>{' '}
                      <Button href={`${DOWNLOAD}?as=xlsx`} variant="secondary">
                        Download it for Excel
                      </Button>
                    </>
                  )}
                  {agreements.map((a) => (
                    <One key={a.agreementId} agreement={a} found={found.value} />
                  ))}
                  {more && <Paragraph>{`The first ${PEOPLE_SHOWN} people are shown.`}</Paragraph>}
                  <InsetText>
                    <p>
                      What a team wrote itself stays with it. The {GRACE_DAYS} days are a proposal that a
                      clinical safety officer and a Caldicott Guardian sign before live use.
                    </p>
                  </InsetText>
                </>
              )}
            </>
          ),
        },
      })
    }),
})

const COLUMNS: readonly {
  readonly head: string
  cell(row: InCare, agreement: EndingAgreement, now: Instant): string
}[] = [
  { head: 'Person', cell: (row) => row.name },
  { head: 'Agreement with', cell: (_, a) => a.organisation },
  { head: 'Ends', cell: (_, a) => `${dayOf(a.untilAt)} ${timeOf(a.untilAt)}` },
  { head: 'Visible until', cell: (_, a) => `${dayOf(a.visibleUntilAt)} ${timeOf(a.visibleUntilAt)}` },
  { head: 'In words', cell: (_, a, now) => endWords(a, now) },
  { head: 'Service', cell: (row) => row.service },
  { head: 'Owner', cell: owner },
  { head: 'Team', cell: (row) => row.team },
  { head: 'Ring', cell: ring },
  { head: 'Sent by', cell: (row) => row.sentBy },
  { head: 'Since', cell: standing },
  { head: 'As at', cell: (_row, _a, now) => `${dayOf(now)} ${timeOf(now)}` },
]

/** The same people as a file, a line a person and a service. */
const download = definePage({
  method: 'GET',
  path: DOWNLOAD,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(agreementsEnding, {})
      if (!found.ok) return found
      const { agreements, people, asOf } = found.value
      const lines = people.flatMap((row) => {
        const agreement = agreements.find((a) => a.agreementId === row.agreementId)
        return agreement ? [COLUMNS.map((c) => c.cell(row, agreement, asOf))] : []
      })
      return ok({
        download: await listFile(fileKind(request.query), {
          title: TITLE,
          name: FILE_NAME,
          head: COLUMNS.map((c) => c.head),
          rows: lines,
          by: asker,
          at: asOf,
        }),
      })
    }),
})

export const agreementBoardPages = [board, download]

import { ok } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { COPY_PRESSING_DAYS, daysLeft } from '#core/record-copy/clock.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  count,
  dayWithoutWeekday,
  EmptyState,
  Heading,
  Link,
  Paragraph,
  SuccessBanner,
  Table,
  Tabs,
  Tag,
} from '#platform/ui/index.ts'
import type { RequestRow } from '../facts.ts'
import { requests } from '../queries/requests.ts'
import { STATE_WORDS } from '../words.ts'

/** The days that are left of an open request, in words; of a settled one what became of it. */
export const Left = ({ q, now }: { readonly q: RequestRow; readonly now: Instant }) => {
  if (q.state === 'ended') return 'Ended'
  if (q.state === 'handed over')
    return `Handed over ${q.handedOn === null ? '' : dayWithoutWeekday(q.handedOn)}`
  const days = daysLeft(q.dueOn, now)
  const words =
    days < 0
      ? `${count(-days, 'day', 'days')} late`
      : days === 0
        ? 'Today'
        : `${count(days, 'day', 'days')} left`
  return (
    <>
      <Tag colour={days < 0 ? 'red' : days <= COPY_PRESSING_DAYS ? 'orange' : 'yellow'}>{words}</Tag>
      <span className="tc-under">{`By ${dayWithoutWeekday(q.dueOn)}${q.extendedWhy === null ? '' : ', extended'}`}</span>
    </>
  )
}

/** The two pages of the privacy desk. */
export const DeskTabs = ({ current }: { readonly current: 'looks' | 'copies' }) => (
  <Tabs
    label="The privacy desk"
    items={[
      { text: 'Second looks', href: '/app/audit', current: current === 'looks' },
      { text: 'Copies of the record', href: '/app/copies', current: current === 'copies' },
    ]}
  />
)

/** /app/copies: who asks for a copy, the soonest due first. */
export const listPage = definePage({
  method: 'GET',
  path: '/app/copies',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(requests, {})
      if (!found.ok) return found
      const { rows, now } = found.value
      return ok({
        show: {
          title: 'Copies of the record',
          list: { name: 'copies-of-records' },
          body: (
            <>
              {request.query.said === 'ended' && <SuccessBanner heading="The request is ended." />}
              <Heading level={1} caption={asker.organisationName}>
                Copies of the record
              </Heading>
              {asker.rights.includes('privacy.desk') && <DeskTabs current="copies" />}
              <Paragraph>
                Whoever asks for what we hold about them gets an answer within one month. A late answer is a
                gap on the board of the team that answers.
              </Paragraph>
              {asker.rights.includes('subject-access.release') && (
                <Button href="/app/copies/ask">Write down a request</Button>
              )}
              <Table
                caption="Requests for a copy"
                captionHidden
                columns={[
                  {
                    head: 'Of whom',
                    isRowName: true,
                    cell: (q: RequestRow) => (
                      <Link href={`/app/copies/${q.id}`}>{q.name ?? 'Name not open to you'}</Link>
                    ),
                  },
                  {
                    head: 'Asked',
                    cell: (q: RequestRow) => `${dayWithoutWeekday(q.askedOn)}, ${q.askedHow}`,
                  },
                  {
                    head: 'Where it stands',
                    cell: (q: RequestRow) => (
                      <>
                        {STATE_WORDS[q.state]}
                        {q.closedTeam !== null && (
                          <span className="tc-under">{`For ${q.closedTeam} alone`}</span>
                        )}
                        {q.state === 'asked' && q.identityOn === null && (
                          <span className="tc-under">Who asks is not checked yet</span>
                        )}
                      </>
                    ),
                  },
                  { head: 'Time left', cell: (q: RequestRow) => <Left q={q} now={now} /> },
                ]}
                rows={rows}
                rowKey={(q) => q.id}
                empty={
                  <EmptyState
                    why="Nobody has asked for a copy."
                    fill="A request is written down on the person’s page or here, whichever way they ask."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})

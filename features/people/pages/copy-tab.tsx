import { ok } from '#core/kernel/result.ts'
import { type RequestRow, requests, STATE_WORDS } from '#features/copy-of-record/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  dayWithoutWeekday,
  EmptyState,
  Heading,
  Link,
  Paragraph,
  SuccessBanner,
  Table,
} from '#platform/ui/index.ts'
import { personPage } from './person-header.tsx'

/** /app/people/:id/copy: whether this person has asked for a copy of what we hold, and how far it is. */
export const copyTab = definePage({
  method: 'GET',
  path: '/app/people/:id/copy',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Copy of the record', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(requests, { personId })
      if (!found.ok) return found
      const { rows } = found.value
      return ok(
        <>
          {request.query.said === 'asked' && (
            <SuccessBanner heading="It is written down. Whoever answers it has a task with its last day." />
          )}
          <Heading level={2}>Copy of the record</Heading>
          <Paragraph>
            Anybody may ask for a copy of everything an organisation holds about them. They need give no
            reason, and it costs nothing. We answer within one month.
          </Paragraph>
          <p>
            <Button href={`/app/people/${personId}/copy/ask`}>Write down that they ask</Button>
          </p>
          <Table
            caption="Requests that you may see"
            columns={[
              {
                head: 'Asked',
                isRowName: true,
                cell: (q: RequestRow) => `${dayWithoutWeekday(q.askedOn)}, ${q.askedHow}`,
              },
              {
                head: 'Where it stands',
                cell: (q: RequestRow) => (
                  <>
                    {STATE_WORDS[q.state]}
                    {q.closedTeam !== null && <span className="tc-under">{`For ${q.closedTeam} alone`}</span>}
                  </>
                ),
              },
              { head: 'Last day', cell: (q: RequestRow) => dayWithoutWeekday(q.dueOn) },
              {
                head: 'Open it',
                cell: (q: RequestRow) => (
                  <Link href={`/app/copies/${q.id}`} hiddenWords={`of ${dayWithoutWeekday(q.askedOn)}`}>
                    Open
                  </Link>
                ),
              },
            ]}
            rows={rows}
            rowKey={(q) => q.id}
            empty={
              <EmptyState
                why="No request that you may see."
                fill="One that your team wrote down, or answers, stands here."
              />
            }
          />
        </>,
      )
    }),
})

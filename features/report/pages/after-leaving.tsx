import type { Instant } from '#core/kernel/time.ts'
import { clockAndDay, EmptyState, Heading, Link, Paragraph, Table, Tag } from '#platform/ui/index.ts'
import { AFTER_LEAVING_SHOWN, type AfterLeaving, type TeamToday } from '../queries/team-today.ts'

/** Whether somebody has met them, in few words beside the day they left. */
function Met({ a, now }: { readonly a: AfterLeaving; readonly now: Instant }) {
  if (a.death !== 'none') return <Tag colour="grey">{a.death === 'reported' ? 'Death reported' : 'Died'}</Tag>
  if (a.dueAt === null) return 'Met or spoken with'
  return (
    <>
      {a.dueAt <= now ? <Tag colour="red">Not met, time is over</Tag> : 'Not met yet'} by{' '}
      {clockAndDay(a.dueAt)}
      {a.notBooked && (
        <>
          {' '}
          <Tag colour="red">Nothing booked</Tag>
        </>
      )}
    </>
  )
}

/** Whoever of the service left hospital: who was met, and who has to be by when. */
export function AfterLeavingList({ today }: { readonly today: TeamToday }) {
  const { afterLeaving, services, now } = today
  return (
    <>
      <Heading level={2}>First days after leaving hospital</Heading>
      <Table
        caption="First days after leaving hospital"
        captionHidden
        rows={afterLeaving}
        rowKey={(a) => a.personId}
        empty={
          <EmptyState
            why="None of the people you support, or have taken on, left hospital in the last 72 hours, as far as your team may know."
            fill="A stay whose hospital does not feed this system is not on the list."
          />
        }
        columns={[
          {
            head: 'Person',
            isRowName: true,
            cell: (a) => (
              <Link href={`/app/people/${a.personId}`}>{a.personName ?? 'Name not shown to you'}</Link>
            ),
          },
          ...(services.length > 1 ? [{ head: 'Support', cell: (a: AfterLeaving) => a.serviceName }] : []),
          { head: 'Left', cell: (a) => clockAndDay(a.leftAt) },
          { head: 'Met or spoken with since', cell: (a) => <Met a={a} now={now} /> },
        ]}
      />
      {afterLeaving.length === AFTER_LEAVING_SHOWN && (
        <Paragraph>
          Only the {AFTER_LEAVING_SHOWN} that are due first are shown.{' '}
          <Link href="/app/leaving">Open the leaving board</Link>
        </Paragraph>
      )}
    </>
  )
}

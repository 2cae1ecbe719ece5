import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { forPerson as referralsOf } from '#features/referral/index.ts'
import { definePage } from '#platform/http/page.ts'
import { clock, EmptyState, Heading, Link, longDay, Table, Timeline } from '#platform/ui/index.ts'
import { type TimelineEntry, timeline } from '../queries/timeline.ts'
import { type VisitLine, visits } from '../queries/visits.ts'
import { askIfAllowed } from './ask-if-allowed.ts'
import { modeWords } from './list.tsx'
import { personPage } from './person-header.tsx'
import { Referrals } from './summary.tsx'

const referrals = definePage({
  method: 'GET',
  path: '/app/people/:id/referrals',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Referrals', async (ask, view) => {
      const { personId } = view.person
      const rows = (await askIfAllowed(ask, view, referralsOf, { personId })) ?? []
      const send = view.asker.rights.includes('referral.send')
        ? { text: 'Send a referral', href: `/app/referrals/new?person=${personId}` }
        : undefined
      return ok(
        rows.length === 0 ? (
          <>
            <Heading level={2}>Referrals</Heading>
            <EmptyState
              why="No referral that you may see."
              fill="One that your team sends or is sent stands here."
              action={send}
            />
          </>
        ) : (
          <>
            <Referrals rows={rows} now={view.now} />
            {send && (
              <p>
                <Link href={send.href}>{send.text}</Link>
              </p>
            )}
          </>
        ),
      )
    }),
})

const STATES: Record<string, string> = {
  planned: 'Waiting for an outcome',
  happened: 'Happened',
  'no answer': 'No answer',
  'did not happen': 'Did not happen',
}

const VisitTable = ({
  caption,
  rows,
  past,
  died,
}: {
  readonly caption: string
  readonly rows: readonly VisitLine[]
  readonly past: boolean
  /** The person is reported to have died: whoever goes rings first. */
  readonly died?: boolean
}) => (
  <Table
    caption={caption}
    columns={[
      {
        head: 'When',
        isRowName: true,
        cell: (v) => (
          <Link href={`/app/contacts/${v.id}`}>
            {`${longDay(v.onDay)}, ${clock(v.fromAt)} to ${clock(v.untilAt)}`}
            {died && <span className="tc-under">Reported died: ring before you go</span>}
          </Link>
        ),
      },
      { head: 'How', cell: (v) => modeWords(v.mode) },
      { head: 'Who', cell: (v) => `${v.worker ?? 'Nobody named'}, ${v.team}` },
      ...(past ? [{ head: 'Outcome', cell: (v: VisitLine) => STATES[v.state] ?? v.state }] : []),
    ]}
    rows={rows}
    rowKey={(v) => v.id}
    empty={
      <EmptyState
        why={
          past
            ? 'No visit or call has been recorded that you may see.'
            : 'No visit or call is planned that you may see.'
        }
      />
    }
  />
)

const visitsPage = definePage({
  method: 'GET',
  path: '/app/people/:id/visits',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Visits', async (ask, view) => {
      const found = await ask(visits, { personId: view.person.personId })
      if (!found.ok) return found
      return ok(
        <>
          <Heading level={2}>Visits and calls</Heading>
          <VisitTable
            caption="Planned"
            rows={found.value.ahead}
            past={false}
            died={view.person.death.state === 'reported'}
          />
          <VisitTable caption="Before now, newest first" rows={found.value.past} past />
        </>,
      )
    }),
})

const LINKS: readonly {
  readonly starts: string
  readonly href: (id: string) => string
  readonly text: string
}[] = [
  { starts: 'referral', href: (id) => `/app/referrals/${id}`, text: 'Open the referral' },
  { starts: 'contact', href: (id) => `/app/contacts/${id}`, text: 'Open the contact' },
  { starts: 'visit', href: (id) => `/app/contacts/${id}`, text: 'Open the visit' },
]

const event = (e: TimelineEntry) => {
  const link = LINKS.find((l) => e.what.startsWith(l.starts))
  return {
    id: e.id,
    at: e.at,
    who: [e.by, e.team].filter(Boolean).join(', ') || 'A colleague',
    what: e.what.charAt(0).toUpperCase() + e.what.slice(1),
    link: link && { text: link.text, href: link.href(e.aboutId) },
  }
}

const BEFORE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) ([0-9a-f-]{36})$/

/** What happened, newest first; older pages begin after the last event shown, so new events never shift them. */
const history = definePage({
  method: 'GET',
  path: '/app/people/:id/history',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'History', async (ask, view) => {
      const { personId } = view.person
      const from = BEFORE.exec(request.query.before ?? '')
      const found = await ask(timeline, {
        personId,
        ...(from && { before: { at: from[1]! as Instant, id: from[2]! } }),
      })
      if (!found.ok) return found
      const { events, more } = found.value
      const days = events
        .filter((e, i) => i === 0 || dayOf(e.at) !== dayOf(events[i - 1]!.at))
        .map((e) => e.at)
      const last = events.at(-1)
      return ok(
        <>
          <Heading level={2}>What happened</Heading>
          {events.length === 0 && (
            <EmptyState
              why={from ? 'Nothing older that you may see.' : 'Nothing has happened yet that you may see.'}
            />
          )}
          {days.map((at) => (
            <section key={at} aria-label={longDay(dayOf(at))}>
              <Heading level={3}>{longDay(dayOf(at))}</Heading>
              <Timeline level={4} events={events.filter((e) => dayOf(e.at) === dayOf(at)).map(event)} />
            </section>
          ))}
          {more && last && (
            <p>
              <Link
                href={`/app/people/${personId}/history?${new URLSearchParams({ before: `${last.at} ${last.id}` })}`}
              >
                Show older
              </Link>
            </p>
          )}
        </>,
      )
    }),
})

export const tabPages = [referrals, visitsPage, history]

import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { addDays, type Day, dayOf } from '#core/kernel/time.ts'
import { handoverLines, handoversFor } from '#features/lead/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  clock,
  count,
  EmptyState,
  Heading,
  InsetText,
  Link,
  LinkedLines,
  longDay,
  relativeDay,
  StatusNumbers,
  sentenceCase,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { type Today, today, type VisitOfDay } from '../queries/today.ts'
import { AppointmentsSoon, appointmentLists, appointmentsFor } from './appointments.tsx'
import { CopyButton } from './copy.tsx'
import { dayFrom } from './day-in-address.ts'
import { MODE_WORDS } from './words.ts'

/** What is said over the list of contacts whose day is over. */
const waitingCaption = (n: number): string =>
  `${count(n, 'contact')} of earlier days ${n === 1 ? 'waits' : 'wait'} for what came of ${n === 1 ? 'it' : 'them'}`

/** /app/visits?on=2026-03-02&who=team: one day of the asker's, or of the asker's team. The filter is in the address. */
export const visitsPage = definePage({
  method: 'GET',
  path: '/app/visits',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const who = request.query.who === 'team' ? 'team' : 'mine'
      const found = await ask(today, { on: dayFrom(request.query.on), who })
      if (!found.ok) return found
      const [offers, soon] = [await handoversFor(ask, asker), await appointmentsFor(ask, asker)]
      return ok({
        show: {
          title: `${who === 'team' ? 'My team’s visits' : 'My visits'}, ${longDay(found.value.on)}`,
          list: {
            name: 'visits',
            filter: [who === 'team' ? 'my team' : 'mine', found.value.on],
            caption: 'Visits and calls',
            others: [
              ...(found.value.waiting.length > 0
                ? [
                    {
                      name: 'contacts-of-earlier-days',
                      title: 'Contacts of earlier days',
                      caption: waitingCaption(found.value.waiting.length),
                    },
                  ]
                : []),
              ...appointmentLists(soon),
            ],
          },
          body: (
            <>
              <Visits
                t={found.value}
                first={<LinkedLines id="handovers" heading="Asked by name" lines={handoverLines(offers)} />}
              />
              <AppointmentsSoon rows={soon} />
              <Links rights={asker.rights} on={found.value.on} commandId={request.newId()} />
            </>
          ),
        },
      })
    }),
})

/** What else a day of visits leads to, for whoever may. */
const Links = ({
  rights,
  on,
  commandId,
}: {
  readonly rights: readonly string[]
  readonly on: Day
  readonly commandId: string
}) => (
  <>
    {rights.includes('contact.record') && <CopyButton commandId={commandId} />}
    <ul className="nhsuk-list">
      {rights.includes('contact.plan') && (
        <li>
          <Link href={`/app/team/rounds?on=${on}`}>Who visits whom, and covering a round</Link>
        </li>
      )}
      {rights.includes('contact.record') && (
        <li>
          <Link href="/app/copy">Copies for the trust’s record so far</Link>
        </li>
      )}
      {rights.includes('incident.record') && (
        <li>
          <Link href="/app/incidents">Incidents: something went wrong</Link>
        </li>
      )}
    </ul>
  </>
)

const href = (t: Today, change: { on?: Day; who?: Today['who'] }) =>
  `/app/visits?on=${change.on ?? t.on}&who=${change.who ?? t.who}`

/** Where a visit stands, in a word; "Late" only after its time, and never for one that is paused. */
function standing(
  v: VisitOfDay,
  now: string,
): { readonly word: string; readonly colour: 'green' | 'red' | 'orange' | 'grey' | 'blue' } {
  if (v.state === 'happened')
    return { word: v.lateMinutes ? `Done, ${count(v.lateMinutes, 'minute')} late` : 'Done', colour: 'green' }
  if (v.resolvedAt) return { word: 'Did not happen, settled', colour: 'grey' }
  if (v.state !== 'planned')
    return { word: v.state === 'no answer' ? 'No answer' : 'Did not happen', colour: 'orange' }
  // before anything else that could send somebody to a door
  if (v.death === 'reported') return { word: 'Reported died: ring before you go', colour: 'red' }
  if (v.paused) return { word: 'Paused', colour: 'grey' }
  if (v.untilAt < now) return { word: 'Late', colour: 'red' }
  if (v.notCovered || v.workerId === null) return { word: 'Nobody to go', colour: 'orange' }
  return v.fromAt <= now ? { word: 'Now', colour: 'blue' } : { word: 'To come', colour: 'blue' }
}

/** What still asks for somebody first, in the order of the day, then what is written. */
const openFirst = (visits: readonly VisitOfDay[]): readonly VisitOfDay[] => [
  ...visits.filter((v) => v.state !== 'happened'),
  ...visits.filter((v) => v.state === 'happened'),
]

function Visits({ t, first }: { readonly t: Today; readonly first: ReactNode }) {
  const words = t.visits.map((v) => standing(v, t.now).word)
  const number = (...which: string[]) => words.filter((w) => which.some((x) => w.startsWith(x))).length
  return (
    <>
      <Heading level={1} caption={sentenceCase(relativeDay(t.on, dayOf(t.now)))}>
        {t.who === 'team' ? 'My team’s visits' : 'My visits'}
      </Heading>
      {first}
      <p>
        <strong>{longDay(t.on)}</strong> <Link href={href(t, { on: addDays(t.on, -1) })}>Day before</Link>
        {' · '}
        <Link href={href(t, { on: addDays(t.on, 1) })}>Day after</Link>
        {' · '}
        <Link href={href(t, { who: t.who === 'team' ? 'mine' : 'team' })}>
          {t.who === 'team' ? 'Show mine' : 'Show my team’s'}
        </Link>
      </p>
      {t.givenAway.map(({ by, nobody, n }) => (
        <InsetText key={`${by} ${nobody}`}>
          <p>
            {`${n} of your visits ${n === 1 ? 'was' : 'were'} ${nobody ? 'taken off your list' : 'given to others'}${by === null ? '' : ` by ${by}`}${nobody ? `, and ${n === 1 ? 'has' : 'have'} nobody yet` : ''}.`}
          </p>
        </InsetText>
      ))}
      <StatusNumbers
        numbers={[
          { value: number('To come', 'Now', 'Nobody'), words: 'to come' },
          { value: number('Done'), words: 'done' },
          { value: number('Late'), words: 'late, nothing written' },
          { value: number('Nobody'), words: 'not covered' },
        ]}
      />
      <Table
        caption="Visits and calls"
        captionHidden
        rows={openFirst(t.visits)}
        rowKey={(v) => v.id}
        empty={
          <EmptyState
            why={`No visits on ${longDay(t.on)}.`}
            fill={
              t.who === 'mine'
                ? 'Nothing is planned for you on this day.'
                : 'Nothing is planned for your team on this day.'
            }
            action={t.who === 'mine' ? { text: 'Show my team’s', href: href(t, { who: 'team' }) } : undefined}
          />
        }
        columns={[
          {
            head: 'Person',
            isRowName: true,
            cell: (v) => (
              <Link href={`/app/contacts/${v.id}`}>{v.person ?? 'someone you no longer support'}</Link>
            ),
          },
          { head: 'Time', cell: (v) => `${clock(v.fromAt)} to ${clock(v.untilAt)}` },
          { head: 'How', cell: (v) => MODE_WORDS[v.mode] },
          ...(t.who === 'team' ? [{ head: 'Who', cell: (v: VisitOfDay) => v.worker ?? 'Nobody yet' }] : []),
          {
            head: 'Where it stands',
            cell: (v) => {
              const s = standing(v, t.now)
              return <Tag colour={s.colour}>{s.word}</Tag>
            },
          },
        ]}
      />
      {t.more && <p>There are more than 300 on this day. Show your own to see the rest.</p>}
      {t.waiting.length > 0 && (
        <Table
          caption={waitingCaption(t.waiting.length)}
          rows={t.waiting}
          rowKey={(w) => w.contactId}
          columns={[
            {
              head: 'Person',
              isRowName: true,
              cell: (w) => (
                <Link href={`/app/contacts/${w.contactId}`}>
                  {w.person ?? 'someone you no longer support'}
                </Link>
              ),
            },
            {
              head: 'Planned',
              cell: (w) => `${longDay(dayOf(w.fromAt))}, ${clock(w.fromAt)} to ${clock(w.untilAt)}`,
            },
            { head: 'Who', cell: (w) => w.worker ?? 'Nobody named' },
          ]}
        />
      )}
    </>
  )
}

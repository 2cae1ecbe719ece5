import { dayOf } from '#core/kernel/time.ts'
import { type AppointmentSoon, appointmentsSoon } from '#features/goal/index.ts'
import { type Asker, holds } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { count, dayAndClock, Link, relativeDay, sentenceCase, Table, Tag } from '#platform/ui/index.ts'

/** Appointments of the asker's team for today and tomorrow, and those that are over and wait for a word; none where they may not ask. */
export async function appointmentsFor(
  ask: Ask,
  asker: Asker,
): Promise<{ readonly today: ReturnType<typeof dayOf>; readonly lines: readonly AppointmentSoon[] }> {
  const today = dayOf(asker.now)
  if (!holds(asker, appointmentsSoon.right)) return { today, lines: [] }
  const found = await ask(appointmentsSoon, {})
  return { today, lines: found.ok ? found.value : [] }
}

type Rows = Awaited<ReturnType<typeof appointmentsFor>>

const Lines = ({
  caption,
  lines,
  today,
}: {
  readonly caption: string
  readonly lines: Rows['lines']
  readonly today: Rows['today']
}) =>
  lines.length === 0 ? null : (
    <Table
      caption={caption}
      rows={lines}
      rowKey={(a) => a.id}
      columns={[
        {
          head: 'Person',
          isRowName: true,
          cell: (a) => (
            <>
              <Link href={`/app/appointments/${a.id}`}>{a.person ?? 'someone you no longer support'}</Link>
              {a.death !== 'none' && (
                <>
                  <br />
                  <Tag colour="red">
                    {a.death === 'confirmed' ? 'Has died' : 'Reported died: ring before you go'}
                  </Tag>
                </>
              )}
            </>
          ),
        },
        {
          head: 'When',
          cell: (a) => `${sentenceCase(relativeDay(dayOf(a.startsAt), today))}: ${dayAndClock(a.startsAt)}`,
        },
        { head: 'What', cell: (a) => (a.place === '' ? a.what : `${a.what}, ${a.place}`) },
        { head: 'Who goes along', cell: (a) => (a.mine ? 'You' : (a.goes ?? 'Nobody')) },
      ]}
    />
  )

const SOON = 'Appointments today and tomorrow'

/** What is said over the list of appointments whose day is over. */
function earlierAppointments({ today, lines }: Rows): string {
  const n = lines.filter((a) => dayOf(a.startsAt) < today).length
  const [waits, them] = n === 1 ? ['waits', 'it'] : ['wait', 'them']
  return `${count(n, 'appointment')} of earlier days ${waits} for what became of ${them}`
}

/** The lists of them that a page shows, each by the words over it. */
export function appointmentLists(rows: Rows) {
  const earlier = rows.lines.filter((a) => dayOf(a.startsAt) < rows.today).length
  return [
    ...(earlier < rows.lines.length ? [{ name: 'appointments', caption: SOON }] : []),
    ...(earlier > 0
      ? [
          {
            name: 'appointments-of-earlier-days',
            title: 'Appointments of earlier days',
            caption: earlierAppointments(rows),
          },
        ]
      : []),
  ]
}

/** What somebody goes along to, from the day before; and, once its day is over, what waits until it is written what became of it. */
export const AppointmentsSoon = ({ rows: { today, lines } }: { readonly rows: Rows }) => {
  const waiting = lines.filter((a) => dayOf(a.startsAt) < today)
  return (
    <>
      <Lines caption={SOON} lines={lines.filter((a) => dayOf(a.startsAt) >= today)} today={today} />
      <Lines caption={earlierAppointments({ today, lines })} lines={waiting} today={today} />
    </>
  )
}

import { ageOn, dayOf, daysBetween, type Instant, timeOf } from '#core/kernel/time.ts'
import { journeyOf } from '#core/report/journey.ts'
import { hoursWords, nationalWords } from '#features/safetynet/index.ts'
import {
  type Column,
  clockOf,
  Details,
  daysLong,
  Link,
  relativeDay,
  ShortDate,
  StepStripSmall,
  Tag,
} from '#platform/ui/index.ts'
import { awayWords, changedWords, delayDetail, delayWords, plannedWords } from '../leaving-words.ts'
import { type BoardRow, NOT_LEFT_DAYS } from '../queries/leaving-board.ts'
import { Support } from './leaving-support.tsx'
import { leavesUnbooked } from './unbooked.ts'
import { age, gapWords } from './words.ts'

const Person = ({ row, now }: { readonly row: BoardRow; readonly now: Instant }) => (
  <>
    {row.name === null ? (
      'Name not open to you'
    ) : (
      <Link href={`/app/people/${row.personId}`}>{row.name}</Link>
    )}
    {row.bornOn !== null && <span className="tc-under">{`${ageOn(row.bornOn, dayOf(now))} years`}</span>}
    {row.death !== 'none' && (
      <>
        <br />
        <Tag colour="red">{row.death === 'confirmed' ? 'Has died' : 'Reported died'}</Tag>
        {row.death === 'reported' && <span className="tc-under">Ring before you go</span>}
      </>
    )}
    {row.transition === 'suspended' && (
      <>
        <br />
        <Tag colour="yellow">Back in hospital</Tag>
      </>
    )}
    {row.supportEnded && row.transition !== null && (
      <span className="tc-under">Support has ended. Still open here.</span>
    )}
    {row.lead != null && row.transition !== null && (
      <span className="tc-under">
        <Link
          href={`/app/people/${row.personId}/lead`}
          hiddenWords={row.name === null ? '' : `of ${row.name}`}
        >
          Lead
        </Link>
        {`: ${row.lead}`}
      </span>
    )}
  </>
)

const Ward = ({ row, now }: { readonly row: BoardRow; readonly now: Instant }) =>
  row.stay === null ? (
    'No stay here'
  ) : (
    <>
      <WardWords row={row} now={now} />
      <StepMarks row={row} now={now} />
      <Acts row={row} now={now} />
    </>
  )

/** Which ward, how long, and whether they are away from it. */
export function WardWords({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { stay } = row
  if (!stay) return 'No stay here'
  if (stay.endedAt !== null) {
    return (
      <>
        {stay.ward}
        <br />
        Left <ShortDate on={dayOf(stay.endedAt)} />
        <br />
        {relativeDay(dayOf(stay.endedAt), dayOf(now))}
      </>
    )
  }
  return (
    <>
      {stay.ward}
      <br />
      {`${daysLong(Math.max(0, daysBetween(dayOf(stay.admittedAt), dayOf(now))))} in hospital`}
      {row.away !== null && <span className="tc-under">{awayWords(row.away)}</span>}
    </>
  )
}

/** The way home at board size: where they are as one of its stops, in words; the marks only repeat it. */
function StepMarks({
  row: { personId, stay, transition, leaving },
  now,
}: {
  readonly row: BoardRow
  readonly now: Instant
}) {
  if (stay === null) return null
  const journey = journeyOf(
    {
      stays: [{ admittedAt: stay.admittedAt, endedAt: stay.endedAt }],
      readyOn: leaving?.readyOn ?? null,
      transition: transition === null ? null : { state: transition, openedAt: stay.admittedAt },
      // says what became of a stop behind, which the marks do not show
      metInFirst72Hours: false,
    },
    now,
  )
  const here = journey?.stops.findIndex((stop) => stop.state === 'here') ?? -1
  if (!journey || here < 0) return null
  const words = `${journey.stops[here]?.name}, step ${here + 1} of ${journey.stops.length}`
  return (
    <StepStripSmall
      id={`way-${personId}`}
      title="The way home"
      sentence={words}
      stops={journey.stops}
      words={words}
    />
  )
}

/** What can be recorded from a row, behind one word, so that the row stays short; nothing where the ward is another team's. */
function Acts({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { stay, first } = row
  if (!stay?.ours) return null
  const to = (end: string, text: string) => ({ href: `/app/stays/${stay.id}/${end}`, text })
  const acts =
    stay.endedAt === null
      ? [
          to('end', 'Record leaving'),
          to('unplanned', 'Left, nothing planned'),
          row.away === null ? to('leave', 'Leave or away') : to('back', 'They are back'),
          to('move', 'Moved to another ward'),
          to('supports', 'Supports in place'),
          to('leaving', 'Change dates'),
          to('blockers/new', 'Note what stops them'),
        ]
      : [
          ...(first?.state === 'not met'
            ? [to('book', 'Book the first contact'), to('met', 'Record a contact')]
            : []),
          ...(daysBetween(dayOf(stay.endedAt), dayOf(now)) <= NOT_LEFT_DAYS
            ? [to('not-left', 'They did not leave')]
            : []),
        ]
  return acts.length === 0 ? null : (
    <Details summary="Record" hiddenWords={row.name === null ? '' : `for ${row.name}`}>
      <ul className="nhsuk-list nhsuk-u-margin-bottom-0">
        {acts.map((act) => (
          <li key={act.href}>
            <Link href={act.href} hiddenWords={row.name ?? ''}>
              {act.text}
            </Link>
          </li>
        ))}
      </ul>
    </Details>
  )
}

function Planned({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { stay, leaving } = row
  if (!stay || stay.endedAt !== null) return 'Has left'
  const today = dayOf(now)
  return (
    <>
      {leaving?.plannedOn ? (
        <>
          <strong>
            <ShortDate on={leaving.plannedOn} />
          </strong>
          <br />
          {leaving.plannedOn < today ? (
            <Tag colour="red">{plannedWords(leaving.plannedOn, today)}</Tag>
          ) : (
            plannedWords(leaving.plannedOn, today)
          )}
        </>
      ) : (
        'No date'
      )}
      {leaving?.readyOn && (
        <span className="tc-under">{`Ready for ${daysLong(Math.max(0, daysBetween(leaving.readyOn, today)))}`}</span>
      )}
    </>
  )
}

function Stops({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { stay, blocker } = row
  if (!stay || stay.endedAt !== null) return 'Nothing any more'
  return (
    <>
      {blocker === null ? (
        'Nothing noted'
      ) : (
        <>
          {delayWords(blocker)}
          <br />
          {delayDetail(blocker, dayOf(now))}
          {blocker.more > 0 && ` And ${blocker.more} more.`}
        </>
      )}
    </>
  )
}

/** The hours after leaving, before what comes next; the national days beside them, in words. */
function First({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { first, stay } = row
  if (leavesUnbooked(row, dayOf(now)))
    return (
      <>
        <Tag colour="orange">No contact booked</Tag>
        <span className="tc-under">None that you can see from the day of leaving on</span>
      </>
    )
  if (first === null || stay === null || stay.endedAt === null) return null
  return (
    <>
      {first.state === 'met' ? (
        'Met since leaving'
      ) : (
        <>
          <strong>First contact: </strong>
          {first.dueAt < now ? (
            <Tag colour="red">{hoursWords(first.dueAt, now)}</Tag>
          ) : (
            `${hoursWords(first.dueAt, now)}, ${first.booked ? 'booked' : 'not booked'}`
          )}
          <span className="tc-under">{nationalWords(stay.endedAt, 'tight')}</span>
        </>
      )}
      <br />
    </>
  )
}

export const NextWords = ({ row, now }: { readonly row: BoardRow; readonly now: Instant }) =>
  row.next === null ? (
    'None known'
  ) : (
    <>
      <strong>
        <ShortDate on={dayOf(row.next.at)} />
      </strong>
      <br />
      {relativeDay(dayOf(row.next.at), dayOf(now))}
      <br />
      {`${clockOf(timeOf(row.next.at))}, ${row.next.mode}`}
      <br />
      {row.next.by ?? 'Nobody is named'}
    </>
  )

const Gap = ({ row, now }: { readonly row: BoardRow; readonly now: Instant }) =>
  row.gap === null ? (
    'None'
  ) : (
    <>
      <strong>{gapWords(row.gap.key)}</strong>
      <br />
      {`for ${age(row.gap.since, now)}`}
      {row.gap.more > 0 && `, and ${row.gap.more} more`}
      <span className="tc-under">{row.gap.clears}</span>
    </>
  )

/** Seven columns, and no more. */
export const boardColumns = (now: Instant): readonly Column<BoardRow>[] => [
  { head: 'Person', isRowName: true, cell: (row) => <Person row={row} now={now} /> },
  { head: 'Ward and days in', cell: (row) => <Ward row={row} now={now} /> },
  {
    head: 'Planned leave date',
    cell: (row) => (
      <>
        <Planned row={row} now={now} />
        {row.lastChange !== null && (
          <span className="tc-under tc-quiet">{changedWords(row.lastChange, now)}</span>
        )}
      </>
    ),
  },
  { head: 'What stops it', cell: (row) => <Stops row={row} now={now} /> },
  { head: 'Support lined up', cell: (row) => <Support row={row} now={now} /> },
  {
    head: 'First and next contact',
    cell: (row) => (
      <>
        <First row={row} now={now} />
        <NextWords row={row} now={now} />
      </>
    ),
  },
  { head: 'Gap', cell: (row) => <Gap row={row} now={now} /> },
]

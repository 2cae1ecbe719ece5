import { ok } from '#core/kernel/result.ts'
import { ageOn, dayOf, type Instant } from '#core/kernel/time.ts'
import { hoursWords } from '#features/safetynet/index.ts'
import { definePage } from '#platform/http/page.ts'
import { type Column, clockAndDay, count, EmptyState, Heading, Paragraph, Table } from '#platform/ui/index.ts'
import { longDay } from '#platform/ui/words.ts'
import { changedWords, delayDetail, delayWords, plannedWords } from '../leaving-words.ts'
import { type BoardRow, type LeavingBoard, ROWS_SHOWN } from '../queries/leaving-board.ts'
import { NextWords, WardWords } from './leaving-columns.tsx'
import { addressOf, chipsOf, filterOf } from './leaving-filter.ts'
import { boardWithLeads } from './leaving-page.tsx'
import { supportWords } from './leaving-support.tsx'
import { leavesUnbooked } from './unbooked.ts'
import { age, gapWords } from './words.ts'

/** /app/leaving/print: the list as it is filtered, on paper for a bed meeting. Words alone: paper has no buttons and no colours. */
export const leavingPrintPage = definePage({
  method: 'GET',
  path: '/app/leaving/print',
  access: 'signed in',
  handle(request) {
    const filter = filterOf(request.query)
    return request.see(async (ask) => {
      const found = await boardWithLeads(ask, filter)
      if (!found.ok) return found
      const board = found.value
      const chips = chipsOf(board, filter).map((c) => c.text)
      return ok({
        show: {
          title: `Leaving hospital, ${board.team}, on paper`,
          print: true,
          back: { href: addressOf(filter), text: 'Back to leaving hospital' },
          body: <Sheet board={board} chips={chips} />,
        },
      })
    })
  },
})

const Sheet = ({ board, chips }: { readonly board: LeavingBoard; readonly chips: readonly string[] }) => (
  <div className="tc-sheet">
    <Heading level={1} caption={`${board.team}, as at ${clockAndDay(board.asOf)}`}>
      Leaving hospital
    </Heading>
    <Paragraph>
      {`${count(board.counts.matching, 'person', 'people')} of ${board.counts.all}. ${chips.length === 0 ? 'Everyone on the board' : `Only: ${chips.join('; ')}`}. It is not up to date after the time above. Shred it after the meeting.`}
    </Paragraph>
    {board.counts.matching > ROWS_SHOWN && (
      <Paragraph>
        <strong>{`This is not everybody: the first ${ROWS_SHOWN} are here.`}</strong>
      </Paragraph>
    )}
    <Table
      caption="People"
      captionHidden
      columns={columns(board.asOf)}
      rows={board.rows}
      rowKey={(row) => row.personId}
      empty={
        <EmptyState
          why="Nobody stands on this list."
          fill="The filters of the board choose who is printed."
          action={{ text: 'Back to leaving hospital', href: '/app/leaving' }}
        />
      }
    />
  </div>
)

const lines = (...parts: readonly (string | null | false | undefined)[]) =>
  parts.filter((p): p is string => typeof p === 'string' && p !== '').map((p) => <div key={p}>{p}</div>)

const columns = (now: Instant): readonly Column<BoardRow>[] => {
  const today = dayOf(now)
  return [
    {
      head: 'Person',
      isRowName: true,
      cell: (row) =>
        lines(
          row.name ?? 'Name not open to you',
          row.bornOn !== null && `${ageOn(row.bornOn, today)} years`,
          row.death === 'confirmed' && 'Has died',
          row.death === 'reported' && 'Reported died: ring before you go',
          row.transition === 'suspended' && 'Back in hospital',
          row.lead != null && row.transition !== null && `Lead: ${row.lead}`,
        ),
    },
    { head: 'Ward and days in', cell: (row) => <WardWords row={row} now={now} /> },
    {
      head: 'Planned leave date',
      cell: (row) =>
        lines(
          ...(row.stay?.endedAt !== null
            ? ['Has left']
            : row.leaving?.plannedOn
              ? [longDay(row.leaving.plannedOn), plannedWords(row.leaving.plannedOn, today)]
              : ['No date']),
          row.lastChange !== null && changedWords(row.lastChange, now),
        ),
    },
    {
      head: 'What stops it',
      cell: (row) =>
        row.blocker === null
          ? 'Nothing noted'
          : `${delayWords(row.blocker)}: ${delayDetail(row.blocker, today)}${row.blocker.more > 0 ? ` And ${row.blocker.more} more.` : ''}`,
    },
    { head: 'Support lined up', cell: (row) => lines(...supportWords(row, now)) },
    {
      head: 'First and next contact',
      cell: (row) => (
        <>
          {lines(
            leavesUnbooked(row, today) && 'No contact booked that you can see',
            row.first?.state === 'met' && 'Met since leaving',
            row.first?.state === 'not met' &&
              `First contact: ${hoursWords(row.first.dueAt, now)}, ${row.first.booked ? 'booked' : 'not booked'}`,
          )}
          <NextWords row={row} now={now} />
        </>
      ),
    },
    {
      head: 'Gap',
      cell: (row) =>
        row.gap === null
          ? 'None'
          : lines(
              `${gapWords(row.gap.key)}, for ${age(row.gap.since, now)}${row.gap.more > 0 ? `, and ${row.gap.more} more` : ''}`,
              row.gap.clears,
            ),
    },
  ]
}

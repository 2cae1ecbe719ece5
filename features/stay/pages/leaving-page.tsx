import type { ReactNode } from 'react'
import { isId } from '#core/kernel/ids.ts'
import { ok, type Result } from '#core/kernel/result.ts'
import { handoverLines, handoversFor, type LeadLine, leadsOfPeople } from '#features/lead/index.ts'
import { nationalFoot } from '#features/safetynet/index.ts'
import type { Ask } from '#platform/commands/door.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Checkboxes,
  count,
  EmptyState,
  Filters,
  Heading,
  InsetText,
  Link,
  LinkedLines,
  Paragraph,
  Select,
  Table,
} from '#platform/ui/index.ts'
import {
  type BoardFilter,
  LEAVES,
  LEFT_DAYS,
  type LeavingBoard,
  leavingBoard,
  ROWS_IN_A_FILE,
  ROWS_SHOWN,
} from '../queries/leaving-board.ts'
import { savedViews } from '../queries/saved-views.ts'
import { boardColumns } from './leaving-columns.tsx'
import { addressOf, chipsOf, filterOf, GROUP_OF, hiddenBy, BOARD_PATH as PATH } from './leaving-filter.ts'
import { LeavingGroups, rowAnchor } from './leaving-groups.tsx'
import { NeedsYouStrip } from './needs-you.tsx'
import { SavedViews } from './saved-views.tsx'

const SAID: Readonly<Record<string, string>> = {
  admitted: 'The admission is recorded. What is not known is on your list of tasks.',
  already: 'This admission was recorded already. Nothing was changed.',
  left: 'It is recorded that they left the ward. What is owed to them in the days after stays on this board.',
  unplanned:
    'It is recorded that they left and nothing was planned. What is owed to them stands on this board.',
  told: 'It is saved.',
  closed:
    'This way out of hospital is closed. Support, contacts and whatever waits are watched as before; a new leaving or referral opens another.',
  dates: 'The dates of leaving are saved. Their way out of hospital is open.',
  blocker: 'It is noted. Its days are counted on this board.',
  unblocked: 'It is written down. It no longer counts.',
  met: 'The contact is recorded.',
  away: 'It is recorded. Their stay goes on.',
  moved: 'The move is recorded. Their stay goes on, and what belongs to leaving went with them.',
  back: 'It is recorded that they are back on the ward.',
  notLeft: 'The stay is open again. What was written about leaving stays as history.',
  booked: 'The contact is booked. It counts for the hours after leaving.',
  kept: 'This view is saved. Only you see it here; its address works for every colleague.',
  dropped: 'This view is no longer among yours.',
  soonerEnded: 'It is taken back. The ward’s own hours hold again.',
  supports: 'It is written down that supports are in place.',
  sooner: 'It is decided: they are to be met within 48 hours of leaving.',
}

/** /app/leaving: who is on the ward or on the way out, who has their referral, when they are next seen, and what is not kept. */
export const leavingPage = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  async handle(request) {
    const { said = '', stay = '' } = request.query
    const filter = filterOf(request.query)
    return request.see(async (ask, asker) => {
      const found = await boardWithLeads(ask, filter)
      if (!found.ok) return found
      const board = found.value
      const views = await ask(savedViews, {})
      if (!views.ok) return views
      const offers = await handoversFor(ask, asker)
      return ok({
        show: {
          title: `Leaving hospital, ${board.team}`,
          body: (
            <>
              <Board
                board={board}
                filter={filter}
                views={views.value}
                said={Object.hasOwn(SAID, said) ? SAID[said] : undefined}
                first={<LinkedLines id="handovers" heading="Asked by name" lines={handoverLines(offers)} />}
                bookFor={said === 'unplanned' && isId(stay) ? stay : null}
              />
            </>
          ),
        },
      })
    })
  },
})

/** What one question for leads takes. */
const LEADS_AT_ONCE = 200

/** The board with who leads, in words. */
export async function boardWithLeads(ask: Ask, filter: BoardFilter): Promise<Result<LeavingBoard>> {
  const found = await ask(leavingBoard, filter)
  if (!found.ok) return found
  const ids = found.value.rows.map((r) => r.personId)
  const lead = new Map<string, string>()
  // one question at least, so that an empty board is refused to whom a full one is
  for (let from = 0; from === 0 || from < ids.length; from += LEADS_AT_ONCE) {
    const leads = await ask(leadsOfPeople, { personIds: ids.slice(from, from + LEADS_AT_ONCE) })
    if (!leads.ok) return leads
    for (const l of leads.value) lead.set(l.personId, leadInARow(l))
  }
  return ok({
    ...found.value,
    rows: found.value.rows.map((r) => ({ ...r, lead: lead.get(r.personId) ?? null })),
  })
}

/** "Noor Aziz, North community team"; of a leaving without a handover that nobody accepted it. */
const leadInARow = (l: LeadLine): string =>
  `${[l.name ?? 'nobody named', l.team].join(', ')}${l.because === 'last resort' ? ': nobody has accepted the lead' : ''}`

interface BoardProps {
  /** What stands before everything else: what this asker was asked by name. */
  readonly first: ReactNode
  readonly board: LeavingBoard
  readonly filter: BoardFilter
  /** The views that the asker keeps. */
  readonly views: readonly string[]
  readonly said: string | undefined
  /** The stay whose first contact is booked next. */
  readonly bookFor: string | null
}

function Board({ board, filter, views, said, first, bookFor }: BoardProps) {
  const { counts, wards, rows, asOf } = board
  const chips = chipsOf(board, filter)
  return (
    <>
      {said !== undefined && (
        <InsetText>
          <p>{said}</p>
          {bookFor !== null && (
            <p>
              <Link href={`/app/stays/${bookFor}/book`}>Book the first contact</Link>
            </p>
          )}
        </InsetText>
      )}
      <Heading level={1} caption={board.team}>
        Leaving hospital
      </Heading>
      {first}
      <NeedsYouStrip items={board.needsYou} now={asOf} />
      <ButtonGroup>
        <Button href="/app/people/new" variant="secondary" small>
          Record an admission
        </Button>
        <Button href={addressOf(filter, `${PATH}/print`)} variant="secondary" small>
          Print this list
        </Button>
        <Button href={addressOf(filter, `${PATH}/download`)} variant="secondary" small>
          {counts.matching > ROWS_IN_A_FILE
            ? `Download the first ${ROWS_IN_A_FILE} of this list`
            : 'Download this list'}
        </Button>
        <Button
          href={`${addressOf(filter, `${PATH}/download`)}${addressOf(filter).includes('?') ? '&' : '?'}as=xlsx`}
          variant="secondary"
          small
        >
          Download it for Excel
        </Button>
      </ButtonGroup>
      <Filters action={PATH} chips={chips} clearHref={PATH}>
        <Select
          name="ward"
          label="Ward"
          choose={`All wards (${counts.all})`}
          value={filter.ward ?? ''}
          options={wards.map((w) => ({ value: w.unitId, text: `${w.name} (${w.n})` }))}
        />
        <Select
          name="leaves"
          label="Leaving in"
          choose="Any time"
          value={filter.leaves ?? ''}
          options={LEAVES.map((l) => ({ value: l, text: `${GROUP_OF[l]} (${counts.leaves[l]})` }))}
        />
        <Checkboxes
          name="show"
          label="Only"
          labelSize="s"
          small
          values={[
            ...(filter.gap ? ['gap'] : []),
            ...(filter.stopped ? ['stopped'] : []),
            ...(filter.mine ? ['mine'] : []),
          ]}
          choices={[
            { value: 'gap', label: `With a gap (${counts.gap})` },
            { value: 'stopped', label: `Something stops them (${counts.stopped})` },
            { value: 'mine', label: `Mine (${counts.mine})` },
          ]}
        />
        {filter.longAgo && <input type="hidden" name="left" value="any" />}
      </Filters>
      <SavedViews board={board} filter={filter} views={views} />
      <LeavingGroups rows={rows} now={asOf} />
      {rows.length > 0 && (
        <Paragraph>“Not asked”, “Not booked” and “Not known” mean: none that you can see.</Paragraph>
      )}
      <div className="tc-leaving">
        <Table
          caption={caption(counts.matching, counts.all, chips.length > 0)}
          columns={boardColumns(asOf)}
          rows={rows}
          rowKey={(row) => row.personId}
          rowId={rowAnchor}
          empty={<Empty board={board} filter={filter} />}
        />
      </div>
      {counts.matching > ROWS_SHOWN && (
        <Paragraph>{`The first ${ROWS_SHOWN} are shown. Choose a ward or a day to see the others.`}</Paragraph>
      )}
      {counts.longAgo > 0 && (
        <Paragraph>
          {`${count(counts.longAgo, 'person', 'people')} left more than ${LEFT_DAYS} days ago and nothing is missing for them. `}
          <Link href={addressOf({ ...filter, longAgo: true })}>Show them too</Link>
        </Paragraph>
      )}
      <Paragraph small>
        The first contact is owed within the ward's own hours after leaving: 72, 48 where somebody decided so,
        or 7 days. Somebody's way out of hospital stays open here after support has ended, until their lead
        closes it. First come those for whom something cannot wait, then who means to leave within 7 days,
        then the rest.
      </Paragraph>
      {rows.some((row) => row.first?.state === 'not met') && <Paragraph small>{nationalFoot}</Paragraph>}
    </>
  )
}

const caption = (matching: number, all: number, filtered: boolean): string =>
  filtered ? `${count(matching, 'person', 'people')} of ${all}` : count(all, 'person', 'people')

const Empty = ({ board, filter }: Pick<BoardProps, 'board' | 'filter'>) => {
  const hidden = hiddenBy(board, filter)
  return hidden.length === 0 ? (
    <EmptyState
      why="Nobody is on your ward or on the way out."
      fill="People come here when a hospital message or your team says that they were admitted, or when you send a referral."
      action={{ text: 'Find or add a person', href: '/app/people' }}
    />
  ) : (
    <EmptyState
      why={`Nobody matches ${hidden.map((h) => `"${h.text}"`).join(' and ')}.`}
      fill={`${hidden.map((h) => `"${h.text}" hides ${h.hides}`).join('. ')} of ${count(board.counts.all, 'person', 'people')}.`}
      action={{ text: 'Show everyone', href: PATH }}
    />
  )
}

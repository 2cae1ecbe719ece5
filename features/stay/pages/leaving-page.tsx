import type { ReactNode } from 'react'
import { isId } from '#core/kernel/ids.ts'
import { ok } from '#core/kernel/result.ts'
import { handoverLines, handoversFor, type LeadLine, leadsOfPeople } from '#features/lead/index.ts'
import { nationalFoot } from '#features/safetynet/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Checkboxes,
  count,
  EmptyState,
  type FilterChip,
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
  LEFT_DAYS,
  type LeavingBoard,
  leavingBoard,
  ROWS_SHOWN,
} from '../queries/leaving-board.ts'
import { boardColumns } from './leaving-columns.tsx'
import { LeavingGroups, rowAnchor } from './leaving-groups.tsx'
import { NeedsYouStrip } from './needs-you.tsx'

const PATH = '/app/leaving'
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
  back: 'It is recorded that they are back on the ward.',
  notLeft: 'The stay is open again. What was written about leaving stays as history.',
  booked: 'The contact is booked. It counts for the hours after leaving.',
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
    const { ward = '', show, said = '', stay = '' } = request.query
    // several ticked boxes of one name come as a list
    const ticked = new Set<string>(show === undefined ? [] : ([] as string[]).concat(show))
    const filter: BoardFilter = {
      ward: isId(ward) ? ward : null,
      gap: ticked.has('gap'),
      mine: ticked.has('mine'),
      longAgo: request.query.left === 'any',
    }
    return request.see(async (ask, asker) => {
      const found = await ask(leavingBoard, filter)
      if (!found.ok) return found
      const leads = await ask(leadsOfPeople, { personIds: found.value.rows.map((r) => r.personId) })
      if (!leads.ok) return leads
      const lead = new Map(leads.value.map((l) => [l.personId, leadInARow(l)]))
      const board = {
        ...found.value,
        rows: found.value.rows.map((r) => ({ ...r, lead: lead.get(r.personId) ?? null })),
      }
      const offers = await handoversFor(ask, asker)
      return ok({
        show: {
          title: `Leaving hospital, ${found.value.team}`,
          body: (
            <>
              <Board
                board={board}
                filter={filter}
                said={SAID[said]}
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

/** "Noor Aziz, North community team"; of a leaving without a handover that nobody accepted it. */
const leadInARow = (l: LeadLine): string =>
  `${[l.name ?? 'nobody named', l.team].join(', ')}${l.because === 'last resort' ? ': nobody has accepted the lead' : ''}`

interface BoardProps {
  /** What stands before everything else: what this asker was asked by name. */
  readonly first: ReactNode
  readonly board: LeavingBoard
  readonly filter: BoardFilter
  readonly said: string | undefined
  /** The stay whose first contact is booked next. */
  readonly bookFor: string | null
}

/** The board's address with these filters: the URL is the saved view. */
const address = (filter: BoardFilter): string => {
  const query = new URLSearchParams()
  if (filter.ward !== null) query.set('ward', filter.ward)
  if (filter.gap) query.append('show', 'gap')
  if (filter.mine) query.append('show', 'mine')
  if (filter.longAgo) query.set('left', 'any')
  return query.size === 0 ? PATH : `${PATH}?${query}`
}

function chipsOf({ wards }: LeavingBoard, filter: BoardFilter): FilterChip[] {
  const ward = wards.find((w) => w.unitId === filter.ward)
  return [
    ...(filter.ward === null
      ? []
      : [{ text: ward?.name ?? 'A ward with nobody here', removeHref: address({ ...filter, ward: null }) }]),
    ...(filter.gap ? [{ text: 'With a gap', removeHref: address({ ...filter, gap: false }) }] : []),
    ...(filter.mine ? [{ text: 'Mine', removeHref: address({ ...filter, mine: false }) }] : []),
    ...(filter.longAgo
      ? [
          {
            text: `With those who left more than ${LEFT_DAYS} days ago`,
            removeHref: address({ ...filter, longAgo: false }),
          },
        ]
      : []),
  ]
}

function Board({ board, filter, said, first, bookFor }: BoardProps) {
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
      </ButtonGroup>
      <Filters action={PATH} chips={chips} clearHref={PATH}>
        <Select
          name="ward"
          label="Ward"
          choose={`All wards (${counts.all})`}
          value={filter.ward ?? ''}
          options={wards.map((w) => ({ value: w.unitId, text: `${w.name} (${w.n})` }))}
        />
        <Checkboxes
          name="show"
          label="Only"
          labelSize="s"
          small
          values={[...(filter.gap ? ['gap'] : []), ...(filter.mine ? ['mine'] : [])]}
          choices={[
            { value: 'gap', label: `With a gap (${counts.gap})` },
            { value: 'mine', label: `Mine (${counts.mine})` },
          ]}
        />
        {filter.longAgo && <input type="hidden" name="left" value="any" />}
      </Filters>
      <LeavingGroups rows={rows} now={asOf} />
      <Table
        caption={caption(counts.matching, counts.all, chips.length > 0)}
        columns={boardColumns(asOf)}
        rows={rows}
        rowKey={(row) => row.personId}
        rowId={rowAnchor}
        empty={<Empty all={counts.all} chips={chips} />}
      />
      {counts.matching > ROWS_SHOWN && (
        <Paragraph>{`The first ${ROWS_SHOWN} are shown. Choose a ward to see the others.`}</Paragraph>
      )}
      {counts.longAgo > 0 && (
        <Paragraph>
          {`${count(counts.longAgo, 'person', 'people')} left more than ${LEFT_DAYS} days ago and nothing is missing for them. `}
          <Link href={address({ ...filter, longAgo: true })}>Show them too</Link>
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

const Empty = ({ all, chips }: { readonly all: number; readonly chips: readonly FilterChip[] }) =>
  chips.length === 0 ? (
    <EmptyState
      why="Nobody is on your ward or on the way out."
      fill="People come here when a hospital message or your team says that they were admitted, or when you send a referral."
      action={{ text: 'Find or add a person', href: '/app/people' }}
    />
  ) : (
    <EmptyState
      why={`Nobody matches ${chips.map((c) => `"${c.text}"`).join(' and ')}.`}
      fill={`The filters hide ${count(all, 'person', 'people')}.`}
      action={{ text: 'Show everyone', href: PATH }}
    />
  )

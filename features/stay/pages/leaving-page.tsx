import { isId } from '#core/kernel/ids.ts'
import { ok } from '#core/kernel/result.ts'
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
import { NeedsYouStrip } from './needs-you.tsx'

const PATH = '/app/leaving'
const SAID: Readonly<Record<string, string>> = {
  admitted: 'The admission is recorded. What is not known is on your list of tasks.',
  already: 'This admission was recorded already. Nothing was changed.',
  left: 'It is recorded that they left the ward. What is owed to them in the days after stays on this board.',
  told: 'It is saved.',
  dates: 'The dates of leaving are saved. Their way out of hospital is open.',
  blocker: 'It is noted. Its days are counted on this board.',
  unblocked: 'It is written down. It no longer counts.',
  met: 'The contact is recorded.',
  sooner: 'It is decided: they are to be met within 48 hours of leaving.',
}

/** /app/leaving: who is on the ward or on the way out, who has their referral, when they are next seen, and what is not kept. */
export const leavingPage = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  async handle(request) {
    const { ward = '', show, said = '' } = request.query
    // several ticked boxes of one name come as a list
    const ticked = new Set<string>(show === undefined ? [] : ([] as string[]).concat(show))
    const filter: BoardFilter = {
      ward: isId(ward) ? ward : null,
      gap: ticked.has('gap'),
      mine: ticked.has('mine'),
      longAgo: request.query.left === 'any',
    }
    return request.see(async (ask) => {
      const found = await ask(leavingBoard, filter)
      if (!found.ok) return found
      return ok({
        show: {
          title: `Leaving hospital, ${found.value.team}`,
          body: <Board board={found.value} filter={filter} said={SAID[said]} />,
        },
      })
    })
  },
})

interface BoardProps {
  readonly board: LeavingBoard
  readonly filter: BoardFilter
  readonly said: string | undefined
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

function Board({ board, filter, said }: BoardProps) {
  const { counts, wards, rows, asOf } = board
  const chips = chipsOf(board, filter)
  return (
    <>
      {said !== undefined && (
        <InsetText>
          <p>{said}</p>
        </InsetText>
      )}
      <Heading level={1} caption={board.team}>
        Leaving hospital
      </Heading>
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
      <Table
        caption={caption(counts.matching, counts.all, chips.length > 0)}
        columns={boardColumns(asOf)}
        rows={rows}
        rowKey={(row) => row.personId}
        empty={<Empty all={counts.all} chips={chips} />}
      />
      {counts.matching > ROWS_SHOWN && (
        <Paragraph>{`The first ${ROWS_SHOWN} are shown, oldest gap first. Choose a ward to see the others.`}</Paragraph>
      )}
      {counts.longAgo > 0 && (
        <Paragraph>
          {`${count(counts.longAgo, 'person', 'people')} left more than ${LEFT_DAYS} days ago and nothing is missing for them. `}
          <Link href={address({ ...filter, longAgo: true })}>Show them too</Link>
        </Paragraph>
      )}
      <Paragraph small>
        The first contact is owed within the ward's own hours after leaving: 72, 48 where somebody decided so,
        or 7 days. The national count beside it is not told yet. Somebody's way out of hospital stays open
        here after support has ended, until closing it is built.
      </Paragraph>
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

import { isId } from '#core/kernel/ids.ts'
import type { FilterChip } from '#platform/ui/index.ts'
import {
  type BoardFilter,
  LEAVES,
  LEFT_DAYS,
  type Leaves,
  type LeavingBoard,
} from '../queries/leaving-board.ts'
import type { LeavingGroup } from './leaving-groups.tsx'

export const BOARD_PATH = '/app/leaving'

/** The words of the short list on a phone, so that a filter and a heading say the same. */
export const GROUP_OF: Readonly<Record<Leaves, LeavingGroup>> = {
  today: 'Leaving today, or late',
  '3 days': 'In 3 days',
  '7 days': 'In 7 days',
  later: 'Later',
  'no date': 'No date',
  left: 'Left',
}

/** The filters of an address; what is not understood filters nothing. */
export function filterOf(query: Readonly<Record<string, string | undefined>>): BoardFilter {
  const { ward = '', show, leaves, left } = query
  // several ticked boxes of one name come as a list
  const ticked = new Set<string>(show === undefined ? [] : ([] as string[]).concat(show))
  return {
    ward: isId(ward) ? ward : null,
    gap: ticked.has('gap'),
    mine: ticked.has('mine'),
    stopped: ticked.has('stopped'),
    leaves: LEAVES.find((l) => l === leaves) ?? null,
    longAgo: left === 'any',
  }
}

/** The address with these filters: the URL is the view, to be kept or sent. */
export function addressOf(filter: BoardFilter, path = BOARD_PATH): string {
  const query = new URLSearchParams()
  if (filter.ward !== null) query.set('ward', filter.ward)
  if (filter.leaves != null) query.set('leaves', filter.leaves)
  if (filter.gap) query.append('show', 'gap')
  if (filter.stopped) query.append('show', 'stopped')
  if (filter.mine) query.append('show', 'mine')
  if (filter.longAgo) query.set('left', 'any')
  return query.size === 0 ? path : `${path}?${query}`
}

/** What the filters are, each with the address without it. */
export function chipsOf({ wards }: Pick<LeavingBoard, 'wards'>, filter: BoardFilter): FilterChip[] {
  const chip = (text: string, without: Partial<BoardFilter>): FilterChip => ({
    text,
    removeHref: addressOf({ ...filter, ...without }),
  })
  const ward = wards.find((w) => w.unitId === filter.ward)
  return [
    ...(filter.ward === null ? [] : [chip(ward?.name ?? 'A ward with nobody here', { ward: null })]),
    ...(filter.leaves == null ? [] : [chip(GROUP_OF[filter.leaves], { leaves: null })]),
    ...(filter.gap ? [chip('With a gap', { gap: false })] : []),
    ...(filter.stopped ? [chip('Something stops them', { stopped: false })] : []),
    ...(filter.mine ? [chip('Mine', { mine: false })] : []),
    ...(filter.longAgo
      ? [chip(`With those who left more than ${LEFT_DAYS} days ago`, { longAgo: false })]
      : []),
  ]
}

/** How many each filter hides by itself, of everybody on the board: which of them it is that leaves nobody. */
export function hiddenBy(
  { wards, counts }: Pick<LeavingBoard, 'wards' | 'counts'>,
  filter: BoardFilter,
): { readonly text: string; readonly hides: number }[] {
  const { all } = counts
  const shows = [
    filter.ward !== null && (wards.find((w) => w.unitId === filter.ward)?.n ?? 0),
    filter.leaves != null && counts.leaves[filter.leaves],
    filter.gap && counts.gap,
    filter.stopped && counts.stopped,
    filter.mine && counts.mine,
  ].filter((n) => n !== false)
  // the chips are in this order, and the last of them, which hides nobody, has no number
  return chipsOf({ wards }, filter)
    .slice(0, shows.length)
    .map(({ text }, i) => ({ text, hides: all - (shows[i] ?? 0) }))
}

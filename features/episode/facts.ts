import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import type { EpisodeRow } from './schedule-facts.ts'

/** What was loaded, when its episode is the asker's own team's to change; else absent, hidden and read-only are alike. */
export function ours<F extends { readonly episode: EpisodeRow }>(facts: F | undefined): Result<F> {
  return facts?.episode.ours ? ok(facts) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** As above, and still open. Refuses EPISODE_ENDED beside. */
export function oursAndOpen<F extends { readonly episode: EpisodeRow }>(facts: F | undefined): Result<F> {
  const found = ours(facts)
  return found.ok && found.value.episode.state !== 'open' ? refuse('EPISODE_ENDED') : found
}

const IN_TEAM = `select count(distinct h.staff_id)::int as n from tc.episode e join tc.post p on p.team_id = e.team_id
    join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where e.id = $1 and h.staff_id = any ($2::uuid[]) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now()))`

/** Whether each of these staff members holds a post in the episode's team now. */
export async function allInTeam(tx: Tx, episodeId: string, staffIds: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(staffIds)]
  if (wanted.length === 0) return true
  const row = await tx.row<{ n: number }>(IN_TEAM, [episodeId, wanted])
  return row?.n === wanted.length
}

const OPEN_WORRIES = 'select count(*)::int as n from tc.worry where person_id = $1 and done_at is null'
// what the asker may see; a proposal that waits too long is a gap too, and must not stand in its own way
const OPEN_GAPS = `select key, kind, owner_staff_id, gap_from from net.obligation
  where person_id = $1 and gap_from <= (select ctx.now()) and gap_until > (select ctx.now()) order by gap_from, key`

export interface OpenGap {
  readonly key: string
  readonly kind: string
  readonly owner_staff_id: string | null
  readonly gap_from: string
}

/** What is open about a person: worries without an end, and gaps of the safety net, as far as the asker may see them. */
export async function openMatters(
  tx: Tx,
  personId: string,
): Promise<{ worries: number; gaps: readonly OpenGap[] }> {
  const [worries, gaps] = await Promise.all([
    tx.row<{ n: number }>(OPEN_WORRIES, [personId]),
    tx.rows<OpenGap>(OPEN_GAPS, [personId]),
  ])
  return { worries: worries?.n ?? 0, gaps }
}

/** How many gaps and worries stand open, whoever asks: what a decision waits for. */
export interface OpenCounts {
  readonly gaps: number
  readonly worries: number
}

/** As far as the asker may see them: for a page, never for a decision. */
export const countsSeen = (open: Awaited<ReturnType<typeof openMatters>>): OpenCounts => ({
  gaps: open.gaps.filter((g) => !g.key.startsWith('N11:proposal:') && !g.key.startsWith('N9:')).length,
  worries: open.worries,
})

/**
 * As the record has it, not as the asker sees it: two workers who may see different things must be answered alike, or the one
 * who sees less steps support down over an open gap (docs/decisions/0014-what-a-step-down-waits-for.md).
 * Only inside a command that names this person; nothing is counted elsewhere.
 */
export const openCounts = async (tx: Tx, personId: string): Promise<OpenCounts> =>
  (await tx.row<OpenCounts>('select gaps, worries from net.open_matters($1)', [personId])) ?? {
    gaps: 0,
    worries: 0,
  }

import { type Result, refuse } from '#core/kernel/result.ts'
import { expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { oursAndOpen } from './facts.ts'
import type { EpisodeRow } from './schedule-facts.ts'

/**
 * What was loaded, when it is the asker's own team's, still open, and as its changer saw it.
 * The version of an episode counts every decision about somebody's support: a step, a proposal and what becomes of it, a
 * pause, a stage, who comes. Whoever decides from an older page is told STALE_VERSION before any other rule speaks, and sees
 * what stands now beside their own text. More support (`episode.step-up`) alone asks for no version: it only raises it.
 */
export function asSeen<F extends { readonly episode: EpisodeRow }>(
  facts: F | undefined,
  version: number,
): Result<F> {
  const found = oursAndOpen(facts)
  return found.ok && found.value.episode.version !== version ? refuse('STALE_VERSION') : found
}

const RAISE = 'update tc.episode set version = version + 1 where id = $1 and version = $2'
const RAISE_ANYWAY = 'update tc.episode set version = version + 1 where id = $1'

/** The next version of an episode that its changer saw at `version`; throws StaleVersion when it moved on meanwhile. */
export const raiseVersion = (tx: Tx, episodeId: string, version: number): Promise<void> =>
  expectWritten(tx.write(RAISE, [episodeId, version]))

/** The same for an act that no older page may hinder. */
export const raiseVersionAnyway = (tx: Tx, episodeId: string): Promise<number> =>
  tx.write(RAISE_ANYWAY, [episodeId])

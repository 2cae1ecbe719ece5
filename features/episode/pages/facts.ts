import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { type PageRequest, text } from '#platform/http/page.ts'
import { type EpisodePage, episodePage } from '../queries/page.ts'

/** The episode of the address, as far as the asker may see it; hidden and absent are alike. */
export async function pageFacts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<EpisodePage>> {
  const episodeId = request.params.id ?? ''
  if (!isId(episodeId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(episodePage, { episodeId })
  if (!found.ok) return found
  return found.value === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
}

/**
 * The same for an act: only the team whose it is, and a form begins only while it is open. One that is sent is taken: its
 * command answers a second press as the first, and says EPISODE_ENDED with what was typed still in place.
 */
export async function openFacts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<EpisodePage>> {
  const found = await pageFacts(ask, asker, request)
  if (!found.ok) return found
  if (!found.value.episode.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const isSent = text(request.form, 'commandId') !== ''
  return isSent || found.value.episode.state === 'open' ? found : refuse('EPISODE_ENDED')
}

/** Where each act leads back to, and what it is called there. */
export const backTo = (page: EpisodePage) => ({
  href: `/app/episodes/${page.episode.id}`,
  text: 'Back to the schedule',
})
export const after = (page: EpisodePage): string => `/app/episodes/${page.episode.id}?said=done`
export const idsOf = (page: EpisodePage) => ({ personId: page.personId, episodeId: page.episode.id })

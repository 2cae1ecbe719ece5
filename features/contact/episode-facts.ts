import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import { definitionOf } from '#features/episode/index.ts'
import type { Tx } from '#platform/commands/transaction.ts'

interface EpisodeOfContact {
  readonly id: string
  readonly service_id: string
  readonly organisation_id: string
  readonly team_id: string
  readonly class_bit: number
  readonly state: 'open' | 'ended'
  readonly first_contact_at: Instant | null
  readonly referral_id: string | null
  readonly ours: boolean
}
interface Pinned extends EpisodeOfContact {
  readonly pathway_id: string
  readonly pathway_version: number
  readonly sha256: string
}

const EPISODE = `select e.id, e.service_id, e.organisation_id, e.team_id, e.class_bit, e.state, e.first_contact_at, e.referral_id, e.pathway_id, e.pathway_version,
    v.sha256, e.team_id = any ((select ctx.grantees())::uuid[]) as ours
  from tc.episode e join tc.pathway_version v on v.pathway_id = e.pathway_id and v.version = e.pathway_version where e.id = $1 and e.person_id = $2`

export interface EpisodeFacts {
  readonly row: EpisodeOfContact
  readonly definition: PathwayDefinition
}

/** The episode that a new contact belongs to; undefined when absent, hidden, or about somebody else. */
export async function loadEpisodeFor(
  tx: Tx,
  episodeId: string,
  personId: string,
): Promise<EpisodeFacts | undefined> {
  const row = await tx.row<Pinned>(EPISODE, [episodeId, personId])
  if (!row) return undefined
  const definition = await definitionOf(tx, {
    pathwayId: row.pathway_id,
    version: row.pathway_version,
    sha256: row.sha256,
  })
  return { row, definition }
}

/** Refuses: NOT_FOUND_OR_NOT_YOURS, EPISODE_ENDED. */
export function ourEpisode(facts: EpisodeFacts | undefined): Result<EpisodeFacts> {
  if (!facts?.row.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return facts.row.state === 'open' ? ok(facts) : refuse('EPISODE_ENDED')
}

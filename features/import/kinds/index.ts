import { caseload } from './caseload.ts'
import { episodes } from './episodes.ts'
import type { Kind, KindId } from './kind.ts'
import { people } from './people.ts'
import { referrals } from './referrals.ts'
import { staff } from './staff.ts'

/** The kinds of spreadsheet that can be handed in. */
export const KINDS: Readonly<Record<KindId, Kind>> = {
  people: people as Kind,
  referrals: referrals as Kind,
  episodes: episodes as Kind,
  caseload: caseload as Kind,
  staff: staff as Kind,
}

export const kindOf = (id: string): Kind | undefined =>
  Object.hasOwn(KINDS, id) ? KINDS[id as KindId] : undefined

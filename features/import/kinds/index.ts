import type { Kind, KindId } from './kind.ts'
import { people } from './people.ts'

/** The kinds of spreadsheet that can be handed in. */
export const KINDS: Readonly<Partial<Record<KindId, Kind>>> = { people: people as Kind }

export const kindOf = (id: string): Kind | undefined =>
  Object.hasOwn(KINDS, id) ? KINDS[id as KindId] : undefined

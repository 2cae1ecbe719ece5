import type { Instant } from '#core/kernel/time.ts'
import type { Compared, Hindrances } from '#core/people/merge.ts'
import type { PersonName } from '#core/people/names.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** One of two records as a desk compares it: who it is of and how they are reached, nothing of care. */
export interface Side extends Compared {
  readonly name: string
  readonly names: readonly PersonName[]
  readonly numberStatus: 'verified' | 'given-not-verified' | 'not-known'
  readonly homeArea: string | null
  readonly registeredAt: string
  readonly contactPoints: readonly { readonly kind: string; readonly value: string }[]
  /** Whether anything of care is written in it. */
  readonly inUse: boolean
}

/** A pair as its desk, and whoever sees the kept record, may read it. */
export interface Pair {
  readonly id: string
  readonly keepId: string
  readonly awayId: string
  readonly agreed: readonly string[]
  readonly why: string
  readonly state: 'proposed' | 'taken back' | 'together' | 'undone'
  readonly proposedAt: Instant
  readonly proposedById: string
  readonly proposedBy: string
  readonly togetherAt: Instant | null
  readonly togetherBy: string | null
  readonly undoUntilAt: Instant | null
  readonly undoneAt: Instant | null
  readonly undoneBy: string | null
}

export const PAIR = `select m.id, m.keep_id as "keepId", m.away_id as "awayId", m.agreed, m.why, m.state, m.proposed_at as "proposedAt", m.proposed_by as "proposedById",
    p.name as "proposedBy", m.together_at as "togetherAt", t.name as "togetherBy", m.undo_until_at as "undoUntilAt", m.undone_at as "undoneAt", u.name as "undoneBy"
  from tc.merge m join tc.staff p on p.id = m.proposed_by left join tc.staff t on t.id = m.together_by left join tc.staff u on u.id = m.undone_by`

/** Both records side by side, the one that would stay first; null where the asker's desk was not asked about both. */
export const loadSides = async (tx: Tx, one: string, other: string): Promise<readonly [Side, Side] | null> =>
  (
    await tx.row<{ sides: readonly [Side, Side] | null }>('select tc.compare_records($1, $2) as sides', [
      one,
      other,
    ])
  )?.sides ?? null

export const loadHindrances = async (tx: Tx, keepId: string, awayId: string): Promise<Hindrances | null> =>
  (
    await tx.row<{ found: Hindrances | null }>('select tc.merge_hindrances($1, $2) as found', [
      keepId,
      awayId,
    ])
  )?.found ?? null

export interface MergeFacts {
  readonly pair: Pair | undefined
  readonly sides: readonly [Side, Side] | null
  readonly found: Hindrances | null
}

export async function loadMerge(
  tx: Tx,
  i: { readonly mergeId: string; readonly keepId: string; readonly awayId: string },
): Promise<MergeFacts> {
  const [pair, sides, found] = await Promise.all([
    tx.row<Pair & Record<string, unknown>>(`${PAIR} where m.id = $1 and m.keep_id = $2 and m.away_id = $3`, [
      i.mergeId,
      i.keepId,
      i.awayId,
    ]),
    loadSides(tx, i.keepId, i.awayId),
    loadHindrances(tx, i.keepId, i.awayId),
  ])
  return { pair, sides, found }
}

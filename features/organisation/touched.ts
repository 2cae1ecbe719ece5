import { type Result, refuse } from '#core/kernel/result.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/**
 * People whom one act may touch: each is locked, looked at and written in one transaction while others wait.
 * A worker has tens; more than this is a team, and is recorded in parts.
 */
export const MOST_AT_ONCE = 1000

/**
 * The people who rest on a shared fact: those whom the door recomputes after the command. Shown as a count and never by name,
 * because the asker may not see all of them. The same function locks them, as the door does a moment later.
 */
export const peopleTouched = async (tx: Tx, sharedId: string): Promise<string[]> =>
  (await tx.rows<{ id: string }>('select net.touched(array[$1::uuid]) as id', [sharedId])).map((r) => r.id)

export const touchedBy = async (tx: Tx, sharedId: string): Promise<number> =>
  (await peopleTouched(tx, sharedId)).length

/** Refuses ABSENCE_TOUCHES_TOO_MANY, and STALE_VERSION where it touches others than were shown before it was confirmed. */
export function touchesAsShown(people: number, seenPeople: number | undefined): Result<never> | null {
  if (people > MOST_AT_ONCE)
    return refuse('ABSENCE_TOUCHES_TOO_MANY', { params: { people, most: MOST_AT_ONCE } })
  return asShown(people, seenPeople)
}

/** Refuses STALE_VERSION alone: who may act in which post must not wait until something is recorded in parts. */
export const asShown = (people: number, seenPeople: number | undefined): Result<never> | null =>
  seenPeople !== undefined && seenPeople !== people ? refuse('STALE_VERSION') : null

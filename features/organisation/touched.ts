import type { Tx } from '#platform/commands/transaction.ts'

/**
 * How many people rest on a shared fact: those whom the door recomputes after the command. A count and never a name, because
 * the asker may not see all of them. The same function locks them, as the door does a moment later.
 */
export async function touchedBy(tx: Tx, sharedId: string): Promise<number> {
  const row = await tx.row<{ n: number }>('select count(*)::int as n from net.touched(array[$1::uuid])', [
    sharedId,
  ])
  return row?.n ?? 0
}

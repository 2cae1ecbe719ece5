import type { VisitorLine } from '#core/contact/visitors.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { workerOf } from './plan.ts'
import type { ScheduleFacts } from './schedule-facts.ts'

export interface WorkerChange {
  readonly id: string
  readonly staffId: string | null
}

/**
 * Whose planned contacts change when who comes changes: those that nobody had, and those whose worker was there by the rule
 * before. A contact given to somebody by hand stays theirs. Pure.
 */
export function workersAfter(
  facts: ScheduleFacts,
  after: { readonly visitors: readonly VisitorLine[]; readonly keyWorker: string | null },
  now: Instant,
): WorkerChange[] {
  const { visitors, key_worker_staff_id: keyWorker } = facts.episode
  return facts.contacts.flatMap((c) => {
    if (c.state !== 'planned' || c.window_from_at <= now) return []
    const byRule = c.staff_id === null || c.staff_id === workerOf(visitors, keyWorker, c.window_from_at)
    const staffId = workerOf(after.visitors, after.keyWorker, c.window_from_at)
    return byRule && staffId !== c.staff_id ? [{ id: c.id, staffId }] : []
  })
}

const CHANGE = `update tc.contact c set staff_id = w."staffId", version = c.version + 1
  from jsonb_to_recordset($2::jsonb) as w (id uuid, "staffId" uuid) where c.id = w.id and c.episode_id = $1 and c.state = 'planned'`

export const storeWorkers = async (
  tx: Tx,
  episodeId: string,
  changes: readonly WorkerChange[],
): Promise<void> => {
  if (changes.length > 0) await tx.write(CHANGE, [episodeId, JSON.stringify(changes)])
}

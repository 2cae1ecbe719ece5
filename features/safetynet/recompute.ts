import type pg from 'pg'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { ObligationRow } from '#core/safetynet/obligation.ts'
import { derivedRows } from './derive.ts'

export interface Recomputed {
  readonly people: number
  /** Rows that stood otherwise than the facts say; they are put right in the same transaction. */
  readonly differences: number
}

const BATCH = 500
const FIRST = null

interface BatchRow {
  person_id: string
  facts: { transition: { state: string; openedAt?: string; suspendedAt?: string } }
  stored: ObligationRow[]
}

/**
 * Works out everybody's obligations again from the facts and says how many rows differ from what is stored.
 * Takes the right safetynet.recompute. Refuses: NOT_SIGNED_IN, NOT_ALLOWED. Batches are transactions of their own, so
 * that nobody's visit waits for the whole partnership.
 */
export async function recompute(pool: pg.Pool, token: string): Promise<Result<Recomputed>> {
  let after: string | null = FIRST
  let people = 0
  let differences = 0
  for (;;) {
    const batch: Result<{ rows: BatchRow[]; differences: number }> = await oneBatch(pool, token, after)
    if (!batch.ok) return batch
    people += batch.value.rows.length
    differences += batch.value.differences
    const last = batch.value.rows.at(-1)
    if (!last) return ok({ people, differences })
    after = last.person_id
  }
}

async function oneBatch(
  pool: pg.Pool,
  token: string,
  after: string | null,
): Promise<Result<{ rows: BatchRow[]; differences: number }>> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const asker = (
      await client.query<{ asker: { rights: string[] } | null }>('select ctx.begin($1) as asker', [token])
    ).rows[0]?.asker
    if (!asker) return refuse('NOT_SIGNED_IN')
    if (!asker.rights.includes('safetynet.recompute')) return refuse('NOT_ALLOWED')
    const rows = (
      await client.query<BatchRow>('select person_id, facts, stored from net.recompute_batch($1, $2)', [
        after,
        BATCH,
      ])
    ).rows
    let differences = 0
    const derived = derivedRows(rows.map((r) => ({ personId: r.person_id, facts: r.facts })))
    const stored = new Set(rows.flatMap((r) => r.stored.map(asText)))
    const wanted = new Set(derived.obligations.map(asText))
    for (const row of wanted) if (!stored.has(row)) differences += 1
    for (const row of stored) if (!wanted.has(row)) differences += 1
    differences += rows.filter((r) => transitionText(r) !== wantedTransition(r, derived.transitions)).length
    if (differences > 0) {
      await client.query('select net.replace($1::jsonb, $2::uuid[])', [
        JSON.stringify(derived),
        rows.map((r) => r.person_id),
      ])
      await client.query('select acl.refresh($1::uuid[])', [rows.map((r) => r.person_id)])
    }
    await client.query('commit')
    return ok({ rows, differences })
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

/** What makes two rows the same row: everything but the wording, which a release may better. */
const asText = (row: ObligationRow): string =>
  [
    row.personId,
    row.key,
    row.gapFrom,
    row.gapUntil,
    row.kind,
    row.aboutId,
    row.teamId,
    row.organisationId,
    row.ownerStaffId,
    row.toldTeamId,
    row.classBit,
    row.rulesVersion,
  ].join('|')

const transitionText = (row: BatchRow): string => {
  const { state, openedAt, suspendedAt } = row.facts.transition
  return [state, openedAt ?? '', suspendedAt ?? ''].join('|')
}

function wantedTransition(row: BatchRow, transitions: readonly object[]): string {
  const found = transitions.find((t) => (t as { personId: string }).personId === row.person_id) as
    | { state: string; openedAt: string; suspendedAt?: string }
    | undefined
  return found ? [found.state, found.openedAt, found.suspendedAt ?? ''].join('|') : 'none||'
}
